"""The tables of courses, with their constraints, indexes and triggers."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from accounts.fields import EncryptedTextField
from accounts.migration_parts import CreateTables, create, create_tracked, trigger
from courses.models.provider import validate_time_zone


class Migration(CreateTables):
    initial = True
    dependencies = [
        ("accounts", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
        # Not needed, but sooner is quicker: few models are there yet to render.
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("sessions", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
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
            "courses.StatementTemplate",
            {
                "code": models.SlugField(max_length=40, unique=True),
                "name": models.CharField(max_length=120),
                "providership": models.CharField(
                    max_length=10,
                    choices=[("direct", "Directly provided"), ("joint", "Jointly provided")],
                ),
                "text": models.TextField(),
            },
            options={"ordering": ["name"]},
        ),
        *create_tracked(
            "courses.Provider",
            {
                "slug": models.SlugField(max_length=60, unique=True),
                "name": models.CharField(max_length=200),
                "accreditor": models.CharField(max_length=200),
                "accreditation_template": models.ForeignKey(
                    "courses.StatementTemplate", models.PROTECT
                ),
                "website": models.URLField(blank=True),
                "contact_email": models.EmailField(max_length=254),
                "contact_phone": models.CharField(max_length=40, blank=True),
                "time_zone": models.CharField(
                    max_length=60, default="America/Chicago", validators=[validate_time_zone]
                ),
                "pars_provider_id": models.CharField(
                    verbose_name="ACCME provider ID",
                    max_length=7,
                    blank=True,
                    help_text="7 digits.",
                ),
                "is_sample": models.BooleanField(verbose_name="sample", default=False),
                "counted_from": models.CharField(
                    verbose_name="learners count from",
                    max_length=10,
                    default="first-view",
                    choices=[
                        ("first-view", "the first view of the content"),
                        ("enrolment", "the enrolment"),
                    ],
                    help_text="In the totals of an activity. Each person counts once.",
                ),
                "second_approval": models.BooleanField(
                    verbose_name="publishing needs a second person",
                    default=False,
                    help_text="Whoever asks for publishing cannot approve it.",
                ),
                "optional_checks": models.JSONField(
                    verbose_name="checks that are advice here",
                    blank=True,
                    default=list,
                    editable=False,
                    help_text=(
                        "Codes of checks that this provider's accreditor no longer asks for."
                    ),
                ),
            },
            options={"ordering": ["name"]},
        ),
        *create_tracked(
            "courses.Person",
            {
                "provider": models.ForeignKey(
                    "courses.Provider", models.PROTECT, related_name="people"
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
                    "courses.Provider", models.PROTECT, related_name="series"
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
        create(
            "courses.CourseDraft",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="drafts"
                ),
                "step": models.SlugField(max_length=20),
                "saved_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="course_drafts"
                ),
                "saved_at": models.DateTimeField(),
                "data": models.JSONField(default=dict),
                "based_on": models.JSONField(default=dict),
            },
            options={
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(
                        "course", "step", "saved_by", name="draft_once_per_person_and_step"
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
                    "courses.Provider",
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
            "courses.Membership",
            {
                "provider": models.ForeignKey(
                    "courses.Provider", models.CASCADE, related_name="memberships"
                ),
                "user": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships"
                ),
                "role": models.CharField(
                    max_length=10,
                    choices=[
                        ("owner", "Owner"),
                        ("manager", "Course manager"),
                        ("reviewer", "Reviewer"),
                        ("support", "Support"),
                        ("viewer", "Report viewer"),
                    ],
                ),
                "granted_at": models.DateTimeField(default=timezone.now, editable=False),
            },
            options={
                "ordering": ["provider", "user"],
                "constraints": [
                    models.UniqueConstraint(
                        "provider", "user", name="one_role_per_person_and_provider"
                    )
                ],
                "triggers": [
                    trigger(
                        "courses.Membership",
                        "an_owner_stays",
                        when="BEFORE",
                        operation="UPDATE OR DELETE",
                        func="""
    IF OLD.role = 'owner' AND (
        TG_OP = 'DELETE' OR NEW.role <> 'owner' OR NEW.provider_id <> OLD.provider_id
    ) THEN
        PERFORM 1 FROM courses_provider WHERE id = OLD.provider_id FOR NO KEY UPDATE;
        IF NOT EXISTS (
            SELECT 1 FROM courses_membership
            WHERE provider_id = OLD.provider_id AND role = 'owner' AND id <> OLD.id
        ) THEN
            RAISE EXCEPTION 'the last owner of a provider stays'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
""",
                    )
                ],
            },
        ),
        *create_tracked(
            "courses.PublishRequest",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="publish_requests"
                ),
                "asked_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
                ),
                "asked_at": models.DateTimeField(default=timezone.now),
                "note": models.CharField(
                    verbose_name="note to who approves", max_length=500, blank=True
                ),
                "publish_at": models.DateTimeField(
                    blank=True, null=True, help_text="Empty: as soon as it may."
                ),
                "digest": models.CharField(max_length=64),
                "needs_approval": models.BooleanField(default=False),
                "approved_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
                ),
                "approved_at": models.DateTimeField(null=True),
                "declined_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
                ),
                "declined_at": models.DateTimeField(null=True),
                "decline_reason": models.CharField(max_length=500, blank=True),
                "withdrawn_at": models.DateTimeField(null=True),
                "voided_at": models.DateTimeField(null=True),
                "void_reason": models.TextField(blank=True),
                "published_at": models.DateTimeField(null=True),
            },
            options={
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        "course",
                        name="one_open_publish_request_per_course",
                        condition=models.Q(
                            declined_at__isnull=True,
                            published_at__isnull=True,
                            voided_at__isnull=True,
                            withdrawn_at__isnull=True,
                        ),
                    ),
                    models.CheckConstraint(
                        name="approved_by_somebody_else",
                        condition=models.Q(approved_by__isnull=True)
                        | ~models.Q(approved_by=models.F("asked_by")),
                    ),
                    models.CheckConstraint(
                        name="approval_has_a_person_and_a_moment",
                        condition=models.Q(approved_at__isnull=True, approved_by__isnull=True)
                        | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                    ),
                    models.CheckConstraint(
                        name="declined_with_a_reason",
                        condition=models.Q(declined_at__isnull=True) | ~models.Q(decline_reason=""),
                    ),
                    models.CheckConstraint(
                        name="published_only_when_approved",
                        condition=models.Q(published_at__isnull=True)
                        | models.Q(needs_approval=False)
                        | models.Q(approved_at__isnull=False),
                    ),
                ],
            },
        ),
        *create_tracked(
            "courses.CourseReview",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="reviews"
                ),
                "reviewed_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
                ),
                "reviewed_at": models.DateTimeField(default=timezone.now),
                "reviewed_on": models.DateField(),
                "looked_at": models.JSONField(default=list),
                "note": models.TextField(blank=True),
                "expires_on": models.DateField(verbose_name="new last day of credit"),
            },
            options={"ordering": ["-reviewed_at"]},
        ),
        create(
            "courses.ExpiryNotice",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, null=True, related_name="expiry_notices"
                ),
                "form": models.ForeignKey(
                    "courses.DisclosureForm",
                    models.CASCADE,
                    null=True,
                    related_name="expiry_notices",
                ),
                "ends_on": models.DateField(),
                "days": models.PositiveSmallIntegerField(),
                "sent_at": models.DateTimeField(default=timezone.now),
            },
            options={
                "ordering": ["-sent_at"],
                "constraints": [
                    models.CheckConstraint(
                        name="notice_of_one_thing",
                        condition=models.Q(
                            ("course__isnull", True), ("form__isnull", True), _connector="XOR"
                        ),
                    ),
                    models.UniqueConstraint(
                        name="notice_once",
                        fields=("course", "form", "ends_on", "days"),
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        create(
            "courses.Upload",
            {
                "id": models.UUIDField(
                    primary_key=True, default=uuid.uuid4, editable=False, serialize=False
                ),
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="uploads"
                ),
                "uploaded_by": models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
                ),
                "name": models.CharField(max_length=200),
                "fingerprint": models.CharField(max_length=64, blank=True),
                "size": models.BigIntegerField(verbose_name="size in bytes"),
                "offset": models.BigIntegerField(verbose_name="bytes received", default=0),
                "created_at": models.DateTimeField(default=timezone.now),
                "expires_at": models.DateTimeField(),
                "finished_at": models.DateTimeField(blank=True, null=True),
            },
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        name="upload_offset_is_within_its_size",
                        condition=models.Q(size__gte=1)
                        & models.Q(offset__gte=0)
                        & models.Q(offset__lte=models.F("size")),
                    ),
                    models.CheckConstraint(
                        name="a_finished_upload_is_whole",
                        condition=models.Q(finished_at__isnull=True)
                        | models.Q(offset=models.F("size")),
                    ),
                ],
            },
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
        create(
            "courses.Preparation",
            {
                "course": models.ForeignKey(
                    "courses.Course", models.CASCADE, related_name="preparations"
                ),
                "upload": models.OneToOneField(
                    "courses.Upload",
                    models.SET_NULL,
                    blank=True,
                    null=True,
                    related_name="preparation",
                ),
                "video": models.OneToOneField(
                    "courses.Video",
                    models.PROTECT,
                    blank=True,
                    null=True,
                    related_name="preparation",
                ),
                "name": models.CharField(verbose_name="name of the file", max_length=200),
                "state": models.CharField(
                    max_length=10,
                    default="waiting",
                    choices=[
                        ("waiting", "Waiting for its turn"),
                        ("looking", "Looking into the file"),
                        ("encoding", "Making the versions for each network"),
                        ("storing", "Storing"),
                        ("ready", "Ready"),
                        ("failed", "Failed"),
                    ],
                ),
                "percent": models.PositiveSmallIntegerField(default=0),
                "code": models.SlugField(
                    max_length=40, blank=True, help_text="Which refusal it was."
                ),
                "reason": models.TextField(blank=True, help_text="Why it failed, and what to do."),
                "warnings": models.JSONField(blank=True, default=list),
                "frames": models.JSONField(
                    verbose_name="frames to choose a poster from", blank=True, default=list
                ),
                "runs": models.PositiveSmallIntegerField(default=0),
                "created_at": models.DateTimeField(default=timezone.now),
                "ended_at": models.DateTimeField(blank=True, null=True),
            },
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        name="preparation_percent_is_a_percentage",
                        condition=models.Q(percent__lte=100),
                    ),
                    models.CheckConstraint(
                        name="a_preparation_is_ready_with_its_video",
                        condition=models.Q(state="ready", video__isnull=False)
                        | (~models.Q(state="ready") & models.Q(video__isnull=True)),
                    ),
                    models.CheckConstraint(
                        name="a_failure_has_a_reason",
                        condition=~models.Q(state="failed") | ~models.Q(reason=""),
                    ),
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
