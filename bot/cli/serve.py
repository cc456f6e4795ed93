"""`zhanggui serve` and `zhanggui demo`."""

import asyncio
import signal
import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.output import AsJson, say
from bot.config import Settings, load_settings
from bot.errors import ConfigError
from bot.page_key import ensure_secrets

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
NEIGHBOURS_HINT = """
  同一个 Wi-Fi 里的手机也能打开上面的网址；请注意，这个网络里的人都看得到、点得了。"""
FAREWELL = "已关门。"
# Where listening everywhere is asked for: the family, an address of no machine, our own.
EVERYWHERE = {
    "0.0.0.0": (socket.AF_INET, "192.0.2.1", "127.0.0.1"),  # noqa: S104 - a name, nothing listens
    "::": (socket.AF_INET6, "2001:db8::1", "::1"),
}


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
        measuring={"holdout_percent": 0, "control_percent": 0},  # each of the few tells a story
        official_account=None,  # the demo speaks to nobody outside
        **_flags(host, port),
    )
    hints = DEMO_HINTS.replace("{data}", f"{data}/")
    if settings.server.host in EVERYWHERE:
        hints += NEIGHBOURS_HINT
    _run(settings, is_demo=True, greeting=AS_JSON if as_json else hints)
    if not as_json:
        say(FAREWELL)


def reachable(host: str) -> str:
    """Give an address for a browser, also where a server listens at every address of the machine.

    No packet is sent: the machine only says from which address it would send one.
    """
    if host in EVERYWHERE:
        family, stranger, own = EVERYWHERE[host]
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((stranger, 9))
                host = probe.getsockname()[0]
        except OSError:
            host = own
    return f"[{host}]" if ":" in host else host


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
            host = reachable(settings.server.host)
            say(greeting.format(host=host, port=server.port))
            await stopped.wait()

    asyncio.run(main())
