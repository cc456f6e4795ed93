"""The demo's page: a phone to play a customer on, and beside it what the system did.

`pages` answers requests and `live` pushes what changed, both through `panels`, which draws what
`views` read; one file a panel (`conversation`, `standing`, `moments`, `group_chats`, `people`),
`words` for the Chinese words, `guard` against forged requests.
"""

from bot.console.pages import add_console

__all__ = ["add_console"]
