"""Offers: who gets which and why, who stands where, and what came of them."""

from collections.abc import Mapping
from datetime import date

from aiohttp import web

from bot.api.requests import Body, answer, expect, number_of, read_body, signed_by
from bot.console.words import name_of
from bot.errors import MakesNoSense, NothingThere
from bot.flows.measuring import measure_offers
from bot.flows.standing import NOBODY, arm_of, offer_for, stand
from bot.house import House
from bot.reasons import word
from bot.records import Portrait
from bot.store import Unit
from tagging.bought.level_tags import level_tag_of, rights_of
from tagging.bought.movements import lost_rate
from tagging.layering import Flag, Standing
from tagging.offers import OfferChoice
from tagging.response import Answer

NO_PORTRAIT = "还没有统计过全部客户；服务每天凌晨统计一次，第一次在启动时。"
WRONG_DAY = "since 要写成 2026-11-01 这样的日期，并且在今天之前。"
MOST_DAYS = 365


class PersonalBody(Body):
    """Whether a customer wants offers picked for them alone."""

    wants: bool


class OffersApi:
    """Who gets what, why, and what came of it."""

    def __init__(self, house: House) -> None:
        """Read from this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [
            web.get("/customers/{customer}/offer", self.show_offer),
            web.post("/customers/{customer}/personal", self.set_personal),
            web.get("/layers", self.show_layers),
            web.get("/movements", self.show_movements),
            web.get("/response", self.show_response),
        ]

    async def show_offer(self, request: web.Request) -> web.Response:
        """Say where a customer stands, what they may be given today, and why nothing else."""
        expect(request)
        customer, now = request.match_info["customer"], self._house.clock()
        async with self._house.store.reading() as unit:
            choice = await offer_for(customer, unit, self._house.shop, now)
            standing = await stand(customer, unit, self._house.shop, now)
            arm = await self._arm_of(customer, choice, unit)
        tag, rights = level_tag_of(standing), self._house.shop.rights
        levelled = {
            "level_tag": tag.closeness,
            "why_level": word(tag.because),
            "rights": rights_of(standing.level, rights),
        }
        shown = {**_standing_of(standing), **levelled, **_choice_of(choice), "arm": arm}
        return answer({"customer": customer, **shown})

    async def _arm_of(self, customer: str, choice: OfferChoice, unit: Unit) -> str | None:
        """Name the arm, so that nobody gives the offer to its control group by hand."""
        if choice.offer is None or not choice.offer.is_discount:
            return None
        return await arm_of(customer, choice.offer, unit, self._house.shop)

    async def set_personal(self, request: web.Request) -> web.Response:
        """Note that a customer refuses offers picked for them alone, or allows them again."""
        body, signed = (
            await read_body(request, PersonalBody),
            signed_by(request, self._house.clock),
        )
        customer = request.match_info["customer"]
        async with self._house.store.unit() as unit:
            if await unit.purchases.wish_of(customer) is None:
                raise NothingThere(NOBODY.format(customer=customer))
            unit.customers.personalise(
                customer, signed.at, is_given=body.wants, ground=f"operator: {signed.who}"
            )
        return answer({"customer": customer, "wants": body.wants})

    async def show_layers(self, request: web.Request) -> web.Response:
        """Show who stands where, with the shop's own natural rates beside the bounds."""
        expect(request)
        portrait, rules = self._portrait(), self._house.shop.layer_rules
        return answer(
            {
                "day": portrait.day.isoformat(),
                "layers": dict(portrait.layers),
                "tiers": _tiers_of(portrait),
                "bounds": {
                    "active_days": rules.active_days,
                    "silent_days": rules.silent_days,
                    "sleeping_days": rules.sleeping_days,
                    "protection_days": rules.protection_days,
                },
                "cycle_days": round(portrait.shop_days, 1),
            }
        )

    async def show_movements(self, request: web.Request) -> web.Response:
        """Show who moved from which layer to which between a day and today."""
        expect(request, "since")
        today = self._house.shop.date_of(self._house.clock())
        since = _day_of(request, today)
        async with self._house.store.reading() as unit:
            moved = await unit.portraits.movements(since, today, self._house.shop.layer_rules)
        lost = lost_rate(moved.tiers)
        return answer(
            {
                "since": since.isoformat(),
                "until": today.isoformat(),
                "moves": [
                    {"from": was, "to": now, "customers": count}
                    for (was, now), count in sorted(moved.layers.items(), key=repr)
                ],
                "lost": lost.count,
                "active_then": lost.to,
                "lost_rate": lost.rate,
            }
        )

    async def show_response(self, request: web.Request) -> web.Response:
        """Compare every offer with its control group, as assigned, over whole windows."""
        expect(request, "window")
        days = number_of(request, "window", 30, MOST_DAYS)
        async with self._house.store.reading() as unit:
            answers = await measure_offers(days, unit, self._house.clock())
        return answer({"window": days, "arms": [_compared(each) for each in answers]})

    def _portrait(self) -> Portrait:
        if self._house.shop.portrait is None:
            raise NothingThere(NO_PORTRAIT)
        return self._house.shop.portrait


def _standing_of(standing: Standing) -> Mapping[str, object]:
    scores, until = standing.scores, standing.protected_until
    return {
        "layer": standing.layer,
        "layer_name": name_of("layer", standing.layer),
        "tier": standing.tier,
        "level": standing.level.name.lower(),
        "segment": standing.segment,
        "scores": scores and {"r": scores.r, "f": scores.f, "m": scores.m},
        "flags": [flag for flag in Flag if flag in standing.flags],
        "recency_days": standing.recency_days,
        "cycle_days": standing.cycle_days and round(standing.cycle_days, 1),
        "protected_until": until and until.isoformat(),
        "why_layer": word(standing.because),
    }


def _choice_of(choice: OfferChoice) -> Mapping[str, object]:
    offer = choice.offer
    return {
        "offer": offer
        and {
            "name": offer.name,
            "title": offer.title,
            "kind": offer.kind,
            "is_discount": offer.is_discount,
        },
        "why_offer": "；".join(word(reason) for reason in choice.reasons),
        "rejected": [
            {"offer": name, "because": word(because)} for name, because in choice.rejected
        ],
    }


def _tiers_of(portrait: Portrait) -> list[dict[str, object]]:
    return [
        {
            "tier": tier,
            "customers": count,
            "natural": [
                {
                    "within_days": each.within_days,
                    "bought": each.bought,
                    "of": each.of,
                    "rate": each.bought / each.of if each.of else None,
                }
                for each in portrait.natural
                if each.tier == tier
            ],
        }
        for tier, count in portrait.tiers.items()
    ]


def _compared(each: Answer) -> dict[str, object]:
    lift, asked = each.judged.lift, each.question
    depth = each.break_even
    return {
        "offer": asked.campaign,
        "layer": asked.layer or None,
        "arm": asked.arm,
        "treated": lift.treated,
        "treated_yes": lift.treated_yes,
        "control": lift.control,
        "control_yes": lift.control_yes,
        "stimulated_rate": lift.stimulated_rate,
        "natural_rate": lift.natural_rate,
        "lift": lift.lift,
        "interval": [lift.interval.low, lift.interval.high],
        "any_day": [lift.any_day.low, lift.any_day.high],
        "p": lift.p,
        "p_holm": each.judged.p_holm,
        "verdict": each.judged.verdict,
        "because": word(each.judged.because),
        "break_even": depth and depth.value,
    }


def _day_of(request: web.Request, today: date) -> date:
    try:
        day = date.fromisoformat(request.query.get("since", ""))
    except ValueError:
        raise MakesNoSense(WRONG_DAY) from None
    if day >= today:
        raise MakesNoSense(WRONG_DAY)
    return day
