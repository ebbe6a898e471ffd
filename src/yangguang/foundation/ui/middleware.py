"""Headers that every page carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class ContentSecurityPolicyMiddleware:
    """
    Lets pages load only what we ship; no script but our files ever runs.

    A view whose form leads on to an approved address outside says so in `response.leads_to` (an origin): browsers hold the
    redirects of a sent form against form-action, too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the policy."""
        response = self.get_response(request)
        leads_to = getattr(response, "leads_to", "")
        policy = (
            POLICY.replace("form-action 'self'", f"form-action 'self' {leads_to}") if leads_to else POLICY
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        return response
