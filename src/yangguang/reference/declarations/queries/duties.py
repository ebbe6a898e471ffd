"""The responsibility table (责任表) of a power: which post owes what at each step of the flow that runs, and who holds it."""

from dataclasses import dataclass

from yangguang.reference.declarations.models import Authority
from yangguang.reference.declarations.queries.authority import OUTSIDE
from yangguang.reference.matters import api as matters

CALL_TO_ACCOUNT = {
    "01": "违反法定程序、违规收费、不按条件准予或者不准予的，依照《中华人民共和国行政许可法》第七章追究责任。",
    "02": "没有法定依据、擅自改变种类和幅度、违反法定程序的，依照《中华人民共和国行政处罚法》第七章追究责任。",
    "03": "没有法定依据、改变对象和条件、违反法定程序的，依照《中华人民共和国行政强制法》第六章追究责任。",
}
CALL_OTHERWISE = "不履行、不正确履行职责的，依照设定这项职权的法律、法规追究责任。"


@dataclass(frozen=True)
class Duty:
    """What one post owes at one step."""

    step: matters.FlowStep
    offices: tuple[str, ...]
    holders: tuple[str, ...]  # by post and number, as officials are shown in public

    @property
    def limit(self) -> str:
        """Within what time."""
        return (
            matters.with_unit(self.step.limit, self.step.unit)
            if self.step.limit is not None
            else "没有单独的时限"
        )


def duties_of(version: matters.MatterVersion, authority: Authority | None) -> list[Duty]:
    """List the duties of the body's posts, step by step, with those who were approved to act."""
    posts = [one for one in authority.posts if one] if authority else []
    barred = authority.barred_numbers if authority else set()
    found = []
    for step in matters.steps_of(version):
        if step.post_kind in OUTSIDE:
            continue
        own = [one for one in posts if one["kind"] == step.post_kind]
        found.append(
            Duty(
                step,
                tuple(dict.fromkeys(one["office"] for one in own)),
                tuple(
                    f"{one['kind_name']} {held['number']} 号"
                    for one in own
                    for held in one["holders"]
                    if held["number"] not in barred
                ),
            )
        )
    return found


def call_to_account(kind: str) -> str:
    """Say by which law neglect is called to account."""
    return CALL_TO_ACCOUNT.get(kind, CALL_OTHERWISE)
