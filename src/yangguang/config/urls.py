"""All addresses, one line per app."""

from django.urls import URLPattern, URLResolver, include, path

from yangguang.foundation.access.urls import CONSOLES

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("yangguang.foundation.ui.urls")),
    path("", include("yangguang.foundation.access.urls")),
    path("", include((CONSOLES, "access"))),
    path("", include("yangguang.foundation.sign_on.urls")),
    path("", include("yangguang.foundation.certificates.urls")),
    path("", include("yangguang.foundation.documents.urls")),
    path("", include("yangguang.foundation.messaging.urls")),
    path("", include("yangguang.foundation.payments.urls")),
    path("", include("yangguang.reference.matters.urls")),
    path("", include("yangguang.reference.comparison.urls")),
    path("", include("yangguang.reference.licences.urls")),
    path("", include("yangguang.reference.discretion.urls")),
    path("", include("yangguang.reference.flows.urls")),
    path("", include("yangguang.reference.declarations.urls")),
    path("", include("yangguang.capabilities.hall.urls")),
    path("", include("yangguang.capabilities.approval.urls")),
    path("", include("yangguang.capabilities.venue.urls")),
    path("", include("yangguang.capabilities.auction.urls")),
    path("", include("yangguang.capabilities.joint.urls")),
    path("", include("yangguang.capabilities.linkage.urls")),
    path("", include("yangguang.oversight.monitoring.urls")),
    path("", include("yangguang.portal.urls")),
]
