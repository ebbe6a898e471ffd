"""Where the app is registered."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Uploaded and made files, by content."""

    name = "yangguang.foundation.files"
    label = "files"
    verbose_name = "文件"
