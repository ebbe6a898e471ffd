"""People, the accounts they sign in with, and the enterprises they may act for."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name, as Django's log-in asks."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Give the account of this user name."""
        return self.get(username=username)


class Account(AbstractBaseUser):
    """
    What somebody signs in with. Locked for a while after failed attempts, closed for good when the person leaves.

    Rights never hang on the account: officers have them by appointment, applicants by who they are.
    """

    personal_data = "user name and password hash; kept until two years after the account is closed"

    username = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    failed_attempts = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = AccountManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        """The user name."""
        return self.username

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the account."""
        return ("account", self.username)


class Person(models.Model):
    """A natural person (自然人): resident, Hong Kong, Macau or Taiwan resident, or foreigner, by identity document."""

    personal_data = (
        "name, identity number, phone, address; kept while the account is open and for the cases' retention"
    )

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="person")
    name = models.CharField(max_length=60)
    id_kind = models.CharField(max_length=20, default="citizen")
    id_number = models.CharField(max_length=30, unique=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        """The name."""
        return self.name


class Enterprise(models.Model):
    """A legal entity or self-employed household known by its unified social credit code (统一社会信用代码)."""

    personal_data = (
        "name of the legal representative, public by law; kept as long as the enterprise is registered"
    )

    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    legal_representative = models.CharField(max_length=60)
    address = models.CharField(max_length=200, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    business_scope = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the enterprise."""
        return ("enterprise", self.credit_code)


class Mandate(models.Model):
    """The right of one person to act for one enterprise: as its legal representative or as an agent (委托代理人), with dates."""

    personal_data = "who acts for whom; kept as long as the cases that relied on it"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=20)  # legal_representative | agent
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        """One running mandate of a kind per person and enterprise."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "enterprise", "kind"],
                condition=Q(valid_until__isnull=True),
                name="one_open_mandate",
            )
        ]

    def __str__(self) -> str:
        """Who for whom."""
        return f"{self.person_id} → {self.enterprise_id}"
