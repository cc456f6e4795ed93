"""A keyword reply with WeRoBot: `run()` as installed, or `app` for a WSGI server.

python -m tests.bench.rivals.werobot_shop PORT          sessions in SQLite, WeRoBot's own server
gunicorn -w 2 tests.bench.rivals.werobot_shop:app       sessions off
"""

import sys

from werobot import WeRoBot

from tests.bench.rivals.answers import ANSWER, KEYWORD
from tests.wechat import CREDENTIALS


def make_robot(**more):
    """Build the robot with the account's keys."""
    robot = WeRoBot(
        token=CREDENTIALS.token,
        encoding_aes_key=CREDENTIALS.aes_key,
        app_id=CREDENTIALS.app_id,
        **more,
    )

    @robot.text
    def say_price(message, _session):
        return ANSWER if KEYWORD in message.content else None

    return robot


def __getattr__(name):
    """Build the WSGI application when gunicorn asks for it, never for `run()`."""
    if name != "app":
        raise AttributeError(name)
    return make_robot(SESSION_STORAGE=False).wsgi


if __name__ == "__main__":
    make_robot().run(host="127.0.0.1", port=int(sys.argv[1]))
