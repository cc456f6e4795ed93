"""`zhanggui serve` and `zhanggui demo`."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.output import AsJson, say
from bot.config import Settings, ensure_secrets, load_settings
from bot.errors import ConfigError

ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="Settings file (default: ./config.toml if any).")
]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on.")]
AS_JSON = '{{"url": "http://{host}:{port}/"}}'
DEMO_HINTS = """\
掌柜演示店已开门：http://{host}:{port}/
  1. 打开上面的网址，选一位客户，写一句「这件会不会偏小？」
  2. 看旁边“系统做了什么”：标签和证据、分层、优惠或为什么不给、下一次跟进
  3. 看朋友圈计划，等一条到点自动发出；再让一位新朋友进群
  数据在 {data}，按 Ctrl-C 关门。"""


def serve(
    config: ConfigFile = None, host: Host = None, port: Port = None, as_json: AsJson = False
) -> None:
    """Run the bot server with the accounts of the settings file."""
    settings = load_settings(config, **_flags(host, port))
    if settings.official_account is None:
        raise ConfigError(
            "no account is configured: add [official_account] to config.toml, "
            "or try `zhanggui demo`"
        )
    greeting = AS_JSON if as_json else "zhanggui listens on http://{host}:{port}/"
    _run(settings, is_demo=False, greeting=greeting)


def demo(
    config: ConfigFile = None,
    host: Host = None,
    port: Port = None,
    data: Annotated[Path, typer.Option(help="Folder for the demo shop's data.")] = Path("var"),
    as_json: AsJson = False,
) -> None:
    """Open a demo shop: sandbox platform, page, embedded database, nothing to set up."""
    secrets = data / "secrets.toml"
    ensure_secrets(secrets)
    settings = load_settings(
        config,
        secrets_path=secrets,
        store={"url": f"sqlite:///{(data / 'demo.db').as_posix()}"},
        moments={"approve": "by_itself"},
        official_account=None,  # the demo speaks to nobody outside
        **_flags(host, port),
    )
    greeting = AS_JSON if as_json else DEMO_HINTS.replace("{data}", f"{data}/")
    _run(settings, is_demo=True, greeting=greeting)


def _flags(host: str | None, port: int | None) -> dict[str, Any]:
    given = {"host": host, "port": port}
    server = {key: value for key, value in given.items() if value is not None}
    return {"server": server} if server else {}


def _run(settings: Settings, *, is_demo: bool, greeting: str) -> None:
    from bot.app import Server
    from bot.logs import set_up_logs

    set_up_logs(settings.log)

    async def main() -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stopped.set)
        async with Server(settings, is_demo=is_demo, on_death=stopped.set) as server:
            host = settings.server.host
            say(greeting.format(host=host, port=server.port))
            await stopped.wait()

    asyncio.run(main())
