"""The request as views see it once the middleware has said who asks."""

from django.http import HttpRequest

from yangguang.foundation.acts.api import Actor


class ActorRequest(HttpRequest):
    """A request with the actor on it; only a type, never made."""

    actor: Actor
