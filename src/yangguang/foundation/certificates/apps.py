"""Where the app is registered."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """The two certificate authorities, certificate log-in, and signatures under acts and documents."""

    name = "yangguang.foundation.certificates"
    label = "certificates"
    verbose_name = "数字证书"

    def ready(self) -> None:
        """Let access ask for a certificate as a second factor; let outside authorities be approved as rights are."""
        from yangguang.foundation.access.api import (  # noqa: PLC0415 - once the models are loaded
            register_factor,
            register_kind_of_right,
        )
        from yangguang.foundation.certificates.factors import CertificateFactor  # noqa: PLC0415
        from yangguang.foundation.certificates.models import OutsideAuthority  # noqa: PLC0415

        register_factor(CertificateFactor())
        register_kind_of_right("outside_authority", OutsideAuthority)
