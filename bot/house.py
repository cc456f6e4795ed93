"""What every part of a running server shares."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.platforms import Platform
from bot.shop import Shop, renewed
from bot.store import Store


@dataclass(slots=True, eq=False)
class House:
    """The memory, the shop, the accounts by name, and the clock."""

    store: Store
    shop: Shop
    """As it is now: ask again for every unit, operators change it while the server runs."""
    platforms: Mapping[str, Platform]
    clock: Callable[[], datetime]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    _is_behind: bool = field(default=False, repr=False)

    async def renew(self) -> None:
        """Read again what operators changed; call it when the change is committed."""
        async with self._turn:
            self._is_behind = True
            async with self.store.reading() as unit:
                self.shop = await renewed(self.shop, unit)
            self._is_behind = False

    async def catch_up(self) -> None:
        """Renew the shop where that failed: the change is committed, nobody asks for it again."""
        if self._is_behind:
            await self.renew()
