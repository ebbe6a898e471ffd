"""Making a coded declaration public, or ending a power; and telling those who asked to hear of changes."""

from datetime import date, datetime

from django.db.models import Q

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.organisation.api import Body
from yangguang.kernel import clock
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.models import Action, CodedThing, CodeEntry, Declaration, Subscription
from yangguang.reference.declarations.operations.states import lock, require_move
from yangguang.reference.declarations.queries.contents import current_version
from yangguang.reference.declarations.rules.refusals import DraftChangedSinceFiling, EffectiveDateInPast
from yangguang.reference.declarations.states import DeclarationState
from yangguang.reference.matters import api as matters


@operation(
    "declarations.publish_declaration",
    summary="公布职权",
    permission=permissions.may_publish_declaration,
    subject="declaration",
    binding=True,
)
def publish_declaration(
    *, actor: Actor, now: datetime, declaration: Declaration, effective_from: date | None = None
) -> Declaration:
    """
    Publish what was filed and coded, from today or a later day on; the end of a power takes it out of force.

    What is published is, by its fingerprint, what was reviewed. Cases that run keep their version.

    Refuses with DeclarationNotOpen, AlreadyDecided, EffectiveDateInPast, DraftChangedSinceFiling and what publishing a
    version refuses, AuthorityMissing among them.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.PUBLISHED, "公布")
    if effective_from is not None and effective_from < clock.today(now):
        raise EffectiveDateInPast
    if locked.action == Action.CANCEL:
        _end_power(locked, actor, now)
    else:
        _publish(locked, actor, now, effective_from)
    locked.state, locked.published_at = DeclarationState.PUBLISHED, now
    locked.save(update_fields=["state", "published_at"])
    return locked


def _publish(declaration: Declaration, actor: Actor, now: datetime, effective_from: date | None) -> None:
    matter = declaration.matter
    version = matter.versions.filter(status="draft").first() if matter else None
    if matter is None or version is None or version.content_hash != declaration.digest:
        raise DraftChangedSinceFiling(
            name=declaration.name,
            filed=declaration.digest[:8],
            found=version.content_hash[:8] if version else "没有",
        )
    matters.publish_version(actor=actor, now=now, version=version, effective_from=effective_from)
    kept = version.materials.values("code")
    CodeEntry.objects.filter(matter=matter, thing=CodedThing.MATERIAL, retired_at__isnull=True).exclude(
        code__in=kept
    ).update(retired_at=now)
    CodeEntry.objects.filter(
        matter=matter, thing=CodedThing.STEP, retired_at__isnull=True, since_version__lt=version.number
    ).update(retired_at=now)
    note(version=version.number, content_hash=version.content_hash)


def _end_power(declaration: Declaration, actor: Actor, now: datetime) -> None:
    version = current_version(declaration.matter) if declaration.matter else None
    if version is not None:
        matters.retire_version(actor=actor, now=now, version=version, reason=declaration.reason)
    CodeEntry.objects.filter(matter=declaration.matter, retired_at__isnull=True).update(retired_at=now)
    note(ended=True, reason=declaration.reason)


@operation(
    "declarations.subscribe",
    summary="订阅变动",
    permission=permissions.may_subscribe,
    subject="result",
)
def subscribe(
    *, actor: Actor, now: datetime, matter: matters.Matter | None = None, body: Body | None = None
) -> Subscription:
    """Ask to hear when a matter, anything of a body, or anything at all in the list changes; twice is once."""
    subscription, _ = Subscription.objects.get_or_create(
        account_id=actor.account_id or 0, matter=matter, body=body, defaults={"since": now}
    )
    return subscription


@operation(
    "declarations.unsubscribe",
    summary="取消订阅",
    permission=permissions.may_unsubscribe,
    subject="subscription",
)
def unsubscribe(*, actor: Actor, now: datetime, subscription: Subscription) -> Subscription:
    """End a subscription; nothing of it is kept."""
    number = subscription.pk
    subscription.delete()
    subscription.pk = number  # the act still names it
    return subscription


@operation(
    "declarations.tell_subscribers",
    summary="通知订阅人",
    permission=permissions.may_tell_subscribers,
    subject="matter",
)
def tell_subscribers(*, actor: Actor, now: datetime, matter: matters.Matter, title: str, text: str) -> int:
    """Put one message into the inbox of everybody who follows the matter, its body or the whole list."""
    wanted = Q(matter=matter) | Q(matter=None, body=matter.body) | Q(matter=None, body=None)
    accounts = set(Subscription.objects.filter(wanted).values_list("account_id", flat=True))
    for account in sorted(accounts):
        messaging.send(
            title=title,
            text=text,
            now=now,
            account_id=account,
            link=matter.get_absolute_url(),
            about=matter.act_object,
        )
    note(count=len(accounts))
    return len(accounts)
