"""The city as it is organised: areas, bodies, offices, posts, officers and who holds which post from when to when."""

from django.db import models

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


class Area(models.Model):
    """A city, district, sub-district or community (GB/T 2260 and the statistics codes), or a functional area of our own suffix."""

    personal_data = "none"

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=12)  # city | district | street | community | functional
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        """The name."""
        return self.name


class Body(models.Model):
    """A public body (机关、实施主体). A body that was merged names its successor and keeps its code for ever."""

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

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the body."""
        return ("body", self.code)


class Office(models.Model):
    """An internal office (处、科) of a body."""

    personal_data = "none"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="offices")
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        """The name."""
        return self.name


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


class Appointment(models.Model):
    """One officer's holding of one post, from a day until a day (excluded) or without end."""

    personal_data = "who held which post when; kept with the acts done under it"

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """Read by officer."""

        indexes = [models.Index(fields=["officer", "valid_from"], name="appointment_by_officer")]

    def __str__(self) -> str:
        """Who, where."""
        return f"{self.officer_id} @ {self.post_id}"
