"""
The city as it is organised: areas, bodies, offices, posts, officers and who holds which post from when to
when.
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from yangguang.foundation.identity.models import Account


class PostKind(models.TextChoices):
    """What a post does in a flow; the lanes of a matter's flow name these."""

    ACCEPT = "accept", "受理岗"
    EXAMINE = "examine", "审查岗"
    INSPECT = "inspect", "核查岗"
    REVIEW = "review", "复核岗"
    DECIDE = "decide", "决定岗"
    DELIVER = "deliver", "制证送达岗"
    MONITOR = "monitor", "监察岗"
    ADMIN = "admin", "管理岗"
    EXPERT = "expert", "专家岗"
    SYSTEM = "system", "系统管理岗"
    SECURITY = "security", "安全管理岗"
    AUDIT = "audit", "审计管理岗"
    LEGAL = "legal", "法制审核岗"
    INFORMATION = "information", "信息化岗"
    GOVERNMENT = "government", "市政府审批岗"


class AreaLevel(models.TextChoices):
    """The four levels of the official table, and the functional areas it does not know."""

    CITY = "city", "市"
    DISTRICT = "district", "区"
    STREET = "street", "街道"
    COMMUNITY = "community", "社区"
    FUNCTIONAL = "functional", "功能区"


def _forward(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True)
        | Q(valid_until__isnull=True)
        | Q(valid_until__gte=F("valid_from")),
        name=name,
    )


class Area(models.Model):
    """
    A city, district, sub-district or community (GB/T 2260 and the statistics codes), or a functional area
    of our own suffix.
    """

    personal_data = "none"

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=AreaLevel.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """Read as a tree."""

        indexes = [models.Index(fields=["level", "code"], name="area_by_level")]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the area."""
        return ("area", self.code)


class Body(models.Model):
    """
    A public body (机关、实施主体). A body that was merged names its successor and keeps its code for ever.
    """

    personal_data = "none"

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    document_word = models.CharField(max_length=20, blank=True)  # 发文机关代字, as in 深市监
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="bodies")
    name_2009 = models.CharField(max_length=80, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """A period runs forward."""

        constraints = [_forward("body_period_runs_forward")]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the body."""
        return ("body", self.code)

    def exists_on(self, day: date) -> bool:
        """Tell whether the body works on a day."""
        return (self.valid_from or day) <= day and (self.valid_until is None or day < self.valid_until)


class Office(models.Model):
    """An internal office (处、科) of a body."""

    personal_data = "none"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="offices")
    name = models.CharField(max_length=60)

    class Meta:
        """A body has an office of a name once."""

        constraints = [models.UniqueConstraint(fields=["body", "name"], name="one_office_of_a_name")]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the office: under its body."""
        return ("body", self.body.code)


class Post(models.Model):
    """A post (岗位): the smallest holder of power; persons come and go, the post keeps its code."""

    personal_data = "none"

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=PostKind.choices)
    name = models.CharField(max_length=60)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the post."""
        return ("post", self.code)

    @property
    def body(self) -> Body:
        """The body the post belongs to."""
        return self.office.body


class Officer(models.Model):
    """A person who works for the government, known to the public by number."""

    personal_data = "name and officer number, public by law; kept with the acts of the officer"

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="officer")
    number = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    certificate_number = models.CharField(max_length=40, blank=True)
    certificate_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        """Name and number."""
        return f"{self.name} {self.number}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the officer."""
        return ("officer", self.number)

    def is_certified_on(self, day: date) -> bool:
        """
        Tell whether the officer may enforce: holds a certificate (执法证) that has not expired (行政处罚法
        第四十二条).
        """
        return (
            bool(self.certificate_number)
            and self.certificate_until is not None
            and day < self.certificate_until
        )


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Reading by day."""

    def running_on(self, day: date) -> Self:
        """Keep those that run on a day; the last day is excluded."""
        return self.filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))


class Appointment(models.Model):
    """One officer's holding of one post, from a day until a day (excluded) or without end."""

    personal_data = "who held which post when; kept with the acts done under it"

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        """Read by officer and by post; nobody is appointed twice to one post at the same time."""

        indexes = [
            models.Index(fields=["officer", "valid_from"], name="appointment_by_officer"),
            models.Index(fields=["post", "valid_from"], name="appointment_by_post"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "post"], condition=Q(valid_until__isnull=True), name="one_open_appointment"
            ),
            _forward("appointment_period_runs_forward"),
        ]

    def __str__(self) -> str:
        """Who, where."""
        return f"{self.officer_id} @ {self.post_id}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the appointment: by the officer."""
        return ("officer", self.officer.number)
