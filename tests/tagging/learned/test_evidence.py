import numpy as np

from bot.packaged import packaged_lexicon
from tagging.learned.deciding import Decided
from tagging.learned.evidence import Read, Shower, findings_of
from tagging.learned.features import WordClasses, lay_out
from tagging.learned.targets import Outputs
from tagging.stances import Stance

LEXICON = packaged_lexicon("化妆品")
CLASSES = WordClasses.of(LEXICON)
OUTPUTS = Outputs(("手感", "真伪"), (("手感", Stance.COMPLAINS), ("真伪", Stance.PRAISES)))


class Seen:
    """A blend that sees everything best from one character."""

    def __init__(self, clearest):
        self.clearest = clearest

    def places_of(self, sheet):
        places = np.zeros((len(sheet.codes), 4), np.float32)
        places[sheet.begins[0] + 1 + self.clearest] = 1
        return places


def shown(text, clause, pair, clearest):
    """Show what is decided in a clause, where the clearest character is the given one."""
    layout = lay_out([text])
    chances = np.zeros((len(layout.spans), 4), np.float32)
    chances[clause] = 1
    decided = Decided(np.array([[pair == 0, pair == 1]]), np.full((1, 4), 0.7, np.float32))
    shower = Shower(Seen(clearest), OUTPUTS, CLASSES, LEXICON)
    (finding,) = findings_of([text], Read(layout, layout.clauses(), chances), decided, shower)[0]
    assert text[finding.start : finding.end] == finding.evidence
    return finding


def test_the_word_of_the_concern_is_shown_where_there_is_one():
    finding = shown("到货快，保证是正品没错了哈", 1, 1, 0)

    assert "正品" in finding.evidence
    assert finding.clause == "保证是正品没错了哈"
    assert len(finding.evidence) < len(finding.clause)
    assert finding.concern == "真伪"


def test_a_short_clause_is_shown_whole():
    assert shown("到货快，边角毛边刺", 1, 0, 2).evidence == "边角毛边刺"


def test_of_a_long_clause_the_clearest_place_is_shown():
    finding = shown("到货快，我摸了一下它的边角真是毛边刺手得很哪", 1, 0, 14)

    assert "刺" in finding.evidence
    assert len(finding.evidence) == 5
