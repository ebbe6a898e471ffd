"""People, the accounts they sign in with, and the enterprises they may act for."""

from datetime import date, datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from yangguang.foundation.identity.rules import is_fresh
from yangguang.kernel.identifiers import DOCUMENT_KINDS


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name, as Django's log-in asks."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Give the account of this user name."""
        return self.get(username=username)


class Account(AbstractBaseUser):
    """
    What somebody signs in with; closed (`is_active` false) for good when the person leaves.

    Lock-outs after failed attempts are counted in `SignInCounter`, so that a name nobody has answers like
    any other.

    Rights never hang on the account: officers have them by appointment, applicants by who they are.
    """

    personal_data = "user name and password hash; kept until two years after the account is closed"

    username = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    password_changed_at = models.DateTimeField(null=True, blank=True)
    password_is_temporary = models.BooleanField(
        default=False
    )  # given by somebody else; changed before anything else

    objects = AccountManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        """The user name."""
        return self.username

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the account."""
        return ("account", self.username)


class SignInCounter(models.Model):
    """
    Failed sign-ins in a row for one user name or one network address, and until when it is locked.

    `key` is a keyed digest: people type passwords into the wrong box, and addresses need not be kept in the
    clear.
    """

    personal_data = "keyed digest of a user name or address; forgotten a day after the last failure"

    kind = models.CharField(max_length=10)  # account | address | factor
    key = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    lockouts = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        """One counter per name or address."""

        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_counter_per_key")]
        indexes = [models.Index(fields=["changed_at"], name="counter_by_time")]

    def __str__(self) -> str:
        """Kind and count."""
        return f"{self.kind} {self.failures}"


class SignIn(models.Model):
    """
    One sign-in of an account in one browser, from start to end; open while `ended_at` is empty and it is
    not stale.
    """

    personal_data = "address and browser of a sign-in; kept six months (网络安全法 第二十一条)"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # signed_out | ended_elsewhere | password_changed | replaced | idle | retired | clock_set_back
    ending = models.CharField(max_length=20, blank=True)

    class Meta:
        """Read by account, newest first."""

        indexes = [models.Index(fields=["account", "-started_at"], name="sign_in_by_account")]

    def __str__(self) -> str:
        """Who, when."""
        return f"{self.account_id} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the sign-in: by the account."""
        return ("account", self.account.username)

    def is_open_at(self, now: datetime) -> bool:
        """Tell whether the sign-in still counts at an instant."""
        return self.ended_at is None and is_fresh(started_at=self.started_at, seen_at=self.seen_at, now=now)


class Totp(models.Model):
    """
    One authenticator app (动态口令) that shares a secret with an account; the secret is sealed with SM4-GCM.

    `last_step` is the last half minute whose code was used: none counts twice.
    """

    personal_data = "a shared secret, sealed, and a name the owner gave; deleted with the account"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="totps")
    name = models.CharField(max_length=40)
    sealed_secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the factor: by the account."""
        return ("account", self.account.username)


class Passkey(models.Model):
    """One passkey (通行密钥, WebAuthn) of an account: a public key and how often the authenticator says it was used."""

    personal_data = "a public key and a name the owner gave; deleted with the account"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=40)
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.BinaryField()  # attested credential data: authenticator model, id, public key
    uses = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the factor: by the account."""
        return ("account", self.account.username)


class RecoveryCode(models.Model):
    """One of the codes (恢复码) that open once when the telephone is lost; only a keyed digest is kept."""

    personal_data = "keyed digest of a code; deleted when new codes are made"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A code belongs to an account once."""

        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="one_recovery_code")]

    def __str__(self) -> str:
        """Used or not, never the code."""
        return "已用" if self.used_at else "未用"


class Person(models.Model):
    """
    A natural person (自然人): resident, Hong Kong, Macau or Taiwan resident, or foreigner, by identity
    document.
    """

    personal_data = (
        "name, identity number, phone, address; kept while the account is open and for the cases' retention"
    )

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="person")
    name = models.CharField(max_length=60)
    id_kind = models.CharField(max_length=24, default="citizen", choices=list(DOCUMENT_KINDS.items()))
    id_number = models.CharField(max_length=30, unique=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the person: by user name, never by identity number."""
        return ("person", self.account.username)


class Enterprise(models.Model):
    """
    A legal entity or self-employed household known by its unified social credit code (统一社会信用代码).
    """

    personal_data = (
        "name of the legal representative, public by law, and their identity number, never shown, to recognise "
        "them when they sign up; kept as long as the enterprise is registered"
    )

    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    legal_representative = models.CharField(max_length=60)
    legal_representative_id_number = models.CharField(max_length=30, blank=True)
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


class MandateKind(models.TextChoices):
    """By whose power a person acts for an enterprise."""

    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    AGENT = "agent", "委托代理人"


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Reading by day."""

    def running_on(self, day: date) -> Self:
        """Keep those that run on a day; the last day is excluded."""
        return self.filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))


class Mandate(models.Model):
    """
    The right of one person to act for one enterprise: as its legal representative or as an agent
    (委托代理人), with dates.
    """

    personal_data = "who acts for whom; kept as long as the cases that relied on it"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=20, choices=MandateKind.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        """One open mandate of a kind per person and enterprise."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "enterprise", "kind"],
                condition=Q(valid_until__isnull=True),
                name="one_open_mandate",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="mandate_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        """Who for whom."""
        return f"{self.person_id} → {self.enterprise_id}"

    @property
    def title(self) -> str:
        """By whose power, in the words of the register: a self-employed household (个体工商户) has an operator."""
        if self.kind == MandateKind.LEGAL_REPRESENTATIVE and self.enterprise.credit_code.startswith("92"):
            return "经营者"
        return str(self.get_kind_display())

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the mandate: by the enterprise."""
        return ("enterprise", self.enterprise.credit_code)
