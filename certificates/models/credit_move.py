"""Requests to move a certificate to a credit that only physicians earn."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Degree
from certificates.models.certificate import Certificate


class CreditMoveQuerySet(models.QuerySet["CreditMove"]):
    """Filters by state."""

    def open(self) -> "CreditMoveQuerySet":
        """Keep requests neither decided nor withdrawn."""
        return self.filter(decided_at__isnull=True, withdrawn_at__isnull=True)


class CreditMove(models.Model):
    """A move that one person asks for, having seen the proof, and another one decides.

    `alone`: decided by who asked, an administrator whom nobody could replace. The database allows the same
    person on no other row.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="moves")
    credit_type = models.ForeignKey(
        "courses.CreditType", on_delete=models.PROTECT, related_name="+"
    )
    quarters = models.PositiveSmallIntegerField()
    degree = models.CharField("degree that was proven", max_length=10, choices=Degree)
    proof = models.CharField("what was shown", max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    alone = models.BooleanField(default=False)

    objects = CreditMoveQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")) | Q(alone=True),
                name="a_move_has_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, approved__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, approved__isnull=False),
                name="a_decision_on_a_move_is_whole",
            ),
            models.UniqueConstraint(
                "certificate",
                condition=Q(decided_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_move_of_a_certificate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.credit_type}"

    @property
    def state(self) -> str:
        """The state in a word: withdrawn, asked, approved or declined."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.approved is None:
            return "asked"
        return "approved" if self.approved else "declined"
