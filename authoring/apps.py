"""The authoring app."""

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    """Registers questions as a kind of import, and the kinds of changes that may take two people."""

    name = "authoring"

    def ready(self) -> None:
        from authoring.services import course_roles, courses  # noqa: F401
        from authoring.services.question_import import QuestionImport
        from imports.kinds import register
        from publishing.services import person_changes, releasing, version_release  # noqa: F401

        register(QuestionImport())
