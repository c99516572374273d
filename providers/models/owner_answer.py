"""What only the provider itself can answer, and its answers."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q


@pghistory.track()
class OwnerAnswer(models.Model):
    """A provider's answer to one question of `providers.services.owner_answers.QUESTIONS`."""

    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.CASCADE, related_name="owner_answers"
    )
    question = models.SlugField(max_length=40)
    answer = models.TextField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owner_answers"
    )
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["provider", "question"]
        constraints = [
            models.UniqueConstraint("provider", "question", name="one_answer_per_owner_question"),
            models.CheckConstraint(condition=~Q(answer=""), name="owner_answer_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.question}, {self.provider}"
