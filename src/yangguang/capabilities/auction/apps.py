"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class AuctionConfig(AppConfig):
    """Live bidding nobody can dispute: rooms, bids, closing, the public log (网上竞价)."""

    name = "yangguang.capabilities.auction"
    label = "auction"
    verbose_name = "网上竞价"

    def ready(self) -> None:
        """Let operations, jobs and receivers register."""
        for module in ("api", "tasks", "receivers"):
            import_module(f"{self.name}.{module}")
