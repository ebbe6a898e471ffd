"""Where the app is registered."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Licences and certificates (证照): issued, changed, ended, checked by anybody."""

    name = "yangguang.reference.licences"
    label = "licences"
    verbose_name = "证照"
