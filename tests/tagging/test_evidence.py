import numpy as np

from bot.packaged import packaged_lexicon
from tagging.blend import Reading
from tagging.deciding import Decided
from tagging.evidence import Shower, findings_of
from tagging.features import WordClasses, read_sheet
from tagging.stances import Stance
from tagging.targets import Outputs

LEXICON = packaged_lexicon("化妆品")
CLASSES = WordClasses.of(LEXICON)
OUTPUTS = Outputs(("手感", "真伪"), (("手感", Stance.COMPLAINS), ("真伪", Stance.PRAISES)))


def shown(text, clause, pair, clearest):
    """Show what is decided in a clause, where the clearest character is the given one."""
    sheet = read_sheet([text], CLASSES)
    clauses = np.zeros((len(sheet.spans), 4), np.float32)
    clauses[clause] = 1
    places = np.zeros((len(sheet.codes), 4), np.float32)
    places[sheet.begins[clause] + 1 + clearest] = 1
    found = np.array([[pair == 0, pair == 1]])
    decided = Decided(found, np.full((1, 4), 0.7, np.float32))
    shower = Shower.of(OUTPUTS, CLASSES, LEXICON)
    (finding,) = findings_of([text], sheet, Reading(clauses, clauses, places), decided, shower)[0]
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
