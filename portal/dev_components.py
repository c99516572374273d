"""The page with every component of the portal in its states, only on the machine of who develops it."""

from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.mailboxes import AddressField
from accounts.paging import page_of
from portal.dev_mail import local_only


class EveryField(forms.Form):
    """One field of each kind that a page of the portal uses."""

    full_name = forms.CharField(help_text="As on your license.")
    email = AddressField()
    profession = forms.ChoiceField(choices=[("", "Choose one"), ("rn", "Nurse")])
    useful = forms.ChoiceField(choices=[("1", "Yes"), ("2", "No")], widget=forms.RadioSelect)
    barriers = forms.MultipleChoiceField(
        choices=[("time", "Time"), ("room", "No private room")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Select all that apply.",
    )
    comment = forms.CharField(widget=forms.Textarea, required=False)
    attested = forms.BooleanField(label="This is true")


@require_safe
@never_cache
@local_only
def components(request: HttpRequest) -> HttpResponse:
    """Show every component of templates/components/ in its states."""
    return render(request, "portal/dev/components.html", specimens(request))


def specimens(request: HttpRequest) -> dict[str, Any]:
    """Return what the components are drawn from: made up, nothing of it from the database."""
    learner = Row(pk=0, is_authenticated=True, full_name="Ann Example", email="ann@example.org")
    return {
        "form": _refused_form(),
        "empty_form": EveryField(auto_id="new_%s"),
        "row_form": EveryField({"useful": "1"}, auto_id="row_%s"),
        "levels": ["info", "success", "warning", "error"],
        "steps": _steps(),
        "ranges": [(0, 60), (90, 200)],
        "trail": [("Courses", "/courses/")],
        "facts": [("Credit", "0.25"), ("Time", "15 minutes"), ("Cost", "Free")],
        "listed": page_of(request, range(50), size=20, key="listed"),
        "rows": [
            _row("first", claimed=True),
            _row("second", started=True),
            _row("third", expired=True),
        ],
        "lines": [Row(name="Email addresses", state="ann@example.org and 1 more", url="/courses/")],
        "seen_as": Row(impersonated=learner, path="/"),
        "learner": learner,
        "line": Row(name="A local line", phone="+13125550100", note="Day and night."),
    }


def _refused_form() -> EveryField:
    form = EveryField({"full_name": "Ann Example", "email": "nowhere"})
    form.add_error(None, "These answers do not fit together.")
    return form


def _steps() -> list[Row]:
    states = [("Watch", "done"), ("Test", "current"), ("Claim", "locked"), ("Earlier", "over")]
    return [Row(label=label, state=state, url="/courses/", detail="") for label, state in states]


def _row(slug: str, *, expired: bool = False, **status: bool) -> Row:
    course = Row(
        title=f"Course of the {slug} series",
        short_title="Part 1",
        estimated_minutes=15,
        series=Row(slug=slug),
        is_sample=expired,
        get_absolute_url="/courses/",
    )
    credit = [] if expired else ["*AMA PRA Category 1 Credits*™"]
    return Row(course=course, credit=credit, expired=expired, status=Row(**status))
