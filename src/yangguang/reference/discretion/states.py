"""The life of a version of a standard, as one table: from → to, by which operation."""

from django.db import models


class VersionStatus(models.TextChoices):
    """Where a version stands in its life."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已公布"
    RETIRED = "retired", "已停用"


VERSION_LIFE: dict[tuple[VersionStatus, VersionStatus], str] = {
    # Penalty Law art. 34: discretion standards are published before they bind
    (VersionStatus.DRAFT, VersionStatus.PUBLISHED): "publish_standard",
    (VersionStatus.PUBLISHED, VersionStatus.RETIRED): "retire_standard",
}


def may_move(status: str, target: VersionStatus) -> bool:
    """Tell whether the table knows this step of a version's life."""
    return (VersionStatus(status), target) in VERSION_LIFE
