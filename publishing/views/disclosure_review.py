"""A signed disclosure as staff see it: read, judged for each course of the person, and checked by a second person."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_as_messages, refusals_at
from accounts.sentences import long_date
from courses.models import Course, DisclosureForm, Judgement, NothingToDisclose
from disclosure.forms.judgement import CourseSection, JudgedCourseForm
from disclosure.services.nothing_left import nothing_left
from disclosure.services.own_disclosure import own_disclosure_refusal
from disclosure.services.review import look_again, note_reading
from providers.guard import render_staff, staff_action, staff_form
from providers.rights import Right, may, providers_with
from publishing.services.course_changes import waits_or
from publishing.services.judging import judge_or_ask


@staff_form(Right.SEE_COURSES)
def disclosure(request: StaffRequest, disclosure_id: int) -> HttpResponse:
    """Show what was disclosed and decided; a POST saves what is decided for one course. Reading is logged."""
    right = Right.AUTHOR if request.method == "POST" else Right.SEE_COURSES
    form = _form_or_404(request, disclosure_id, right)
    if request.method != "POST":
        note_reading(form=form, actor=request.user)
        return _page(request, form)
    section = CourseSection(form, _course_or_404(request, form), request.POST)
    if section.is_valid():
        decisions = section.decisions
        with refusals_at(decisions[0]) if decisions else refusals_as_messages(request):
            change = judge_or_ask(
                form=form,
                course=section.course,
                judgements=section.said(),
                actor=request.user,
                now=timezone.now(),
            )
            messages.success(request, waits_or(change, section.done))
            return redirect("publishing:disclosure", form.pk)
    return _page(request, form, section, status=409 if section.is_stale else 400)


@staff_action(Right.SEE_COURSES)
def second_look(request: StaffRequest, disclosure_id: int) -> HttpResponse:
    """Record that a second person, author or approver, agrees with the decisions for one course."""
    form = _form_or_404(request, disclosure_id, Right.SEE_COURSES)
    provider = form.person.provider_id
    if not any(may(request.user, right, provider) for right in (Right.AUTHOR, Right.APPROVE)):
        raise Http404
    course = _course_or_404(request, form)
    with refusals_as_messages(request):
        look_again(form=form, course=course, actor=request.user, now=timezone.now())
        messages.success(request, "Your second look is on record.")
    return redirect("publishing:disclosure", form.pk)


def _page(
    request: StaffRequest,
    form: DisclosureForm,
    sent: CourseSection | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    person = form.person
    refusal = own_disclosure_refusal(request.user, person)
    may_author = may(request.user, Right.AUTHOR, person.provider_id)
    asked = JudgedCourseForm(request.GET or None, provider=person.provider_id)
    more = asked.cleaned_data["course"] if asked.is_bound and asked.is_valid() else None
    courses = _courses(form, more, sent.course if sent else None)
    sections = _sections(form, courses, sent) if form.relationships.all() else []
    context = {
        "disclosure": form,
        "person": person,
        "sections": sections,
        "left": [] if form.relationships.all() else nothing_left(form, courses),
        "looks": [] if refusal else [each for each in sections if each.may_look(request.user)],
        "other_course": asked,
        "refusal": refusal,
        "may_author": may_author and not refusal,
        "crumbs": [
            ("People", reverse("disclosure:people")),
            (str(person), reverse("disclosure:person", args=[person.pk])),
        ],
    }
    title = f"Disclosure of {long_date(form.signed_on)}"
    return render_staff(
        request, "disclosure/people/review.html", context, title=title, status=status
    )


def _courses(form: DisclosureForm, *more: Course | None) -> list[Course]:
    """Return each course of the person or judged or accepted before, and those that were asked for."""
    roles = form.person.roles.filter(course__retired_at__isnull=True).select_related("course")
    judged = [one.course for row in form.relationships.all() for one in row.judgements.all()]
    accepted = [one.course for one in form.acceptances.all()]
    known = [*(role.course for role in roles), *judged, *accepted, *filter(None, more)]
    return list(dict.fromkeys(known))


def _sections(
    form: DisclosureForm, courses: list[Course], sent: CourseSection | None
) -> list[CourseSection]:
    """Return a section for each course, those that wait first."""
    sections = [
        sent if sent and sent.course == course else CourseSection(form, course)
        for course in courses
    ]
    return sorted(sections, key=lambda section: section.is_judged)


def _course_or_404(request: StaffRequest, form: DisclosureForm) -> Course:
    asked = JudgedCourseForm(request.POST, provider=form.person.provider_id)
    if not asked.is_valid():
        raise Http404
    course: Course = asked.cleaned_data["course"]
    return course


def _form_or_404(request: StaffRequest, disclosure_id: int, right: Right) -> DisclosureForm:
    own = providers_with(request.user, right)
    rows = DisclosureForm.objects.select_related("person__provider", "wording")
    rows = rows.prefetch_related(
        Prefetch(
            "relationships__judgements",
            Judgement.objects.select_related("course", "judged_by", "second_look_by"),
        ),
        Prefetch("acceptances", NothingToDisclose.objects.select_related("course", "accepted_by")),
        "person__disclosures__relationships__judgements",
        "person__disclosures__acceptances",
    )
    return get_object_or_404(rows, pk=disclosure_id, person__provider__in=own)
