"""The published plans as supervision reads them, kept per process."""

from yangguang.oversight.monitoring.rules.plans import Plan
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
            matter, _, number = code.rpartition("@")
            self._known[code] = self._of_matter(code, matter, number)
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

    def keep(self, code: str, plan: Plan) -> None:
        """Use a plan that was made in memory: a demo year, a benchmark."""
        self._known[code] = plan

    def forget(self, code: str) -> None:
        """Read a plan anew next time."""
        self._known.pop(code, None)


PLANS = Plans()
