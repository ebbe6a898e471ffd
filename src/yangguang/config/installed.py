"""Everything that is in the box, lowest first."""

APPS = [
    "yangguang.foundation.events",
    "yangguang.foundation.jobs",
    "yangguang.foundation.acts",
    "yangguang.foundation.files",
    "yangguang.foundation.numbering",
    "yangguang.foundation.deadlines",
    "yangguang.foundation.decisions",
    "yangguang.foundation.search",
    "yangguang.foundation.signing",
    "yangguang.foundation.identity",
    "yangguang.foundation.organisation",
    "yangguang.foundation.access",
    "yangguang.foundation.sign_on",
    "yangguang.foundation.certificates",
    "yangguang.foundation.documents",
    "yangguang.foundation.messaging",
    "yangguang.foundation.process",
    "yangguang.foundation.forms",
    "yangguang.foundation.ui",
    "yangguang.reference.matters",
    "yangguang.reference.licences",
    "yangguang.reference.discretion",
    "yangguang.reference.flows",
    "yangguang.reference.declarations",
    "yangguang.capabilities.approval",
    "yangguang.capabilities.venue",
    "yangguang.capabilities.auction",
    "yangguang.oversight.monitoring",
    "yangguang.portal",
]

FRAMEWORK = [
    "django.contrib.auth",  # its middleware wants it; our rights come from appointments, not its permissions
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
]
