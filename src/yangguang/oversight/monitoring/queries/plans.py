"""The published plans as supervision reads them, kept per process."""

from yangguang.oversight.monitoring.models import FieldStandard, Passed
from yangguang.oversight.monitoring.rules.plans import Happening, Plan, plan_of_standard
from yangguang.oversight.monitoring.rules.published import plan_of_version
from yangguang.reference.matters.api import MatterVersion


class Plans:
    """The published plans, read once per process: a published version never changes."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[str, Plan | None] = {}

    def get(self, code: str) -> Plan | None:
        """Give the plan of `<matter>@<version>`, or none if there is no such version."""
        if code not in self._known:
            name, _, number = code.rpartition("@")
            read = self._of_standard if name.startswith("std:") else self._of_matter
            self._known[code] = read(code, name, number)
        return self._known[code]

    def _of_matter(self, code: str, matter: str, number: str) -> Plan | None:
        version = (
            MatterVersion.objects.select_related("matter__body")
            .prefetch_related("materials")
            .filter(matter__code=matter, number=int(number) if number.isdigit() else 0)
            .first()
        )
        if version is None:
            return None
        codes = [one.code for one in version.materials.all()]
        return plan_of_version(version, code=code, body_code=version.matter.body.code, materials=codes)

    def _of_standard(self, code: str, name: str, number: str) -> Plan | None:
        standard = FieldStandard.objects.filter(
            code=name.removeprefix("std:"), number=int(number) if number.isdigit() else 0
        ).first()
        if standard is None:
            return None
        plan = plan_of_standard(standard.content)
        plan.code = code
        return plan

    def keep(self, code: str, plan: Plan) -> None:
        """Use a plan that was made in memory: a demo year, a benchmark."""
        self._known[code] = plan

    def forget(self, code: str) -> None:
        """Read a plan anew next time."""
        self._known.pop(code, None)


PLANS = Plans()


def happening_of(row: Passed) -> Happening:
    """Read a kept happening back."""
    return Happening(
        row.case,
        row.kind,
        int(row.at.timestamp()),
        row.node,
        row.outcome,
        row.post_kind,
        row.people,
        row.facts,
        row.mark,
    )
