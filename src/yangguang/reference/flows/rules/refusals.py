"""How the flow editor says no."""

from yangguang.kernel.refusals import Refusal


class FlowDraftNotFound(Refusal):
    """No flow is being edited for this matter."""

    code = "flows.draft_not_found"
    status = 404
    text = "事项 {code} 现在没有在编的流程。"
    remedy = "请从流程编制目录里选一项开始。"


class FlowChanged(Refusal):
    """Somebody else changed the flow since this page was opened."""

    code = "flows.flow_changed"
    text = "您打开以后，{who}在{when}改过这个流程（{what}），您这一步没有存上。"
    remedy = "下面是最新的样子，您刚才填的也列在这里，请再改一次。"


class NothingToUndo(Refusal):
    """The flow is as it was begun."""

    code = "flows.nothing_to_undo"
    text = "没有可以撤销的改动。"
    remedy = "流程就是开始编制时的样子。"


class StepNotThere(Refusal):
    """The row was removed, or never was."""

    code = "flows.step_not_there"
    status = 404
    text = "流程里没有编号为“{step}”的环节，可能已经删去。"
    remedy = "请看最新的流程。"


class ChangeNotPossible(Refusal):
    """The button does not fit this row."""

    code = "flows.change_not_possible"
    status = 422
    text = "没有改动：{reason}"
    remedy = "{way_on}"

    def __init__(self, *, reason: str, way_on: str = "请换一种改法。") -> None:
        """Keep the reason and the way on."""
        super().__init__(reason=reason, way_on=way_on)


class NoVersionToCarry(Refusal):
    """A flow is part of what a matter says; without anything said there is nothing to put it into."""

    code = "flows.no_version"
    text = "《{name}》还没有任何版本，流程没有地方放。"
    remedy = "请先为它起草内容，再来存流程；您编的流程还在。"


class FlowNotFit(Refusal):
    """The linter still finds something; the flow stays a draft."""

    code = "flows.not_fit"
    status = 422
    text = "流程还有 {count} 处不对，没有存入事项草稿：{first}"
    remedy = "请按图上和清单里标出的各处改好；在编的流程都还在。"


class RehearsalRefused(Refusal):
    """The trial cannot be played."""

    code = "flows.rehearsal_refused"
    status = 422
    text = "没有试成：{reason}"
    remedy = "请先改流程，再试。什么都没有改动。"
