"""Connected systems, by the hands that connect them."""

from yangguang.foundation.access import operations as access
from yangguang.foundation.access.tests.given import actor
from yangguang.foundation.sign_on import operations
from yangguang.foundation.sign_on.models import Client
from yangguang.kernel import clock

BACK = "http://127.0.0.1:9/callback"


def registered(**changes) -> operations.Registered:
    details = {
        "name": "市图书馆",
        "kind": "confidential",
        "redirect_uris": (BACK,),
        "logout_uris": ("http://127.0.0.1:9/bye",),
        "scopes": ("openid", "profile", "posts"),
        "reason": "读者用市民账户登录",
    }
    return operations.register_client(
        actor=actor("system1"), now=clock.now(), details=operations.ClientDetails(**{**details, **changes})
    )


def connected(**changes) -> tuple[Client, str]:
    made = registered(**changes)
    client = access.approve_proposal(actor=actor("security1"), now=clock.now(), proposal=made.client)
    return client, made.secret
