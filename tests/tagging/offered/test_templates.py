from hypothesis import given

from bot.reasons import word
from tagging.layering import Layer
from tagging.offered.templates import layer_template
from tests.tagging.offered.builders import stand, standings


@given(standings)
def test_a_template_with_a_customers_own_values_says_what_their_standing_says(standing):
    sentence = word(layer_template(standing.layer))
    for name, value in standing.because.values.items():
        sentence = sentence.replace(f"{{{name}}}", str(value))

    assert sentence == word(standing.because)
    assert "{" not in sentence


def test_a_prospect_has_no_values_of_their_own():
    assert layer_template(Layer.PROSPECT) == stand(orders=0).because
