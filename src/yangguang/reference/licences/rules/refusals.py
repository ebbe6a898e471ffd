"""Why a licence cannot be issued, changed or ended."""

from yangguang.kernel.refusals import Refusal


class LicenceNumberTaken(Refusal):
    """Another licence carries the number."""

    code = "licences.number_taken"
    text = "证号 {number} 已经发过，没有再发一份。"
    remedy = "请查一下这个证号；要换发的，请办理变更或延续。"


class LicenceNotInForce(Refusal):
    """The licence has ended (or its period is over), so that this act has nothing to act on."""

    code = "licences.not_in_force"
    text = "{title} {number} 现在的状态是“{standing}”，不能再{deed}。"
    remedy = "请核对证号和版本；已经换发的，请对现行版本办理。"


class LicencePeriodWrong(Refusal):
    """The period ends before it begins, or a renewal does not reach further."""

    code = "licences.period_wrong"
    status = 422
    text = "有效期不对：从 {valid_from} 到 {valid_until}。"
    remedy = "请核对起止日期，截止日要晚于起始日；延续的，要晚于原来的截止日。"


class ReasonMissing(Refusal):
    """Ending a licence needs a reason in writing."""

    code = "licences.reason_missing"
    status = 422
    text = "{deed}证照要写明理由。"
    remedy = "请写清事实和理由，当事人和公众都会看到。"


class LicenceFieldsMissing(Refusal):
    """The type prescribes lines that are missing or not in their shape."""

    code = "licences.fields_missing"
    status = 422
    text = "{title}没有颁发：{problems}"
    remedy = "请照证照类型补齐这几栏再颁发。"


class IssuerNotOfType(Refusal):
    """The body may not issue this type."""

    code = "licences.issuer_not_of_type"
    status = 403
    text = "{issuer}不是{title}的颁发机关。"
    remedy = "请核对证照类型里的颁发机关；要增加的，由类型的主管部门起草新的一版。"


class TypeIncomplete(Refusal):
    """A version of a type lacks something or contradicts itself."""

    code = "licences.type_incomplete"
    status = 422
    text = "证照类型还有地方要改。"
    remedy = "请按每一处的提示修改；您写的内容都还在。"


class TypeTaken(Refusal):
    """Code or name of a type is given."""

    code = "licences.type_taken"
    text = "“{name}”已经登记为证照类型，代码 {code}。"
    remedy = "请从现有类型起草新的一版，不要重复登记。"


class TypeNotOpen(Refusal):
    """The version is not where this act could be done."""

    code = "licences.type_not_open"
    text = "《{name}》第 {number} 版现在是“{state}”，不能{act}。"
    remedy = "要改现行类型的，请起草新的一版。"


class TypeSamePerson(Refusal):
    """A type is drafted by one person and published by another."""

    code = "licences.type_same_person"
    status = 403
    text = "这一版是您起草的，要由另一个人审核公布。"
    remedy = "请主管部门管理岗或者数据岗的另一位工作人员审核。"


class ShareUnclear(Refusal):
    """A share needs a body, a purpose and an end."""

    code = "licences.share_unclear"
    status = 422
    text = "没有授权：还有地方没有填对。"
    remedy = "请选给谁看、写明用途、选到什么时候为止。"


class ShareEnded(Refusal):
    """The share has been withdrawn or has run out."""

    code = "licences.share_ended"
    status = 403
    text = "授权 {number} {how}，不能再凭它查看。"
    remedy = "请持证人在卡包里重新授权。"


class ShareForOther(Refusal):
    """The share is meant for another body."""

    code = "licences.share_for_other"
    status = 403
    text = "授权 {number} 是给{body}的，您所在的机关不能用。"
    remedy = "请持证人另行授权给您所在的机关。"


class PurposeOther(Refusal):
    """The share was given for another purpose."""

    code = "licences.purpose_other"
    status = 403
    text = "授权 {number} 的用途是“{given}”，不是“{asked}”，没有显示证照。"
    remedy = "超出用途的查看要另外取得同意（《中华人民共和国个人信息保护法》第十四条）。"


class CallUnclear(Refusal):
    """A call needs a purpose and a case."""

    code = "licences.call_unclear"
    status = 422
    text = "没有查看：要写明用途和办件编号。"
    remedy = "请填写正在办理的办件编号；没有办件的，不能查看他人的证照。"


class NoGround(Refusal):
    """Neither consent nor law allows to look."""

    code = "licences.no_ground"
    status = 403
    text = "{title}不能为“{purpose}”查看：没有持证人授权，证照类型里也没有这个用途的法定依据。"
    remedy = "请持证人从卡包授权给您所在的机关；或者请主管部门在证照类型里补上依据。"


class SystemNotAllowed(Refusal):
    """The calling system has no right in force, or none to this type or purpose."""

    code = "licences.system_not_allowed"
    status = 403
    text = "接入系统“{name}”没有这项调用权：{why}。"
    remedy = "请所属机关的数据岗提请授权，由另一人批准。"


class TooManyCalls(Refusal):
    """More looks than allowed in a minute or an hour."""

    code = "licences.too_many_calls"
    status = 429
    text = "{who}在{span}里已经查看 {limit} 次，这一次没有办。"
    remedy = "请过一会儿再查；确实需要成批核对的，请用批量比对。"


class HolderOther(Refusal):
    """The licence belongs to somebody else than the applicant."""

    code = "licences.holder_other"
    status = 422
    text = "{title} {number} 的持证人不是这位申请人，不能作为这一件的材料。"
    remedy = "请用申请人自己的证照；名称变更过的，先办理证照变更。"


class LicenceLapsed(Refusal):
    """The licence is not in force (any more, or for the time being)."""

    code = "licences.lapsed"
    status = 422
    text = "{title} {number} {standing}，不能作为依据。"
    remedy = "请先办理延续、换发或者重新申请；办好以前，这份材料要另外提交。"


class DataForged(Refusal):
    """A data file or QR does not say what was signed, or nobody we know signed it."""

    code = "licences.data_forged"
    status = 422
    text = "这份证照数据不可信：{problem}。"
    remedy = "请不要采信；可以在查验页输入证照编号核对，或者拨打 12345 反映。"


class StatusListStale(Refusal):
    """The list is older than it says it may be, or does not know the licence."""

    code = "licences.status_list_stale"
    status = 422
    text = "状态清单不能用：{problem}。"
    remedy = "请连上网络下载最新的状态清单再核对。"


class SheetUnreadable(Refusal):
    """The file is no spreadsheet, or there is nothing in it."""

    code = "licences.sheet_unreadable"
    status = 422
    text = "没有导入：{problem}。"
    remedy = "请用 xlsx 文件，第一行是列名，一行一份证照。"


class MappingIncomplete(Refusal):
    """Columns every licence needs are not mapped."""

    code = "licences.mapping_incomplete"
    status = 422
    text = "还有必需的内容没有对应到列：{missing}。"
    remedy = "请给它们各选一列；表里没有这一列的，请先在表里补上。"


class BatchNotOpen(Refusal):
    """The batch is not where this act could be done."""

    code = "licences.batch_not_open"
    text = "这批导入现在是“{state}”，不能{act}。"
    remedy = "请刷新页面看最新的进度。"


class NothingToIssue(Refusal):
    """No row of the batch is good."""

    code = "licences.nothing_to_issue"
    status = 422
    text = "没有一行可以生成证照。"
    remedy = "请按提示改好表格，重新上传。"


class ConfirmSamePerson(Refusal):
    """Old records are uploaded by one person and confirmed by another."""

    code = "licences.confirm_same_person"
    status = 403
    text = "这批旧证照是您上传的，要由另一个人核对确认。"
    remedy = "请本机关制证岗或者决定岗的另一位工作人员确认。"


class SystemNotOpen(Refusal):
    """The right of a system is not where this act could be done."""

    code = "licences.system_not_open"
    text = "“{name}”的调用权现在是“{state}”，不能{act}。"
    remedy = "请刷新页面看最新的状态。"


class SystemSamePerson(Refusal):
    """A right is proposed by one person and approved by another."""

    code = "licences.system_same_person"
    status = 403
    text = "这项调用权是您提请的，要由另一个人批准。"
    remedy = "请数据岗的另一位工作人员批准。"
