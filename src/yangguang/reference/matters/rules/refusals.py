"""How this capability says no."""

from yangguang.kernel.refusals import Refusal


class MatterAlreadyRegistered(Refusal):
    """A code is given once and never again."""

    code = "matters.already_registered"
    text = "编码 {code} 已经用在《{name}》上，不能再给别的事项。"
    remedy = "请核对编码；要改这件事项，请为它起草新版本。"


class MatterNotFound(Refusal):
    """No matter under this code, or nothing of it in force."""

    code = "matters.not_found"
    status = 404
    text = "没有找到编码为 {code} 的事项，或者它现在没有生效的版本。"
    remedy = "请用事项名称再找一次，或拨打 12345 询问。"


class VersionNotOpen(Refusal):
    """A published or retired version stays as it is."""

    code = "matters.version_not_open"
    text = "{name}已经{status}，不能再改：正在办的件要按它办完。"
    remedy = "请起草新版本。"


class VersionNotFit(Refusal):
    """The version breaks rules; `fields` tells which."""

    code = "matters.version_not_fit"
    status = 422
    text = "{name}还有 {count} 处不符合规定，没有发布：{first}"
    remedy = "请按列出的各处修改草稿后再发布；已经发布的版本没有变动。"


class EffectiveDateTaken(Refusal):
    """A later version begins after the one before it."""

    code = "matters.effective_date_taken"
    status = 422
    text = "第 {number} 版从 {day} 起施行，新版本要从这一天以后开始。"
    remedy = "请改施行日期。"


class ReasonMissing(Refusal):
    """Taking a matter out of force needs a reason that people can read."""

    code = "matters.reason_missing"
    status = 422
    text = "停用一个版本要写明理由，办事的人看得到。"
    remedy = "请写一句话说明为什么停用、以后怎么办。"


class BodyUnknown(Refusal):
    """The implementing body is not in the organisation list."""

    code = "matters.body_unknown"
    status = 422
    text = "机构名录里没有实施主体“{body}”。"
    remedy = "请先登记机构，或核对名称和统一社会信用代码。"


class WorkbookRefused(Refusal):
    """The file as a whole cannot be taken; nothing was read into the list."""

    code = "matters.workbook_refused"
    status = 422
    text = "没有导入：{reason}"
    remedy = "请从“导出全部事项”得到的表格改起，另存为 .xlsx 后再上传。事项库没有任何变动。"


class NothingToImport(Refusal):
    """Every row was refused."""

    code = "matters.nothing_to_import"
    status = 422
    text = "这份表格没有一行可以导入，事项库没有变动。"
    remedy = "请下载标注过的文件，按红色批注改好后重新上传。"


class CodeTakenSince(Refusal):
    """Between the check and the writing somebody gave the code to another body; a code is never moved."""

    code = "matters.code_taken_since"
    text = "核对以后，{code} 已经用在 {taken} 上，没有写进去。"
    remedy = "请重新上传这份表格，再核对一次。已经导入的都还在。"


class BatchFinished(Refusal):
    """A batch is confirmed or discarded once."""

    code = "matters.batch_finished"
    text = "这次导入已经处理过了：{state}。"
    remedy = "要再导入，请重新上传文件。"


class AuthorityMissing(Refusal):
    """Nobody may act online under a power before the government has approved it (网上行使身份)."""

    code = "matters.authority_missing"
    text = "{name}还不能公布或恢复：{gap}"
    remedy = "请先由法制部门审查、市政府核准本单位的网上行使身份，核准以后再公布。草稿没有变动。"


class MatterNotActive(Refusal):
    """Only a matter in use can be stopped."""

    code = "matters.not_active"
    text = "《{name}》现在是“{state}”，不能再暂停。"
    remedy = "请刷新页面，看看是谁在什么时候暂停的。"


class MatterNotSuspended(Refusal):
    """Only a stopped matter can be resumed."""

    code = "matters.not_suspended"
    text = "《{name}》现在是“{state}”，不用恢复。"
    remedy = "请刷新页面再看。"
