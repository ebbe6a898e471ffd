"""Rows under a code of the secret key, and rows that two persons make: what every kind of right is built on."""

import json
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yangguang.foundation.organisation.models import Officer
from yangguang.kernel import sealing


class Sealed(models.Model):
    """A row that carries a code over the fields that matter; which they are, each model says in order."""

    sealed_fields: ClassVar[tuple[str, ...]] = ()

    mac = models.CharField(max_length=64)

    class Meta:
        """Never a table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with a fresh code; the number of a new row is part of what is sealed."""
        if self.pk is None:
            super().save(*args, **kwargs)
            kwargs = {"update_fields": ["mac"]}
        elif kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = [*kwargs["update_fields"], "mac"]
        self.mac = sealing.authentication_code(
            secret=settings.SECRET_KEY, purpose=self._purpose, content=self._content()
        )
        super().save(**kwargs)

    @property
    def is_genuine(self) -> bool:
        """Tell whether the row says what the platform wrote."""
        return self.is_sealed_by(settings.SECRET_KEY)

    def is_sealed_by(self, secret: str) -> bool:
        """Tell whether the code was made with a secret."""
        content = self._content()
        return sealing.is_authentic(secret=secret, purpose=self._purpose, content=content, code=self.mac)

    @property
    def _purpose(self) -> str:
        return f"access.{self._meta.model_name}"

    def _content(self) -> bytes:
        values = [self.pk, *(_plain(getattr(self, name)) for name in self.sealed_fields)]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return round(value.timestamp() * 1_000_000)
    return value.isoformat() if isinstance(value, date) else value


class State(models.TextChoices):
    """From proposal to end; only an effective right counts."""

    PROPOSED = "proposed", "待批准"
    EFFECTIVE = "effective", "有效"
    REFUSED = "refused", "没有批准"
    ENDED = "ended", "已结束"


class Proposal(Sealed):
    """
    A right that one person proposes and another approves; the database refuses a row approved by its proposer.
    """

    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=300, blank=True)

    sealed_decision = (
        "state",
        "reason",
        "proposed_by_id",
        "proposed_at",
        "decided_by_id",
        "decided_at",
        "ended_at",
    )

    class Meta:
        """Two persons; no right without the second."""

        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="%(class)s_has_two_hands",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False) | Q(state="ended"),
                name="%(class)s_is_decided",
            ),
        ]

    @property
    def spoken(self) -> dict[str, object]:
        """What is approved, word for word, so that the act proves it without the row."""
        raise NotImplementedError

    @property
    def is_effective(self) -> bool:
        """Whether it has been approved and not ended; dates are the reader's question."""
        return self.state == State.EFFECTIVE
