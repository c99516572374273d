"""Every component in every state, on pages that no visitor sees: what axe looks at."""

from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.template import Context, Engine, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.paging import page_of

_SOURCE = """
{% extends "base.html" %}
{% block main %}
  {% include "components/breadcrumb.html" with here="Gallery" %}
  <h1>Gallery</h1>
  <div class="stack">
    {% for level in levels %}
      {% include "components/alert.html" with title="Notice" text="Words." %}
    {% endfor %}
    <section class="card"><h2>Your path</h2>{% include "components/stepper.html" %}</section>
    <section class="card">
      <h2>Watched</h2>
      {% include "components/watched.html" with length=240 text="2:50 of 4:00" %}
    </section>
    <h2>Cards</h2>
    {% include "components/card.html" with title="Card" url="/x/" action="Go on" is_sample=True %}
    {% include "components/button.html" with label="Primary" %}
    {% include "components/button.html" with label="Quiet" quiet=True icon="download" %}
    {% include "components/button.html" with label="Delete" kind="danger" %}
    <button class="btn btn-primary" disabled>Disabled</button>
    {% include "components/sample_mark.html" %}
    <form method="post">{% include "components/form_fields.html" %}</form>
    {% include "components/empty.html" with title="Nothing" text="Yet." url="/x/" action="Begin" %}
    {% include "components/pagination.html" %}
  </div>
{% endblock %}
"""


class EveryField(forms.Form):
    """One field of each kind that a page of the portal uses."""

    full_name = forms.CharField(help_text="As on your license.")
    email = forms.EmailField()
    profession = forms.ChoiceField(choices=[("", "Choose one"), ("rn", "Nurse")])
    useful = forms.ChoiceField(choices=[("1", "Yes"), ("2", "No")], widget=forms.RadioSelect)
    barriers = forms.MultipleChoiceField(
        choices=[("time", "Time"), ("room", "No private room")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Tick all that apply.",
    )
    comment = forms.CharField(widget=forms.Textarea, required=False)
    attested = forms.BooleanField(label="This is true")


def refused_form() -> EveryField:
    """Return a form with an error in most fields."""
    form = EveryField({"full_name": "Ann Example", "email": "nowhere"})
    form.add_error(None, "These answers do not fit together.")
    return form


def steps() -> list[Row]:
    """Return a path with a step in each state."""
    states = [("Watch", "done"), ("Test", "current"), ("Claim", "locked")]
    return [Row(label=label, state=state, url="/x/", detail="") for label, state in states]


def gallery() -> str:
    """Return the page with every component, a refused form included."""
    request = RequestFactory().get("/gallery/", {"page": 2})
    context = {
        "request": request,
        "form": refused_form(),
        "levels": ["info", "success", "warning", "error"],
        "steps": steps(),
        "ranges": [(0, 60), (90, 200)],
        "trail": [("Courses", "/courses/")],
        "page": page_of(request, range(50), size=10),
    }
    return Template(_SOURCE.strip(), engine=Engine.get_default()).render(Context(context))


def house_pages() -> dict[str, str]:
    """Return the pages of the house by path, drawn without a request and without a database."""
    learner = Row(is_authenticated=True, full_name="Ann Example", email="ann@example.org")
    courses = [_course("part-1"), _course("part-2")]
    row = {"course": courses[0], "status": _status(), "certificate": None}
    contexts: dict[str, dict[str, Any]] = {
        "home": {"shelves": [(Row(pk=1, title="The series"), courses)]},
        "dashboard": {"user": learner, "enrolments": [row]},
        "help": {},
        "privacy": {},
        "accessibility": {},
    }
    contact = {"installation": Row(short_name="Courses", contact_email="portal@example.org")}
    drawn: dict[str, str] = {
        f"/{name}/": render_to_string(f"portal/{name}.html", contact | context)
        for name, context in contexts.items()
    }
    errors = ("403", "403_csrf", "404", "429", "500")
    return drawn | {f"/{name}/": render_to_string(f"{name}.html") for name in errors}


def _course(slug: str) -> Row:
    return Row(
        slug=slug,
        short_title="Part 1",
        title="Identification and Response",
        estimated_minutes=15,
        is_sample=True,
        get_absolute_url=f"/courses/{slug}/",
    )


def _status() -> Row:
    step = Row(label="Test", action="Take the post-test", url="/x/", state="current", detail="")
    missing = [Row(code="profession_unknown", message="Tell us your profession.", url="/x/")]
    return Row(steps=steps(), next_step=step, missing=missing)
