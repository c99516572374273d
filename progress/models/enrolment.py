"""A learner's enrolment in a course, with the versions they began with and the time of each step."""

import threading
from datetime import date
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from courses.models import CreditOffer, FrontMatterOffer, Handout, Video
from courses.models.credit import earned_by
from progress.models.attempt import Attempt
from progress.models.exception import CreditException


def _told() -> QuerySet[FrontMatterOffer, Any]:
    """Return what the outer enrolment's learner was told of and may earn, each as JSON."""
    told = FrontMatterOffer.objects.with_present().filter(
        earned_by(OuterRef("user__profession"), OuterRef("user__degree")),
        front_matter=OuterRef("front_matter"),
    )
    terms = ("valid_from", "last_day", "closed_at", "closed_reason")
    return told.values(
        json=JSONObject(
            code="credit_type__code",
            credit="credit_type__name_plural",
            **{name: name for name in terms},
        )
    )


def _present() -> QuerySet[CreditOffer, Any]:
    """Return what the course offers the outer enrolment's learner now, and its days, each as JSON."""
    offers = CreditOffer.objects.filter(
        earned_by(OuterRef("user__profession"), OuterRef("user__degree")),
        course=OuterRef("course"),
        credit_type__enabled=True,
        closed_at__isnull=True,
    )
    return offers.values(
        json=JSONObject(code="credit_type__code", valid_from="valid_from", valid_to="valid_to")
    )


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Queries for the dashboard and the pages of the path."""

    def with_content(self) -> "EnrolmentQuerySet":
        """Add course, provider, video, test, attempts, handouts, newest video, exceptions, and what the claim needs.

        One query: credit as told and as on offer now, whether the degree is missing, whether an address is verified.
        """
        handouts = Handout.objects.filter(course=OuterRef("course")).values(
            json=JSONObject(title="title", file="file")
        )
        addresses = EmailAddress.objects.filter(user=OuterRef("user"), verified=True)
        newest = Video.objects.filter(course=OuterRef("course"), released_at__isnull=False)
        granted = CreditException.objects.granted().filter(enrolment=OuterRef("pk"))
        attempts = Attempt.objects.filter(enrolment=OuterRef("pk")).order_by()
        # Passed as a dict, because the class below declares their types.
        added = {
            "handout_files": ArraySubquery(handouts),
            "newest_video_version": Subquery(newest.values("version")[:1]),
            "told": ArraySubquery(_told()),
            "present": ArraySubquery(_present()),
            "address_verified": Exists(addresses),
            "degree_missing": ExpressionWrapper(
                Q(user__profession__asks_degree=True, user__degree=""), models.BooleanField()
            ),
            "front_matter_digest": F("front_matter__digest"),
            "attempt_rows": ArraySubquery(
                attempts.values(json=JSONObject(test="assessment", submitted_at="submitted_at"))
            ),
            "granted_rows": ArraySubquery(
                granted.values(
                    json=JSONObject(kind="kind", expires_on="expires_on", read_at="read_at")
                )
            ),
        }
        content = ("course__series__provider", "watch__video", "assessment")
        return self.select_related(*content).annotate(**added)


class _Built(threading.local):
    with_content: EnrolmentQuerySet | None = None


_built = _Built()


def enrolments_with_content() -> EnrolmentQuerySet:
    """Return `Enrolment.objects.with_content()` for pages: to build it took as long as all else of the player's.

    Built once for a thread. What refines a queryset copies it; but copies share the queries inside it,
    which Django touches while it writes the statement, so threads must not share it.
    """
    if _built.with_content is None:
        _built.with_content = Enrolment.objects.with_content()
    return _built.with_content.all()


class Enrolment(models.Model):
    """One learner in one course, from acknowledging the front matter.

    It keeps the front matter acknowledged last, whose offers are the learner's, and the versions of test and
    evaluation of then (the video's is in `Watch`). Each time is set once, by a
    conditional update, and then stays.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    course = models.ForeignKey(
        "courses.Course", on_delete=models.PROTECT, related_name="enrolments"
    )
    front_matter = models.ForeignKey("courses.FrontMatter", on_delete=models.PROTECT)
    assessment = models.ForeignKey("courses.Assessment", on_delete=models.PROTECT)
    evaluation_form = models.ForeignKey("courses.EvaluationForm", on_delete=models.PROTECT)
    acknowledged_at = models.DateTimeField()
    first_viewed_at = models.DateTimeField(
        null=True, blank=True, help_text="First play: ACCME counts learners from here."
    )
    test_passed_at = models.DateTimeField(null=True, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="Closed by staff: records stay, nothing more is added."
    )

    objects = EnrolmentQuerySet.as_manager()

    if TYPE_CHECKING:  # what with_content() adds
        handout_files: list[dict[str, str]]
        newest_video_version: int
        told: list[dict[str, Any]]
        present: list[dict[str, str | None]]
        address_verified: bool
        degree_missing: bool
        front_matter_digest: str
        attempt_rows: list[dict[str, Any]]
        granted_rows: list[dict[str, str | None]]

    class Meta:
        verbose_name = "enrollment"
        ordering = ["-acknowledged_at"]
        indexes = [
            # Reports recount the learners of a day when one of them makes progress.
            models.Index(fields=["course", "acknowledged_at"], name="enrolments_of_a_day"),
        ]
        constraints = [
            models.UniqueConstraint("user", "course", name="one_enrolment_per_learner_and_course"),
            models.CheckConstraint(
                condition=Q(evaluated_at__isnull=True) | Q(test_passed_at__lte=F("evaluated_at")),
                name="evaluation_follows_the_passed_test",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True) | Q(evaluated_at__lte=F("claimed_at")),
                name="claim_follows_the_evaluation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.course}"

    @property
    def handouts(self) -> list[dict[str, str]]:
        """Title and URL of each handout; only after `with_content()`."""
        return [
            {"title": handout["title"], "url": default_storage.url(handout["file"])}
            for handout in self.handout_files
        ]

    def may_earn_credit(self, *, on: date) -> bool:
        """Say whether this learner can claim an offer that they were told of on the day `on`, without a query.

        Only after `with_content()`. It always agrees with `FrontMatterOffer.objects.claimable(on=…)
        .for_learner(…)`, which the claim uses.
        """
        return bool(self.claimable(on=on))

    def claimable(self, *, on: date) -> list[dict[str, Any]]:
        """Return which of the rows `told` can be claimed on the day `on`, as far as the course has not expired."""
        day = on.isoformat()  # The days are ISO strings from JSON, which sort as dates do.
        return [
            offer
            for offer in self.told
            if (offer["valid_from"] or day) <= day <= offer["last_day"] and not offer["closed_at"]
        ]

    def offered_since(self, *, on: date) -> bool:
        """Say whether the course now offers this learner credit on the day `on`, told or not.

        Only after `with_content()`.
        """
        day = on.isoformat()
        return any(
            (offer["valid_from"] or day) <= day <= (offer["valid_to"] or day)
            for offer in self.present
        )

    def told_ended(self, *, on: date) -> bool:
        """Say whether all that was told, if it was anything, has ended by the day `on`; only after `with_content()`."""
        day = on.isoformat()
        return all(offer["closed_at"] or offer["last_day"] < day for offer in self.told)

    @property
    def attempt_limit(self) -> int | None:
        """How many attempts may be submitted in all: the test's limit plus any that were granted; None: no limit."""
        limit = self.assessment.max_attempts
        return None if limit is None else limit + len(self.granted(CreditException.Kind.ATTEMPT))

    @property
    def attempts_exhausted(self) -> bool:
        """Whether all attempts at this test are submitted and none passed; only after `with_content()`."""
        limit, submitted = self.attempt_limit, [row["submitted_at"] for row in self.attempt_rows]
        if limit is None or self.test_passed_at or not all(submitted):
            return False
        counted = [row for row in self.attempt_rows if row["test"] == self.assessment_id]
        return len(counted) >= limit

    def granted(self, kind: str, *, on: date | None = None) -> "list[dict[str, str | None]]":
        """Return the granted exceptions of a kind that can still be used on a day or have been used.

        No query after `with_content()`. Without a day, expired ones are included.
        """
        rows = self.__dict__.get("granted_rows")
        if rows is None:
            alone = Enrolment.objects.with_content().get(pk=self.pk)
            rows = self.granted_rows = alone.granted_rows
        return [
            row
            for row in rows
            if row["kind"] == kind
            and (on is None or row["read_at"] or (row["expires_on"] or "9999") >= on.isoformat())
        ]
