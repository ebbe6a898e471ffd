"""What is said about a matter, as values: one shape for the catalogue, the spreadsheet and the operations."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class MatterEntry:
    """What finds a matter; see `models.Matter`."""

    name: str
    kind: str
    catalog_code: str
    use_level: str = "3"
    legacy_code: str = ""
    audience: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """Take the entry out of a record that may hold more."""
        known = {one.name for one in fields(cls)}
        return cls(**{key: _frozen(value) for key, value in record.items() if key in known})

    def as_columns(self) -> dict[str, Any]:
        """Give the values of the matter's own row."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


@dataclass(frozen=True, slots=True)
class MaterialContent:
    """One material; its code is given by its place in the list."""

    name: str
    form_kind: str
    necessity: str = "required"
    when: str = ""
    accept_standard: str = ""
    fill_notes: str = ""
    source: str = ""
    max_files: int = 1
    sample_text: str = ""
    columns: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VersionContent:
    """Everything one version says; field for field that of `models.MatterVersion`."""

    plain_name: str
    summary: str
    by_law: list[dict[str, str]]
    conditions: list[str]
    statutory_days: int
    promise_days: int
    for_whom: str = ""
    statutory_unit: str = "wd"
    promise_unit: str = "wd"
    acceptance_days: int = 5
    correction_days: int = 30
    extension_days: int = 10
    delivery_days: int = 10
    visits: int = 0
    needs_site_visit: bool = False
    is_online: bool = True
    fee_fen: int = 0
    fee_basis: str = ""
    fee_basis_rank: str = ""
    result_name: str = ""
    result_word: str = ""
    validity_months: int | None = None
    special_procedures: list[dict[str, Any]] = field(default_factory=list)
    hall_address: str = ""
    hall_hours: str = ""
    hall_phone: str = ""
    office_name: str = ""
    remedies: list[dict[str, str]] = field(default_factory=list)
    renewal_of: str = ""
    change_of: str = ""
    cancel_of: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)
    flow_xml: str = ""
    materials: tuple[MaterialContent, ...] = ()

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """Take the content out of a record that may hold more; materials are records too."""
        known = {one.name for one in fields(cls)} - {"materials"}
        materials = tuple(MaterialContent(**one) for one in record.get("materials", ()))
        return cls(**{key: value for key, value in record.items() if key in known}, materials=materials)

    def columns_of_row(self) -> dict[str, Any]:
        """Give the values of the version's own row."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "materials"}

    def digest(self, *, entry: MatterEntry, body_code: str) -> str:
        """
        Give the fingerprint of a version (SM3, GB/T 32905): what is said, who does it, the flow's own hash.

        Two versions with the same digest differ in nothing a citizen or an officer could notice.
        """
        said = self.columns_of_row()
        said["flow"] = text_digest(said.pop("flow_xml"))
        said["materials"] = [asdict(one) for one in self.materials]
        return canonical_digest({"matter": asdict(entry), "body": body_code, "version": said})


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step of a matter's flow as people read it; `code` is the step's national-style code (环节编码)."""

    code: str
    node_id: str
    name: str
    letter: str
    post_kind: str
    post_name: str
    limit: int | None
    unit: str
    note: str = ""
    basis: str = ""


def canonical_digest(record: dict[str, Any]) -> str:
    """Give the SM3 digest of a record, independent of the order of keys and of spaces."""
    return text_digest(json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def text_digest(text: str) -> str:
    """Give the SM3 digest of a text in UTF-8."""
    return bytes_digest(text.encode())


def bytes_digest(content: bytes) -> str:
    """Give the SM3 digest of bytes."""
    return hashlib.new("sm3", content).hexdigest()


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
