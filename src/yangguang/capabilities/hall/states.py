"""The lives of a parcel and of a question, each as one table."""

from django.db import models


class ParcelState(models.TextChoices):
    """Where a parcel is."""

    WAITING = "waiting", "待交寄"
    HANDED = "handed", "已交寄"
    CARRIED = "carried", "运送中"
    SIGNED = "signed", "已签收"
    RETURNED = "returned", "退回"
    LOST = "lost", "遗失"


PARCEL_STEPS: dict[ParcelState, frozenset[ParcelState]] = {
    ParcelState.WAITING: frozenset({ParcelState.HANDED}),
    ParcelState.HANDED: frozenset(
        {ParcelState.CARRIED, ParcelState.SIGNED, ParcelState.RETURNED, ParcelState.LOST}
    ),
    ParcelState.CARRIED: frozenset({ParcelState.SIGNED, ParcelState.RETURNED, ParcelState.LOST}),
    ParcelState.SIGNED: frozenset(),
    ParcelState.RETURNED: frozenset(),
    ParcelState.LOST: frozenset({ParcelState.SIGNED, ParcelState.RETURNED}),  # found after all
}
FAILED = frozenset({ParcelState.RETURNED, ParcelState.LOST})


class Retention(models.TextChoices):
    """How long a volume is kept (机关文件材料归档范围和文书档案保管期限规定, 国家档案局令第8号)."""

    PERMANENT = "permanent", "永久"
    THIRTY_YEARS = "30y", "30 年"
    TEN_YEARS = "10y", "10 年"


class Right(models.TextChoices):
    """What an agent may do for an enterprise."""

    APPLY = "apply", "填写和提交申请"
    CORRECT = "correct", "补正和补交材料"
    WITHDRAW = "withdraw", "撤回申请"
