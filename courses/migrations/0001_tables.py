"""The tables of courses, with their constraints, indexes and triggers."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from accounts.fields import EncryptedTextField
from accounts.migration_parts import CreateTables, create, create_tracked, trigger


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("providers", "0001_tables"),
    ]
    operations = [
        *create_tracked(
            "courses.CreditType",
            {
                "code": models.SlugField(max_length=40, unique=True),
                "name_singular": models.CharField(max_length=80),
                "name_plural": models.CharField(max_length=80),
                "name_in_statement": models.CharField(max_length=80),
                "increment_quarters": models.PositiveSmallIntegerField(default=1),
                "designation_template": models.TextField(
                    blank=True,
                    help_text=(
                        "The designation statement, word for word; empty when there is none."
                    ),
                ),
                "certificate_wording": models.TextField(
                    help_text="The sentence on the certificate, after the learner's name."
                ),
                "designated_sentence": models.TextField(
                    blank=True,
                    help_text="What {designated} says on certificates of another credit type.",
                ),
                "attestation": models.TextField(
                    help_text="What the learner confirms when claiming."
                ),
                "attestation_version": models.PositiveSmallIntegerField(default=1),
                "certificate_template": models.SlugField(max_length=40, default="certificate-1"),
                "reporting_channel": models.CharField(max_length=40, blank=True),
                "enabled": models.BooleanField(default=False),
                "position": models.PositiveSmallIntegerField(default=0),
                "professions": models.ManyToManyField(
                    "accounts.Profession",
                    verbose_name="who may earn it",
                    blank=True,
                    related_name="credit_types",
                ),
            },
            options={
                "ordering": ["position", "code"],
                "constraints": [
                    models.CheckConstraint(
                        name="credit_type_has_an_increment",
                        condition=models.Q(increment_quarters__gte=1),
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.Person",
            {
                "provider": models.ForeignKey(
                    "providers.Provider", models.PROTECT, related_name="people"
                ),
                "key": models.SlugField(max_length=60),
                "name": models.CharField(max_length=120),
                "credentials": models.CharField(max_length=60, blank=True),
                "position": models.CharField(verbose_name="job title", max_length=200, blank=True),
                "organisation": models.CharField(max_length=200, blank=True),
                "email": models.EmailField(
                    verbose_name="e-mail",
                    max_length=254,
                    blank=True,
                    help_text="Only for sending disclosure forms. Learners never see it.",
                ),
            },
            options={
                "verbose_name_plural": "people",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint("provider", "key", name="person_key_once_per_provider")
                ],
            },
            without="provider email",
        ),
        *create_tracked(
            "courses.Series",
            {
                "provider": models.ForeignKey(
                    "providers.Provider", models.PROTECT, related_name="series"
                ),
                "slug": models.SlugField(max_length=80, unique=True),
                "title": models.CharField(max_length=200),
                "summary": models.TextField(blank=True),
                "position": models.PositiveSmallIntegerField(default=0),
                "is_sample": models.BooleanField(verbose_name="sample", default=False),
            },
            options={"verbose_name_plural": "series", "ordering": ["position", "title"]},
        ),
        *create_tracked(
            "courses.Course",
            {
                "series": models.ForeignKey(
                    "courses.Series", models.PROTECT, related_name="courses"
                ),
                "slug": models.SlugField(max_length=80, unique=True),
                "title": models.CharField(max_length=250),
                "short_title": models.CharField(
                    max_length=40, help_text="Neutral: it stands in the browser's tab."
                ),
                "position": models.PositiveSmallIntegerField(default=0),
                "is_sample": models.BooleanField(verbose_name="sample", default=False),
                "topics": models.JSONField(blank=True, default=list),
                "summary": models.TextField(blank=True),
                "description": models.TextField(verbose_name="description (Markdown)", blank=True),
                "purpose": models.TextField(blank=True),
                "objectives": models.JSONField(
                    verbose_name="learning objectives", blank=True, default=list
                ),
                "target_audience": models.JSONField(blank=True, default=list),
                "learning_format": models.CharField(
                    max_length=20,
                    default="enduring-material",
                    choices=[
                        ("live-activity", "live activity"),
                        ("enduring-material", "enduring material"),
                        ("journal-based", "journal-based CME activity"),
                        ("test-item-writing", "test-item writing activity"),
                        ("manuscript-review", "manuscript review activity"),
                        ("pi-cme", "PI CME activity"),
                        ("point-of-care", "internet point-of-care activity"),
                        ("other", "other activity"),
                    ],
                ),
                "medium": models.CharField(max_length=200, blank=True),
                "participation_method": models.TextField(
                    verbose_name="method of participation (Markdown)", blank=True
                ),
                "estimated_minutes": models.PositiveSmallIntegerField(blank=True, null=True),
                "released_on": models.DateField(blank=True, null=True),
                "reviewed_on": models.DateField(blank=True, null=True),
                "expires_on": models.DateField(
                    blank=True, null=True, help_text="The last day, inclusive."
                ),
                "bibliography": models.TextField(
                    verbose_name="bibliography (Markdown)", blank=True
                ),
                "joint_provider": models.CharField(max_length=200, blank=True),
                "accreditation_override": models.TextField(
                    verbose_name="accreditation statement",
                    blank=True,
                    help_text="Word for word, instead of the template.",
                ),
                "disclosure_statement": models.TextField(blank=True),
                "commercial_support": models.TextField(blank=True),
                "hardware_requirements": models.TextField(blank=True),
                "copyright": models.CharField(max_length=200, blank=True),
                "content_note": models.TextField(
                    verbose_name="content note (Markdown)", blank=True
                ),
                "accommodation": models.TextField(
                    verbose_name="how to ask for an accommodation (Markdown)", blank=True
                ),
                "required_share": models.PositiveSmallIntegerField(
                    verbose_name="share of the video to watch, in percent",
                    default=90,
                    validators=[MinValueValidator(1), MaxValueValidator(100)],
                ),
                "accme_activity_id": models.CharField(
                    verbose_name="ACCME activity ID", max_length=9, blank=True
                ),
                "provider_activity_id": models.CharField(max_length=60, blank=True),
                "published_at": models.DateTimeField(blank=True, null=True),
                "retired_at": models.DateTimeField(blank=True, null=True),
                "retired_reason": models.CharField(max_length=500, blank=True),
                "renews": models.ForeignKey(
                    "courses.Course",
                    models.SET_NULL,
                    blank=True,
                    null=True,
                    editable=False,
                    help_text="The former activity that this one takes the place of.",
                    related_name="renewals",
                ),
            },
            options={
                "ordering": ["series__position", "position", "title"],
                "constraints": [
                    models.CheckConstraint(
                        name="required_share_is_a_percentage",
                        condition=models.Q(required_share__range=(1, 100)),
                    ),
                    models.CheckConstraint(
                        name="course_dates_in_order",
                        condition=models.Q(released_on__isnull=True)
                        | models.Q(expires_on__isnull=True)
                        | models.Q(released_on__lte=models.F("expires_on")),
                    ),
                    models.CheckConstraint(
                        name="course_renews_another",
                        condition=models.Q(renews__isnull=True) | ~models.Q(renews=models.F("id")),
                    ),
                ],
            },
        ),
        *create_tracked(
            "courses.Assessment",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.PROTECT, related_name="assessments"
                ),
                "version": models.PositiveIntegerField(default=1),
                "pass_percent": models.PositiveSmallIntegerField(
                    verbose_name="pass mark in percent",
                    validators=[MinValueValidator(1), MaxValueValidator(100)],
                ),
                "max_attempts": models.PositiveSmallIntegerField(
                    blank=True, null=True, help_text="Empty: as many as the learner needs."
                ),
                "draw": models.PositiveSmallIntegerField(
                    verbose_name="questions asked in an attempt",
                    blank=True,
                    null=True,
                    help_text="Drawn at random for each attempt. Empty: every question is asked.",
                    validators=[MinValueValidator(1)],
                ),
                "draw_by_topic": models.BooleanField(
                    verbose_name="draw from each topic",
                    default=False,
                    help_text="As evenly as the topics allow.",
                ),
                "digest": models.CharField(max_length=64, editable=False),
                "added_at": models.DateTimeField(auto_now_add=True),
                "released_at": models.DateTimeField(
                    blank=True,
                    null=True,
                    editable=False,
                    help_text="Empty while it is being written.",
                ),
            },
            options={
                "ordering": ["course", "-version"],
                "constraints": [
                    models.UniqueConstraint("course", "version", name="assessment_version_once"),
                    models.UniqueConstraint(
                        "course",
                        name="one_test_being_written",
                        condition=models.Q(digest="", released_at__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="pass_mark_is_a_percentage",
                        condition=models.Q(pass_percent__range=(1, 100)),
                    ),
                    models.CheckConstraint(
                        name="at_least_one_attempt",
                        condition=models.Q(max_attempts__isnull=True)
                        | models.Q(max_attempts__gte=1),
                    ),
                    models.CheckConstraint(
                        name="at_least_one_question_drawn",
                        condition=models.Q(draw__isnull=True, draw_by_topic=False)
                        | models.Q(draw__gte=1),
                    ),
                ],
                "triggers": [
                    trigger(
                        "courses.Assessment",
                        "released_is_frozen",
                        when="BEFORE",
                        operation="UPDATE OR DELETE",
                        condition='WHEN (OLD."released_at" IS NOT NULL)',
                        func=(
                            "RAISE EXCEPTION 'frozen: a released version is never changed' "
                            "USING ERRCODE = 'restrict_violation';"
                        ),
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.Question",
            {
                "assessment": models.ForeignKey(
                    "courses.Assessment", models.CASCADE, related_name="questions"
                ),
                "key": models.SlugField(max_length=60),
                "position": models.PositiveSmallIntegerField(),
                "stem": models.TextField(),
                "rationale": models.TextField(),
                "citation": models.TextField(),
                "video_second": models.PositiveIntegerField(null=True),
                "topic": models.CharField(max_length=80, blank=True),
            },
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        name="question_position_once",
                        fields=("assessment", "position"),
                        deferrable=models.Deferrable.IMMEDIATE,
                    ),
                    models.UniqueConstraint("assessment", "key", name="question_key_once"),
                ],
                "triggers": [
                    trigger(
                        "courses.Question",
                        "released_is_frozen",
                        when="BEFORE",
                        operation="INSERT OR UPDATE OR DELETE",
                        declare="DECLARE version RECORD;",
                        func="""
            FOR version IN SELECT released_at FROM courses_assessment WHERE id IN \
((OLD.assessment_id), (NEW.assessment_id)) FOR SHARE LOOP
                IF version.released_at IS NOT NULL THEN RAISE EXCEPTION 'frozen: a released \
version is never changed' USING ERRCODE = 'restrict_violation'; END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.Choice",
            {
                "question": models.ForeignKey(
                    "courses.Question", models.CASCADE, related_name="choices"
                ),
                "position": models.PositiveSmallIntegerField(),
                "text": models.TextField(),
                "is_correct": models.BooleanField(default=False),
            },
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint("question", "position", name="choice_position_once"),
                    models.UniqueConstraint(
                        "question",
                        name="one_right_choice_per_question",
                        condition=models.Q(is_correct=True),
                    ),
                ],
                "triggers": [
                    trigger(
                        "courses.Choice",
                        "released_is_frozen",
                        when="BEFORE",
                        operation="INSERT OR UPDATE OR DELETE",
                        declare="DECLARE version RECORD;",
                        func="""
            FOR version IN SELECT released_at FROM courses_assessment WHERE id IN ((SELECT \
assessment_id FROM courses_question WHERE id = OLD.question_id), (SELECT assessment_id FROM \
courses_question WHERE id = NEW.question_id)) FOR SHARE LOOP
                IF version.released_at IS NOT NULL THEN RAISE EXCEPTION 'frozen: a released \
version is never changed' USING ERRCODE = 'restrict_violation'; END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.CreditOffer",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="offers"
                ),
                "credit_type": models.ForeignKey(
                    "courses.CreditType", models.PROTECT, related_name="offers"
                ),
                "max_quarters": models.PositiveSmallIntegerField(
                    verbose_name="maximum, in quarter credits"
                ),
                "accreditor_reference": models.CharField(max_length=120, blank=True),
                "valid_from": models.DateField(blank=True, null=True),
                "valid_to": models.DateField(blank=True, null=True),
            },
            options={
                "ordering": ["credit_type__position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        "course", "credit_type", name="offer_once_per_credit_type"
                    ),
                    models.CheckConstraint(
                        name="offer_of_some_credit", condition=models.Q(max_quarters__gte=1)
                    ),
                    models.CheckConstraint(
                        name="offer_validity_in_order",
                        condition=models.Q(valid_to__isnull=True)
                        | models.Q(valid_from__isnull=True)
                        | models.Q(valid_from__lte=models.F("valid_to")),
                    ),
                ],
            },
        ),
        *create_tracked(
            "courses.Role",
            {
                "course": models.ForeignKey("courses.Course", models.CASCADE, related_name="roles"),
                "person": models.ForeignKey("courses.Person", models.PROTECT, related_name="roles"),
                "kind": models.CharField(
                    max_length=10,
                    choices=[
                        ("faculty", "Faculty"),
                        ("planner", "Planner"),
                        ("reviewer", "Reviewer"),
                        ("author", "Author"),
                    ],
                ),
                "assumed_on": models.DateField(),
                "position": models.PositiveSmallIntegerField(default=0),
            },
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        "course", "person", "kind", name="role_once_per_person_and_course"
                    )
                ],
                "triggers": [
                    trigger(
                        "courses.Role",
                        "role_within_one_provider",
                        when="BEFORE",
                        operation='INSERT OR UPDATE OF "course_id", "person_id"',
                        func="""
    IF NOT EXISTS (
        SELECT 1 FROM courses_person person
        JOIN courses_series series ON series.provider_id = person.provider_id
        JOIN courses_course course ON course.series_id = series.id
        WHERE person.id = NEW.person_id AND course.id = NEW.course_id
    ) THEN
        RAISE EXCEPTION 'a role joins a person and a course of one provider'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
""",
                    )
                ],
            },
        ),
        create(
            "courses.FrontMatter",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.PROTECT, related_name="front_matter_versions"
                ),
                "version": models.PositiveIntegerField(),
                "digest": models.CharField(max_length=64),
                "document": models.JSONField(),
                "first_shown_at": models.DateTimeField(default=timezone.now, editable=False),
            },
            options={
                "verbose_name_plural": "front matter",
                "ordering": ["course", "-version"],
                "constraints": [
                    models.UniqueConstraint("course", "version", name="front_matter_version_once"),
                    models.UniqueConstraint("course", "digest", name="front_matter_text_once"),
                ],
            },
        ),
        *create_tracked(
            "courses.Handout",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="handouts"
                ),
                "title": models.CharField(max_length=200),
                "file": models.FileField(max_length=200, upload_to="handout/"),
                "position": models.PositiveSmallIntegerField(default=0),
            },
            options={"ordering": ["position", "id"]},
        ),
        create(
            "courses.DisclosureWording",
            {
                "version": models.PositiveSmallIntegerField(unique=True),
                "introduction": models.TextField(verbose_name="why it is asked (Markdown)"),
                "ineligible_company": models.TextField(
                    verbose_name="what an ineligible company is (Markdown)"
                ),
                "what_counts": models.TextField(verbose_name="what is to be disclosed (Markdown)"),
                "attestation": models.CharField(
                    verbose_name="what is ticked when signing", max_length=400
                ),
                "added_at": models.DateTimeField(default=timezone.now, editable=False),
            },
            options={
                "ordering": ["-version"],
                "triggers": [
                    trigger(
                        "courses.DisclosureWording",
                        "wording_stays_as_read",
                        when="BEFORE",
                        operation="UPDATE OR DELETE",
                        func=(
                            "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from "
                            "% table', TG_TABLE_NAME;"
                        ),
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.DisclosureRequest",
            {
                "person": models.ForeignKey(
                    "courses.Person", models.CASCADE, related_name="disclosure_requests"
                ),
                "key": models.UUIDField(unique=True, default=uuid.uuid4, editable=False),
                "sent_to": models.EmailField(
                    max_length=254,
                    blank=True,
                    help_text="Empty: the link was handed over by staff.",
                ),
                "sent_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
                ),
                "sent_at": models.DateTimeField(default=timezone.now),
                "due_on": models.DateField(),
                "expires_at": models.DateTimeField(),
                "draft": EncryptedTextField(blank=True),
                "reminded_before_at": models.DateTimeField(null=True, editable=False),
                "reminded_due_at": models.DateTimeField(null=True, editable=False),
                "answered_at": models.DateTimeField(null=True, editable=False),
                "withdrawn_at": models.DateTimeField(null=True, editable=False),
            },
            options={
                "ordering": ["-sent_at"],
                "constraints": [
                    models.UniqueConstraint(
                        "person",
                        name="one_open_disclosure_request_per_person",
                        condition=models.Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="answered_or_withdrawn_not_both",
                        condition=models.Q(answered_at__isnull=True)
                        | models.Q(withdrawn_at__isnull=True),
                    ),
                ],
            },
            without="key sent_to draft",
        ),
        *create_tracked(
            "courses.DisclosureForm",
            {
                "person": models.ForeignKey(
                    "courses.Person", models.CASCADE, related_name="disclosures"
                ),
                "request": models.OneToOneField(
                    "courses.DisclosureRequest",
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="form",
                ),
                "wording": models.ForeignKey(
                    "courses.DisclosureWording",
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="+",
                ),
                "signed_on": models.DateField(),
                "covers_from": models.DateField(),
                "covers_to": models.DateField(),
                "signed_name": models.CharField(max_length=120, blank=True),
                "signed_at": models.DateTimeField(blank=True, null=True, editable=False),
                "reviewed_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.PROTECT,
                    null=True,
                    editable=False,
                    related_name="+",
                ),
                "reviewed_at": models.DateTimeField(null=True, editable=False),
                "second_look_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL,
                    models.PROTECT,
                    null=True,
                    editable=False,
                    related_name="+",
                ),
                "second_look_at": models.DateTimeField(null=True, editable=False),
            },
            options={
                "ordering": ["-signed_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        name="disclosure_covers_a_period",
                        condition=models.Q(covers_from__lt=models.F("covers_to")),
                    ),
                    models.UniqueConstraint(
                        "person",
                        "signed_on",
                        name="disclosure_once_per_day",
                        condition=models.Q(signed_at__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="signature_names_its_wording",
                        condition=models.Q(signed_at__isnull=True)
                        | (~models.Q(signed_name="") & models.Q(wording__isnull=False)),
                    ),
                    models.CheckConstraint(
                        name="second_look_by_somebody_else",
                        condition=models.Q(second_look_by__isnull=True)
                        | ~models.Q(second_look_by=models.F("reviewed_by")),
                    ),
                ],
                "triggers": [
                    trigger(
                        "courses.DisclosureForm",
                        "signed_disclosure_stays",
                        when="BEFORE",
                        operation="UPDATE",
                        condition="""WHEN (OLD.signed_at IS NOT NULL AND (
        to_jsonb(NEW) - '{reviewed_by_id,reviewed_at,second_look_by_id,second_look_at}'::text[]
        <> to_jsonb(OLD) - '{reviewed_by_id,reviewed_at,second_look_by_id,second_look_at}'::text[]
    ))""",
                        func=(
                            "RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', "
                            "TG_TABLE_NAME;"
                        ),
                    ),
                    trigger(
                        "courses.DisclosureForm",
                        "signed_disclosure_is_kept",
                        when="BEFORE",
                        operation="DELETE",
                        condition="WHEN (OLD.signed_at IS NOT NULL)",
                        func=(
                            "RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', "
                            "TG_TABLE_NAME;"
                        ),
                    ),
                ],
            },
            without="signed_name",
        ),
        *create_tracked(
            "courses.Relationship",
            {
                "form": models.ForeignKey(
                    "courses.DisclosureForm", models.CASCADE, related_name="relationships"
                ),
                "company": models.CharField(max_length=200),
                "kind": models.CharField(
                    max_length=12,
                    blank=True,
                    choices=[
                        ("employee", "Employee"),
                        ("executive", "Executive role"),
                        ("owner", "Owner of the company or of a part of it"),
                        ("stock", "Stocks or stock options of a traded company"),
                        ("researcher", "Researcher"),
                        ("contractor", "Independent contractor, contracted research included"),
                        ("consultant", "Consultant"),
                        ("advisor", "Advisor"),
                        ("speaker", "Speaker"),
                        ("royalties", "Royalties or patent beneficiary"),
                        ("other", "Something else"),
                    ],
                ),
                "nature": models.CharField(max_length=200),
                "ended_on": models.DateField(blank=True, null=True),
                "relevant": models.BooleanField(blank=True, null=True),
                "mitigation": models.TextField(blank=True),
                "mitigation_steps": models.JSONField(blank=True, default=list),
                "mitigated_on": models.DateField(blank=True, null=True),
                "exception": models.CharField(
                    max_length=14,
                    blank=True,
                    choices=[
                        (
                            "unrelated",
                            (
                                "The content has nothing to do with the company's business "
                                "lines and products"
                            ),
                        ),
                        (
                            "basic-science",
                            (
                                "The content is basic science or research method, and "
                                "recommends no care"
                            ),
                        ),
                        (
                            "device-safety",
                            (
                                "The person teaches as a technician how a device is used "
                                "safely, not whether to use it"
                            ),
                        ),
                    ],
                ),
                "exception_reason": models.TextField(blank=True),
            },
            options={
                "ordering": ["company", "id"],
                "constraints": [
                    models.CheckConstraint(
                        name="exception_with_its_reason",
                        condition=models.Q(exception="") | ~models.Q(exception_reason=""),
                    )
                ],
                "triggers": [
                    trigger(
                        "courses.Relationship",
                        "relationship_as_signed",
                        when="BEFORE",
                        operation="INSERT OR UPDATE OR DELETE",
                        func="""
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - \
'{relevant,mitigation,mitigation_steps,mitigated_on,exception,exception_reason}'::text[]
            = to_jsonb(OLD) - \
'{relevant,mitigation,mitigation_steps,mitigated_on,exception,exception_reason}'::text[]
        THEN
            RETURN NEW;
        END IF;
    END IF;
    IF EXISTS (
        SELECT 1 FROM courses_disclosureform
        WHERE signed_at IS NOT NULL
            AND id = (CASE TG_OP WHEN 'INSERT' THEN NEW.form_id ELSE OLD.form_id END)
    ) THEN
        RAISE EXCEPTION 'a signed disclosure cannot be changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
""",
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.EvaluationForm",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.PROTECT, related_name="evaluations"
                ),
                "version": models.PositiveIntegerField(default=1),
                "digest": models.CharField(max_length=64, editable=False),
                "added_at": models.DateTimeField(auto_now_add=True),
                "released_at": models.DateTimeField(
                    blank=True,
                    null=True,
                    editable=False,
                    help_text="Empty while it is being written.",
                ),
            },
            options={
                "ordering": ["course", "-version"],
                "constraints": [
                    models.UniqueConstraint("course", "version", name="evaluation_version_once"),
                    models.UniqueConstraint(
                        "course",
                        name="one_evaluation_being_written",
                        condition=models.Q(digest="", released_at__isnull=True),
                    ),
                ],
                "triggers": [
                    trigger(
                        "courses.EvaluationForm",
                        "released_is_frozen",
                        when="BEFORE",
                        operation="UPDATE OR DELETE",
                        condition='WHEN (OLD."released_at" IS NOT NULL)',
                        func=(
                            "RAISE EXCEPTION 'frozen: a released version is never changed' "
                            "USING ERRCODE = 'restrict_violation';"
                        ),
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.EvaluationItem",
            {
                "form": models.ForeignKey(
                    "courses.EvaluationForm", models.CASCADE, related_name="items"
                ),
                "key": models.SlugField(max_length=60),
                "position": models.PositiveSmallIntegerField(),
                "kind": models.CharField(
                    max_length=10,
                    choices=[
                        ("likert", "Scale"),
                        ("choice", "One choice"),
                        ("choices", "Several choices"),
                        ("text", "Free text"),
                    ],
                ),
                "prompt": models.TextField(),
                "required": models.BooleanField(default=True),
                "options": models.JSONField(blank=True, default=list),
                "purpose": models.CharField(
                    verbose_name="what it measures",
                    max_length=12,
                    blank=True,
                    default="",
                    choices=[
                        ("objectives", "Objectives met"),
                        ("bias", "Free of commercial bias"),
                        ("change", "Intended change in practice"),
                        ("barriers", "Barriers to change"),
                        ("overall", "Overall judgement"),
                        ("comment", "Free comment"),
                    ],
                ),
            },
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        name="item_position_once",
                        fields=("form", "position"),
                        deferrable=models.Deferrable.IMMEDIATE,
                    ),
                    models.UniqueConstraint("form", "key", name="item_key_once"),
                ],
                "triggers": [
                    trigger(
                        "courses.EvaluationItem",
                        "released_is_frozen",
                        when="BEFORE",
                        operation="INSERT OR UPDATE OR DELETE",
                        declare="DECLARE version RECORD;",
                        func="""
            FOR version IN SELECT released_at FROM courses_evaluationform WHERE id IN \
((OLD.form_id), (NEW.form_id)) FOR SHARE LOOP
                IF version.released_at IS NOT NULL THEN RAISE EXCEPTION 'frozen: a released \
version is never changed' USING ERRCODE = 'restrict_violation'; END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.EvaluationLibraryItem",
            {
                "provider": models.ForeignKey(
                    "providers.Provider",
                    models.CASCADE,
                    blank=True,
                    null=True,
                    help_text="Empty: every provider of this portal may use it.",
                    related_name="evaluation_items",
                ),
                "name": models.CharField(max_length=80),
                "purpose": models.CharField(
                    verbose_name="what it measures",
                    max_length=12,
                    blank=True,
                    choices=[
                        ("objectives", "Objectives met"),
                        ("bias", "Free of commercial bias"),
                        ("change", "Intended change in practice"),
                        ("barriers", "Barriers to change"),
                        ("overall", "Overall judgement"),
                        ("comment", "Free comment"),
                    ],
                ),
                "kind": models.CharField(
                    max_length=10,
                    choices=[
                        ("likert", "Scale"),
                        ("choice", "One choice"),
                        ("choices", "Several choices"),
                        ("text", "Free text"),
                    ],
                ),
                "prompt": models.TextField(
                    help_text=(
                        "{objective} stands for a learning objective: one item is made for each."
                    )
                ),
                "required": models.BooleanField(default=True),
                "options": models.JSONField(blank=True, default=list),
                "position": models.PositiveSmallIntegerField(default=0),
                "withdrawn_at": models.DateTimeField(
                    blank=True, null=True, help_text="From then on it is no longer offered."
                ),
            },
            options={"ordering": ["position", "pk"]},
        ),
        *create_tracked(
            "courses.Video",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.PROTECT, related_name="videos"
                ),
                "version": models.PositiveIntegerField(default=1),
                "title": models.CharField(max_length=200),
                "file": models.FileField(max_length=200, upload_to="video/"),
                "hls": models.FileField(
                    verbose_name="HLS playlist",
                    max_length=200,
                    blank=True,
                    editable=False,
                    upload_to="video/",
                ),
                "renditions": models.JSONField(blank=True, default=list, editable=False),
                "poster": models.FileField(max_length=200, blank=True, upload_to="poster/"),
                "seconds": models.PositiveIntegerField(
                    verbose_name="length in whole seconds", validators=[MinValueValidator(1)]
                ),
                "width": models.PositiveIntegerField(default=1280),
                "height": models.PositiveIntegerField(default=720),
                "sha256": models.CharField(max_length=64, editable=False),
                "speech": models.JSONField(
                    blank=True,
                    null=True,
                    editable=False,
                    help_text=(
                        "Pairs of seconds that sound like speech; empty until someone listened."
                    ),
                ),
                "added_at": models.DateTimeField(auto_now_add=True),
                "released_at": models.DateTimeField(
                    blank=True,
                    null=True,
                    editable=False,
                    help_text="Empty while it is being prepared.",
                ),
            },
            options={
                "ordering": ["course", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        "course", "version", name="video_version_once_per_course"
                    ),
                    models.CheckConstraint(
                        name="video_has_a_length", condition=models.Q(seconds__gte=1)
                    ),
                ],
                "triggers": [
                    trigger(
                        "courses.Video",
                        "video_is_immutable",
                        when="BEFORE",
                        operation="UPDATE",
                        condition=(
                            'WHEN (OLD."course_id" IS DISTINCT FROM (NEW."course_id") OR '
                            'OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."hls" IS '
                            'DISTINCT FROM (NEW."hls") OR OLD."seconds" IS DISTINCT FROM '
                            '(NEW."seconds") OR OLD."sha256" IS DISTINCT FROM '
                            '(NEW."sha256") OR OLD."version" IS DISTINCT FROM '
                            '(NEW."version"))'
                        ),
                        func=(
                            "RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', "
                            "TG_TABLE_NAME;"
                        ),
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.TextTrack",
            {
                "video": models.ForeignKey("courses.Video", models.CASCADE, related_name="tracks"),
                "kind": models.CharField(
                    max_length=12,
                    choices=[
                        ("captions", "Captions"),
                        ("chapters", "Chapters"),
                        ("descriptions", "Descriptions"),
                    ],
                ),
                "language": models.CharField(max_length=12, default="en"),
                "label": models.CharField(max_length=60, default="English"),
                "vtt": models.TextField(verbose_name="WebVTT"),
                "copied_at": models.DateTimeField(
                    blank=True,
                    null=True,
                    editable=False,
                    help_text=(
                        "Copied from an earlier recording then, and read against this "
                        "one by nobody yet."
                    ),
                ),
            },
            options={
                "ordering": ["kind", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        "video", "kind", "language", name="track_once_per_language"
                    )
                ],
            },
        ),
    ]
