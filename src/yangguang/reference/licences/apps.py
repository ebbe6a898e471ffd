"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Licences and certificates (证照): types, issue, change, end, wallet, calls, checks by anybody."""

    name = "yangguang.reference.licences"
    label = "licences"
    verbose_name = "证照"

    def ready(self) -> None:
        """Be a source of comparison, be compared by night, and stand in the officers' rail."""
        for module in ("api", "tasks", "receivers"):
            import_module(f"{self.name}.{module}")
        comparison = import_module("yangguang.reference.comparison.api")
        matching = import_module(f"{self.name}.queries.matching")
        comparison.register_source(matching.LicenceRegister())
        comparison.register_subjects("licences", matching.live_licences)
        rail = import_module(f"{self.name}.views.rail")
        import_module("yangguang.foundation.ui.api").register_rail(rail.rail_for_desk)
