"""
Who may change the organisation: holders of an admin post (管理岗), each for their own body; the platform
itself when it loads the official tables and the demo city.
"""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.models import Appointment, Area, Body, Office, Post, PostKind

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


def may_create_post(*, actor: Actor, office: Office) -> bool:
    """An admin post of the body."""
    return _administers(actor, office.body)


def may_enrol_officer(*, actor: Actor, body: Body) -> bool:
    """An admin post of the body the officer enters."""
    return _administers(actor, body)


def may_renew_certificate(*, actor: Actor, body: Body) -> bool:
    """An admin post of the body the officer serves in."""
    return _administers(actor, body)


def may_appoint_officer(*, actor: Actor, post: Post) -> bool:
    """An admin post of the body the post belongs to."""
    return _administers(actor, post.body)


def may_end_appointment(*, actor: Actor, appointment: Appointment) -> bool:
    """An admin post of the body the post belongs to."""
    return _administers(actor, appointment.post.body)


def may_transfer_officer(*, actor: Actor, appointment: Appointment, post: Post) -> bool:
    """An admin post in both bodies."""
    return _administers(actor, appointment.post.body) and _administers(actor, post.body)
