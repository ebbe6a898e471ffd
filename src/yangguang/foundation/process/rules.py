"""How the engine says no: each refusal once, in the words of the counter."""

from yangguang.kernel.refusals import Refusal


class DefinitionRefused(Refusal):
    """The model has problems the linter names; `problems` lists them."""

    code = "process.definition_refused"
    status = 422
    text = "流程“{name}”还不能发布，有{count}处问题：{first}"
    remedy = "请按列出的问题修改流程图后再发布；在办的办件仍按原来的版本办理。"

    def __init__(self, *, name: str, problems: list) -> None:
        """Keep every problem, show the first."""
        self.problems = tuple(problems)
        super().__init__(name=name, count=len(problems), first=problems[0].reason)

    def as_dict(self) -> dict[str, object]:
        """The same answer for machines, every problem listed."""
        listed = [
            {"code": p.code, "node": p.element, "line": p.line, "reason": p.reason} for p in self.problems
        ]
        return {**Refusal.as_dict(self), "problems": listed}


class NoPublishedDefinition(Refusal):
    """A call activity, or somebody, asks for a flow that has no published version."""

    code = "process.no_published_definition"
    status = 404
    text = "流程“{key}”没有已发布的版本。"
    remedy = "请先发布这个流程；本次办理没有任何改动。"


class InstanceNotRunning(Refusal):
    """The case has ended."""

    code = "process.instance_not_running"
    text = "这件已经{state}，不能再办这一步。"
    remedy = "请打开办件查看经过；如需更正，请按更正程序办理。"


class InstanceSuspended(Refusal):
    """The case is in a special procedure."""

    code = "process.instance_suspended"
    text = "这件正在特别程序中，时限已中止，现在不能办这一步。"
    remedy = "特别程序结束、恢复办理后再办。您填的内容没有提交。"


class NotSuspended(Refusal):
    """There is nothing to resume."""

    code = "process.not_suspended"
    text = "这件没有在特别程序中，不需要恢复。"
    remedy = "请刷新页面查看现在的情况。"


class TaskNotOpen(Refusal):
    """Somebody did the step already, or it was taken back."""

    code = "process.task_not_open"
    text = "“{name}”这一步已经{state}，没有再办一次。"
    remedy = "请刷新页面，看看现在到了哪一步。"


class TaskHeldByAnother(Refusal):
    """Another officer has the step in hand."""

    code = "process.task_held_by_another"
    text = "“{name}”这一步已由另一位经办人领办。"
    remedy = "如需接手，请对方转办或退回待领办。"


class TaskNotHeld(Refusal):
    """The step is not in the hands of whoever wants to give it back."""

    code = "process.task_not_held"
    text = "“{name}”这一步现在不在您手里。"
    remedy = "请刷新页面查看现在由谁办理。"


class SignersOutstanding(Refusal):
    """Added signers have not all answered."""

    code = "process.signers_outstanding"
    text = "“{name}”还有{count}位加签人没有签完，暂时不能办结这一步。"
    remedy = "请等加签人签完，或者撤销还没有签的加签。"


class SignersNotPossible(Refusal):
    """Signers cannot be added to a signer's own step, or nobody was named."""

    code = "process.signers_not_possible"
    text = "“{name}”这一步不能加签。"
    remedy = "请在主办的那一步加签，并且至少选一位加签人。"


class ReturnNotPossible(Refusal):
    """The step to return to is not one this case has been through."""

    code = "process.return_not_possible"
    text = "不能从“{name}”退回到“{target}”：这件没有办过那一步。"
    remedy = "请在已经办过的环节里选一个。"


class NoWayForward(Refusal):
    """No condition of a gateway holds and it has no default."""

    code = "process.no_way_forward"
    text = "“{name}”没有一个条件成立，流程不知道往哪里走，这一步没有提交。"
    remedy = "请核对填写的内容；如果内容无误，请管理员检查流程的条件。"


class EndlessLoop(Refusal):
    """The flow runs in a circle without a step for people."""

    code = "process.endless_loop"
    status = 500
    text = "流程在“{name}”附近一直打转，已停下，这一步没有提交。"
    remedy = "请管理员检查这个流程的回路。"


class ServiceNotRegistered(Refusal):
    """A service task calls a name nobody registered."""

    code = "process.service_not_registered"
    status = 500
    text = "流程要用的服务“{name}”没有登记，这一步没有提交。"
    remedy = "请管理员检查流程和系统版本是否相配。"


class NotACollection(Refusal):
    """The collection of a multi-instance step is not a list."""

    code = "process.not_a_collection"
    status = 422
    text = "“{name}”要按名单逐一办理，但名单“{collection}”没有填。"
    remedy = "请先填好名单再提交这一步。"


class TimerUnreadable(Refusal):
    """The time of a timer, computed from variables, cannot be read."""

    code = "process.timer_unreadable"
    status = 422
    text = "“{name}”的时间“{value}”读不懂。"
    remedy = "请核对填写的日期或期限；本次没有提交。"


class TooManyCalls(Refusal):
    """Flows call one another too deeply, probably in a circle."""

    code = "process.too_many_calls"
    status = 500
    text = "“{name}”调用的流程层数太多，可能互相调用，这一步没有提交。"
    remedy = "请管理员检查这些流程之间的调用。"


class MessageNotAwaited(Refusal):
    """No step of the case waits for that message now."""

    code = "process.message_not_awaited"
    text = "这件现在没有在等“{message}”。"
    remedy = "请查看办件到了哪一步；如果已经处理过，不需要再办。"
