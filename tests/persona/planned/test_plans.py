from persona.planned.plans import Brief
from persona.timeline import PlanRules
from tests.persona.builders import MONDAY, aqing


def test_a_brief_that_says_little_asks_for_a_week_by_the_usual_rules():
    brief = Brief(persona=aqing(), materials=(), first_day=MONDAY)

    assert (brief.days, brief.rules, brief.posted) == (7, PlanRules(), ())
