"""The systems that use our sign-on, the keys we sign with, what people agreed to, and what was issued for how long."""

import uuid

from django.db import models

from yangguang.foundation.access.models import Proposal
from yangguang.foundation.identity.models import Account, SignIn


class ClientKind(models.TextChoices):
    """Whether a client can keep a secret, and whether people sign in to it."""

    CONFIDENTIAL = "confidential", "网站（服务器保管密钥）"
    PUBLIC = "public", "应用（没有密钥，凭 PKCE）"
    SERVICE = "service", "系统对系统（没有人登录）"


class Client(Proposal):
    """
    One of the city's other systems (接入系统); registered by one person and approved by another, as any right is.
    """

    personal_data = "who registered and approved; kept as long as the system is connected"
    sealed_fields = (
        "client_id", "name", "kind", "secret_digest", "redirect_uris", "logout_uris", "backchannel_uri", "scopes",
        "algorithm", *Proposal.sealed_decision,
    )  # fmt: skip

    client_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=ClientKind.choices)
    secret_digest = models.CharField(max_length=64, blank=True)
    redirect_uris = models.JSONField(default=list)
    logout_uris = models.JSONField(default=list)
    backchannel_uri = models.CharField(max_length=300, blank=True)
    scopes = models.JSONField(default=list)
    algorithm = models.CharField(max_length=5, default="RS256")

    class Meta(Proposal.Meta):
        """Two persons, as for every right."""

        abstract = False

    def __str__(self) -> str:
        """The name."""
        return f"接入系统“{self.name}”"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the client."""
        return ("client", self.client_id)

    @property
    def spoken(self) -> dict[str, object]:
        """What is approved, word for word."""
        return {
            "client_id": self.client_id,
            "kind": self.kind,
            "redirect_uris": self.redirect_uris,
            "backchannel_uri": self.backchannel_uri,
            "scopes": self.scopes,
        }


class SigningKey(models.Model):
    """One key pair tokens are signed with; the private half is sealed with SM4-GCM. A retired one still verifies for a while."""

    personal_data = "none"

    kid = models.CharField(max_length=64, unique=True)
    algorithm = models.CharField(max_length=5)
    sealed_private = models.BinaryField()
    public = models.JSONField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """One key of an algorithm signs."""

        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"], condition=models.Q(retired_at__isnull=True), name="one_key_signs"
            )
        ]

    def __str__(self) -> str:
        """Which."""
        return f"{self.algorithm} {self.kid}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the key."""
        return ("signing_key", self.kid)


class Consent(models.Model):
    """What one person agreed to tell one client, until withdrawn (个人信息保护法 第十四条、第二十三条)."""

    personal_data = "who agreed to tell what to which system; kept as long as the account"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="consents")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    scopes = models.JSONField(default=list)
    given_at = models.DateTimeField()

    class Meta:
        """One per person and client."""

        constraints = [models.UniqueConstraint(fields=["account", "client"], name="one_consent")]

    def __str__(self) -> str:
        """Who to whom."""
        return f"{self.account_id} → {self.client_id}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the client."""
        return self.client.act_object


class ClientSession(models.Model):
    """One sign-in's use of one client: what has to hear when the sign-in ends (`told_at` once it has)."""

    personal_data = "which systems a person used in a sign-in; goes with the sign-in, after six months"

    sid = models.UUIDField(default=uuid.uuid4, unique=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="sessions")
    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, related_name="client_sessions")
    begun_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        """One per sign-in and client."""

        constraints = [models.UniqueConstraint(fields=["client", "sign_in"], name="one_client_session")]

    def __str__(self) -> str:
        """The session id."""
        return str(self.sid)


class AuthorizationCode(models.Model):
    """A code handed over by the browser, worth one exchange within a minute; only its digest is kept."""

    personal_data = "who signs in where; deleted a day later"

    digest = models.CharField(max_length=64, unique=True)
    session = models.ForeignKey(ClientSession, on_delete=models.CASCADE, related_name="codes")
    redirect_uri = models.CharField(max_length=300)
    scopes = models.JSONField(default=list)
    nonce = models.CharField(max_length=300, blank=True)
    challenge = models.CharField(max_length=128)
    signed_in_at = models.DateTimeField()
    two_factors = models.BooleanField(default=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """The number."""
        return f"code {self.pk}"


class AccessToken(models.Model):
    """A bearer token; only its digest is kept. Without a session it belongs to the client itself."""

    personal_data = "whose data a system may ask for; deleted a day after it expired"

    digest = models.CharField(max_length=64, unique=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="tokens")
    code = models.ForeignKey(AuthorizationCode, null=True, on_delete=models.CASCADE, related_name="tokens")
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """The number."""
        return f"token {self.pk}"
