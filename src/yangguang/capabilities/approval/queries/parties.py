"""Cases as a third person sees them whom they touch: what it is about and what it means for them, nothing else of it."""

from django.db.models import QuerySet

from yangguang.capabilities.approval.models import Application, InterestedParty
from yangguang.capabilities.approval.permissions import is_party
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.identity.models import Enterprise, Person
from yangguang.kernel.refusals import NotFound


def find_account_by_code(*, code: str) -> int | None:
    """Find the account of a person by their number, or of who represents an enterprise by its credit code."""
    enterprise = Enterprise.objects.filter(credit_code=code).first()
    number = enterprise.legal_representative_id_number if enterprise else code
    return Person.objects.filter(id_number=number).values_list("account_id", flat=True).first()


def list_my_interests(*, actor: Actor) -> QuerySet[InterestedParty]:
    """List the cases that touch the actor's interests or those of the enterprise they stand for, the newest first."""
    rows = InterestedParty.objects.select_related(
        "application__version__matter", "application__body", "notice__document"
    )
    codes = [code for code in (actor.id_number, actor.enterprise_code) if code]
    if actor.kind is not ActorKind.CITIZEN or not codes:
        return rows.none()
    return rows.filter(code__in=codes).order_by("-told_at", "-pk")


def get_interest(*, actor: Actor, number: str) -> InterestedParty:
    """
    Get a third person's own part in a case; to others it does not exist.

    Refuses with NotFound.
    """
    found = (
        InterestedParty.objects.select_related(
            "application__version__matter", "application__body", "application__hearing", "notice__document"
        )
        .filter(number=number)
        .first()
    )
    if found is None or not is_party(actor, found):
        raise NotFound(what="这份告知")
    return found


def list_parties(*, application: Application) -> list[InterestedParty]:
    """List the third persons of a case for the officers who have it."""
    return list(application.interested_parties.all())
