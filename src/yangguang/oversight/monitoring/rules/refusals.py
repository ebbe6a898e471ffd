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
