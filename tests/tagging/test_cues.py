from tagging.cues import CUES, Kind


def test_no_word_does_two_things_to_its_clause():
    words = [word for spoken in CUES.values() for word in spoken.split()]

    assert sorted(words) == sorted(set(words))


def test_every_kind_but_a_concerns_own_word_has_words():
    assert set(CUES) == set(Kind) - {Kind.OWN}
