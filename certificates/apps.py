"""The app of proof."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates, transcripts, and credit of a former system, which is a kind of import."""

    name = "certificates"

    def ready(self) -> None:
        from certificates.services.history.kind import History
        from imports.kinds import register

        register(History())
