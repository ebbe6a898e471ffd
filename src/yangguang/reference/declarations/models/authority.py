"""Who may act online under a power, and who wants to hear when a power changes."""

from typing import Any

from django.db import models
from django.urls import reverse

from yangguang.foundation.organisation.models import Body
from yangguang.reference.declarations.states import AuthorityState
from yangguang.reference.matters.models import Matter


class Authority(models.Model):
    """
    A body's right to act online under one power (网上行使身份): posts and persons, examined by the legal office, approved by
    the government with a document.

    `posts` lists code, name, kind and holders as they were examined.
    """

    personal_data = "names and numbers of the officers examined, public by law; kept with the approval"

    number = models.CharField(max_length=20, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="authorities")
    posts: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=AuthorityState.choices, default=AuthorityState.PROPOSED)
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    examined_by = models.CharField(max_length=60, blank=True)
    examined_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(blank=True)
    approved_by = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    stop_reason = models.TextField(blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    finishes_cases = models.BooleanField(
        default=False
    )  # while it stands still, running cases are worked to their end
    barred: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # [{number, reason, by, at}]

    class Meta:
        """Newest first; a power has one authority in force, and one on its way to take its place."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=models.Q(state__in=["approved", "suspended"]),
                name="one_authority_in_force",
            ),
            models.UniqueConstraint(
                fields=["matter"],
                condition=models.Q(state__in=["proposed", "examined"]),
                name="one_authority_on_its_way",
            ),
        ]

    def __str__(self) -> str:
        """Of what."""
        return f"{self.matter.name}的网上行使身份"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the authority."""
        return ("authority", self.number)

    @property
    def post_kinds(self) -> set[str]:
        """The kinds of post it covers."""
        return {one["kind"] for one in self.posts}

    @property
    def barred_numbers(self) -> set[str]:
        """The officers who may not act under it any more."""
        return {one["number"] for one in self.barred}

    def lists(self, *, post_code: str, number: str) -> bool:
        """Whether this officer was examined in this post."""
        return any(
            one["code"] == post_code and any(held["number"] == number for held in one["holders"])
            for one in self.posts
        )

    def get_absolute_url(self) -> str:
        """The page of the authority."""
        return reverse("declarations:authority", args=[self.number])


class Subscription(models.Model):
    """Somebody wants to hear when a matter, or anything of a body, changes; both empty: the whole list."""

    personal_data = "account id; kept until the person ends the subscription"

    account_id = models.BigIntegerField()
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.CASCADE)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        """Once each."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "matter", "body"], name="subscription_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        """Of what."""
        return self.about

    @property
    def about(self) -> str:
        """What it follows, in words."""
        if self.matter is not None:
            return self.matter.name
        return f"{self.body.name}的全部事项" if self.body else "权责清单全部变动"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the subscription."""
        return ("subscription", str(self.pk))
