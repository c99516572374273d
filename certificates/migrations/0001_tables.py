"""The tables of certificates, with their constraints, indexes and triggers."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.migration_parts import CreateTables, create, trigger
from certificates.codes import new_code


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("courses", "0001_tables"),
        ("progress", "0001_tables"),
        ("providers", "0001_tables"),
    ]
    operations = [
        create(
            "certificates.Certificate",
            {
                "id": models.UUIDField(
                    primary_key=True, default=uuid.uuid4, editable=False, serialize=False
                ),
                "code": models.CharField(
                    max_length=16, unique=True, default=new_code, editable=False
                ),
                "learner": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.SET_NULL,
                    null=True,
                    related_name="certificates",
                ),
                "enrolment": models.ForeignKey(
                    "progress.Enrolment", models.SET_NULL, null=True, related_name="certificates"
                ),
                "course": models.ForeignKey(
                    "courses.Course", models.PROTECT, related_name="certificates"
                ),
                "supersedes": models.OneToOneField(
                    "certificates.Certificate",
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="superseded_by",
                ),
                "origin": models.CharField(
                    max_length=12,
                    default="claim",
                    choices=[
                        ("claim", "Claimed by the learner"),
                        ("credit-type", "Credit type changed by the learner"),
                        ("name", "Name mended by the learner"),
                        ("staff", "Corrected by staff"),
                    ],
                ),
                "heading": models.CharField(max_length=60),
                "name": models.CharField(max_length=80),
                "credentials": models.CharField(max_length=40, blank=True),
                "profession": models.CharField(max_length=120),
                "pars_category": models.CharField(max_length=10),
                "title": models.CharField(max_length=250),
                "provider_name": models.CharField(max_length=200),
                "learning_format": models.CharField(max_length=60),
                "credit_type_code": models.CharField(max_length=40),
                "credit_name": models.CharField(
                    max_length=80, help_text="As the amount takes it, *…* in italics."
                ),
                "credit_quarters": models.PositiveSmallIntegerField(),
                "completed_on": models.DateField(),
                "claimed_at": models.DateTimeField(),
                "issued_at": models.DateTimeField(),
                "wording": models.TextField(),
                "designation_statement": models.TextField(blank=True),
                "accreditation_statement": models.TextField(),
                "attestation": models.TextField(),
                "attestation_version": models.PositiveSmallIntegerField(),
                "is_sample": models.BooleanField(),
                "template_version": models.SlugField(max_length=40),
                "verify_url": models.URLField(max_length=300),
                "pdf_sha256": models.CharField(max_length=64),
                "superseded_at": models.DateTimeField(blank=True, null=True),
                "revoked_at": models.DateTimeField(blank=True, null=True),
                "revocation_reason": models.CharField(max_length=300, blank=True),
            },
            options={
                "ordering": ["-completed_on", "-issued_at"],
                "indexes": [
                    models.Index(
                        name="certificates_of_learner", fields=["learner", "-completed_on"]
                    ),
                    models.Index(name="certificates_of_a_day", fields=["course", "claimed_at"]),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        "enrolment",
                        name="one_live_certificate_per_enrolment",
                        condition=models.Q(revoked_at__isnull=True, superseded_at__isnull=True),
                    ),
                    models.UniqueConstraint(
                        "enrolment",
                        "origin",
                        name="a_learner_does_each_thing_once",
                        condition=models.Q(origin__in=["claim", "credit-type", "name"]),
                    ),
                    models.CheckConstraint(
                        name="some_credit", condition=models.Q(credit_quarters__gte=1)
                    ),
                ],
                "triggers": [
                    trigger(
                        "certificates.Certificate",
                        "certificate_is_immutable",
                        when="BEFORE",
                        operation="UPDATE",
                        func="""
    IF (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at)
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
        OR (NEW.revocation_reason <> OLD.revocation_reason
            AND (OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL))
        OR (NEW.learner_id IS NOT NULL AND NEW.learner_id IS DISTINCT FROM OLD.learner_id
            AND NOT EXISTS (SELECT FROM accounts_accountmerge AS m
                WHERE m.kept_id = NEW.learner_id AND m.merged_id = OLD.learner_id))
        OR (NEW.enrolment_id IS NOT NULL AND NEW.enrolment_id IS DISTINCT FROM OLD.enrolment_id
            AND (NEW.learner_id IS NOT DISTINCT FROM OLD.learner_id OR NOT EXISTS (
                SELECT FROM accounts_accountmerge AS m JOIN progress_enrolment AS e ON e.user_id \
= m.kept_id
                WHERE m.kept_id = NEW.learner_id AND m.merged_id = OLD.learner_id
                    AND e.id = NEW.enrolment_id AND e.course_id = NEW.course_id)))
        OR to_jsonb(NEW) - \
'{superseded_at,revoked_at,revocation_reason,learner_id,enrolment_id}'::text[]
        <> to_jsonb(OLD) - \
'{superseded_at,revoked_at,revocation_reason,learner_id,enrolment_id}'::text[]
    THEN
        RAISE EXCEPTION 'an issued certificate cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
""",
                    ),
                    trigger(
                        "certificates.Certificate",
                        "certificate_is_retained",
                        when="BEFORE",
                        operation="DELETE",
                        func="""
    IF OLD.completed_on > (now() - interval '6 years 30 days')::date THEN
        RAISE EXCEPTION 'a certificate is kept for six years and 30 days'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
""",
                    ),
                ],
            },
        ),
        create(
            "certificates.HistoryImport",
            {
                "id": models.UUIDField(
                    primary_key=True, default=uuid.uuid4, editable=False, serialize=False
                ),
                "provider": models.ForeignKey(
                    "providers.Provider", models.PROTECT, related_name="history_imports"
                ),
                "uploaded_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
                ),
                "uploaded_at": models.DateTimeField(default=timezone.now),
                "file_name": models.CharField(max_length=200),
                "sha256": models.CharField(max_length=64),
                "content": models.TextField(blank=True),
                "state": models.CharField(
                    max_length=10,
                    default="checking",
                    choices=[
                        ("checking", "Being looked through"),
                        ("faulty", "Has faults"),
                        ("ready", "Ready to import"),
                        ("importing", "Being imported"),
                        ("done", "Imported"),
                        ("failed", "Not imported"),
                        ("discarded", "Thrown away"),
                    ],
                ),
                "rows": models.PositiveIntegerField(default=0),
                "done_rows": models.PositiveIntegerField(default=0),
                "summary": models.JSONField(default=dict),
                "faults": models.JSONField(default=list),
                "fault_count": models.PositiveIntegerField(default=0),
                "finished_at": models.DateTimeField(null=True),
            },
            options={
                "ordering": ["-uploaded_at"],
                "constraints": [
                    models.CheckConstraint(
                        name="a_finished_import_keeps_no_file",
                        condition=~models.Q(state__in=["done", "discarded"]) | models.Q(content=""),
                    )
                ],
            },
        ),
        create(
            "certificates.PastCredit",
            {
                "source": models.ForeignKey(
                    "certificates.HistoryImport", models.PROTECT, related_name="credits"
                ),
                "provider": models.ForeignKey(
                    "providers.Provider", models.PROTECT, related_name="past_credits"
                ),
                "line": models.PositiveIntegerField(),
                "learner": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.SET_NULL,
                    null=True,
                    related_name="past_credits",
                ),
                "email": models.EmailField(max_length=254, blank=True),
                "person_key": models.CharField(max_length=80),
                "name": models.CharField(max_length=120),
                "external_course_id": models.CharField(max_length=128),
                "title": models.CharField(max_length=250),
                "credit_type_code": models.CharField(max_length=40),
                "credit_quarters": models.PositiveSmallIntegerField(),
                "is_physician": models.BooleanField(null=True),
                "enrolled_on": models.DateField(null=True),
                "completed_on": models.DateField(),
                "expires_on": models.DateField(null=True),
            },
            options={
                "ordering": ["-completed_on", "title"],
                "indexes": [
                    models.Index(
                        name="past_credit_of_learner", fields=["learner", "-completed_on"]
                    ),
                    models.Index(
                        name="past_credit_to_link", fields=["email"], condition=~models.Q(email="")
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        "provider",
                        "external_course_id",
                        "person_key",
                        "credit_type_code",
                        name="past_credit_once",
                    ),
                    models.CheckConstraint(
                        name="some_past_credit", condition=models.Q(credit_quarters__gte=1)
                    ),
                    models.CheckConstraint(
                        name="a_linked_past_credit_keeps_no_address",
                        condition=models.Q(learner__isnull=True) | models.Q(email=""),
                    ),
                ],
            },
        ),
    ]
