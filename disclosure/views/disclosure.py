"""The page on which somebody in control of content discloses, through a personal link and without an account."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.errors import Refused
from courses.models import DisclosureRequest, DisclosureWording, Series
from courses.models.dates import add_years
from courses.models.disclosure import DISCLOSURE_YEARS
from disclosure.forms.disclosure import MOST_RELATIONSHIPS, Answer
from disclosure.services.disclosures import (
    draft_of,
    refusal_of,
    request_of,
    save_draft,
    sign_disclosure,
)

_PAGE, _CLOSED = "disclosure/form.html", "disclosure/closed.html"


# The token in the address is the credential, and another site does not know it. With a CSRF token, too, what
# was typed would be lost whenever the cookie is: who signs in to learn in another tab changes it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form with any saved draft; accept a draft, one more row, or the signed answer.

    The token in the URL is the credential. The page shows only the data of the person who was asked.
    """
    asked = request_of(token)
    if asked is None:
        return render(request, _CLOSED, {"code": "unknown"}, status=404)
    now = timezone.now()
    if refusal := refusal_of(asked, now=now):
        return _closed(request, asked, refusal)
    wording = DisclosureWording.objects.all()[0]
    today = asked.person.provider.day_of(now)
    if request.method != "POST":
        return _form(request, asked, wording, _answer(None, draft_of(asked), wording, today))
    try:
        return _take(request, asked, wording, token)
    except Refused as refusal:
        return _closed(request, asked, refusal)


def _take(
    request: HttpRequest, asked: DisclosureRequest, wording: DisclosureWording, token: str
) -> HttpResponse:
    now, sent = timezone.now(), request.POST
    today = asked.person.provider.day_of(now)
    if "sign" in sent:
        answer = _answer(sent, {}, wording, today)
        if not answer.is_valid():
            return _form(request, asked, wording, answer, status=400)
        sign_disclosure(
            request_id=asked.pk,
            wording=wording,
            name=answer.sign.cleaned_data["name"],
            relationships=answer.relationships,
            now=now,
        )
        return redirect("disclosure:disclose", token)
    typed = _typed(sent)
    save_draft(request_id=asked.pk, typed=typed, now=now)
    answer = _answer(None, typed, wording, today)
    return _form(request, asked, wording, answer, saved="more" not in sent)


def _typed(sent: QueryDict) -> dict[str, Any]:
    """Return what was typed, shortened if too long, with one more row if requested."""
    rows = _rows(sent)
    names = ("company", "kind", "nature", "began_on", "ended", "ended_on")
    kept = {
        f"r{row}-{name}": sent.get(f"r{row}-{name}", "")[:200]
        for row in range(rows)
        for name in names
    }
    kept |= {f"sign-{name}": sent.get(f"sign-{name}", "")[:200] for name in ("answer", "name")}
    return kept | {"rows": min(rows + ("more" in sent), MOST_RELATIONSHIPS)}


def _rows(known: Any) -> int:
    """Return how many rows there are: from 1 to `MOST_RELATIONSHIPS`."""
    try:
        return max(1, min(int(known.get("rows", 1)), MOST_RELATIONSHIPS))
    except ValueError:
        return 1


def _answer(
    data: QueryDict | None, draft: dict[str, Any], wording: DisclosureWording, today: date
) -> Answer:
    return Answer(
        data,
        draft=draft,
        attestation=wording.attestation,
        today=today,
        rows=_rows(draft if data is None else data),
    )


def _series_of(asked: DisclosureRequest) -> QuerySet[Series]:
    """Return the series that this person teaches or plans: their subject alone shows on the page."""
    return Series.objects.filter(courses__roles__person=asked.person_id).distinct()


def _form(
    request: HttpRequest,
    asked: DisclosureRequest,
    wording: DisclosureWording,
    answer: Answer,
    *,
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    today = asked.person.provider.day_of(timezone.now())
    context = {
        "asked": asked,
        "person": asked.person,
        "provider": asked.person.provider,
        "series_of_page": _series_of(asked),
        "wording": wording,
        "form": answer.sign,
        "rows": answer.rows,
        "from_day": add_years(today, -DISCLOSURE_YEARS),
        "to_day": today,
        "saved": saved,
        "may_add": len(answer.rows) < MOST_RELATIONSHIPS,
    }
    return render(request, _PAGE, context, status=status)


def _closed(request: HttpRequest, asked: DisclosureRequest, refusal: Refused) -> HttpResponse:
    context = {"code": refusal.code, "message": refusal.message, "asked": asked}
    context["series_of_page"] = _series_of(asked)
    # A signed answer is shown only while its link is valid: an old mail must not reveal anything.
    if refusal.code == "answered" and asked.expires_at > timezone.now():
        context["disclosure"] = getattr(asked, "form", None)
    status = 200 if refusal.code == "answered" else 410
    return render(request, _CLOSED, context, status=status)
