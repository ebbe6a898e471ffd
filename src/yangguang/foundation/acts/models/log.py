"""
The verifiable log in the database: the queue, the places of the acts, the signed checkpoints.

Entries and checkpoints are added and never changed; a trigger refuses. The files under VAR/log say the same in public.
"""

from django.db import models

from yangguang.foundation.acts.models.act import Act

NO_PERSON = "none: numbers, digests and words of state only"


class PendingAct(models.Model):
    """One act that has been committed and waits for its place in the log; written by a trigger on the acts."""

    personal_data = NO_PERSON

    act = models.OneToOneField(
        Act, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    waiting_since = models.DateTimeField(help_text="the database server's clock")

    def __str__(self) -> str:
        """Which act."""
        return f"act {self.act_id} waits"


class LogEntry(models.Model):
    """
    The place of one act in the log: numbers without gaps, in the order taken.

    Not the act's own number, which the database gives before it knows who commits first, and which has gaps.
    """

    personal_data = NO_PERSON

    index = models.BigIntegerField(primary_key=True)
    # No constraint in the database: it would cost a look-up for each entry, acts cannot be deleted, and the audit looks.
    act = models.OneToOneField(
        Act, on_delete=models.DO_NOTHING, db_constraint=False, related_name="log_entry"
    )
    leaf = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        """Place and act."""
        return f"{self.index}: act {self.act_id}"


class LogCheckpoint(models.Model):
    """One signed statement of the log: so many entries, this root. Never two for one size."""

    personal_data = NO_PERSON

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField(help_text="the signed note, exactly as published")
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        """How many entries it covers."""
        return f"checkpoint of {self.size}"


class LogPublication(models.Model):
    """The one row that says how far the files under VAR/log have come."""

    personal_data = NO_PERSON

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(
        null=True, help_text="the database server's clock: when the log last moved"
    )

    class Meta:
        """One row."""

        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="log_publication_is_one")]

    def __str__(self) -> str:
        """How far."""
        return f"published up to {self.size}"


class LogCosignature(models.Model):
    """One witness's line under one checkpoint: it saw this state, consistent with all it had seen before."""

    personal_data = "none: the names are those of bodies"

    checkpoint = models.ForeignKey(LogCheckpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    line = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        """A witness says it once."""

        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="log_cosigned_once"),
        ]

    def __str__(self) -> str:
        """Who and what."""
        return f"{self.witness} under {self.checkpoint_id}"


class LogAlarm(models.Model):
    """One time during which the log could not do its duty; open until it recovered."""

    personal_data = NO_PERSON

    code = models.CharField(max_length=40)
    problem = models.TextField()
    is_blocking = models.BooleanField(default=True)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        """One open alarm of a kind."""

        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(cleared_at=None), name="log_alarm_open_once"
            ),
        ]

    def __str__(self) -> str:
        """What and since when."""
        return f"{self.code} since {self.raised_at:%Y-%m-%d %H:%M}"
