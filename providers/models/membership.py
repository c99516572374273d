"""Who works for a provider, in which role. Staff see only the providers they belong to."""

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User

# Locks the provider first, so that of two owners leaving at once, one waits for the other.
_AN_OWNER_STAYS = """
    IF OLD.role = 'owner' AND (
        TG_OP = 'DELETE' OR NEW.role <> 'owner' OR NEW.provider_id <> OLD.provider_id
    ) THEN
        PERFORM 1 FROM providers_provider WHERE id = OLD.provider_id FOR NO KEY UPDATE;
        IF NOT EXISTS (
            SELECT 1 FROM providers_membership
            WHERE provider_id = OLD.provider_id AND role = 'owner' AND id <> OLD.id
        ) THEN
            RAISE EXCEPTION 'the last owner of a provider stays'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
"""


@pghistory.track()
class Membership(models.Model):
    """One person's role at one provider; `providers.rights` defines what a role may do."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        MANAGER = "manager", "Course manager"
        REVIEWER = "reviewer", "Reviewer"
        SUPPORT = "support", "Support"
        VIEWER = "viewer", "Report viewer"

    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.CASCADE, related_name="memberships"
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
        triggers = [
            pgtrigger.Trigger(
                name="an_owner_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_AN_OWNER_STAYS,
            )
        ]

    def __str__(self) -> str:
        user: User = self.user
        return f"{user.full_name}: {self.get_role_display()} of {self.provider}"
