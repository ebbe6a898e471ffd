"""What every page knows: the site, the mode, the person, the size of the text."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yangguang.kernel import clock


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the shell's variables."""
    return {
        "site_name": settings.SITE_NAME,
        "city_name": settings.CITY_NAME,
        "demo_mode": settings.DEMO_MODE,
        "actor": getattr(request, "actor", None),
        "large_text": request.COOKIES.get("yg-size") == "large",
        "footer": settings.FOOTER,
        "page_time": clock.local(clock.now()),
    }
