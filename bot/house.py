"""What every part of a running server shares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.platforms import Platform
from bot.shop import Shop
from bot.store import Store


@dataclass(frozen=True, slots=True)
class House:
    """The memory, the shop, the accounts by name, and the clock."""

    store: Store
    shop: Shop
    platforms: Mapping[str, Platform]
    clock: Callable[[], datetime]
