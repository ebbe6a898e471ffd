"""Rooms, seats, the log of each room, and what bidders sent; the log is added to and never changed."""

from uuid import uuid4

from django.db import models
from django.urls import reverse

from yangguang.capabilities.auction.rules.room import PHASES, Room
from yangguang.foundation.identity.models import Account


class Session(models.Model):
    """
    One competition (竞价场次) for one lot: the room as the rules see it, and the columns lists are made of.

    `state` is what `rules.room.Room` reads; the row is locked before anything of the room is touched.
    """

    personal_data = "none: bidders stand here by their anonymous number only"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    lot_number = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=120)
    market = models.CharField(max_length=12)
    parameters = models.JSONField()
    state = models.JSONField()
    phase = models.CharField(max_length=12, choices=list(PHASES.items()))
    is_paused = models.BooleanField(default=False)
    opens_at = models.DateTimeField()
    ends_us = models.BigIntegerField(help_text="effective end of the present phase, microseconds since 1970")
    price = models.BigIntegerField(default=0)
    seq = models.IntegerField(default=0)
    transferor_body = models.CharField(max_length=18, blank=True)
    transferor_account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    supervisor_body = models.CharField(max_length=18)
    notary_body = models.CharField(max_length=18, blank=True)
    public_topic = models.UUIDField(default=uuid4, unique=True)
    room_topic = models.UUIDField(default=uuid4, unique=True)
    watch_topic = models.UUIDField(default=uuid4, unique=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Found by what is due next."""

        indexes = [
            models.Index(
                fields=["ends_us"],
                condition=~models.Q(phase__in=["decided", "aborted"]) & models.Q(is_paused=False),
                name="auction_due",
            )
        ]

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The page everybody may look at."""
        return reverse("auction:public", args=[self.uuid])

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the room."""
        return ("auction", self.number)

    @property
    def room(self) -> Room:
        """The room as the rules see it; a fresh copy each time."""
        return Room.read(self.state)


class Seat(models.Model):
    """One bidder in one room (竞买席位), known to the others by number only; the registration lies with the venue."""

    personal_data = "which account sits behind an anonymous number; kept as long as the lot's archive"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    registration = models.UUIDField(unique=True)
    rank = models.PositiveSmallIntegerField(default=0)
    signer_serial = models.CharField(max_length=40, blank=True)
    signer_point = models.BinaryField(default=bytes)
    email = models.EmailField(blank=True)
    outbid_told_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField()

    class Meta:
        """A number and a person once in a room."""

        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="auction_number_once"),
            models.UniqueConstraint(fields=["session", "account"], name="auction_account_once"),
        ]

    def __str__(self) -> str:
        """The number."""
        return f"{self.number} 号"


class Entry(models.Model):
    """One line of a room's log, to the byte as it was hashed; a trigger refuses changes."""

    personal_data = "none: bidder numbers, amounts, instants and reasons"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="entries")
    seq = models.IntegerField()
    kind = models.CharField(max_length=12)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    act_number = models.BigIntegerField(default=0)

    class Meta:
        """Numbered without a gap."""

        constraints = [models.UniqueConstraint(fields=["session", "seq"], name="auction_entry_once")]

    def __str__(self) -> str:
        """Place and kind."""
        return f"{self.seq} {self.kind}"


class Attempt(models.Model):
    """
    One bid as it was sent, accepted or refused, with the receipt that was given for it; a trigger refuses changes.

    The same key from the same seat is the same attempt.
    """

    personal_data = "network address and browser digest of a bidder, for the supervisor; kept as long as the lot's archive"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attempts")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attempts")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, help_text="SM3 of what was asked")
    amount = models.BigIntegerField()
    arrived_us = models.BigIntegerField()
    decided_us = models.BigIntegerField()
    code = models.CharField(max_length=60, blank=True, help_text="empty when accepted")
    seq = models.IntegerField(default=0, help_text="place in the log, 0 when refused")
    receipt = models.TextField()
    bid_signature = models.TextField(blank=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=64, blank=True)

    class Meta:
        """One attempt a key."""

        constraints = [models.UniqueConstraint(fields=["seat", "key"], name="auction_key_once")]
        indexes = [models.Index(fields=["session", "id"], name="auction_attempts")]

    def __str__(self) -> str:
        """Key and outcome."""
        return f"{self.key} {self.code or self.seq}"


class Secret(models.Model):
    """An amount nobody may read before its time: reserve price, maximum bid, sealed quotation; SM4-GCM, bound to its room."""

    personal_data = (
        "a bidder's maximum or quotation, encrypted; opened by the rules only, kept with the lot's archive"
    )

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="secrets")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="secrets")
    kind = models.CharField(
        max_length=8, choices=[("reserve", "底价"), ("maximum", "委托最高价"), ("quote", "一次报价")]
    )
    sealed = models.BinaryField()
    salt = models.CharField(max_length=32)
    entered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    witnessed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        """A reserve once; one standing maximum and one quotation a seat."""

        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=models.Q(kind="reserve"), name="auction_reserve_once"
            ),
            models.UniqueConstraint(
                fields=["seat", "kind"],
                condition=models.Q(is_current=True, seat__isnull=False),
                name="auction_secret_once",
            ),
        ]

    def __str__(self) -> str:
        """The kind, never the amount."""
        return self.get_kind_display()


class Door(models.Model):
    """One process that takes bids, and up to which arrival it has nothing left in hand; closings wait for all of them."""

    personal_data = "none"

    uuid = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12)
    seen_us = models.BigIntegerField(help_text="the database's clock")
    clear_us = models.BigIntegerField(help_text="every bid that arrived before this instant has been decided")
    offset_us = models.BigIntegerField(default=0)
    doubt_us = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Which."""
        return f"{self.kind} {self.uuid}"


class Attestation(models.Model):
    """One snapshot a notary has attested: so many entries, this head, this clock, signed by the platform's log key."""

    personal_data = "which notary attested, by post and number"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attestations")
    seq = models.IntegerField()
    head = models.CharField(max_length=64)
    text = models.TextField()
    signature = models.TextField()
    remark = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        """Place and head."""
        return f"{self.seq} {self.head[:8]}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the room."""
        return ("auction", self.session.number)
