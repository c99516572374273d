"""Endpoints of the player: open a page, report what it played, adopt what a guest watched.

`open_page` and `beat` are exempt from CSRF checks: the first issues a token that counts only what is
then really played, the second acts on that token alone, whoever sends it.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.requests import acting_user
from courses.models import Course
from courses.services.front_matter import digest_of, front_matter_document
from progress.fields import Segments
from progress.forms.beat import BadBeat, Beat, read_pages
from progress.models import Enrolment
from progress.services.adoption import adopt_pages
from progress.services.enrolments import mark_first_view
from progress.services.watching import BeatRefused, Watched, record_beat
from progress.tokens import PageToken, TokenRefused, proven_reader, words_read
from progress.views.access import standing_or_404

_STATUS = {"too_fast": 409, "token_invalid": 400, "token_expired": 410}
_STATUS |= {"enrolment_closed": 410, "unknown_watch": 410, "before_disclosure": 410}


@never_cache
@csrf_exempt
@require_POST
def open_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Issue the token for a page that starts to play: a learner's, else a guest's.

    `?record=` is the id of the enrolment that the page was rendered for. If another learner has signed
    in since, it is refused and no record touched (`other_learner`). A guest's page stays a guest's;
    `?video=` is the recording that it shows: if another has replaced it, it is refused (`not_ready`);
    `?read=` is the proof that the front matter was read before it (`proof_of_words`), or what a learner's
    page carries for it (`proof_of_reading`); without, it is refused (`not_read`).
    """
    drawn_for, now = request.GET.get("record", ""), timezone.now()
    if not drawn_for or not request.user.is_authenticated:
        return _guest_token(request, slug, now)
    enrolment = standing_or_404(user=request.user, slug=slug, now=now).enrolment
    if enrolment is None or str(enrolment.pk) != drawn_for:
        return _refused("other_learner", 409)
    mark_first_view(enrolment=enrolment, now=now)
    token = PageToken.open_for(enrolment=enrolment, now=now)
    return JsonResponse({"token": token.sign(), "guest": False})


def _guest_token(request: HttpRequest, slug: str, now: datetime) -> HttpResponse:
    course = get_object_or_404(Course.objects.published().with_front_matter(), slug=slug)
    video = course.current_video
    if video is None or request.GET.get("video", "") not in ("", str(video.pk)):
        return _refused("not_ready", 409)
    if not _has_read(request, course, now):
        return _refused("not_read", 409)
    token = PageToken.open(video=video, required_share=course.required_share, now=now)
    return JsonResponse({"token": token.sign(), "guest": True})


def _has_read(request: HttpRequest, course: Course, now: datetime) -> bool:
    """Say whether the page came after the front matter: a guest's after that of now.

    A learner's page whose session has ended came after the version that its learner acknowledged.
    """
    read = request.GET.get("read", "")
    if words_read(read, now=now) == digest_of(front_matter_document(course, now=now)):
        return True
    reader = proven_reader(read)
    return reader is not None and Enrolment.objects.filter(pk=reader, course=course).exists()


@csrf_exempt
@require_POST
def beat(request: HttpRequest) -> HttpResponse:
    """Record what a page has played, and respond with the whole record."""
    now = timezone.now()
    try:
        sent = Beat.read(request)
        token = PageToken.read(sent.token, now=now)
        state = record_beat(token=token, segments=sent.segments, position=sent.position, now=now)
    except BadBeat as bad:
        return _answer({"code": "bad_beat", "message": str(bad)}, 400)
    except (BeatRefused, TokenRefused) as refusal:
        return _refused(refusal.code, _STATUS[refusal.code], getattr(refusal, "state", None))
    return _answer(_as_json(state))


@require_POST
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Adopt the pages that this learner says they watched before signing in.

    Of several, those with a token that is too old, or of a page opened before the front matter was read,
    are passed over; of one, that is the answer.
    """
    if not request.user.is_authenticated:
        return _refused("signed_out", 401)
    own = Enrolment.objects.with_content().filter(user=acting_user(request))
    enrolment = get_object_or_404(own, course__slug=slug)
    now = timezone.now()
    try:
        sent = read_pages(request)
        pages = _with_tokens(sent, now)
        furthest = max((page.position or 0 for page in sent), default=0)
        state = adopt_pages(enrolment=enrolment, pages=pages, position=furthest, now=now)
    except BadBeat as bad:
        return _answer({"code": "bad_beat", "message": str(bad)}, 400)
    except (BeatRefused, TokenRefused) as refusal:
        return _refused(refusal.code, _STATUS[refusal.code], getattr(refusal, "state", None))
    return _answer(_as_json(state))


def _with_tokens(sent: list[Beat], now: datetime) -> list[tuple[PageToken, Segments]]:
    pages, refusals = [], []
    for page in sent:
        try:
            token = PageToken.read(page.token, now=now)
            token.require_disclosure()
            pages.append((token, page.segments))
        except TokenRefused as refusal:
            refusals.append(refusal)
    if refusals and not pages:
        raise refusals[0]
    return pages


def _as_json(state: Watched) -> dict[str, object]:
    return {"watched": state.watched, "seconds": state.seconds, "completed": state.completed}


def _refused(code: str, status: int, state: Watched | None = None) -> JsonResponse:
    return _answer({"code": code, **(_as_json(state) if state else {})}, status)


def _answer(fields: dict[str, object], status: int = 200) -> JsonResponse:
    # One header instead of `never_cache`: the same for a browser, and a tenth faster for a beat.
    return JsonResponse(fields, status=status, headers={"Cache-Control": "no-store"})
