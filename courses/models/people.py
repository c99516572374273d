"""The people in control of content, and what they disclosed (ACCME Standard 3)."""

import pghistory
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery


@pghistory.track()
class Person(models.Model):
    """Someone in control of content: faculty, planner, reviewer or author."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=60, blank=True)
    position = models.CharField("job title", max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name_with_credentials

    @property
    def name_with_credentials(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


@pghistory.track()
class Role(models.Model):
    """What a person does for a course, and since when."""

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

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


@pghistory.track()
class DisclosureForm(models.Model):
    """All financial relationships of the prior 24 months, as signed (ACCME Standard 3)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="disclosures")
    signed_on = models.DateField()
    covers_from = models.DateField()
    covers_to = models.DateField()

    class Meta:
        ordering = ["-signed_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(covers_from__lt=F("covers_to")), name="disclosure_covers_a_period"
            ),
            models.UniqueConstraint("person", "signed_on", name="disclosure_once_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, signed {self.signed_on}"


class RelationshipQuerySet(models.QuerySet["Relationship"]):
    """Relationships in the words of the disclosure."""

    def in_newest_form(self) -> "RelationshipQuerySet":
        """Keep what stands in each person's newest form: an older one speaks of older months."""
        forms = DisclosureForm.objects.filter(person=OuterRef("form__person"))
        newest = forms.order_by("-signed_on").values("pk")[:1]
        return self.filter(form=Subquery(newest))


@pghistory.track()
class Relationship(models.Model):
    """One financial relationship with an ineligible company, and how it was mitigated."""

    form = models.ForeignKey(DisclosureForm, on_delete=models.CASCADE, related_name="relationships")
    company = models.CharField(max_length=200)
    nature = models.CharField(max_length=200)
    ended_on = models.DateField(null=True, blank=True)
    relevant = models.BooleanField(null=True, blank=True)
    mitigation = models.TextField(blank=True)
    mitigated_on = models.DateField(null=True, blank=True)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        ordering = ["company"]

    def __str__(self) -> str:
        return f"{self.company}: {self.nature}"
