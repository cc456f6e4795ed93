import pytest

from bot.cli.model_file import read_concern_model, read_pair_model
from bot.errors import ImportFileError
from tagging.pairs import Pair, learn_pairs

PAIRS = [Pair("怎么退货", "如何退货", is_same=True), Pair("怎么退货", "几号发货", is_same=False)]


@pytest.fixture(scope="module")
def learned():
    return learn_pairs(PAIRS * 20).to_bytes()


@pytest.fixture
def write(tmp_path):
    def write_file(content, name="a.model"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write_file


@pytest.mark.parametrize("read", [read_concern_model, read_pair_model])
@pytest.mark.parametrize("content", [b"", b"garbage", b"text,labels\n" * 999])
def test_what_is_no_model_is_one_sentence_with_the_file(write, read, content):
    with pytest.raises(ImportFileError, match=r"a\.model: "):
        read(write(content))


@pytest.mark.parametrize("read", [read_concern_model, read_pair_model])
def test_a_missing_model_is_one_sentence(tmp_path, read):
    with pytest.raises(ImportFileError, match=r"nothing\.model: cannot be read: No such file"):
        read(tmp_path / "nothing.model")


def test_a_model_of_pairs_comes_back(write, learned):
    file = write(learned)

    assert read_pair_model(file).score_many([("怎么退货", "怎么退货")])[0] <= 1


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda content: content.replace(b" 1 ", b" 9 ", 1),
            "has version 9, this program reads 1",
        ),
        (lambda content: content[: len(content) // 2], "is damaged"),
        (lambda content: content[:99] + b"?" + content[100:], "is damaged"),
    ],
)
def test_a_model_of_another_version_or_a_damaged_one_is_told(write, learned, spoil, sentence):
    file = write(spoil(learned))

    with pytest.raises(ImportFileError, match=rf"a\.model: the pairs model {sentence}"):
        read_pair_model(file)


def test_a_model_of_the_other_kind_is_told_apart(write, learned):
    file = write(learned)

    with pytest.raises(ImportFileError, match=r"a\.model: this is no concerns model"):
        read_concern_model(file)
