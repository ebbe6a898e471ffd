"""Where the app is registered."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Certificates, signatures, time stamps and envelopes."""

    name = "yangguang.foundation.signing"
    label = "signing"
    verbose_name = "电子签名"
