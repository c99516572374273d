"""The access check of learners' pages with a form, and what becomes of one that is sent without its session."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.kept_posts import (
    SECONDS,
    came_from,
    forget,
    has_typed,
    is_lost,
    keep,
    kept_here,
    owner_of,
)
from accounts.requests import SignedInRequest

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]
type LearnerView[**P] = Callable[Concatenate[SignedInRequest, P], HttpResponse]
ON_DEVICE = "_on_device"
"""The field that the page's script adds once the browser has stored the answers."""
LOOK = "look"
"""The field of a POST that only previews the form: "script" from js/live.js, anything else from a button."""
_KEPT = _(
    "You’re signed out, so this form was not sent. Sign in to the same account within %(minutes)d minutes, "
    "and it opens with what you entered."
)
_NOTHING_TYPED = _(
    "This was not done: the session in which this page was opened has ended. Sign in to the same account, "
    "then select the button again."
)
_NOT_KEPT = _(
    "This form was not sent: the session in which it was opened has ended. %(why)s Fill it in again."
)
_ANSWERS_KEPT = _(
    "Your answers were not sent: the session in which this form was opened has ended. They are kept in this "
    "browser alone; the form opens with them."
)
_ANSWERS_LOST = _(
    "Your answers were not sent: the session in which this form was opened has ended. They could not be kept, "
    "because we store no answers before you submit them. Answer again."
)


def learner_form[**P](
    *,
    asks_again: Collection[str] = (),
    untyped: Collection[str] = (),
    on_device: bool = False,
) -> Callable[[LearnerView[P]], View[P]]:
    """Open a page with a form to signed-in users, and let only the account it was made for send it.

    What arrives without that account's session is not acted on, but kept (`accounts.kept_posts`) without the
    fields `asks_again`; the view shows it with `reopened`. Of a POST with nothing in it but `untyped`, the names
    of buttons and hidden fields, nothing is kept. `on_device`: the server keeps nothing at all, the page's own
    script does.
    """

    def decorate(view: LearnerView[P]) -> View[P]:
        def lost(request: HttpRequest) -> HttpResponse:
            if request.POST.get(LOOK) == "script":  # Nobody has sent anything.
                return HttpResponse(status=401)
            owner, words = owner_of(request), ""
            if on_device:
                words = str(_ANSWERS_KEPT if ON_DEVICE in request.POST else _ANSWERS_LOST)
            elif not has_typed(request, but=untyped):
                words = str(_NOTHING_TYPED)
            elif owner is None:
                words = _NOT_KEPT % {"why": gettext("It could not be kept.")}
            elif refusal := keep(request, owner=owner, leave_out=asks_again):
                words = _NOT_KEPT % {"why": refusal}
            return answer_lost(request, words)

        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
            if is_lost(request):
                return lost(request)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.method == "POST" and LOOK not in request.POST:
                forget(request)
            return view(cast(SignedInRequest, request), *args, **kwargs)

        # Read by `portal.views.csrf_failure`.
        guarded.when_lost = lost  # type: ignore[attr-defined]
        return guarded

    return decorate


def answer_lost(request: HttpRequest, words: str, *, back: str = "") -> HttpResponse:
    """Lead from a POST that is not acted on to the form, by way of signing in.

    `words` say what became of it; "" if it is kept. Who is signed in with another account is told how to change.
    """
    page = came_from(request)
    back = back or (page if page.partition("?")[0] == request.path else request.path)
    owner = owner_of(request)
    if request.user.is_authenticated and owner not in {None, request.user.pk}:
        sign_in = reverse("account_login", query={"next": back})
        context = {"words": words, "sign_in": sign_in, "minutes": SECONDS // 60}
        return render(request, "accounts/another_account.html", context, status=403)
    if not request.user.is_authenticated:
        messages.warning(request, words or _KEPT % {"minutes": SECONDS // 60})
        return redirect_to_login(back)
    if words:
        messages.warning(request, words)
    return redirect(back)


def reopened[F: BaseForm](request: HttpRequest, form: F, **same: object) -> F:
    """Fill an unbound form with what this account had sent here in vain, and say so; else leave it as it is.

    Fields given as `same` must have been sent with that value: otherwise it was another form, as it was if none
    of its fields had been filled in.
    """
    kept = None if form.is_bound else kept_here(request)
    if kept is None or any(kept.data.get(name) != str(value) for name, value in same.items()):
        return form
    if kept.lost:
        lost = gettext("%(why)s Fill in the form again.")
        messages.warning(request, lost % {"why": kept.lost})
        forget(request)
        return form
    typed = {
        name: field.widget.value_from_datadict(kept.data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not field.widget.value_omitted_from_data(kept.data, {}, form.add_prefix(name))
    }
    again = [str(field.label) for name, field in form.fields.items() if name in kept.left_out]
    if not any(typed.values()) and not again:
        return form
    form.initial.update(typed)
    words = [gettext("The form has what you entered.")] if any(typed.values()) else []
    words.append(gettext("Nothing was sent yet: check it, then send it."))
    if again:
        told = gettext("Enter again what is never kept unsent: %(fields)s.")
        words.append(told % {"fields": ", ".join(again)})
    messages.info(request, " ".join(words))
    return form
