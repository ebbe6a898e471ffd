"""Why a comparison or a version of its rules cannot be taken."""

from yangguang.kernel.refusals import Refusal


class RulesUnreadable(Refusal):
    """The record of a rule version lacks something or names what does not exist."""

    code = "comparison.rules_unreadable"
    status = 422
    text = "比对规则读不出来：{problem}。"
    remedy = "请照现行版本的写法改好再保存。您写的内容没有丢。"


class RegressionFailed(Refusal):
    """A sample of the regression set comes out otherwise under the new rules."""

    code = "comparison.regression_failed"
    text = (
        "新规则没有通过回归样例：{count} 例的结果和应有的不同，第一例是“{first}”，应为{expected}，得到{got}。"
    )
    remedy = "请改规则；确实要改判的样例，先由两人改样例，再审规则。"


class SamePerson(Refusal):
    """Rules are drafted by one person and put in force by another."""

    code = "comparison.same_person"
    status = 403
    text = "这一版规则是您起草的，要由另一个人审核。"
    remedy = "请本单位数据岗的另一位工作人员审核公布。"


class RulesNotOpen(Refusal):
    """The version is not a draft any more."""

    code = "comparison.rules_not_open"
    text = "第 {number} 版规则现在是“{state}”，不能再{act}。"
    remedy = "要改规则的，请从现行版本起草新的一版。"


class RulesMissing(Refusal):
    """No version of the rules for this kind is in force."""

    code = "comparison.rules_missing"
    status = 503
    text = "还没有公布“{kind}”的比对规则，没有比对。"
    remedy = "请数据岗公布规则以后再比对；在此之前请人工核对。"


class ClaimUnreadable(Refusal):
    """What was handed over to compare is no claim."""

    code = "comparison.claim_unreadable"
    status = 422
    text = "没有比对：{problem}。"
    remedy = "请按接口说明填写 kind、source 和 fields。"


class SourceUnknown(Refusal):
    """There is no source under this code."""

    code = "comparison.source_unknown"
    status = 404
    text = "没有代码为“{source}”的数据源。"
    remedy = "可用的数据源见接口说明或“数据源”页。"


class SourceUnavailable(Refusal):
    """A source does not answer; nothing was compared, nothing was decided."""

    code = "comparison.source_unavailable"
    status = 503
    text = "数据源“{source}”没有应答：{problem}。没有比对，也没有改变任何结果。"
    remedy = "夜间会自动再比对；急用的，请核对原件并写明。"


class CheckAlreadyJudged(Refusal):
    """Somebody has decided this comparison."""

    code = "comparison.already_judged"
    text = "这一项比对已经由{by}在 {at} 作出判断：{verdict}。"
    remedy = "有新情况的，请重新比对一次再判断。"


class VerdictUnclear(Refusal):
    """A decision needs a verdict and, in writing, why."""

    code = "comparison.verdict_unclear"
    status = 422
    text = "请选一个判断，并写明依据。"
    remedy = "例如：已核对原件，名称变更登记日期 2026-09-01。"


class CheckNotFound(Refusal):
    """No such comparison among those this officer may see."""

    code = "comparison.check_not_found"
    status = 404
    text = "没有找到这一项比对。"
    remedy = "只有经办单位能看本单位办件的比对结果。"


class NothingToJudge(Refusal):
    """The comparison agreed, or nothing was found to be judged."""

    code = "comparison.nothing_to_judge"
    text = "这一项的结果是“{outcome}”，没有要判断的。"
    remedy = "请看别的项目。"
