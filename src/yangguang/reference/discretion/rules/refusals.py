"""How discretion standards say no."""

from yangguang.kernel.refusals import Refusal


class StandardNotFound(Refusal):
    """No standard under this code, or nothing of it published."""

    code = "discretion.not_found"
    status = 404
    text = "没有找到编号为 {code} 的裁量基准，或者它还没有公布。"
    remedy = "请从裁量基准目录里找，或拨打 12345 询问。"


class StandardCodeTaken(Refusal):
    """A code is given once and never again."""

    code = "discretion.code_taken"
    text = "编号 {code} 已经用在“{act}”上，不能再给别的违法行为。"
    remedy = "请换一个编号；要改这项基准，请起草它的新版本。"


class VersionNotOpen(Refusal):
    """A published or retired version stays as it is."""

    code = "discretion.version_not_open"
    text = "“{act}”第 {number} 版{status}，不能再改：按它作出的决定要查得到。"
    remedy = "请起草新版本。"


class DraftChanged(Refusal):
    """Somebody else changed the draft since this page was opened."""

    code = "discretion.draft_changed"
    text = "您打开以后，{who}在{when}改过这份草稿，您这一次没有存上。您填的内容还在页面里。"
    remedy = "请另开一页看最新的草稿，把您的改动加上去，再存。"


class StandardNotFit(Refusal):
    """The draft breaks rules; `faults` lists them all."""

    code = "discretion.not_fit"
    status = 422
    text = "这份基准还有 {count} 处不符合规定，没有提交：{first}"
    remedy = "请按列出的各处修改草稿后再提交；已经公布的版本没有变动。"


class EffectiveDateTaken(Refusal):
    """A later version begins after the one before it."""

    code = "discretion.effective_date_taken"
    status = 422
    text = "第 {number} 版从 {day} 起施行，新版本要从这一天以后开始。"
    remedy = "请改施行日期。"


class ReasonMissing(Refusal):
    """Taking a standard out of force needs a reason that people can read."""

    code = "discretion.reason_missing"
    status = 422
    text = "停用一项基准要写明理由，当事人看得到。"
    remedy = "请写一句话说明为什么停用、以后按什么裁量。"


class NothingToUndo(Refusal):
    """The draft is as it was begun."""

    code = "discretion.nothing_to_undo"
    text = "没有可以撤销的改动。"
    remedy = "草稿就是它最初的样子。"


class NoRuleApplies(Refusal):
    """The table has no rule for these facts; a published table cannot be in this state."""

    code = "discretion.no_rule_applies"
    text = "“{decision}”里没有一条规则管这种情形。"
    remedy = "请由法制机构补上这一档；在此之前按法定幅度集体讨论决定。"


class SpreadsheetRefused(Refusal):
    """The file as a whole cannot be taken; the draft stays as it was."""

    code = "discretion.spreadsheet_refused"
    status = 422
    text = "没有导入：{reason}"
    remedy = "请从“导出表格”得到的文件改起，另存为 .xlsx 后再上传。草稿没有任何变动。"


class ModelNotUnderstood(Refusal):
    """The DMN file is sound but is no discretion standard."""

    code = "discretion.model_not_understood"
    status = 422
    text = "没有导入：{reason}"
    remedy = "文件里要有名为“法定幅度”“裁量档次”的决策表；按分值的还要有“分值”和“金额”。草稿没有任何变动。"


class RemarkEmpty(Refusal):
    """A remark says something."""

    code = "discretion.remark_empty"
    status = 422
    text = "意见没有写字。"
    remedy = "请写明哪里不合适、依据什么。"


class RowNotFound(Refusal):
    """What a remark is pinned to, or the remark itself, is not there."""

    code = "discretion.row_not_found"
    status = 404
    text = "“{table}”里没有第 {row} 条。"
    remedy = "请刷新页面，看看这一版现在是什么样子。"


class RemarksMissing(Refusal):
    """Nobody can put right what was returned without a word."""

    code = "discretion.remarks_missing"
    status = 422
    text = "退回要写明意见，现在一条也没有。"
    remedy = "请在有问题的档次旁边写下意见，再退回。"


class RemarksOpen(Refusal):
    """Filing says that everything was settled."""

    code = "discretion.remarks_open"
    status = 422
    text = "还有 {count} 条意见没有解决，不能备案。"
    remedy = "请核对单位改过的地方，解决了的标为已解决，没有解决的退回。"
