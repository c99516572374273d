"""The app of reports to accreditors and boards."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Registers the import of answers, which needs all models to be loaded."""

    name = "reporting"

    def ready(self) -> None:
        from imports.kinds import register
        from reporting.services.answers.kind import Answers

        register(Answers())
