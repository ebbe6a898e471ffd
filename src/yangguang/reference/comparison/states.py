"""The life of a version of the rules, and what a person may say about a pair."""

from django.db import models


class RulesStatus(models.TextChoices):
    """Where a version stands."""

    DRAFT = "draft", "草稿"
    PROPOSED = "proposed", "待审核"
    PUBLISHED = "published", "现行"
    RETIRED = "retired", "已停用"


RULES_LIFE: dict[tuple[RulesStatus, RulesStatus], str] = {
    (RulesStatus.DRAFT, RulesStatus.PROPOSED): "propose_rules",
    (RulesStatus.PROPOSED, RulesStatus.DRAFT): "return_rules",
    (RulesStatus.PROPOSED, RulesStatus.PUBLISHED): "publish_rules",
    (RulesStatus.PUBLISHED, RulesStatus.RETIRED): "publish_rules",
}


def may_move(status: str, target: RulesStatus) -> bool:
    """Tell whether the table knows this step."""
    return (RulesStatus(status), target) in RULES_LIFE


class Verdict(models.TextChoices):
    """What a person decides about a claim and a record (handbook §4.6: the machine flags, a person decides)."""

    SAME = "same", "是同一主体，可以采信"
    OTHER = "other", "不是同一主体，不采信"
    ORIGINAL = "original", "核对了原件，以原件为准"
    REJECTED = "rejected", "情况属实，不采信这份证照"


class Occasion(models.TextChoices):
    """When a comparison was made."""

    SUBMISSION = "submission", "提交时"
    STEP = "step", "环节依据前"
    NIGHTLY = "nightly", "夜间核对"
    ASKED = "asked", "人工发起"
    CALL = "call", "接口调用"
