"""
Who may change the organisation: holders of an admin post (管理岗), each for their own body; the platform
itself when it loads the official tables and the demo city.
"""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.models import Appointment, Area, Body, Office, Officer, Post, PostKind

_CITY_CODE = 4  # the first characters of an area code that name the city
_DISTRICT_CODE = 6


def _is_platform(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM


def _administers(actor: Actor, body: Body) -> bool:
    return _is_platform(actor) or actor.holds(PostKind.ADMIN, body.code)


def _covers(area_code: str, other: str) -> bool:
    """A city administration covers its districts; a district covers only itself."""
    length = _CITY_CODE if area_code.endswith("00") else _DISTRICT_CODE
    return other.startswith(area_code[:length])


def _staffs(actor: Actor, post: Post) -> bool:
    """An admin post staffs its body, but the three administrators of the platform enter by its console only."""
    if post.kind in (PostKind.SYSTEM, PostKind.SECURITY, PostKind.AUDIT):
        return _is_platform(actor)
    return _administers(actor, post.body)


def may_update_areas(*, actor: Actor) -> bool:
    """The platform only: the table is the state's, not ours."""
    return _is_platform(actor)


def may_register_body(*, actor: Actor, area: Area) -> bool:
    """An admin post of the same city or district."""
    admin = actor.post(PostKind.ADMIN)
    return _is_platform(actor) or (admin is not None and _covers(admin.area_code, area.code))


def may_succeed_body(*, actor: Actor, body: Body) -> bool:
    """An admin post of the body that ends."""
    return _administers(actor, body)


def may_open_office(*, actor: Actor, body: Body) -> bool:
    """An admin post of the body."""
    return _administers(actor, body)


def may_create_post(*, actor: Actor, office: Office, kind: PostKind) -> bool:
    """An admin post of the body; the platform alone for its own administrators."""
    if kind in (PostKind.SYSTEM, PostKind.SECURITY, PostKind.AUDIT):
        return _is_platform(actor)
    return _administers(actor, office.body)


def may_enrol_officer(*, actor: Actor, body: Body) -> bool:
    """An admin post of the body the officer enters, or the system administrator."""
    return _administers(actor, body) or actor.holds(PostKind.SYSTEM)


def may_retire_officer(*, actor: Actor, officer: Officer) -> bool:
    """The system administrator, or an admin post of a body the officer holds a post in; never for themselves."""
    if _is_platform(actor) or actor.holds(PostKind.SYSTEM):
        return actor.account_id != officer.account_id
    bodies = officer.appointments.values_list("post__office__body__code", flat=True).distinct()
    return actor.account_id != officer.account_id and any(
        actor.holds(PostKind.ADMIN, code) for code in bodies
    )


def may_renew_certificate(*, actor: Actor, body: Body) -> bool:
    """An admin post of the body the officer serves in."""
    return _administers(actor, body)


def may_appoint_officer(*, actor: Actor, post: Post) -> bool:
    """An admin post of the body the post belongs to."""
    return _staffs(actor, post)


def may_end_appointment(*, actor: Actor, appointment: Appointment) -> bool:
    """An admin post of the body the post belongs to."""
    return _staffs(actor, appointment.post)


def may_transfer_officer(*, actor: Actor, appointment: Appointment, post: Post) -> bool:
    """An admin post in both bodies."""
    return _staffs(actor, appointment.post) and _staffs(actor, post)
