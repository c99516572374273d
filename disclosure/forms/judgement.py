"""The forms on which staff judge a disclosure, relationship by relationship and course by course."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.db.models import Min

from accounts.cleaning import says_something
from accounts.models import User
from accounts.sentences import long_date
from courses.forms.credit_names import NamesCreditInFull
from courses.forms.fields import day
from courses.models import (
    Course,
    DisclosureForm,
    Exemption,
    Judgement,
    MitigationStep,
    Relationship,
)
from disclosure.services.review import LEAST_DAY, Decision, version_of

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_DISCLOSED_OTHERWISE = (
    "The disclosure was corrected after you opened this page. Read it above, compare it with what you"
    " entered below, and save again if your decision still applies."
)


class JudgementForm(NamesCreditInFull, forms.Form):
    """What staff decide about one relationship, for one course.

    `like` is the judgement for another course that it is filled in from, if there is none for this one.
    """

    relevant = forms.ChoiceField(
        label="Is it relevant to the content of this course?",
        choices=[("no", "Not relevant"), ("yes", "Relevant")],
        widget=forms.RadioSelect,
    )
    steps = forms.MultipleChoiceField(
        label="How it was mitigated",
        choices=MitigationStep,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mitigation = forms.CharField(
        label="What else was done",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    mitigated_on = day(
        "Mitigated on", "It must be done before the person assumes a role in this course."
    )
    exception = forms.ChoiceField(
        label="Exception for an owner or employee",
        choices=[("", "None: the person may not be in control of content"), *Exemption.choices],
        required=False,
    )
    exception_reason = forms.CharField(
        label="Why the exception applies",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        relationship: Relationship,
        course: Course,
        assumed_on: date | None,
    ) -> None:
        self.relationship = relationship
        self.assumed_on = assumed_on
        self.judgement = relationship.judgement_for(course.pk)
        self.like = None if self.judgement else _newest(relationship)
        known = self.judgement or self.like
        super().__init__(data, initial=_decided(known), prefix=f"c{course.pk}-r{relationship.pk}")
        if self.began_in_the_role:
            self.fields["mitigated_on"].help_text = "Any date up to today."
        if not relationship.would_exclude(
            assumed_on or date.min
        ):  # Without a role it can be recorded.
            del self.fields["exception"], self.fields["exception_reason"]

    @property
    def began_in_the_role(self) -> bool:
        """Say whether it began after the role was assumed, on `assumed_on`."""
        return self.relationship.began_after(self.assumed_on)

    @property
    def asks_for_exception(self) -> bool:
        """Say whether the person may have no role here without one."""
        return "exception" in self.fields

    @property
    def version(self) -> str:
        """The version of what the page shows; it comes back with what is typed."""
        return version_of(self.relationship, self.judgement)

    @property
    def seen_name(self) -> str:
        return self.add_prefix("seen")

    @property
    def is_stale(self) -> bool:
        """Say whether anything changed since the page was drawn on which this was typed."""
        return self.is_bound and self._seen != self.version

    @property
    def _seen(self) -> str:
        return str(self.data.get(self.seen_name, ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_stale:
            same = self._seen.partition(" ")[0] == self.version.partition(" ")[0]
            self.add_error(None, _meanwhile(self.judgement) if same else _DISCLOSED_OTHERWISE)
        if cleaned.get("relevant") == "yes":
            if not (cleaned.get("steps") or says_something(cleaned.get("mitigation", ""))):
                self.add_error("steps", "Say how it was mitigated.")
            if not cleaned.get("mitigated_on") and "mitigated_on" not in self.errors:
                self.add_error("mitigated_on", "Enter the day on which it was mitigated.")
        if cleaned.get("exception") and not says_something(cleaned.get("exception_reason", "")):
            self.add_error("exception_reason", "Say why the exception applies.")
        if (done := cleaned.get("mitigated_on")) and done < LEAST_DAY:
            self.add_error("mitigated_on", f"Enter a date in {LEAST_DAY.year} or later.")
        return cleaned

    def decision(self) -> Decision:
        """Return what a valid form decides."""
        said = self.cleaned_data
        return Decision(
            relevant=said["relevant"] == "yes",
            steps=tuple(said["steps"]),
            mitigation=said["mitigation"],
            mitigated_on=said["mitigated_on"],
            exception=said.get("exception", ""),
            exception_reason=said.get("exception_reason", ""),
            seen=self._seen,
        )


def _newest(relationship: Relationship) -> Judgement | None:
    """Of those without a day, which a folder or an older portal left, the last one recorded."""
    rows = relationship.judgements.all()
    return max(rows, key=lambda one: (one.judged_at or _LONG_AGO, one.pk), default=None)


def _meanwhile(judgement: Judgement | None) -> str:
    """Say what is on record now, to be compared with what is typed."""
    if judgement is None:
        return "The decision you saw no longer exists. Save again to record what you entered."
    who = judgement.judged_by.full_name if judgement.judged_by else "The series’ folder"
    done = [MitigationStep(step).label for step in judgement.mitigation_steps]
    on = [f"mitigated on {long_date(judgement.mitigated_on)}"] if judgement.mitigated_on else []
    said = ["relevant" if judgement.relevant else "not relevant", *done, judgement.mitigation, *on]
    exception = judgement.exception and f"exception: {judgement.get_exception_display()}"
    words = "; ".join(filter(None, [*said, exception, judgement.exception_reason]))
    return (
        f"{who} made a decision after you opened this page: {words}. What you entered is below. Save again to"
        " replace that decision."
    )


def _decided(judgement: Judgement | None) -> dict[str, Any]:
    if judgement is None:
        return {}
    return {
        "relevant": "yes" if judgement.relevant else "no",
        "steps": judgement.mitigation_steps,
        "mitigation": judgement.mitigation,
        "mitigated_on": judgement.mitigated_on,
        "exception": judgement.exception,
        "exception_reason": judgement.exception_reason,
    }


class JudgedCourseForm(NamesCreditInFull, forms.Form):
    """The course that a disclosure is judged for; also one in which the person is to have a role."""

    course = forms.ModelChoiceField(
        Course.objects.none(),
        to_field_name="slug",
        empty_label="Choose",
        help_text="Review it here before the person assumes a role in a published course.",
    )

    def __init__(self, *args: Any, provider: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Course.objects.filter(series__provider=provider, retired_at__isnull=True)
        self.fields["course"].queryset = own.select_related("series")  # type: ignore[attr-defined]


class CourseSection:
    """The judgements of one disclosure for one course: a form for each relationship."""

    def __init__(
        self, form: DisclosureForm, course: Course, data: Mapping[str, Any] | None = None
    ) -> None:
        self.course = course
        roles = course.roles.filter(person=form.person_id).aggregate(first=Min("assumed_on"))
        self.decisions = [
            JudgementForm(data, relationship=row, course=course, assumed_on=roles["first"])
            for row in form.relationships.all()
        ]
        self.judgements = [each.judgement for each in self.decisions if each.judgement]
        self.is_judged = len(self.judgements) == len(self.decisions)
        self.like = next((each.like.course for each in self.decisions if each.like), None)

    def is_valid(self) -> bool:
        valid = [each.is_valid() for each in self.decisions]  # Not lazily: each shows its errors.
        return all(valid)

    @property
    def has_errors(self) -> bool:
        return any(each.errors for each in self.decisions)

    @property
    def is_stale(self) -> bool:
        return any(each.is_stale for each in self.decisions)

    @property
    def done(self) -> str:
        """What to tell who has decided."""
        if self.decisions:
            return f"Your decisions for {self.course} were saved."
        return f"Accepted: nothing is left to disclose for {self.course}."

    @property
    def judged(self) -> Judgement | None:
        """The judgement that says who judged, and who had a second look."""
        return next(iter(self.judgements), None)

    def may_look(self, user: User) -> bool:
        """Say whether a second look of `user` is still possible."""
        open_to_them = all(one.judged_by_id != user.pk for one in self.judgements)
        unseen = any(one.second_look_at is None for one in self.judgements)
        return self.is_judged and unseen and open_to_them

    def said(self) -> dict[int, Decision]:
        """Return what a valid section decides, by the id of the relationship."""
        return {each.relationship.pk: each.decision() for each in self.decisions}
