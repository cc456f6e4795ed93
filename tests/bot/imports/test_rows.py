from bot.imports.rows import BadRow, Chunk, Counts, Entry, ProductRow


def test_a_chunk_stands_for_all_its_rows():
    entry = Entry((2, 5, 6), ProductRow(key="A1"))

    assert Chunk([entry], [BadRow(3, "数量为 0", "")], [4]).rows == 5


def test_the_counts_add_up_to_the_rows():
    assert Counts(new=1, updated=2, skipped=3, conflicting=4, bad=5).rows == 15
