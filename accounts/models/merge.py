"""The record of a merge: two accounts of one person became one."""

from django.db import models
from django.utils import timezone

from accounts.models.people import User


class AccountMerge(models.Model):
    """Two accounts of one person became one: `merged` was emptied into `kept` and deactivated.

    Only such a row allows a certificate to change its owner (a trigger in `certificates`). `record`
    holds what both accounts had, and what one enrolment cannot hold twice.
    """

    kept = models.ForeignKey(User, on_delete=models.CASCADE, related_name="merges")
    merged = models.OneToOneField(User, on_delete=models.CASCADE, related_name="merged_into")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=500)
    record = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("merged")), name="two_accounts_are_merged"
            ),
        ]

    def __str__(self) -> str:
        return f"Account {self.merged_id} into {self.kept_id}"
