"""What a version of a type says, as a value: written to rows, read back, checked, and held against a licence."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from yangguang.kernel.sm import sm3
from yangguang.reference.licences.rules.refusals import TypeIncomplete

TEMPLATES = {"landscape": "横版，边框", "portrait": "竖版，边框"}
HOLDER_KINDS = {"person": "自然人", "enterprise": "法人和其他组织"}
MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class TypeField:
    """One line printed on the licence: its label, whether it must be there, whether the public may read it."""

    label: str
    is_required: bool = False
    is_public: bool = True
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """One purpose for which other bodies may look without asking the holder, with the law that says so."""

    purpose: str
    basis: str


@dataclass(frozen=True, slots=True)
class TypeContent:
    """
    A type as it is in force: lines, template, validity, holders, issuers, what it proves, who may look by law.

    *covers* are names of materials this licence takes the place of (免提交). *issuers* are codes of bodies; none means
    whoever the law of the matter empowers.
    """

    fields: tuple[TypeField, ...] = ()
    template: str = "landscape"
    footnote: str = ""
    number_prefix: str = ""
    validity_months: int | None = None
    holder_kinds: tuple[str, ...] = ("enterprise",)
    issuers: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> "TypeContent":
        """Read the record of a row."""
        return cls(
            fields=tuple(TypeField(**one) for one in record.get("fields", ())),
            template=record.get("template", "landscape"),
            footnote=record.get("footnote", ""),
            number_prefix=record.get("number_prefix", ""),
            validity_months=record.get("validity_months"),
            holder_kinds=tuple(record.get("holder_kinds", ("enterprise",))),
            issuers=tuple(record.get("issuers", ())),
            covers=tuple(record.get("covers", ())),
            uses=tuple(Use(**one) for one in record.get("uses", ())),
        )

    def as_record(self) -> dict[str, Any]:
        """Write the record of a row."""
        record: dict[str, Any] = json.loads(json.dumps(asdict(self), ensure_ascii=False))
        return record

    @property
    def digest(self) -> str:
        """The fingerprint."""
        return sm3(json.dumps(self.as_record(), ensure_ascii=False, sort_keys=True).encode()).hex()

    @property
    def public_labels(self) -> frozenset[str]:
        """The lines everybody may read."""
        return frozenset(one.label for one in self.fields if one.is_public)

    def hides(self, label: str) -> bool:
        """Tell whether a line is for those with a right to it only; a line the type does not know is public."""
        return any(one.label == label and not one.is_public for one in self.fields)

    def basis_for(self, purpose: str) -> str:
        """Give the law by which a body may look for this purpose without consent, or nothing."""
        return next((one.basis for one in self.uses if one.purpose == purpose), "")

    def proves(self, material: str) -> bool:
        """Tell whether the licence takes the place of a material of this name."""
        return any(one == material for one in self.covers)

    def problems_of(self, content: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Say which lines are missing or not in their shape."""
        said = dict(content)
        problems = {}
        for one in self.fields:
            value = said.get(one.label, "")
            if one.is_required and not value:
                problems[one.label] = f"缺少“{one.label}”。"
            elif value and one.pattern and not re.fullmatch(one.pattern, value):
                problems[one.label] = f"“{one.label}”写的是“{value}”，不是规定的格式。"
        return problems


def require_complete(content: TypeContent) -> None:
    """
    Make sure a version can be put before a second person.

    Refuses with TypeIncomplete.
    """
    problems = _problems_of_fields(content)
    if content.template not in TEMPLATES:
        problems["template"] = "请从列表里选证面。"
    if not content.holder_kinds or not set(content.holder_kinds) <= set(HOLDER_KINDS):
        problems["holder_kinds"] = "请选发给谁。"
    if content.validity_months is not None and not 1 <= content.validity_months <= 600:
        problems["validity_months"] = "有效期按月写，1 到 600；长期有效的留空。"
    if any(not one.basis.startswith("《") for one in content.uses):
        problems["uses"] = (
            "不经持证人同意就能查用的，每个用途都要写明依据，例如《无证无照经营查处办法》第六条。"
        )
    if problems:
        raise TypeIncomplete(fields=problems)


def _problems_of_fields(content: TypeContent) -> dict[str, str]:
    labels = [one.label for one in content.fields]
    if not labels:
        return {"fields": "至少要有一栏内容。"}
    if len(labels) > MOST_FIELDS:
        return {"fields": f"最多 {MOST_FIELDS} 栏，证面放不下更多。"}
    if len(set(labels)) != len(labels):
        return {"fields": "有两栏同名。"}
    for one in content.fields:
        try:
            re.compile(one.pattern)
        except re.error:
            return {"fields": f"“{one.label}”的格式写得不对。"}
    return {}
