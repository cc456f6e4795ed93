import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.packaged import packaged_lexicon
from tagging.learned.features import WordClasses, _spans_of, batches, grams_of, lay_out, read_sheet
from tagging.text import Page, clause_spans

CLASSES = WordClasses.of(packaged_lexicon("化妆品"))
TEXTS = st.text(st.sampled_from("好香不过但是就是，。 a1.,\n：的味道"), max_size=90)


def sheet_of(texts):
    return read_sheet(lay_out(texts).clauses(), CLASSES)


@given(TEXTS)
def test_clauses_found_at_once_are_those_found_one_by_one(text):
    page = Page(text)

    assert [tuple(span) for span in _spans_of(page).tolist()] == list(clause_spans(page.text))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_every_text_has_a_clause_of_its_own(texts):
    layout = lay_out(texts)
    sheet = sheet_of(texts)

    assert len(layout) == len(texts)
    assert (np.diff(layout.clause_at) > 0).all()
    assert (np.diff(sheet.begins) == np.diff(layout.spans, axis=1)[:, 0] + 2).all()
    for low, high in layout.spans.tolist():
        assert "\n" not in layout.text[low:high]


def test_a_clause_is_read_the_same_alone_and_among_others():
    alone = grams_of(sheet_of(["没有刺激"]), CLASSES)
    among = grams_of(sheet_of(["物流快", "味道很香，没有刺激", ""]), CLASSES)
    first, last = among.at[2:4]

    assert among.hashes[first:last].tolist() == alone.hashes.tolist()


def test_a_word_never_reaches_into_the_next_clause():
    sheet = read_sheet(["味", "道，"], CLASSES)

    assert len(sheet.hits) == 0


def test_words_of_the_lexicon_are_read_by_what_they_stand_for():
    sheet = sheet_of(["味道很香"])
    classes = [CLASSES.names[word] for word in sheet.hits[:, 0]]

    assert classes == ["气味", "气味 praises"]
    assert sheet.words[sheet.hits[0, 1]] == sheet.words[sheet.hits[0, 1] + 1] > 0


def test_a_pasted_document_is_read_only_at_its_beginning():
    assert len(sheet_of(["好" * 100_000]).codes) < 3000


def test_batches_keep_every_text_in_order():
    texts = [str(number) * (number % 7) for number in range(500)]

    assert [text for batch in batches(texts, characters=200) for text in batch] == texts
