"""Which letters a file is written in: decided by trial decoding, never by its name."""

import codecs
from typing import IO

from bot.errors import ImportFileError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
STEP = 1 << 20
SAMPLE = 1 << 16
MODIFIERS = range(0x2B0, 0x300)  # no text of ours has them; 双, in 双11, is one by mistake
FIRST_OF_THREE_BYTES = 0x800  # in UTF-8; 汉字 lie beyond
NUL_SHARE = 0.05  # of the bytes at one parity: even Chinese UTF-16 has that many commas and digits


def encoding_of(file: IO[bytes], name: str) -> str:
    """Say which encoding decodes the whole file. Raise ImportFileError where none does."""
    file.seek(0)
    sample = file.read(SAMPLE)
    marked = next((encoding for mark, encoding in MARKS if sample.startswith(mark)), None)
    candidates = [marked] if marked else [*_wide_encodings(sample), "utf-8", "gb18030"]
    if not marked and _looks_misread(sample):
        candidates.reverse()
    for encoding in candidates:
        if wrong_byte(file, encoding) is None:
            return encoding
    raise ImportFileError(
        f"{name}：既不是 UTF-8，也不是 GB18030 或 UTF-16；"
        "另存为“CSV UTF-8”，或用 --encoding 写明编码"
    )


def check_encoding(file: IO[bytes], name: str, encoding: str) -> None:
    """Raise ImportFileError unless the file can be read in the encoding somebody named."""
    try:
        place = wrong_byte(file, encoding)
    except LookupError:
        raise ImportFileError(
            f"不认识这种编码（{encoding}）；写 utf-8、gb18030 或 utf-16"
        ) from None
    if place is not None:
        raise ImportFileError(
            f"{name}：不是 {encoding} 的文字（第 {place} 字节附近）；换一种 --encoding"
        )


def wrong_byte(file: IO[bytes], encoding: str) -> int | None:
    """Tell about where the file stops being text in this encoding, or None if it never does."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    done = 0
    file.seek(0)
    try:
        while step := file.read(STEP):
            decoder.decode(step)
            done += len(step)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        return done + getattr(error, "start", 0)
    return None


def _looks_misread(sample: bytes) -> bool:
    """Recognise GB18030 that happens to be UTF-8 as well: odd letters, and not one 汉字."""
    letters = [*map(ord, sample.decode("utf-8", "ignore"))]
    return any(letter in MODIFIERS for letter in letters) and max(letters) < FIRST_OF_THREE_BYTES


def _wide_encodings(sample: bytes) -> list[str]:
    """Recognise UTF-16 without a mark by the NULs that stand at one parity only."""
    half = len(sample) // 2 or 1
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if odd > NUL_SHARE and even * 10 < odd:
        return ["utf-16-le"]
    if even > NUL_SHARE and odd * 10 < even:
        return ["utf-16-be"]
    return []
