"""The people in control of content, and what they do for a course."""

import pghistory
import pgtrigger
from django.db import models

from accounts.fields import MailboxField

_SAME_PROVIDER = """
    IF NOT EXISTS (
        SELECT 1 FROM courses_person person
        JOIN courses_series series ON series.provider_id = person.provider_id
        JOIN courses_course course ON course.series_id = series.id
        WHERE person.id = NEW.person_id AND course.id = NEW.course_id
    ) THEN
        RAISE EXCEPTION 'a role joins a person and a course of one provider'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


# Not the address: it is only for sending forms, and history would keep it for good. The provider never changes.
@pghistory.track(exclude=["email", "provider"])
class Person(models.Model):
    """Someone in control of a provider's content: faculty, planner, reviewer or author."""

    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, related_name="people"
    )
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=60, blank=True)
    position = models.CharField("job title", max_length=200, blank=True)
    organisation = models.CharField("organization", max_length=200, blank=True)
    email = MailboxField(
        "email", blank=True, help_text="Only for sending disclosure forms. Learners never see it."
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint("provider", "key", name="person_key_once_per_provider")
        ]

    def __str__(self) -> str:
        return self.name_with_credentials

    @property
    def name_with_credentials(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


@pghistory.track()
class Role(models.Model):
    """A person's role in a course, and since when."""

    class Kind(models.TextChoices):
        FACULTY = "faculty", "Faculty"
        PLANNER = "planner", "Planner"
        REVIEWER = "reviewer", "Reviewer"
        AUTHOR = "author", "Author"

    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind)
    assumed_on = models.DateField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                "course", "person", "kind", name="role_once_per_person_and_course"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="role_within_one_provider",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("course_id", "person_id"),  # type: ignore[no-untyped-call]
                func=_SAME_PROVIDER,
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
