import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.packaged import packaged_lexicon
from tagging.features import GAP, WordClasses, _spans_of, batches, grams_of, read_sheet
from tagging.text import Page, clause_spans

CLASSES = WordClasses.of(packaged_lexicon("化妆品"))
TEXTS = st.text(st.sampled_from("好香不过但是就是，。 a1.,\n：的味道"), max_size=90)


@given(TEXTS)
def test_clauses_found_at_once_are_those_found_one_by_one(text):
    page = Page(text)

    assert [tuple(span) for span in _spans_of(page).tolist()] == list(clause_spans(page.text))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_every_text_has_a_clause_and_blanks_behind_it(texts):
    sheet = read_sheet(texts, CLASSES)

    assert len(sheet) == len(texts)
    assert (np.diff(sheet.clause_at) > 0).all()
    assert (sheet.codes[(sheet.place_at[1:, None] - np.arange(1, GAP + 1)).ravel()] == 0).all()
    for low, high in sheet.spans.tolist():
        assert "\n" not in sheet.text[low:high]


def test_a_text_is_read_the_same_alone_and_among_others():
    text = "味道很香，没有刺激"
    alone = grams_of(read_sheet([text], CLASSES), CLASSES)
    sheet = read_sheet(["物流快", text, ""], CLASSES)
    among = grams_of(sheet, CLASSES)
    first, last = sheet.clause_at[1:3]
    mine = (among.clause_of >= first) & (among.clause_of < last)

    assert among.hashes[mine].tolist() == alone.hashes.tolist()


def test_words_of_the_lexicon_are_read_by_what_they_stand_for():
    sheet = read_sheet(["味道很香"], CLASSES)
    classes = [CLASSES.names[word] for word in sheet.hits[:, 0]]

    assert classes == ["气味", "气味 praises"]
    assert sheet.words[sheet.hit_places[0]] == sheet.words[sheet.hit_places[0] + 1] > 0


def test_a_pasted_document_is_read_only_at_its_beginning():
    assert len(read_sheet(["好" * 100_000], CLASSES).codes) < 3000


def test_batches_keep_every_text_in_order():
    texts = [str(number) * (number % 7) for number in range(500)]

    assert [text for batch in batches(texts, characters=200) for text in batch] == texts
