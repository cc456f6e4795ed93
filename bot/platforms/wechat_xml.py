"""The XML inside a callback and the XML of an answer: strict, bounded, without surprises.

The reader sits on expat itself, because a limit that is checked while the parser runs ends a
hundred thousand nested elements at the ninth; a library that builds the tree first pays for all.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias
from xml.parsers import expat

from wechatpy.replies import TextReply

from bot.errors import PoisonEvent
from bot.platforms.limits import LIMITS

MAX_DEPTH = 8
MAX_ELEMENTS = 1_000

Node: TypeAlias = "str | dict[str, Node] | list[Node]"
Message: TypeAlias = Mapping[str, Node]

# What XML 1.0 cannot carry: C0 controls (but tab and line ends), surrogates, non-characters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Replace every character that XML cannot carry by U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def read_message(xml: str) -> Message:
    """Read the fields of a decrypted callback.

    A field is text, a mapping of its children, or a list where children repeat; a field that
    repeats at the top is refused. Raise PoisonEvent for everything that is no such message.
    """
    return read_tree(clean_text(xml))


def read_tree(xml: str) -> Message:
    """Read `<xml>…</xml>` without doctype; raise PoisonEvent for anything else.

    It takes text, never bytes: expat would follow a byte order mark into UTF-16.
    """
    tree = _Tree()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = tree.refuse_doctype
    parser.StartElementHandler = tree.start
    parser.CharacterDataHandler = tree.add_text
    parser.EndElementHandler = tree.end
    try:
        parser.Parse(xml, True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise PoisonEvent(f"not well-formed XML: {error}") from None
    return tree.root


class _Tree:
    """Builds the tree while expat reads, and stops expat where a limit is reached."""

    __slots__ = ("_elements", "_open", "_text", "root")

    def __init__(self) -> None:
        self.root: dict[str, Node] = {}
        self._open: list[dict[str, Node]] = []
        self._text: list[str] = []
        self._elements = 0

    def refuse_doctype(self, *_declaration: object) -> None:
        raise PoisonEvent("a doctype is not allowed")

    def start(self, name: str, _attributes: object) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise PoisonEvent(f"more than {MAX_ELEMENTS} elements")
        if len(self._open) == MAX_DEPTH:
            raise PoisonEvent(f"nested deeper than {MAX_DEPTH}")
        if not self._open and name != "xml":
            raise PoisonEvent(f"the root is {shorten(name)}, not xml")
        self._open.append({})
        self._text.clear()

    def add_text(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        children = self._open.pop()
        if not self._open:
            self.root = children
            return
        self._put(name, children or "".join(self._text))
        self._text.clear()

    def _put(self, name: str, value: Node) -> None:
        parent = self._open[-1]
        if name not in parent:
            parent[name] = value
            return
        if len(self._open) == 1:
            raise PoisonEvent(f"{shorten(name)} appears twice")
        earlier = parent[name]
        if isinstance(earlier, list):
            earlier.append(value)
        else:
            parent[name] = [earlier, value]


def write_text_reply(
    to: str, from_: str, text: str, created: int, *, limit_bytes: int = LIMITS.text_bytes
) -> str:
    """Write a passive text reply; text beyond the platform's bytes is cut and ends with 「…」."""
    reply = TextReply(
        target=_within_cdata(to),
        source=_within_cdata(from_),
        time=created,
        content=_within_cdata(cut_text(text, limit_bytes)),
    )
    return str(reply.render())


def cut_text(text: str, limit_bytes: int) -> str:
    """Cut text to so many UTF-8 bytes, between two characters, and end what was cut with 「…」.

    A limit below the three bytes of that mark gives the mark.
    """
    whole = clean_text(text).encode()
    if len(whole) <= limit_bytes:
        return whole.decode()
    mark = "…"
    room = max(limit_bytes - len(mark.encode()), 0)
    return whole[:room].decode(errors="ignore") + mark


def shorten(value: str, characters: int = 40) -> str:
    """Quote a stranger's value for a reason, without its length or its line ends."""
    return repr(value if len(value) <= characters else value[:characters] + "…")


def _within_cdata(text: str) -> str:
    """Split `]]>` over two CDATA sections; wechatpy would let it end the element."""
    return clean_text(text).replace("]]>", "]]]]><![CDATA[>")
