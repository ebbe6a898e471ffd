"""The combined form and the shared materials of a draft or case, made anew from the pinned versions of its matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint.models import ScenarioVersion
from yangguang.capabilities.joint.queries.scenarios import needed_matters
from yangguang.capabilities.joint.rules.composing import (
    Composed,
    Material,
    PartForm,
    PoolItem,
    compose,
    narrowed,
    pool_of,
    share_of,
)
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.forms import api as forms
from yangguang.kernel.clock import today
from yangguang.reference.matters.models import MatterVersion


@dataclass(frozen=True, slots=True)
class Combined:
    """Everything needed to ask once and to give each matter its share."""

    version: ScenarioVersion
    matters: dict[str, MatterVersion]
    composed: Composed
    definition: forms.FormDefinition

    def share(self, key: str, fields: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Give the answers of one matter; *given* are values of earlier results by part and name."""
        content = self.version.content
        sources = {field: given.get(source, "") for field, source in content["given"].items()}
        return share_of(
            part=key,
            places=self.composed.places[key],
            fields=fields,
            fixed=content["fixed"],
            given=sources,
        )

    def pool(self, fields: Mapping[str, Any], given: Mapping[str, Any]) -> list[PoolItem]:
        """Give the shared materials that the answers ask for, each with who uses it."""
        found = [
            Material(
                key,
                one.code,
                one.name,
                one.accept_standard,
                one.necessity == "required",
                one.max_files,
            )
            for key, version in self.matters.items()
            for one in approval.materials_asked(version=version, fields=self.share(key, fields, given))
            if one.form_kind == "upload"
        ]
        return pool_of(materials=found, declared=self.version.content["pool"])


KEPT_AT_MOST = 200
_KEPT: dict[tuple[Any, ...], Combined] = {}


def combine(*, version: ScenarioVersion, matters: Mapping[str, int], keys: Sequence[str]) -> Combined:
    """
    Compose the form of all pinned matters and ask what the named ones need; composed once per process.

    The places of answers come from the whole, so that a later phase finds what an earlier one was told.
    """
    order = [one["key"] for one in version.content["parts"] if one["key"] in matters]
    wanted = (version.pk, tuple((key, matters[key]) for key in order), tuple(keys))
    kept = _KEPT.get(wanted)
    if kept is not None:
        return kept
    rows = MatterVersion.objects.select_related("matter__body__area", "definition").prefetch_related(
        "materials"
    )
    found = rows.in_bulk(list(matters.values()))
    content = version.content
    composed = compose(
        parts=[PartForm(key, found[matters[key]].plain_name, found[matters[key]].form) for key in order],
        aliases=content["aliases"],
        fixed=content["fixed"],
        given=content["given"],
    )
    asked = narrowed(composed.document, {name for name, by in composed.owners.items() if set(by) & set(keys)})
    made = Combined(
        version,
        {key: found[matters[key]] for key in order if key in keys},
        composed,
        forms.load_definition(asked),
    )
    if len(_KEPT) > KEPT_AT_MOST:
        _KEPT.clear()
    _KEPT[wanted] = made
    return made


def first_keys(*, version: ScenarioVersion, keys: Sequence[str]) -> list[str]:
    """Give the parts asked about at submission: all, or in a scenario with phases those of the first phase needed."""
    phases = [one["key"] for one in version.content["phases"]]
    of = {one["key"]: one.get("phase", "") for one in version.content["parts"] if one["key"] in keys}
    if not phases:
        return list(of)
    first = next((phase for phase in phases if phase in of.values()), "")
    return [key for key, phase in of.items() if phase == first]


def prefilled(
    *, actor: Actor, version: ScenarioVersion, answers: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Give the answers of the combined form that government already holds."""
    needed = needed_matters(version=version, answers=answers, on=today(now))
    pinned = {one.key: one.version.pk for one in needed}
    keys = first_keys(version=version, keys=list(pinned))
    combined = combine(version=version, matters=pinned, keys=keys)
    return forms.prefilled_answers(definition=combined.definition, profile=approval.profile_of(actor=actor))
