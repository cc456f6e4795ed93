"""Why a layer, said once for many customers: their own values stay as names in braces.

`{recency_days}`, `{last_day}`, `{protected_until}`, `{orders}` and `{cycle_days}` are put in where
the customers are; for a million of them by `replace()` in SQL.
"""

from dataclasses import replace
from datetime import date
from functools import cache

from tagging.layering import Layer, Standing
from tagging.reasons import Because

_NOBODY = Standing(customer="")
_ANYBODY = Standing(
    customer="",
    orders=1,
    last_day=date.min,
    recency_days=1,
    cycle_days=1.0,
    protected_until=date.min,
)


@cache
def layer_template(layer: Layer) -> Because:
    """Give the reason of `standing.because` for any customer of a layer."""
    somebody = _NOBODY if layer is Layer.PROSPECT else replace(_ANYBODY, layer=layer)
    because = somebody.because
    return Because(because.code, {name: f"{{{name}}}" for name in because.values})
