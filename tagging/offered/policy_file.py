"""A policy, read from TOML."""

from collections.abc import Mapping
from dataclasses import fields as fields_of

from tagging.errors import RuleError
from tagging.layering import LayerRules
from tagging.offered import fields
from tagging.offered.policy import Policy, PolicyRule

_RULE_READERS: Mapping[str, fields.Reader] = {
    "title": fields.text,
    "layers": fields.layers,
    "flags": fields.flags,
    "levels": fields.levels,
    "roles": fields.roles,
    "allow": fields.kinds,
    "forbid": fields.kinds,
    "min_depth_percent": fields.whole,
    "max_depth_percent": fields.whole,
    "min_threshold_fen": fields.whole,
    "cool_down_days": fields.whole,
    "comes_first": fields.yes_or_no,
}
_LAYER_READERS = {
    field.name: fields.number if field.type is float else fields.whole
    for field in fields_of(LayerRules)
}


_READERS: Mapping[str, fields.Reader] = {
    "margin_percent": fields.whole,
    "basket_fen": fields.whole,
    "price_protection_days": fields.whole,
}


def parse_policy(text: str, name: str) -> Policy:
    """Read a policy from TOML; `name` says in an error which file it was.

    Raises RuleError with one line that names the file and the rules that are wrong or that
    contradict each other.
    """
    table = fields.read_toml(text, name)
    try:
        layers = fields.read_fields("table layers", table.pop("layers", {}), _LAYER_READERS)
        rules = _rules(table.pop("rules", {}))
        values = fields.read_fields("policy", table, _READERS)
        return Policy(rules=rules, layer_rules=LayerRules(**layers), **values)
    except RuleError as error:
        raise RuleError(f"{name}: {error}") from error


def _rules(tables: object) -> tuple[PolicyRule, ...]:
    if not isinstance(tables, dict):
        raise RuleError(f"rules must be tables such as [rules.just_bought], not {tables!r}")
    return tuple(
        PolicyRule(name=name, **fields.read_fields(f"rule {name}", table, _RULE_READERS))
        for name, table in tables.items()
    )
