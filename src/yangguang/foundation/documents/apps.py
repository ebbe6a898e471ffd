"""Where the app is registered."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Formal documents (文书): made once, printed, checked."""

    name = "yangguang.foundation.documents"
    label = "documents"
    verbose_name = "文书"
