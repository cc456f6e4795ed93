import pytest

from persona.planned.fitness import misfits_of
from persona.planned.plans import Brief
from persona.reasons import Because, Reason
from persona.timeline import PlanRules
from tests.persona.builders import MONDAY, aqing, material


def misfits(told, rules=None, unfit=()):
    brief = Brief(
        persona=aqing(forbidden_words=("家人们",), emoji=("🌿🌿🌿",)),
        materials=(),
        first_day=MONDAY,
        rules=rules or PlanRules(),
        unfit=dict.fromkeys(unfit, Because(Reason.WORD_BLOCKED)),
    )
    return list(misfits_of(material("a", **told), brief))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"text": "家人们好"}, Reason.PERSONA_WORD),
        ({"pictures": tuple("0123456789")}, Reason.TOO_MANY_PICTURES),
        ({"pictures": ("1.jpg",), "video": "a.mp4"}, Reason.MIXED_ATTACHMENTS),
        ({"link": "https://example.com", "video": "a.mp4"}, Reason.MIXED_ATTACHMENTS),
        ({"text": "长" * 1_334}, Reason.POST_TOO_LONG),
        ({"text": "a" * 2_001}, Reason.POST_TOO_LONG),
    ],
)
def test_what_fits_on_no_day_is_named(told, reason):
    assert misfits(told) == [reason]


@pytest.mark.parametrize(
    "told",
    [{"pictures": tuple("123456789")}, {"text": "长" * 1_333}, {"link": "https://example.com"}],
)
def test_what_the_platform_just_takes_is_fit(told):
    assert misfits(told) == []


@pytest.mark.parametrize(("limit", "found"), [(18, []), (17, [Reason.POST_TOO_LONG])])
def test_a_text_is_measured_with_its_variables_filled(limit, found):
    assert misfits({"text": "早{称呼}{语气}{表情}"}, PlanRules(text_bytes=limit + 6)) == found


def test_wording_that_is_blocked_is_never_planned():
    assert misfits({}, unfit=["a"]) == [Reason.UNFIT_WORDING]
