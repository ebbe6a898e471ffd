"""Which cases the demo city has: who applies for what, when, and what becomes of it."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yangguang.capabilities.approval.demo.cast import City, Party, standing_for

FOOD, FOOD_CHANGE, FOOD_CANCEL = "440131016000", "440131016001", "440131016003"
COMPANY, FREIGHT, HOTEL = "440131001000", "440118010000", "440106012000"
PUBLIC_PLACE, LABOUR, PROOF = "440123011000", "440114006000", "440707001000"

COUNT = 62
WEIGHTS = {FOOD: 30, COMPANY: 14, FREIGHT: 10, HOTEL: 6, PUBLIC_PLACE: 12, LABOUR: 6, PROOF: 14}
FATES = {
    "granted": 52,
    "corrected": 14,
    "refused": 6,
    "uncorrected": 3,
    "not_accepted": 3,
    "not_required": 2,
    "withdrawn": 3,
    "deemed": 3,
    "slow": 6,
    "special": 3,
    "extended": 2,
    "returned": 3,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One case to be: applicant, matter, beginning, fate; `stops_before` leaves it open at a step letter."""

    party: Party
    matter: str
    begins_at: datetime
    fate: str = "granted"
    channel: str = "online"
    stops_before: str = ""
    rating: int = 0
    given: dict[str, Any] = field(default_factory=dict)
    then: str = ""  # a matter about the licence, applied for some days after delivery


def plan_cases(*, city: City, rng: random.Random, since: datetime, now: datetime) -> list[Plan]:
    """Plan the named people's cases and the crowd's; more of them lately, as a desk looks on an ordinary day."""
    plans = [*_named(city, now), *_on_the_desk(city, rng, now)]
    fates = [fate for fate, weight in FATES.items() for _ in range(weight)]
    matters = [code for code, weight in WEIGHTS.items() for _ in range(weight)]
    span = (now - since).total_seconds()
    for place in range(COUNT):
        share = 1 - (rng.random() ** 1.6)
        start = city.later(since + timedelta(seconds=span * share), 0)
        matter = matters[rng.randrange(len(matters))]
        party = _party_for(city, rng, matter)
        plans.append(
            Plan(
                party=party,
                matter=matter,
                begins_at=start,
                fate=fates[rng.randrange(len(fates))],
                channel="window" if place % 7 == 3 else "online",
                rating=rng.choice((0, 0, 5, 5, 5, 4, 4, 3, 2)),
            )
        )
    return [plan for plan in plans if plan.begins_at < now]


def _on_the_desk(city: City, rng: random.Random, now: datetime) -> list[Plan]:
    """What the desks of the market regulator hold this morning: new ones at the window, some at every post."""
    stops = ("S", "S", "S", "S", "S", "A", "A", "A", "R", "D", "D", "E", "E", "N")
    waits = {"S": 1, "A": 2, "R": 2, "E": 3, "D": 4, "N": 4}
    plans = []
    for place, letter in enumerate(stops):
        matter = FOOD if letter in "AERDN" or place % 2 else COMPANY
        start = city.earlier(now, waits[letter])
        given = {"commitment": letter != "E"} if matter == FOOD else {}
        party = _party_for(city, rng, matter)
        plans.append(Plan(party, matter, start, "fast", stops_before=letter, given=given))
    return plans


def _party_for(city: City, rng: random.Random, matter: str) -> Party:
    for_persons = matter in (PROOF, COMPANY)
    fitting = [one for one in city.parties if (one.enterprise is None) == for_persons]
    return fitting[rng.randrange(len(fitting))]


def _named(city: City, now: datetime) -> list[Plan]:
    def ago(workdays: int) -> datetime:
        return city.earlier(now, workdays)

    people = city.named
    plans = []
    if "lina" in people:
        canteen = standing_for(people["lina"], "清禾里社区食堂")
        plans.append(
            Plan(
                canteen, FOOD, ago(4), "granted", stops_before="E", given={"commitment": False, "area_m2": 86}
            )
        )
    if "zhangwei" in people:
        shop = standing_for(people["zhangwei"], "小满餐饮店")
        plans.append(Plan(shop, FOOD, ago(13), "granted", given={"commitment": True}, then=FOOD_CHANGE))
        if "ouyang" in people:
            plans.append(Plan(shop, PUBLIC_PLACE, ago(5), "heard", stops_before="D"))
        plans.append(Plan(people["zhangwei"], PROOF, ago(9), "granted"))
    if "liuyang" in people:
        freight = standing_for(people["liuyang"], "远帆货运")
        plans.append(Plan(freight, FREIGHT, ago(3), "uncorrected"))
        plans.append(Plan(freight, FREIGHT, ago(8), "urged", stops_before="D"))
    if "ouyang" in people:
        plans.append(Plan(people["ouyang"], PROOF, ago(12), "granted", rating=5))
    if "wangfang" in people:
        trade = standing_for(people["wangfang"], "旧码头贸易")
        plans.append(Plan(trade, PUBLIC_PLACE, ago(30), "special", stops_before="resume"))
        plans.append(Plan(trade, FOOD, ago(6), "complained", stops_before="D", given={"commitment": False}))
    return plans
