"""The life of a version of a standard, as one table: from → to, by which operation."""

from django.db import models


class VersionStatus(models.TextChoices):
    """Where a version stands in its life."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待法制审核"
    RETURNED = "returned", "退回修改"
    FILED = "filed", "已备案"
    PUBLISHED = "published", "已公布"
    RETIRED = "retired", "已停用"


OPEN = (VersionStatus.DRAFT, VersionStatus.SUBMITTED, VersionStatus.RETURNED, VersionStatus.FILED)

_V = VersionStatus
VERSION_LIFE: dict[tuple[VersionStatus, VersionStatus], str] = {
    # legality is examined before discretion standards are published (国办发〔2022〕27号)
    (_V.DRAFT, _V.SUBMITTED): "submit_standard",
    (_V.RETURNED, _V.SUBMITTED): "submit_standard",
    (_V.SUBMITTED, _V.RETURNED): "return_standard",
    (_V.SUBMITTED, _V.FILED): "file_standard",
    (_V.RETURNED, _V.DRAFT): "draft_standard",
    (_V.FILED, _V.DRAFT): "draft_standard",  # a change after the filing needs a new review
    # Penalty Law art. 34: discretion standards are published before they bind
    (_V.FILED, _V.PUBLISHED): "publish_standard",
    (_V.PUBLISHED, _V.RETIRED): "retire_standard",
}


def may_move(status: str, target: VersionStatus) -> bool:
    """Tell whether the table knows this step of a version's life."""
    return (VersionStatus(status), target) in VERSION_LIFE
