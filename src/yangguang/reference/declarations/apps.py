"""Where the app is registered."""

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """Putting powers in order (清理、申报、审核、赋码、授权、公布)."""

    name = "yangguang.reference.declarations"
    label = "declarations"
    verbose_name = "职权清理"

    def ready(self) -> None:
        """Watch over publication and over acts on cases, and listen to what becomes public."""
        from yangguang.foundation.access.api import guard_operations_by  # noqa: PLC0415
        from yangguang.foundation.access.demo import register_demo_accounts  # noqa: PLC0415
        from yangguang.reference.declarations import receivers  # noqa: F401, PLC0415 - needs the models
        from yangguang.reference.declarations.demo import district_accounts  # noqa: PLC0415
        from yangguang.reference.declarations.operations.drawing import find_flow_subject  # noqa: PLC0415
        from yangguang.reference.declarations.queries.authority import explain_gap  # noqa: PLC0415
        from yangguang.reference.declarations.queries.standing import (  # noqa: PLC0415
            refuse_without_authority,
        )
        from yangguang.reference.flows.api import register_subjects  # noqa: PLC0415
        from yangguang.reference.matters.api import guard_publication_by  # noqa: PLC0415

        register_subjects(find_flow_subject)
        guard_publication_by(explain_gap)
        guard_operations_by(refuse_without_authority)
        register_demo_accounts(district_accounts)
