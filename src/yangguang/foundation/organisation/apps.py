"""Where the app is registered."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Areas, bodies, offices, posts and officers."""

    name = "yangguang.foundation.organisation"
    label = "organisation"
    verbose_name = "机构与岗位"
