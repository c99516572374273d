"""Series and course: what a learner reads before starting (DOMAIN §2.1), and the course's dates."""

from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Model, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from courses.disclosure_words import adds_to_the_disclosure
from courses.front_matter_texts import FrontMatterText
from courses.models.assessment import Assessment
from courses.models.credit import CreditOffer
from courses.models.dates import add_years
from courses.models.people import Role
from courses.richtext import MarkdownField
from providers.models.provider import Provider, StatementTemplate

if TYPE_CHECKING:
    from courses.models.evaluation import EvaluationForm
    from courses.models.video import Video


@pghistory.track()
class Series(models.Model):
    """Courses that belong together. Each course is an activity with its own certificate.

    It chooses what its subject asks of every page about its courses: somebody at risk may be watching.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="series")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_sample = models.BooleanField("sample", default=False)
    shows_hotlines = models.BooleanField(
        "show the hotlines",
        default=False,
        help_text="At the foot of its courses' pages and of the pages that belong to no course. The"
        " numbers are those under Hotlines.",
    )
    shows_exit = models.BooleanField(
        "show “Exit this page”",
        default=False,
        help_text="At the top of the same pages, to leave at once. Turn it on wherever somebody who"
        " watches may be at risk.",
    )
    needs_content_note = models.BooleanField(
        "ask for a content note",
        default=False,
        help_text="Its courses are published only once they say what may be hard to watch.",
    )

    CHOSEN = ("shows_hotlines", "shows_exit", "needs_content_note")
    """What a series chooses for its subject; a new one has none of it."""

    class Meta:
        ordering = ["position", "title"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def needs(self, text: FrontMatterText) -> bool:
        """Say whether a course of this series needs the text to be published."""
        return text.is_needed and bool(not text.needed_if or getattr(self, text.needed_if))


class LearningFormat(models.TextChoices):
    """The AMA's learning formats, as the designation statement names them (DOMAIN §2.4)."""

    LIVE = "live-activity", "live activity"
    ENDURING = "enduring-material", "enduring material"
    JOURNAL = "journal-based", "journal-based CME activity"
    TEST_ITEM = "test-item-writing", "test-item writing activity"
    MANUSCRIPT = "manuscript-review", "manuscript review activity"
    PI = "pi-cme", "PI CME activity"
    POINT_OF_CARE = "point-of-care", "internet point-of-care activity"
    OTHER = "other", "other activity"


class CourseQuerySet(models.QuerySet["Course"]):
    """Queries for courses, as the catalogue needs them."""

    def published(self) -> "CourseQuerySet":
        """Keep the courses that visitors may see: expired ones too, but not retired ones."""
        return self.ever_published().filter(retired_at__isnull=True)

    def ever_published(self) -> "CourseQuerySet":
        """Keep the courses that learners may have begun, including those retired since."""
        return self.filter(published_at__lte=timezone.now())

    def in_catalogue(self) -> "CourseQuerySet":
        """Keep the published courses with series and provider, series by series; always in the same order."""
        order = ("series__position", "series__title", "series", "position", "title", "pk")
        return self.published().select_related("series__provider").order_by(*order)

    def with_front_matter(self) -> "CourseQuerySet":
        """Prefetch all that the front matter needs: 10 queries, however many courses there are."""
        return self.select_related(
            "accreditation_template", "series__provider__accreditation_template"
        ).prefetch_related(
            Prefetch("roles", Role.objects.select_related("person")),
            "roles__person__disclosures__relationships__judgements",
            "roles__person__disclosures__acceptances",
            Prefetch("offers", CreditOffer.objects.select_related("credit_type")),
            Prefetch("assessments", Assessment.objects.counted()),
            "videos",
            "support",
        )


@pghistory.track()
class Course(models.Model):
    """One accredited activity: what learners are told before it starts, and the terms it is offered on.

    Elements and their sources: DOMAIN §2.1 (ACCME Enduring Materials policy, AMA PRA booklet).
    Texts marked “(Markdown)” are rendered and sanitized by `courses.richtext`.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="courses")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=250)
    short_title = models.CharField(
        max_length=40, help_text="Neutral: it stands in the browser's tab."
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_sample = models.BooleanField("sample", default=False)
    topics = models.JSONField(default=list, blank=True)

    summary = models.TextField(blank=True)
    description = MarkdownField("description (Markdown)", blank=True)
    purpose = models.TextField(blank=True)
    objectives = models.JSONField("learning objectives", default=list, blank=True)
    target_audience = models.JSONField(default=list, blank=True)
    learning_format = models.CharField(
        max_length=20, choices=LearningFormat, default=LearningFormat.ENDURING
    )
    medium = models.CharField(max_length=200, blank=True)
    participation_method = MarkdownField("method of participation (Markdown)", blank=True)
    estimated_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day of the newest review on record."
    )
    expires_on = models.DateField(null=True, blank=True, help_text="The last day, inclusive.")
    bibliography = MarkdownField("bibliography (Markdown)", blank=True)
    joint_provider = models.CharField(max_length=200, blank=True)
    accreditation_template = models.ForeignKey(
        StatementTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name="accreditation statement",
        help_text="Empty: the provider's.",
    )
    accreditation_override = models.TextField(
        "own wording of the accreditation statement",
        blank=True,
        help_text="Word for word, instead of the template.",
    )
    disclosure_note = models.TextField(blank=True, validators=[adds_to_the_disclosure])
    no_commercial_support = models.BooleanField(
        "this activity received no commercial support",
        default=False,
        help_text="Learners read that there was none only if you say so.",
    )
    hardware_requirements = models.TextField(blank=True)
    copyright = models.CharField(max_length=200, blank=True)
    content_note = MarkdownField("content note (Markdown)", blank=True)
    accommodation = MarkdownField("how to ask for an accommodation (Markdown)", blank=True)

    required_share = models.PositiveSmallIntegerField(
        "share of the video to watch, in percent",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    accme_activity_id = models.CharField("ACCME activity ID", max_length=9, blank=True)
    provider_activity_id = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=500, blank=True)
    renews = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="renewals",
        help_text="The former activity that this one takes the place of.",
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["series__position", "position", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(required_share__range=(1, 100)), name="required_share_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(released_on__lte=F("expires_on")),
                name="course_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(renews__isnull=True) | ~Q(renews=F("id")), name="course_renews_another"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course", args=[self.slug])

    @property
    def title_alone(self) -> str:
        """The title where nothing else says that a sample is one, such as in a shared link; English, as records are."""
        return f"Sample: {self.title}" if self.is_sample else self.title

    @property
    def in_short(self) -> str:
        """What the course is about, in plain words: its summary, else its purpose, else its objectives."""
        return self.summary or self.purpose or " ".join(self.objectives)

    @property
    def statement_template(self) -> StatementTemplate:
        """The accreditation statement for how this activity is provided: its own choice, or its provider's."""
        return self.accreditation_template or self.series.provider.accreditation_template

    @property
    def current_video(self) -> "Video | None":
        """The newest released recording, which a learner who starts today gets."""
        return _newest_released(self.videos)

    @property
    def current_assessment(self) -> Assessment | None:
        return _newest_released(self.assessments)

    @property
    def current_evaluation(self) -> "EvaluationForm | None":
        return _newest_released(self.evaluations)

    def clean(self) -> None:
        """ACCME: at most three years between reviews."""
        if (
            self.reviewed_on
            and self.expires_on
            and self.expires_on > add_years(self.reviewed_on, 3)
        ):
            raise ValidationError(
                {"expires_on": "At most three years after the last review (ACCME policy)."}
            )

    def expired(self, *, on: date) -> bool:
        """Say whether credit ended before `on`, a day in the provider's time zone."""
        return self.expires_on is not None and on > self.expires_on


def _newest_released[Version: Model](versions: models.Manager[Version]) -> Version | None:
    """Return the newest released version; uses `all()`, so that a prefetch is used."""
    return next((each for each in versions.all() if each.released_at), None)  # type: ignore[attr-defined]


class FrontMatter(models.Model):
    """What a course told its learners before they started, word for word: one row per version."""

    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="front_matter_versions"
    )
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    document = models.JSONField()
    first_shown_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["course", "-version"]
        verbose_name_plural = "front matter"
        constraints = [
            models.UniqueConstraint("course", "version", name="front_matter_version_once"),
            models.UniqueConstraint("course", "digest", name="front_matter_text_once"),
        ]

    def __str__(self) -> str:
        return f"Front matter of {self.course} (version {self.version})"
