"""Every way approval says no, in the applicant's or the officer's words."""

from typing import Any

from yangguang.kernel.refusals import InvalidInput, Refusal


class DraftChangedElsewhere(Refusal):
    """Another page or device has saved the draft since this page read it."""

    code = "approval.draft_changed_elsewhere"
    text = "这份草稿已经在别的页面或设备上改过并保存了（{saved}）。您这一页的内容还没有覆盖它。"
    remedy = "请打开最新的草稿核对，再把这一页的改动补上。"


class StaleFormVersion(Refusal):
    """The matter has a newer version in force than the one the draft was written for."""

    code = "approval.stale_form_version"
    text = "“{matter}”的办事指南在您填写期间换了新版（第 {newer} 版）。您填的内容都还在。"
    remedy = "请按新版核对一遍：相同的栏目已经带过去，新增或有变化的栏目需要您补填。"


class MatterNotOpen(Refusal):
    """The matter is not offered today."""

    code = "approval.matter_not_open"
    text = "“{matter}”现在不接受申请。"
    remedy = "请查看办事指南上的说明，或者拨打主管部门的咨询电话。"


class AlreadySubmitted(Refusal):
    """The draft is a case already; carries it."""

    code = "approval.already_submitted"
    text = "这份申请已经提交过了，办件编号 {number}。没有重复提交。"
    remedy = "请用办件编号查看进度。"

    def __init__(self, *, application: Any) -> None:
        """Keep the case for the caller."""
        self.application = application
        super().__init__(number=application.number)


class FormIncomplete(InvalidInput):
    """Answers are missing or do not fit the form; `fields` says which and what is wrong."""

    code = "approval.form_incomplete"
    text = "申请表还有 {count} 处需要改。您填的内容都还在。"


class MaterialsMissing(InvalidInput):
    """Required materials are not there yet; `fields` is keyed by material code."""

    code = "approval.materials_missing"
    text = "还缺 {count} 份材料。已经上传的都还在。"
    remedy = "请按每一份的提示补上；没有的材料可以看“怎么取得”。"


class UnknownMaterial(Refusal):
    """The material does not belong to this version of the matter."""

    code = "approval.unknown_material"
    status = 422
    text = "这个事项没有这份材料，文件没有保存。"
    remedy = "请回到材料页，从清单里选一份再上传。"


class TooManyFiles(Refusal):
    """The material takes no more files."""

    code = "approval.too_many_files"
    status = 422
    text = "“{material}”最多上传 {limit} 个文件，已经够了。新的这个没有保存，之前的都还在。"
    remedy = "请先删掉一个不要的，再上传。"


class NotPossibleNow(Refusal):
    """The case is not in a situation that allows the step."""

    code = "approval.not_possible_now"
    text = "办件 {number} 现在是“{state}”，不能{deed}。什么都没有改动。"
    remedy = "请刷新页面，看看这件现在到了哪一步。"


class StepAlreadyDone(Refusal):
    """Somebody has finished the step already."""

    code = "approval.step_already_done"
    text = "这一步已经由{by}办完了（{at}）。您的操作没有重复记入。"
    remedy = "请刷新待办，继续办下一件。"


class StepTaken(Refusal):
    """A colleague has claimed the step."""

    code = "approval.step_taken"
    text = "这一步已经由{by}签收，正在办理。"
    remedy = "请办理其他待办；需要接手的，请对方先退签或者转办。"


class AnotherPersonNeeded(Refusal):
    """The published flow asks for a second pair of eyes, or for several voices; one person cannot be both."""

    code = "approval.another_person_needed"
    text = "“{step}”要由另一个人来办：“{earlier}”的意见是您写的。您填的内容没有记入案卷。"
    remedy = "请留给同岗位的同事办，或者转办给他们。"


class StepOfAnotherKind(Refusal):
    """The step is not of the kind the operation works on."""

    code = "approval.step_of_another_kind"
    text = "“{step}”这一步不能{deed}。"
    remedy = "请从待办里打开这一步，按页面上的办法办理。"


class CorrectionAlreadyRequested(Refusal):
    """The one-time correction notice has been used (Licensing Law art. 32(4))."""

    code = "approval.correction_already_requested"
    text = "补正只能一次性告知，这件已经在{at}发过补正告知书，不能再发第二次（行政许可法第三十二条第四项）。"
    remedy = "请按现有材料决定受理；材料仍不符合的，在审查中依法处理。"


class CorrectionTooLate(Refusal):
    """Five working days have passed without notice: the application counts as accepted."""

    code = "approval.correction_too_late"
    text = "收件已超过 {days} 个工作日没有告知补正，依法自收到材料之日起即为受理，不能再要求补正。"
    remedy = "请办理受理。"


class CorrectionWithoutItems(InvalidInput):
    """The notice must list everything that is missing."""

    code = "approval.correction_without_items"
    text = "补正告知书要一次列全需要补正的内容，现在有 {count} 处没有写清。"


class OtherAgencyMissing(InvalidInput):
    """Refusing for lack of power names the proper agency (Licensing Law art. 32(2))."""

    code = "approval.other_agency_missing"
    text = "不予受理要写明理由，并告诉申请人应当向哪个机关申请，现在有 {count} 处没有写。"


class AcceptanceTimeNotOver(Refusal):
    """The office still has time to answer."""

    code = "approval.acceptance_time_not_over"
    text = "办件 {number} 的受理期限到 {due} 才满，还不能视为受理。"


class RenewalNotDeemed(Refusal):
    """No renewal by silence: not a renewal, asked for too late, or the licence has not run out (Licensing Law art. 50)."""

    code = "approval.renewal_not_deemed"
    text = "办件 {number} 不能视为准予延续：{why}。"


class CorrectionTimeNotOver(Refusal):
    """The applicant still has time to correct."""

    code = "approval.correction_time_not_over"
    text = "办件 {number} 的补正期限到 {due} 才满，还不能办结。"


class NotComplete(Refusal):
    """Not safe to accept without a look: something is missing."""

    code = "approval.not_complete"
    text = "办件 {number} 的材料不齐，不能批量受理。"
    remedy = "请单独打开这件核对。"


class TwoOfficersNeeded(Refusal):
    """A visit takes two or more officers (Licensing Law art. 34)."""

    code = "approval.two_officers_needed"
    status = 422
    text = "现场核查要有两名以上工作人员，现在只有 {count} 名（行政许可法第三十四条）。"
    remedy = "请加上同行的工作人员再保存，记录内容都还在。"


class CertificateNeeded(Refusal):
    """At least one of the officers on the spot holds a valid certificate."""

    code = "approval.certificate_needed"
    status = 422
    text = "核查人员里没有人的执法证在有效期内（{names}）。"
    remedy = "请换一名持有效证件的人员，或者先更新证件。"


class OfficerUnknown(Refusal):
    """No such officer holds a post in this body."""

    code = "approval.officer_unknown"
    status = 422
    text = "本机关没有工号 {number} 的在岗人员。"
    remedy = "请核对工号。"


class SpecialKindNotLawful(Refusal):
    """Only the eight procedures of art. 45 stop the clock."""

    code = "approval.special_kind_not_lawful"
    status = 422
    text = "只有听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审所需时间不计入期限（行政许可法第四十五条），“{kind}”不在其中。"
    remedy = "请选择法定的一种；其他情况时钟不停。"


class ExtensionAlreadyUsed(Refusal):
    """The period can be extended once (Licensing Law art. 42)."""

    code = "approval.extension_already_used"
    text = "这件已经在{at}延长过一次，不能再延长（行政许可法第四十二条）。"
    remedy = "请在现有期限内作出决定。"


class ExtensionTooLong(Refusal):
    """Longer than the matter allows."""

    code = "approval.extension_too_long"
    status = 422
    text = "这个事项最多延长 {limit} 个工作日，不能延长 {days} 个。"


class ReasonsNeeded(InvalidInput):
    """What binds somebody needs reasons in writing."""

    code = "approval.reasons_needed"
    text = "还有 {count} 处没有写清：申请人有权知道理由。"


class HearingNotOffered(Refusal):
    """Nobody has been told of a right to a hearing in this case."""

    code = "approval.hearing_not_offered"
    text = "这件没有听证告知，不能申请听证。"
    remedy = "对办理有意见的，可以投诉或者在决定后申请行政复议。"


class HearingRequestTooLate(Refusal):
    """The five working days are over (Licensing Law art. 47)."""

    code = "approval.hearing_request_too_late"
    text = "申请听证的期限到 {due} 已满（被告知之日起五个工作日）。"


class HearingNoticeTooShort(Refusal):
    """Less than seven working days' notice (Licensing Law art. 48(1))."""

    code = "approval.hearing_notice_too_short"
    status = 422
    text = "听证要提前七个工作日通知，最早可以定在 {earliest}。"


class HearingNotHeld(Refusal):
    """A decision rests on the hearing record (Licensing Law art. 48(5))."""

    code = "approval.hearing_not_held"
    text = "这件的听证还没有记录，不能作出决定。"
    remedy = "请先举行听证并录入笔录。"


class ChairExaminedTheCase(Refusal):
    """The chair must be somebody other than those who examine the case (Licensing Law art. 48(3))."""

    code = "approval.chair_examined_the_case"
    status = 422
    text = "{name}审查过这件，不能主持听证（行政许可法第四十八条第三项）。"
    remedy = "请另选一名主持人。"


class ComplaintAlreadyOpen(Refusal):
    """An urging waits for its answer already."""

    code = "approval.complaint_already_open"
    text = "您已经催办过（{number}），{until} 前会答复您。没有重复送出。"
    remedy = "有新的情况要反映的，请用投诉。"


class ComplaintAlreadyAnswered(Refusal):
    """Answered once, in writing; the answer stays as it is."""

    code = "approval.complaint_already_answered"
    text = "投诉 {number} 已经在{at}答复，答复不能改写。您写的内容没有保存。"
    remedy = "请刷新投诉清单，继续办下一件。"


class HandledTheCase(Refusal):
    """Whoever handled the case does not answer the complaint about it."""

    code = "approval.handled_the_case"
    text = "您办过这件，不能答复对它的投诉（{number}）。您写的内容没有保存。"
    remedy = "请由没有经办过这件的负责人或者监察岗答复。"


class PartyIncomplete(InvalidInput):
    """Somebody who is to be told must be named so that they can be."""

    code = "approval.party_incomplete"
    text = "利害关系人还有 {count} 处没有写清。"


class PartyIsApplicant(Refusal):
    """The applicant is no third person."""

    code = "approval.party_is_applicant"
    status = 422
    text = "{name}就是申请人，不是利害关系人。"
    remedy = "要告知申请人听证权利的，请用“告知听证权利”。"


class PartyAlreadyNamed(Refusal):
    """Each is told once."""

    code = "approval.party_already_named"
    text = "{name}已经告知过了，没有重复告知。"
    remedy = "意见和听证申请显示在案卷的“利害关系人”一栏。"


class PartiesNotHeard(Refusal):
    """The agency hears interested parties before it decides (Licensing Law art. 36)."""

    code = "approval.parties_not_heard"
    text = "还要等利害关系人（{names}）到 {until} 陈述意见或者申请听证，现在不能作出决定（行政许可法第三十六条、第四十七条）。"
    remedy = "对方当面说了意见的，可以代为记录；期满没有意见的，就可以决定。"


class AlreadyHeard(Refusal):
    """One statement each; more can be said at a hearing."""

    code = "approval.already_heard"
    text = "意见已经归入案卷（{number}），没有改动。"
    remedy = "要补充的，请在听证会上提出，或者联系经办单位。"


class DeferredMaterialMissing(Refusal):
    """Accepted without it, decided only with it (容缺后补)."""

    code = "approval.deferred_material_missing"
    text = "容缺后补的材料还没有交：{names}。补齐以前不能作出准予决定。"
    remedy = "请等申请人补交；逾期不补的，可以依法作出不予许可的决定。"


class NothingDeferred(Refusal):
    """The case owes no material."""

    code = "approval.nothing_deferred"
    text = "办件 {number} 没有等着后补的材料，文件没有保存。"
    remedy = "请刷新办件页，看看材料是不是已经补齐。"


class TargetLicenceMissing(Refusal):
    """A change, renewal or cancellation needs the licence it is about."""

    code = "approval.target_licence_missing"
    status = 422
    text = "没有找到名下编号为 {licence} 的有效证照。"
    remedy = "请核对证照编号，或者从“我的证照”里点“变更、延续、注销”进来。"


class RelianceUnjudged(Refusal):
    """A licence the grant would rest on does not stand as presented, and nobody has decided about it."""

    code = "approval.reliance_unjudged"
    text = "没有准予：“{item}”和登记对不上，{why}，还没有人作出判断。"
    remedy = "请先在“待判断的比对”里对这一项作出判断；要申请人另交材料的，请办理补正。"


class ResultNotOutYet(Refusal):
    """Rating comes after the result."""

    code = "approval.result_not_out_yet"
    text = "这件还没有办结，办结以后再评价。"


class AlreadyRated(Refusal):
    """One case, one rating."""

    code = "approval.already_rated"
    text = "这件您已经评价过了，谢谢。一件办事评价一次。"


class RatingLevelUnknown(Refusal):
    """Five levels, no other."""

    code = "approval.rating_level_unknown"
    status = 422
    text = "评价分五档：非常满意、满意、基本满意、不满意、非常不满意。"
