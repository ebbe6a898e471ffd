"""Joint cases labelled 敏感, inside the query of each list (GB/T 22239-2019, 8.1.4.2 g)."""

from django.db.models import OuterRef, Q

from yangguang.capabilities.joint.models import JointCase, Part
from yangguang.foundation.access.api import about_sensitive
from yangguang.foundation.acts.api import Actor


def case_not_concealed(actor: Actor, *, case: str = "") -> Q:
    """
    Give the condition that a list shows only joint cases that exist for an officer; *case* leads from the row to the case.

    A joint case is hidden with its label, and with that of the case of one of its parts: what is left would tell of it.
    """
    hidden = JointCase.objects.none()
    if "joint_case" in actor.concealed:
        hidden = JointCase.objects.filter(about_sensitive(object_type="joint_case", number="number"))
    if "application" in actor.concealed:
        parts = Part.objects.filter(
            about_sensitive(object_type="application", number="case_number"), case=OuterRef("pk")
        )
        hidden = hidden | JointCase.objects.filter(pk__in=parts.values("case"))
    return ~Q(**{f"{case}__in" if case else "pk__in": hidden}) if actor.concealed else Q()
