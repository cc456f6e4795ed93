"""Draw the panels: the whole page once, and afterwards the pieces that changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from jinja2 import Environment
from markupsafe import Markup

from bot.console.guard import FIELD
from bot.console.views import PageView, Watched, find_played, read_page
from bot.house import House

PANELS = (
    *("bubbles", "standing", "moments", "group", "people"),
    *("handovers", "attention", "waiting", "reviews"),
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The panels as one player sees them, as HTML."""

    page: PageView
    panels: Mapping[str, Markup]

    @property
    def digest(self) -> str:
        """Name this look, so that a page that shows it already is not sent it again."""
        return sha256("".join(self.panels.values()).encode()).hexdigest()[:16]


class Painter:
    """Reads the store and fills the templates."""

    def __init__(self, house: House, account: str, environment: Environment, seal: str) -> None:
        """Put the seal into every form."""
        self._house = house
        self._account = account
        self._environment = environment
        self._seal = seal

    async def draw(self, wanted: str | None, account: str = "") -> Drawn | None:
        """Draw every panel for a customer, the first one where none is named; None if unknown.

        The plan is that of `account`, or of the account that is played where there is no such.
        """
        shop, now = self._house.shop, self._house.clock()
        accounts = list(dict.fromkeys([self._account, *sorted(shop.personas)]))
        shown = account if account in accounts else self._account
        watched = Watched(shown, accounts if len(accounts) > 1 else ())
        async with self._house.store.reading() as unit:
            played = await find_played(wanted, unit, self._account)
            if wanted is not None and played is None:
                return None
            page = await read_page(played, unit, shop, now, self._account, watched)
        panels = {name: self._fill(f"{name}.html", page=page) for name in PANELS}
        return Drawn(page, panels)

    def whole(self, drawn: Drawn) -> str:
        """Write the whole page."""
        return self._fill("page.html", page=drawn.page, drawn=drawn)

    def pieces(self, panels: Mapping[str, Markup], *, is_answer: bool = False) -> str:
        """Write panels as pieces that find their own place on a page that is already there.

        Only an answer clears the notice: what happens elsewhere must not wipe a refusal away.
        """
        return self._fill("pieces.html", panels=panels, is_answer=is_answer)

    def _fill(self, template: str, **values: object) -> Markup:
        shop = self._house.shop.speaking_for(self._account)
        known = {"shop": shop, "field": FIELD, "seal": self._seal}
        return Markup(self._environment.get_template(template).render(known | values))  # noqa: S704
