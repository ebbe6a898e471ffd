"""Where the app is registered."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """The two certificate authorities, certificate log-in, and signatures under acts and documents."""

    name = "yangguang.foundation.certificates"
    label = "certificates"
    verbose_name = "数字证书"
