"""What joint approval refuses, by name."""

from yangguang.kernel.refusals import InvalidInput, Refusal


class ScenarioNotFit(Refusal):
    """The data of a scenario do not fit together."""

    code = "joint.scenario_not_fit"
    status = 422
    text = "联办场景“{name}”有 {count} 处对不上：{problems}"
    remedy = "请改正后再存；在用的版本没有变。"


class ReviewerDrafted(Refusal):
    """Whoever drafted a version does not review it."""

    code = "joint.reviewer_drafted"
    status = 403
    text = "这个版本是您起草的，要由另一个人审核。"
    remedy = "请法制审核岗的同事审核。"


class VersionNotOpen(Refusal):
    """The version is past the step asked for."""

    code = "joint.version_not_open"
    text = "这个版本现在是“{status}”，不能{deed}。"


class ScenarioNotFound(Refusal):
    """No such scenario, or none in use."""

    code = "joint.scenario_not_found"
    status = 404
    text = "没有编号为 {code} 的联办场景，或者还没有公布。"
    remedy = "请从“联合办理”里选一个。"


class QuestionsUnanswered(InvalidInput):
    """The guide cannot say what is needed before its questions are answered."""

    code = "joint.questions_unanswered"
    text = "还有 {count} 个问题没有回答，答完才知道要办哪几件。"


class FormUnfinished(InvalidInput):
    """The combined form lacks answers."""

    code = "joint.form_unfinished"
    text = "申请表还有 {count} 处没有填好。已填的都在。"


class PoolIncomplete(InvalidInput):
    """Shared materials are missing."""

    code = "joint.pool_incomplete"
    text = "还有 {count} 份材料没有上传。已传的都在。"


class DraftChangedElsewhere(Refusal):
    """Another page has saved the draft meanwhile."""

    code = "joint.draft_changed_elsewhere"
    text = "这份草稿 {saved} 在另一个页面存过，这次没有覆盖它。"
    remedy = "请刷新页面，看看那边填了什么，再接着填。"


class MatterRenewed(Refusal):
    """One of the matters got a new version after the form was composed."""

    code = "joint.matter_renewed"
    text = "“{matter}”的规定更新了，这份表是按旧规定做的，不能再交。您填的内容都在。"
    remedy = "请在首页重新回答几个问题，内容会带过去。"


class MaterialUnknown(Refusal):
    """None of the matters asks for this material."""

    code = "joint.material_unknown"
    status = 404
    text = "这几件事都不需要这份材料。"
    remedy = "请回到材料页，从清单里选。"


class TooManyPoolFiles(Refusal):
    """The shared material takes no more files."""

    code = "joint.too_many_files"
    status = 422
    text = "“{material}”最多 {limit} 个文件，已经够了。新的这个没有保存。"
    remedy = "要换的，先取下一个。"


class NotNow(Refusal):
    """The case or consultation is not in a situation that allows it."""

    code = "joint.not_now"
    text = "{what}现在是“{state}”，不能{deed}。什么都没有改动。"
    remedy = "请刷新页面，看看现在到了哪一步。"


class PartNotOpen(Refusal):
    """The part is over, or has not begun."""

    code = "joint.part_not_open"
    text = "“{part}”现在是“{state}”，不能{deed}。"


class TextNeeded(InvalidInput):
    """What is said to others is said in words."""

    code = "joint.text_needed"
    text = "还有 {count} 处没有写。"


class NotInvited(Refusal):
    """The department is not invited to the consultation."""

    code = "joint.not_invited"
    status = 403
    text = "您的单位没有被邀请参加这次会商。"
    remedy = "需要参加的，请联系召集人加邀。"


class AlreadySaid(Refusal):
    """One department, one opinion, one vote, one signature."""

    code = "joint.already_said"
    text = "{body}已经{deed}过了（{by}）。您的没有重复记入。"


class OpinionTooLate(Refusal):
    """The time for opinions is over."""

    code = "joint.opinion_too_late"
    text = "征求意见到 {until} 截止，已经过了，按会商规则处理。"
    remedy = "还有话要说的，请在讨论里说，表决时也可以表态。"


class OpinionsStillRunning(Refusal):
    """Departments still have time."""

    code = "joint.opinions_still_running"
    text = "{bodies}还没有提意见，{until} 才截止，现在不能进入下一步。"
    remedy = "可以先催办；到时间没有提的，按会商规则处理。"


class DeadlineInPast(Refusal):
    """A deadline lies ahead."""

    code = "joint.deadline_in_past"
    status = 422
    text = "征求意见的截止时间要晚于现在。"


class InviteesMissing(Refusal):
    """A consultation of one is none."""

    code = "joint.invitees_missing"
    status = 422
    text = "会商至少要邀请两个单位（含召集单位），现在只有 {count} 个。"


class SignaturesMissing(Refusal):
    """The minutes are signed by all."""

    code = "joint.signatures_missing"
    text = "会商纪要还差 {bodies} 没有签，不能结束。"
    remedy = "请催他们签；不同意的，可以写明保留意见再签。"


class VotesMissing(Refusal):
    """Not everybody has voted."""

    code = "joint.votes_missing"
    text = "还有 {bodies} 没有表决。"


class PackageWaits(Refusal):
    """Something has to be settled before the results go out together."""

    code = "joint.package_waits"
    text = "还不能统一送达：{reasons}。"
    remedy = "请先办完上面几件，结果都在，不会丢。"


class AdviceTooLate(Refusal):
    """Early advice comes before acceptance."""

    code = "joint.advice_too_late"
    text = "申请已经提交，不能再走提前介入。"
    remedy = "需要各部门一起研究的，由牵头部门发起网上会商。"


class SamePartTwice(Refusal):
    """A department does not contradict itself."""

    code = "joint.same_part_twice"
    status = 422
    text = "请选另一个部门的事项：自己的结论和自己不矛盾。"


class TotalNotRunning(Refusal):
    """There is no total limit to extend."""

    code = "joint.total_not_running"
    text = "联办总时限现在没有在走，不能延长。"


class FileNotChosen(Refusal):
    """The upload form came without a file."""

    code = "joint.file_not_chosen"
    status = 422
    text = "还没有选文件。"
    remedy = "请先选一份文件，再上传。"
