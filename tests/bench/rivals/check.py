"""Ask a rival a price, and read its answer as the platform would."""

from http.client import HTTPConnection

from bot.clock import utc_now
from tests.bench.callbacks import address
from tests.bench.rivals.answers import ANSWER, KEYWORD
from tests.wechat import open_answer, text_message


class WrongAnswer(Exception):
    """A rival did not answer what it was written to answer."""


def check_rival(port: int, path: str) -> None:
    """Raise WrongAnswer unless the rival answers the keyword, encrypted and signed."""
    at = utc_now()
    xml = text_message(f"这件{KEYWORD}？", message_id=1, at=at)
    target, body = address(xml, path, 1, at)
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", target, body)
        answer = connection.getresponse().read()
    finally:
        connection.close()
    if b"<Encrypt>" not in answer or ANSWER not in open_answer(answer):
        raise WrongAnswer(answer[:200].decode(errors="replace"))
