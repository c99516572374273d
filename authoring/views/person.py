"""What learners read about a person in control of content: saved, or asked for where two people must agree."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_at
from disclosure.forms.people import PersonForm
from disclosure.views.people import person_or_404, person_page
from providers.guard import staff_action
from providers.rights import Right
from publishing.services.course_changes import waits_or
from publishing.services.person_changes import change_person


@staff_action(Right.AUTHOR)
def save_person(request: StaffRequest, person_id: int) -> HttpResponse:
    """Save what was typed on the page of a person; what a live course tells may wait for a second person."""
    one = person_or_404(request, person_id, Right.AUTHOR)
    form = PersonForm(request.POST, instance=one)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        with refusals_at(form):
            change = change_person(
                person=one, values=values, actor=request.user, now=timezone.now()
            )
            messages.success(request, waits_or(change, "Saved."))
            return redirect("disclosure:person", one.pk)
    return person_page(request, one, form=form, status=400)
