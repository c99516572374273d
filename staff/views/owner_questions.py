"""The page of the questions that only a provider can answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import StaffRequest, sent
from accounts.sentences import counted
from providers.guard import render_staff, staff_form
from providers.rights import Right, providers_with
from providers.services.owner_answers import answer_questions
from staff.forms.owner_answers import OwnerAnswersForm


@staff_form(Right.TEAM)
def questions(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Show the questions with their answers, by whom and when; a POST saves what was changed."""
    provider = get_object_or_404(providers_with(request.user, Right.TEAM), pk=provider_id)
    answers = {row.question: row for row in provider.owner_answers.select_related("answered_by")}
    form = OwnerAnswersForm(sent(request), answers=answers)
    if form.is_valid():
        changed = answer_questions(
            provider=provider, answers=form.cleaned_data, actor=request.user, now=timezone.now()
        )
        done = f"Saved: {counted(changed, 'answer')}." if changed else "Nothing was changed."
        messages.success(request, done)
        return redirect("staff:owner-questions", provider.pk)
    context = {
        "form": form,
        "provider": provider,
        "rows": [(field, answers.get(field.name)) for field in form],
        "crumbs": [("Team", reverse("staff:team"))],
    }
    title = f"Questions only {provider} can answer"
    return render_staff(request, "staff/owner_questions.html", context, title=title)
