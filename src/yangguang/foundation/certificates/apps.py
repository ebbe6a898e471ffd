"""Where the app is registered."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """The two certificate authorities, certificate log-in, and signatures under acts and documents."""

    name = "yangguang.foundation.certificates"
    label = "certificates"
    verbose_name = "数字证书"

    def ready(self) -> None:
        """Let access ask for a certificate where it asks for a second factor."""
        from yangguang.foundation.access.api import register_factor  # noqa: PLC0415 - once the models are loaded
        from yangguang.foundation.certificates.factors import CertificateFactor  # noqa: PLC0415

        register_factor(CertificateFactor())
