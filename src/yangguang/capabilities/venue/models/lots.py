"""Rules of a place, lots, what was announced and said about them, and how they were sold."""

import uuid

from django.db import models
from django.urls import reverse

from yangguang.capabilities.venue.states import (
    DealState,
    LotState,
    Market,
    SetState,
)
from yangguang.foundation.files.api import StoredFile
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Body


class Agency(models.Model):
    """One agency (代理机构) that prepares sales for transferors."""

    personal_data = "none: enterprises"

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    scope = models.CharField(max_length=200)
    contact = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the agency."""
        return ("agency", self.code)


class ParameterSet(models.Model):
    """One version of the rules of a place for a market; drafted by one, reviewed and published by another, then never changed."""

    personal_data = "which officers drafted and reviewed"

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    market = models.CharField(max_length=12, choices=Market.choices)
    title = models.CharField(max_length=80)
    basis = models.CharField(max_length=200)
    content = models.JSONField()
    periods = models.JSONField(help_text="announce_days, listing_days, unit")
    state = models.CharField(max_length=10, choices=SetState.choices, default=SetState.DRAFT)
    operator_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        """Numbered versions."""

        constraints = [models.UniqueConstraint(fields=["code", "version"], name="venue_set_once")]

    def __str__(self) -> str:
        """Title and version."""
        return f"{self.title} 第 {self.version} 版"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the set."""
        return ("parameter_set", f"{self.code}-{self.version}")


class Lot(models.Model):
    """One thing that is sold or leased (标的), from plan to archive."""

    personal_data = "none: things, bodies and prices"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    market = models.CharField(max_length=12, choices=Market.choices)
    title = models.CharField(max_length=120)
    kind_name = models.CharField(max_length=60)
    place = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    facts = models.JSONField(default=list, help_text="pairs of name and value, as announced")
    operator_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    transferor_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    transferor_account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    transferor_name = models.CharField(max_length=120)
    supervisor_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    notary_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    parameter_set = models.ForeignKey(ParameterSet, on_delete=models.PROTECT, related_name="lots")
    parameters = models.JSONField(help_text="the set with the lot's own prices, as published")
    start_price = models.BigIntegerField()
    appraisal = models.BigIntegerField(default=0)
    floor_approval = models.CharField(max_length=120, blank=True, help_text="approval of a price below 90 %")
    deposit_amount = models.BigIntegerField()
    holders = models.JSONField(default=list, help_text="holders of pre-emption: code, name, rank")
    conditions = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=LotState.choices, default=LotState.PLANNED)
    is_halted = models.BooleanField(default=False, help_text="an objection or complaint keeps it standing")
    round = models.PositiveSmallIntegerField(default=1)
    room_name = models.CharField(max_length=40, blank=True)
    announced_at = models.DateTimeField(null=True)
    listing_from = models.DateTimeField(null=True)
    listing_until = models.DateTimeField(null=True)
    registration_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """Listed by state and time."""

        indexes = [models.Index(fields=["state", "-id"], name="venue_lots")]

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("venue:lot", args=[self.number])

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the lot."""
        return ("lot", self.number)


class Announcement(models.Model):
    """One public announcement of a lot (公告), exactly as published."""

    personal_data = "the name of a winner, public by law"

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="announcements")
    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    text = models.TextField()
    published_at = models.DateTimeField()
    until_on = models.DateField(null=True)

    def __str__(self) -> str:
        """The title."""
        return self.title


class Question(models.Model):
    """One question about a lot and its published answer (答疑); who asked is not published."""

    personal_data = "who asked; never shown, kept with the archive"

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="questions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """The beginning of the text."""
        return self.text[:30]

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the lot."""
        return ("lot", self.lot.number)


class Objection(models.Model):
    """One objection (异议) or complaint (投诉) about a lot, with the clock of its answer and whether the lot stands still."""

    personal_data = "who objects and why; kept with the archive"

    number = models.CharField(max_length=40, unique=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="objections")
    kind = models.CharField(max_length=10, choices=[("objection", "异议"), ("complaint", "投诉")])
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    halts = models.BooleanField(default=True)
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    is_upheld = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Number and kind."""
        return f"{self.number} {self.get_kind_display()}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("objection", self.number)


class Deal(models.Model):
    """How a lot was sold: to whom, for how much, and how far the deal has come."""

    personal_data = "the winner and the price, public by law"

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="deal")
    registration = models.ForeignKey("venue.Registration", on_delete=models.PROTECT, related_name="+")
    price = models.BigIntegerField()
    term = models.BigIntegerField(default=0)
    log_head = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=DealState.choices, default=DealState.WON)
    won_at = models.DateTimeField()
    confirmation = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    contract = models.JSONField(default=dict)
    comparison = models.JSONField(default=list)
    certificate = models.UUIDField(null=True)
    certified_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Price and state."""
        return f"{self.price} {self.get_state_display()}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the lot."""
        return ("lot", self.lot.number)


class RedFlag(models.Model):
    """One fact that may mean that bidders belong together (same payer, address, browser): evidence, decided by people."""

    personal_data = "addresses and payers of bidders; seen by the supervisor only, kept with the archive"

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="red_flags")
    kind = models.CharField(max_length=20)
    facts = models.JSONField()
    raised_at = models.DateTimeField()
    opinion = models.TextField(blank=True)
    opinion_by = models.CharField(max_length=80, blank=True)
    opinion_at = models.DateTimeField(null=True)

    class Meta:
        """A fact is raised once."""

        constraints = [models.UniqueConstraint(fields=["lot", "kind", "facts"], name="venue_flag_once")]

    def __str__(self) -> str:
        """The kind."""
        return self.kind

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the lot."""
        return ("lot", self.lot.number)


class Release(models.Model):
    """One OCDS release of a lot, as published; records are compiled from them."""

    personal_data = "the winner and losing prices by number, public by law"

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="releases")
    release_id = models.CharField(max_length=80, unique=True)
    tag = models.CharField(max_length=24)
    body = models.JSONField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        """The identifier."""
        return self.release_id


class Volume(models.Model):
    """The archive volume of a finished lot (交易档案), with the digest of the file and the day until which it is kept."""

    personal_data = "everything of the lot; kept 30 years (DA/T 103-2024)"

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="volume")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    item_count = models.PositiveIntegerField()
    kept_until = models.DateField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        """The digest."""
        return self.digest

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the lot."""
        return ("lot", self.lot.number)
