"""Every component in every state, on pages that no visitor sees: what axe looks at."""

from types import SimpleNamespace as Row
from typing import Any

from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.dev_components import specimens

_SHOWS_ALL = Row(shows_exit=True, shows_hotlines=True)


def gallery() -> str:
    """Return the page with every component, a refused form included."""
    request = RequestFactory().get("/gallery/", {"listed": 2})
    shown = {"request": request, "series_of_page": [_SHOWS_ALL]}
    return render_to_string("portal/dev/components.html", shown | specimens(request))


def house_pages() -> dict[str, str]:
    """Return the pages of the house by path, drawn without a request and without a database."""
    learner = Row(is_authenticated=True, full_name="Ann Example", email="ann@example.org")
    courses = [_course("part-1"), _course("part-2")]
    rows = [Row(entry=Row(course=course, credit=["0.25"])) for course in courses]
    row = {"course": courses[0], "status": _status(), "certificate": None}
    contexts: dict[str, dict[str, Any]] = {
        "home": {
            "shelves": [(Row(pk=1, title="The series"), rows)],
            "next": Row(status=Row(course=courses[0])),
        },
        "dashboard": {"user": learner, "enrolments": [row]},
        "help": {},
        "privacy": {},
        "accessibility": {},
    }
    texts = {"name": "Education", "headline": "Free education", "welcome": "Welcome."}
    house = Row(short_name="Courses", contact_email="portal@example.org", **texts)
    contact = {"installation": house, "series_of_page": [_SHOWS_ALL]}
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
        series=Row(slug="the-series"),
        get_absolute_url=f"/courses/{slug}/",
    )


def _status() -> Row:
    step = Row(label="Test", action="Take the post-test", url="/x/", state="current", detail="")
    missing = [Row(code="profession_unknown", message="Tell us your profession.", url="/x/")]
    return Row(steps=[step], next_step=step, missing=missing)
