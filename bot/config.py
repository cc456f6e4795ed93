"""Settings: one TOML file, one secrets file, environment variables on top; wrong ones are named.

`ZHANGGUI_SERVER__PORT=9000` overrides `port` of `[server]`. Secrets live in `secrets.toml` beside
the data (mode 0600) or in the environment, never in the main file.
"""

import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.errors import ConfigError
from persona.manners import LatePolicy, TouchKind
from persona.materials import Kind
from persona.worded.facts import GoodsClass
from tagging.lexicon import CATEGORIES, category_of

ENV_PREFIX = "ZHANGGUI_"
SECRET_KEYS = frozenset({"token", "aes_key", "app_secret", "page_key"})
SHORTEST_TOKEN = 24
Percent = Annotated[int, Field(ge=0, le=100)]


class Section(BaseModel):
    """A table of the settings file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class ServerSettings(Section):
    """Where the server listens."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    shutdown_seconds: float = Field(8.0, gt=0, le=60)


class ShopSettings(Section):
    """What the shop is."""

    name: str = Field("青禾衣铺", min_length=1, max_length=40)
    category: str = "女装"
    timezone: str = "Asia/Shanghai"
    persona_file: str = ""
    persona_files: tuple[str, ...] = ()
    scripts_file: str = ""
    materials_file: str = ""
    offers_file: str = ""
    policy_file: str = ""

    @field_validator("category")
    @classmethod
    def known_category(cls, value: str) -> str:
        """Refuse a category that the concern catalogue lacks."""
        if not category_of(value)[1]:
            raise ValueError(f"must be one of {' '.join(CATEGORIES)}")
        return value

    @field_validator("timezone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        """Refuse a zone that the time-zone database lacks."""
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("must be a time zone such as Asia/Shanghai") from None
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The shop's own time zone."""
        return ZoneInfo(self.timezone)


class StoreSettings(Section):
    """Which database."""

    url: str = "sqlite:///var/zhanggui.db"
    busy_seconds: float = Field(10.0, gt=0, le=120)

    @field_validator("url")
    @classmethod
    def known_database(cls, value: str) -> str:
        """Refuse what is neither SQLite nor PostgreSQL."""
        if not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value


class InboxSettings(Section):
    """How events are taken and worked off."""

    batch: int = Field(50, ge=1, le=500)
    passive_seconds: float = Field(4.0, gt=0, le=4.2)
    clock_skew_minutes: int = Field(10, ge=1, le=24 * 60)


class DeliverySettings(Section):
    """How messages leave."""

    timeout_seconds: float = Field(10.0, gt=0, le=60)
    lease_seconds: float = Field(60.0, gt=0, le=600)

    @model_validator(mode="after")
    def lease_outlasts_a_send(self) -> Self:
        """Refuse a lease that could end while a send is still under way."""
        if self.lease_seconds <= 4 * self.timeout_seconds:
            raise ValueError("lease_seconds must be more than 4 × timeout_seconds")
        return self


class MannersSettings(Section):
    """When, to whom and how often we keep silent."""

    quiet_from: time = time(21, 30)
    quiet_until: time = time(8, 30)
    quiet_until_day_off: time = time(8, 30)
    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    per_day: int = Field(1, ge=0, le=20)
    per_week: int = Field(2, ge=0, le=50)
    per_month: int = Field(6, ge=0, le=100)
    gap_hours: int = Field(24, ge=0, le=24 * 30)
    same_text_days: int = Field(30, ge=0, le=365)
    complaint_wait_hours: int = Field(24, ge=1, le=24 * 14)
    refund_days: int = Field(14, ge=0, le=90)
    reply_grace_minutes: int = Field(15, ge=1, le=24 * 60)
    post_grace_minutes: int = Field(60, ge=1, le=24 * 60)
    followup_grace_hours: int = Field(24, ge=1, le=24 * 14)
    late: dict[TouchKind, LatePolicy] = {}


class LayeringSettings(Section):
    """The bounds of tiers and layers: days, shares of a cycle, a share of money."""

    active_days: int = Field(90, ge=1)
    silent_days: int = Field(180, ge=1)
    sleeping_days: int = Field(270, ge=1)
    protection_days: int = Field(30, ge=0)
    product_protection_days: int = Field(7, ge=0)
    due_from: float = Field(0.8, gt=0, le=10)
    due_until: float = Field(1.5, gt=0, le=10)
    default_cycle_days: int = Field(45, ge=1)
    price_sensitive_share: float = Field(0.5, gt=0, le=1)
    rights: dict[str, tuple[str, ...]] = {}


class MeasuringSettings(Section):
    """Who is left without an offer, so that its effect can be told."""

    holdout_percent: float = Field(5.0, ge=0, le=50)
    control_percent: float = Field(10.0, ge=0, le=90)


class MomentsSettings(Section):
    """How a persona's week is mixed."""

    expert: Percent = 40
    living: Percent = 30
    selling: Percent = 30
    kinds: dict[Kind, Annotated[int, Field(ge=0, le=100)]] = {}
    weekly_target: int = Field(7, ge=1, le=70)
    posts_per_day: int = Field(2, ge=1, le=10)
    posts_per_week: int = Field(10, ge=1, le=70)
    viewer_posts_a_day: int = Field(0, ge=0, le=20)
    viewer_posts_a_month: int = Field(0, ge=0, le=600)
    selling_cap: Percent = 35
    rest_days: int = Field(30, ge=0, le=365)
    product_gap_days: int = Field(7, ge=0, le=90)
    mourning_days: tuple[date, ...] = ()
    approve: Literal["by_hand", "by_itself"] = "by_hand"

    @model_validator(mode="after")
    def whole_mix(self) -> Self:
        """Refuse a mix that is not a whole."""
        total = self.expert + self.living + self.selling
        if total != 100:  # noqa: PLR2004 - per cent
            raise ValueError(f"expert + living + selling is {total}, must be 100")
        return self


class AllowedWordSettings(Section):
    """A word that the shop may use where the law or a platform would stop it, and why."""

    word: str = Field(min_length=1, max_length=40)
    until: date
    """The last day it is allowed, included."""
    reason: str = Field(min_length=1, max_length=200)


class WordingSettings(Section):
    """What the check of copy lets through."""

    goods_class: GoodsClass | Literal[""] = ""
    allowed: tuple[AllowedWordSettings, ...] = ()


class FollowupSettings(Section):
    """When we come back to a customer."""

    care_hours: int = Field(24, ge=1, le=24 * 30)


class OfficialAccountSettings(Section):
    """An official account (公众号); its secrets belong into secrets.toml or the environment."""

    account: str = Field(pattern=r"^[A-Za-z0-9_]{1,64}$")
    app_id: str = Field(min_length=1, max_length=64)
    token: SecretStr
    aes_key: SecretStr
    app_secret: SecretStr = SecretStr("")
    api_base: str = Field("https://api.weixin.qq.com", pattern=r"^https?://")
    reply_by: Literal["response", "message"] = "response"
    allow_plaintext: bool = False

    @field_validator("aes_key")
    @classmethod
    def whole_key(cls, value: SecretStr) -> SecretStr:
        """Refuse a key that is not the 43 characters of the platform's page."""
        key = value.get_secret_value()
        if len(key) != 43 or not key.isalnum() or not key.isascii():  # noqa: PLR2004
            raise ValueError("must be the 43 letters and digits shown as EncodingAESKey")
        return value


class LogSettings(Section):
    """What is written about the running."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    form: Literal["text", "json"] = "text"


class PageSettings(Section):
    """The demo page."""

    page_key: SecretStr = SecretStr("")


class ApiSettings(Section):
    """The JSON API; without a token there is none."""

    token: SecretStr = SecretStr("")

    @field_validator("token")
    @classmethod
    def hard_to_guess(cls, value: SecretStr) -> SecretStr:
        """Refuse a token that could be guessed, or that no header can carry."""
        token = value.get_secret_value()
        is_plain = token.isascii() and token.isprintable() and " " not in token
        if token and (len(token) < SHORTEST_TOKEN or not is_plain):
            raise ValueError(f"must be {SHORTEST_TOKEN} ASCII characters or more, no blanks")
        return value


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )
    sources: ClassVar[tuple[Mapping[str, Any], Mapping[str, Any]]] = ({}, {})

    server: ServerSettings = ServerSettings()
    shop: ShopSettings = ShopSettings()
    store: StoreSettings = StoreSettings()
    inbox: InboxSettings = InboxSettings()
    delivery: DeliverySettings = DeliverySettings()
    manners: MannersSettings = MannersSettings()
    layering: LayeringSettings = LayeringSettings()
    measuring: MeasuringSettings = MeasuringSettings()
    moments: MomentsSettings = MomentsSettings()
    wording: WordingSettings = WordingSettings()
    followups: FollowupSettings = FollowupSettings()
    official_account: OfficialAccountSettings | None = None
    log: LogSettings = LogSettings()
    page: PageSettings = PageSettings()
    api: ApiSettings = ApiSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let a flag win over the environment, that over secrets, those over the main file."""
        del env_settings, dotenv_settings, file_secret_settings
        main, hidden = cls.sources
        return (
            init_settings,
            EnvSettingsSource(settings_cls),
            InitSettingsSource(settings_cls, init_kwargs=dict(hidden)),
            InitSettingsSource(settings_cls, init_kwargs=dict(main)),
        )


def load_settings(
    path: Path | None = None, *, secrets_path: Path | None = None, **flags: Any
) -> Settings:
    """Read the settings. Raise ConfigError with a line for each wrong key: file, value, allowed.

    Without a path, `config.toml` of the current folder is read where it exists. `flags` are
    sections given on the command line; they win.
    """
    chosen = path or Path("config.toml")
    main = _read(chosen) if path or chosen.exists() else {}
    hidden_path = secrets_path or chosen.parent / "secrets.toml"
    hidden = _read(hidden_path) if hidden_path.exists() else {}
    _refuse_secrets(main, chosen)
    sourced = type("Settings", (Settings,), {"sources": (main, hidden), "__module__": __name__})
    try:
        settings: Settings = sourced(**flags)
    except ValidationError as error:
        sources = (flags, hidden)
        lines = [_explain(dict(fault), chosen, hidden_path, sources) for fault in error.errors()]
        raise ConfigError("\n".join(lines)) from None
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _refuse_secrets(main: Mapping[str, Any], path: Path) -> None:
    for section, table in main.items():
        for key in sorted(SECRET_KEYS & set(table if isinstance(table, dict) else ())):
            variable = f"{ENV_PREFIX}{section}__{key}".upper()
            raise ConfigError(
                f"{path}: {section}.{key} is a secret; move it to secrets.toml or to {variable}"
            )


def _explain(
    fault: Mapping[str, Any],
    path: Path,
    hidden_path: Path,
    sources: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> str:
    keys = [str(part) for part in fault["loc"]]
    variable = ENV_PREFIX + "__".join(keys).upper()
    flags, hidden = sources
    source: object = path
    if _holds(flags, keys):
        source = "command line"
    elif variable in os.environ:
        source = variable
    elif _holds(hidden, keys):
        source = hidden_path
    key, is_secret = ".".join(keys), keys[-1] in SECRET_KEYS
    if fault["type"] == "extra_forbidden":
        return f"{source}: {key} is not a known setting; config.example.toml lists them all"
    if fault["type"] == "missing":
        place = hidden_path if is_secret else path
        return f"{place}: {key} is missing; set it there or as {variable}"
    value = "(hidden)" if is_secret else repr(fault["input"])
    allowed = str(fault["msg"]).removeprefix("Value error, ")
    return f"{source}: {key} = {value} is wrong: {allowed[0].lower()}{allowed[1:]}"


def _holds(source: Any, keys: Sequence[str]) -> bool:
    for key in keys:
        if not isinstance(source, Mapping) or key not in source:
            return False
        source = source[key]
    return True
