"""The authoring app."""

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    """Registers questions as a kind of import."""

    name = "authoring"

    def ready(self) -> None:
        from authoring.services.question_import.kind import QuestionImport
        from imports.kinds import register

        register(QuestionImport())
