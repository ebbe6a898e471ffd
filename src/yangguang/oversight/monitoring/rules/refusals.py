"""Why monitoring says no, in words."""

from yangguang.kernel.refusals import InvalidInput, Refusal


class CardAlreadyRevoked(Refusal):
    """The card has been taken back."""

    code = "monitoring.card_already_revoked"
    text = "这张牌已经撤销了。"


class CardAlreadyExplained(Refusal):
    """The explanation stands as given."""

    code = "monitoring.card_already_explained"
    text = "这张牌已经有说明，说明提交后不能改。"
    remedy = "有新情况的，请联系监察岗。"


class CardAlreadyCorrected(Refusal):
    """The correction was confirmed; nothing is left to do."""

    code = "monitoring.card_already_corrected"
    text = "这张牌的改正已经复核通过。"


class CorrectionMissing(Refusal):
    """There is nothing to confirm."""

    code = "monitoring.correction_missing"
    text = "责任单位还没有报告改正。"
    remedy = "报告以后会出现在这里；也可以按程序督办。"


class AppealAlreadyOpen(Refusal):
    """A card is appealed against once."""

    code = "monitoring.appeal_already_open"
    text = "这张牌已经申诉过，一张牌只申诉一次。"
    remedy = "对复核结果不服的，可以向监察机关提出。"


class NoOpenAppeal(Refusal):
    """There is no appeal to decide on."""

    code = "monitoring.no_open_appeal"
    text = "这张牌没有待复核的申诉，可能别人刚刚复核过。"


class AnotherReviewerNeeded(Refusal):
    """Nobody decides on their own appeal."""

    code = "monitoring.another_reviewer_needed"
    status = 403
    text = "申诉是您提的，要由另一个人复核。"


class RungNotProposed(Refusal):
    """The rung is not waiting for a signature."""

    code = "monitoring.rung_not_proposed"
    text = "这一级没有待签发的文书，可能别人刚刚签发，或者牌已经了结。"


class RungAlreadyAnswered(Refusal):
    """The unit has answered."""

    code = "monitoring.rung_already_answered"
    text = "这一级已经回复过了。"


class TextNeeded(InvalidInput):
    """An explanation or a revocation without words says nothing."""

    code = "monitoring.text_needed"
    text = "还有 {count} 处没有写。"


class TooManyEvents(Refusal):
    """A delivery is too large to be answered at once."""

    code = "monitoring.too_many_events"
    status = 422
    text = "一次最多报 {most} 条，这次有 {count} 条，没有收。"
    remedy = "请分几次报。"


class TokenUnknown(Refusal):
    """The outside system has not shown a token we know."""

    code = "monitoring.token_unknown"
    status = 401
    text = "接入令牌不对，或者这个系统已经停用。"
    remedy = "请用登记时给的令牌，放在 Authorization: Bearer 里；遗失的请监察岗重新登记。"


class StandardNotFit(Refusal):
    """A standard that cannot be read checks nothing."""

    code = "monitoring.standard_not_fit"
    status = 422
    text = "标准读不懂，没有保存：{problem}。"
    remedy = "请按说明写 code、name、field、steps、spans。"


class StandardNotOpen(Refusal):
    """Only a draft is approved."""

    code = "monitoring.standard_not_open"
    text = "这一版已经批准或者停用。"


class AnotherApproverNeeded(Refusal):
    """Two persons: who writes does not approve."""

    code = "monitoring.another_approver_needed"
    status = 403
    text = "这是您写的，要由另一名监察人员批准。"


class RuleNotTried(Refusal):
    """A rule is tried on history before it looks at anybody."""

    code = "monitoring.rule_not_tried"
    text = "这条规则还没有在历史上试算。"
    remedy = "请先试算，看它会发多少牌。"


class RuleTooWide(Refusal):
    """The trial found more than the published share."""

    code = "monitoring.rule_too_wide"
    text = "试算时 {share} 的行为都会发牌，超过公布的 {limit}，不能启用。"
    remedy = "请把条件收窄再试算。"


class FeedPlaceUnknown(Refusal):
    """A screen that asks for what is new says what it has."""

    code = "monitoring.feed_place_unknown"
    status = 400
    text = "没有说明已经看到哪一张牌。"
    remedy = "请重新打开监察实况，牌都还在。"
