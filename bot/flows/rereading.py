"""Read anew what holds words whose meaning was just changed."""

from collections.abc import Iterator, Sequence

from bot.records import KeptFinding, Signed
from bot.shop import Shop
from bot.store import Unit
from tagging.changes import LexiconChange
from tagging.concerns import Finding
from tagging.review import is_settled
from tagging.tags import TagState
from tagging.text import fold

MOST_TEXTS = 500  # the shop's customers wait meanwhile
Key = tuple[str, str]


async def read_again(change: LexiconChange, signed: Signed, unit: Unit, shop: Shop) -> int:
    """Read the texts of open findings that hold the changed words with the shop as it is now.

    What people decided stays. A suggested tag that rests on nothing any more goes; say how many
    texts were read.
    """
    touched = await unit.findings.list_with(change.text, change.category, MOST_TEXTS)
    texts = {finding.said.id: finding for finding in touched if finding.text}
    before = await unit.findings.list_open(texts)
    known = {(each.said.id, *_key_of(each)) for each in before}
    customers = {each.said.customer for each in before if each.said.customer}
    await unit.tags.load(customers)
    looked_at = await unit.findings.looked_at_in(texts)
    await unit.findings.forget_open(texts)
    for kept, found in _read(list(texts.values()), shop):
        decided = looked_at.get(kept.said.id, ())
        left = [one for one in found if not is_settled(one.clause, one.evidence, decided)]
        unit.findings.add(kept.said, left)
        new = [one for one in left if (kept.said.id, one.concern, one.stance) not in known]
        await unit.tags.suggest(kept.said, new, kept.text)
    left_over = await unit.findings.keys_of(customers)
    for each in before:
        if each.said.customer and (each.said.customer, *_key_of(each)) not in left_over:
            await _drop_baseless(each.said.customer, _key_of(each), change, signed, unit)
    return len(texts)


def _read(texts: Sequence[KeptFinding], shop: Shop) -> Iterator[tuple[KeptFinding, list[Finding]]]:
    for category in dict.fromkeys(each.said.category for each in texts):
        its = [each for each in texts if each.said.category == category]
        yield from zip(its, shop.find([each.text for each in its], category), strict=True)


def _key_of(finding: KeptFinding) -> Key:
    return finding.claim.concern, finding.claim.stance


async def _drop_baseless(
    customer: str, key: Key, change: LexiconChange, signed: Signed, unit: Unit
) -> None:
    tag = await unit.tags.tag_of(customer, *key)
    if tag is None or tag.state is not TagState.SUGGESTED:
        return
    words, shown = fold(change.text), fold(tag.evidence)
    if words in shown or shown in words:
        await unit.tags.drop(customer, tag, signed)
