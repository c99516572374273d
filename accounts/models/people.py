"""People with accounts, their professions, and the records of mails and of what staff did."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.lookups import In
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import MailboxField
from accounts.mailboxes import clean_address, shown_address

# When an account is deleted, a line may lose learner and label; their own one, also its actor and details.
_AUDIT_IS_KEPT = """
    IF TG_OP = 'DELETE' AND OLD.at > now() - interval '6 years 30 days' THEN
        RAISE EXCEPTION 'the audit trail is kept for six years and 30 days'
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'DELETE' THEN RETURN OLD;
    ELSIF OLD.action = 'recording-begun-again' AND num_nonnulls(NEW.actor_id, NEW.learner_id) = 0 THEN
        OLD.actor_id := NULL; OLD.details := '{}';
    END IF;
    IF to_jsonb(NEW) - '{learner_id,subject_label}'::text[]
        <> to_jsonb(OLD) - '{learner_id,subject_label}'::text[]
        OR (NEW.learner_id IS NOT NULL AND NEW.learner_id IS DISTINCT FROM OLD.learner_id)
        OR NEW.subject_label NOT IN (OLD.subject_label, '')
    THEN
        RAISE EXCEPTION 'the audit trail cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""

# ASCII in lower case, as `accounts.mailboxes.clean_address` writes it. Not a check constraint: an address
# from before this rule may stand, where two accounts had one mailbox, until the accounts are joined.
_EMAIL_IS_ONE_MAILBOX = r"""
    IF NEW.email !~ '^[!-@\[-~]+$' AND (TG_OP = 'INSERT' OR NEW.email <> OLD.email) THEN
        RAISE EXCEPTION 'an address is stored in ASCII and lower case'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class ParsCategory(models.TextChoices):
    """How ACCME's PARS counts a learner (non-jointly-accredited providers)."""

    PHYSICIAN = "physician", "Physician"
    OTHER = "other", "Other learner"


class Degree(models.TextChoices):
    """A degree in medicine, which makes a physician (AMA: MD, DO or an equivalent)."""

    MD = "md", "MD"
    DO = "do", "DO"
    EQUIVALENT = "equivalent", _("An equivalent degree in medicine, such as MBBS")
    NONE = "none", _("None yet")

    @classmethod
    def medical(cls) -> "list[Degree]":
        """Return the degrees that make a physician: all but “None yet”."""
        return [each for each in cls if each is not cls.NONE]


def stated_degree(degree: str) -> str:
    """Return a degree as an attestation states it; any of them, where it is not known which."""
    words = {Degree.MD: "MD", Degree.DO: "DO", Degree.EQUIVALENT: "degree equivalent to MD or DO"}
    return words.get(Degree(degree), "") if degree in words else "MD, DO or equivalent degree"


def is_physician(*, profession: str, degree: Combinable) -> Q:
    """Return the rule of `User.is_physician` for a query: the path to a profession, and the degree's column."""
    told = Q(**{f"{profession}__asks_degree": False, f"{profession}__is_trainee": False})
    known = told | Q(In(degree, Degree.medical()))
    return Q(**{f"{profession}__pars_category": ParsCategory.PHYSICIAN}) & known


def counted_category(*, profession: str, degree: Combinable) -> Case:
    """Return how people count, as an expression: “physician” by `is_physician`, otherwise “other”."""
    return Case(
        When(
            is_physician(profession=profession, degree=degree),
            then=Value(ParsCategory.PHYSICIAN.value),
        ),
        default=Value(ParsCategory.OTHER.value),
    )


@pghistory.track()
class Profession(models.Model):
    """A profession a learner can choose; what it may earn is data (courses.CreditType).

    A physician's profession tells the degree, or it asks for it: a resident counts only with one.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    pars_category = models.CharField(max_length=10, choices=ParsCategory)
    ja_category = models.CharField("joint accreditation category", max_length=60, blank=True)
    is_trainee = models.BooleanField(default=False)
    degree = models.CharField("degree that it implies", max_length=10, choices=Degree, blank=True)
    asks_degree = models.BooleanField(
        default=False,
        help_text="Its people count as physicians only with a degree that they state.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse trainees who would count as physicians without saying that they have a degree."""
        physician = self.pars_category == ParsCategory.PHYSICIAN
        if self.is_trainee and physician and not self.asks_degree:
            message = "Tick this too: a trainee counts as a physician only with a degree."
            raise ValidationError({"asks_degree": message})

    @property
    def tells_degree(self) -> bool:
        """Whether the profession alone tells that its people have their degree."""
        return not (self.asks_degree or self.is_trainee)


class UserManager(BaseUserManager["User"]):
    """Creates users by email address; an account without a password signs in by code or passkey."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Create a user. Raises `ValidationError` for what is no email address."""
        user = self.model(email=clean_address(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this main address, however it is written. Raises `User.DoesNotExist`."""
        try:
            return self.get(email=clean_address(username or ""))
        except ValidationError as no_address:
            raise self.model.DoesNotExist from no_address


# History keeps rights only: names and addresses go when the account goes.
@pghistory.track(
    pghistory.UpdateEvent(),
    fields=["is_staff", "is_superuser", "is_active"],
    model_name="UserRightsEvent",
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. `full_name` is the name as on the licence: certificates print it.

    It is "", and there is no profession, until the person gives both: nobody earns credit before.
    """

    email = MailboxField(unique=True)
    full_name = models.CharField("full name", max_length=80)
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, null=True, blank=True)
    credentials = models.CharField("credentials as printed", max_length=40, blank=True)
    degree = models.CharField(
        "degree in medicine",
        max_length=10,
        choices=Degree,
        blank=True,
        help_text="Only where the profession asks for it.",
    )
    state = models.CharField("state of practice", max_length=2, blank=True)
    mail_names_course = models.BooleanField(
        "course titles in mail",
        default=False,
        help_text="Off unless the learner asks: someone else may read the mailbox.",
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name"]
        triggers = [
            pgtrigger.Trigger(
                name="email_is_one_mailbox",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("email"),  # type: ignore[no-untyped-call]
                func=_EMAIL_IS_ONE_MAILBOX,
            )
        ]

    def __str__(self) -> str:
        return f"{self.full_name} <{shown_address(self.email)}>".strip()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def printed_name(self) -> str:
        """The name with credentials, as a certificate prints it."""
        return f"{self.full_name}, {self.credentials}" if self.credentials else self.full_name

    @property
    def medical_degree(self) -> str:
        """The degree in medicine that the profession implies or the person stated; "" if neither tells one."""
        if self.profession is None:
            return ""
        stated = self.degree if self.degree in Degree.medical() else ""
        return self.profession.degree if self.profession.tells_degree else stated

    @property
    def is_physician(self) -> bool:
        """Whether accreditors count this person as a physician: by profession and, where it asks, degree."""
        if self.profession is None or self.profession.pars_category != ParsCategory.PHYSICIAN:
            return False
        return bool(self.medical_degree) or self.profession.tells_degree


class Mail(models.Model):
    """Whether one mail is queued, sent or failed. Its text is not kept.

    A mail that can be composed again keeps its `template` and a `context` without secrets, so that staff
    can resend it; a code never does. `provider` is the id of the provider it is about, if any.
    """

    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="mails")
    kind = models.SlugField(max_length=60)
    recipient = MailboxField()
    subject = models.CharField(max_length=200)
    template = models.CharField(max_length=120, blank=True, editable=False)
    context = models.JSONField(default=dict, editable=False)
    provider = models.PositiveBigIntegerField(null=True, editable=False)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    failed_at = models.DateTimeField(null=True, editable=False)
    failure = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-queued_at"]
        indexes = [models.Index(fields=["user", "-queued_at"], name="mail_by_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"  # no address: a line of the audit trail quotes it for years


class AuditEntry(models.Model):
    """One action or sensitive read by staff: who, when, what, to whom, and why. Written, never edited.

    `provider` is the id of the provider whose staff may read the line (a row of the layer above); NULL
    for what concerns the whole installation. Deleting an account empties `learner` and `subject_label`.
    """

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="acts")
    action = models.SlugField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject_label = models.CharField(max_length=200, blank=True)
    provider = models.PositiveBigIntegerField(null=True)
    learner = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="audit_entries"
    )
    reason = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["provider", "-at"], name="audit_by_provider"),
            models.Index(fields=["learner", "-at"], name="audit_by_learner"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="audit_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_AUDIT_IS_KEPT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}".strip()
