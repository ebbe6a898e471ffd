"""Builders in the words of discretion standards."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.demo import body_code
from yangguang.reference.discretion import api as discretion
from yangguang.reference.discretion.demo import STANDARDS, build_standards
from yangguang.reference.discretion.rules import StandardContent
from yangguang.reference.matters.tests import given as matters

NOW, PLATFORM, CLERK = matters.NOW, matters.PLATFORM, matters.CLERK


def officer(kind: str, body: str, number: str) -> Actor:
    post = replace(matters.post(kind), body_code=body_code(body), number=number)
    return Actor(kind=ActorKind.OFFICER, account_id=int(number), number=number, posts=(post,))


LIST_OFFICE = officer("admin", "market", "0001")
LEGAL, OTHER_LEGAL = officer("legal", "justice", "0401"), officer("legal", "justice", "0402")
STRANGER = officer("admin", "police", "1409")
FOOD, LICENCE = "440209001000-001", "440209001000-002"


def shipped(code: str = FOOD) -> StandardContent:
    return StandardContent.read(json.loads((STANDARDS / f"{code}.json").read_text("utf-8"))["versions"][0])


def facts(content: StandardContent, **written: Any) -> dict[str, Any]:
    return discretion.facts_of(content, {**content.examples[0].facts, **written})


def with_tier(content: StandardContent, place: int, **changes: Any) -> StandardContent:
    rows = [*content.tiers.rows]
    rows[place] = replace(rows[place], **changes)
    return replace(content, tiers=replace(content.tiers, rows=tuple(rows)))


def without_tier(content: StandardContent, place: int) -> StandardContent:
    rows = (*content.tiers.rows[:place], *content.tiers.rows[place + 1 :])
    return replace(content, tiers=replace(content.tiers, rows=rows))


def published() -> list[discretion.StandardVersion]:
    matters.catalogue()
    return build_standards(now=NOW)


def submitted(content: StandardContent, *, code: str = FOOD) -> discretion.StandardVersion:
    standard = discretion.get_standard(code=code)
    version = discretion.draft_standard(actor=LIST_OFFICE, now=NOW, standard=standard, content=content)
    return discretion.submit_standard(actor=LIST_OFFICE, now=NOW, version=version)


def filed(version: discretion.StandardVersion) -> discretion.StandardVersion:
    return discretion.file_standard(actor=LEGAL, now=NOW, version=version)


def next_version(content: StandardContent, *, begins: date, code: str = FOOD) -> discretion.StandardVersion:
    version = filed(submitted(content, code=code))
    return discretion.publish_standard(actor=LIST_OFFICE, now=NOW, version=version, effective_from=begins)
