"""Who works for a provider, and as what. Staff see only the providers they belong to."""

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User


@pghistory.track()
class Membership(models.Model):
    """One person's role at one provider; what a role may do stands in `courses.access`."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        MANAGER = "manager", "Course manager"
        REVIEWER = "reviewer", "Reviewer"
        SUPPORT = "support", "Support"
        VIEWER = "viewer", "Report viewer"

    provider = models.ForeignKey(
        "courses.Provider", on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    granted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["provider", "user"]
        constraints = [
            models.UniqueConstraint("provider", "user", name="one_role_per_person_and_provider"),
        ]

    def __str__(self) -> str:
        user: User = self.user
        return f"{user.full_name}: {self.get_role_display()} of {self.provider}"
