"""The lives of matters, versions and import batches, each as one table: from → to, by which operation."""

from django.db import models


class MatterState(models.TextChoices):
    """Whether a matter is in use (事项状态)."""

    ACTIVE = "active", "在用"
    SUSPENDED = "suspended", "暂停"
    RETIRED = "retired", "取消"


class VersionStatus(models.TextChoices):
    """Where a version stands in its life."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


class BatchState(models.TextChoices):
    """Where an import stands."""

    CHECKING = "checking", "逐行核对中"
    CHECKED = "checked", "已核对，等待确认"
    WRITING = "writing", "导入中"
    CONFIRMED = "confirmed", "已导入"
    BROKEN = "broken", "没有做完"
    DISCARDED = "discarded", "已放弃"


VERSION_LIFE: dict[tuple[VersionStatus, VersionStatus], str] = {
    (
        VersionStatus.DRAFT,
        VersionStatus.PUBLISHED,
    ): "publish_version",  # Licensing Law art. 30: public before use
    (VersionStatus.PUBLISHED, VersionStatus.RETIRED): "retire_version",
}

BATCH_LIFE: dict[tuple[BatchState, BatchState], str] = {
    (BatchState.CHECKING, BatchState.CHECKED): "check_import_rows",
    (BatchState.CHECKING, BatchState.BROKEN): "give_up_import",
    (BatchState.CHECKED, BatchState.WRITING): "confirm_import",
    (BatchState.BROKEN, BatchState.WRITING): "confirm_import",  # goes on behind the last row that was written
    (BatchState.WRITING, BatchState.CONFIRMED): "write_import_rows",
    (BatchState.WRITING, BatchState.BROKEN): "give_up_import",
    (BatchState.CHECKED, BatchState.DISCARDED): "discard_import",
    (BatchState.BROKEN, BatchState.DISCARDED): "discard_import",
}


MATTER_LIFE: dict[tuple[MatterState, MatterState], str] = {
    (MatterState.ACTIVE, MatterState.SUSPENDED): "stop_matter",
    (MatterState.SUSPENDED, MatterState.ACTIVE): "resume_matter",
}


def may_move(status: str, target: VersionStatus) -> bool:
    """Tell whether the table knows this step of a version's life."""
    return (VersionStatus(status), target) in VERSION_LIFE


def may_move_batch(state: str, target: BatchState) -> bool:
    """Tell whether the table knows this step of an import's life."""
    return (BatchState(state), target) in BATCH_LIFE


def may_move_matter(state: str, target: MatterState) -> bool:
    """Tell whether the table knows this step of a matter's life."""
    return (MatterState(state), target) in MATTER_LIFE
