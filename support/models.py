"""What learners ask of support."""

from django.db import models
from django.utils import timezone

from accounts.fields import MailboxField
from accounts.models import User


class JoinRequest(models.Model):
    """A learner asks for another account of theirs to be joined to this one.

    Only who typed the code that was mailed to `address` can ask. It is closed when the accounts are joined, or
    when staff decline; `answer` is then why.
    """

    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    other = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address = MailboxField()
    asked_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "other"],
                condition=models.Q(closed_at=None),
                name="one_open_request_to_join_two_accounts",
            ),
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("other")),
                name="two_accounts_are_to_be_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"Account {self.other_id} to {self.asked_by_id}"
