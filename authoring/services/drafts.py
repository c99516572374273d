"""Drafts of the course editor, and the guard that lets nobody overwrite what somebody else saved.

How a step uses them (`authoring.views.step_view.edit_step` does all of it for a step made of forms):

1. Draw the forms from what is saved. `fingerprint(forms)` says what that was, field by field; the page
   carries it in the hidden field `based_on` (template `authoring/_draft.html`).
2. `portal/static/js/draft.js` posts the form to `authoring:edit-draft` as it is typed, which calls
   `save_draft`. A draft is one person's; `draft_of` finds it when they come back.
3. On Save, `clashes` compares three texts of each field: what it was when the page opened, what is
   saved now, what was typed. If somebody saved a field meanwhile, nothing is written: the page is
   drawn again with `merged` data and shows both texts.
4. After saving, `discard_draft`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm, CheckboxInput, FileField
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from accounts.errors import Refused
from accounts.models import User
from authoring.models import CourseDraft
from authoring.services.differences import difference_html
from courses.models import Course
from publishing.services.version_release import lock_course

MOST_CHARACTERS = 1_000_000
"""A draft is text that somebody typed; what is longer is none."""
NOT_CONTENT = {"csrfmiddlewaretoken", "based_on", "look"}


@dataclass(frozen=True)
class Clash:
    """A field that somebody else saved since the page was opened. `both`: it was changed here too."""

    name: str
    label: str
    theirs: str
    yours: str
    both: bool

    @property
    def html(self) -> SafeString:
        """From what is saved now to what was typed, as one text."""
        return difference_html(self.theirs, self.yours)


def save_draft(
    *,
    course: Course,
    step: str,
    user: User,
    data: Mapping[str, Sequence[str]],
    based_on: Mapping[str, str],
    now: datetime,
) -> CourseDraft:
    """Keep what `user` has typed into `step`, in place of what they had typed before. Idempotent.

    Raises `Refused("draft_too_long")`. Nothing of the course itself is written.
    """
    kept = {name: list(values) for name, values in data.items() if name not in NOT_CONTENT}
    if len(json.dumps(kept)) > MOST_CHARACTERS:
        raise Refused("draft_too_long", "This is too long to keep as a draft. Save the page.")
    return CourseDraft.objects.update_or_create(
        course=course,
        step=step,
        saved_by=user,
        defaults={"data": kept, "based_on": dict(based_on), "saved_at": now},
    )[0]


def draft_of(*, course: Course, step: str, user: User) -> CourseDraft | None:
    """Return what `user` typed into `step` and did not save."""
    return CourseDraft.objects.filter(course=course, step=step, saved_by=user).first()


def drafts_of_others(*, course: Course, step: str, user: User) -> list[CourseDraft]:
    """Return what colleagues have typed into the same step, newest first."""
    drafts = CourseDraft.objects.filter(course=course, step=step).exclude(saved_by=user)
    return list(drafts.select_related("saved_by"))


def discard_draft(*, course: Course, step: str, user: User) -> bool:
    """Forget what `user` typed into `step`; say whether there was anything. Idempotent."""
    return bool(CourseDraft.objects.filter(course=course, step=step, saved_by=user).delete()[0])


def query_of(draft: CourseDraft) -> QueryDict:
    """Return the draft as it was posted, to bind forms to."""
    query = QueryDict(mutable=True)
    for name, values in draft.data.items():
        query.setlist(name, values)
    return query


def fingerprint(forms: Iterable[BaseForm]) -> dict[str, str]:
    """Return html name → digest of what each field of unbound `forms` holds."""
    return {field.html_name: _digest(_text(field.value())) for field in _fields(forms)}


def read_fingerprint(text: str) -> dict[str, str]:
    """Read what a page carried in `based_on`; {} for anything that is not a fingerprint."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def clashes(
    *, saved: Iterable[BaseForm], sent: Iterable[BaseForm], based_on: Mapping[str, str]
) -> list[Clash]:
    """Return each field that was saved by somebody else since `based_on`, and differs from what is sent.

    `saved`: forms drawn from what is saved now; `sent`: the same forms bound to what was typed.
    """
    typed = {field.html_name: field for field in _fields(sent)}
    found = []
    for field in _fields(saved):
        name, theirs = field.html_name, _text(field.value())
        yours = _text(typed[name].data) if name in typed else ""
        was = based_on.get(name, _digest(""))
        if _digest(theirs) != was and theirs != yours:
            both = _digest(yours) != was
            found.append(Clash(name, str(field.label), theirs, yours, both))
    return found


def merged(*, data: QueryDict, saved: Iterable[BaseForm], found: Iterable[Clash]) -> QueryDict:
    """Return `data` with the fields that only the others changed taken over from `saved`."""
    theirs = {clash.name for clash in found if not clash.both}
    result = data.copy()
    for field in _fields(saved):
        if field.html_name in theirs:
            result.setlist(field.html_name, _as_posted(field))
    return result


def says_nothing_new(*, saved: Iterable[BaseForm], sent: Iterable[BaseForm]) -> bool:
    """Say whether what was typed is what is saved."""
    typed = {field.html_name: _text(field.data) for field in _fields(sent)}
    return all(typed.get(field.html_name) == _text(field.value()) for field in _fields(saved))


def locked_course(course: Course) -> Course:
    """Return the course's row, held until the caller's transaction ends: who save at once come one by one."""
    lock_course(course)
    return Course.objects.select_related("series__provider__accreditation_template").get(
        pk=course.pk
    )


def posted(request_data: "MultiValueDict[str, str]") -> dict[str, list[str]]:
    """Return form data as plain lists."""
    return {name: request_data.getlist(name) for name in request_data}


def _fields(forms: Iterable[BaseForm]) -> Iterator[BoundField]:
    """Yield every field that can be typed into."""
    return (field for form in forms for field in form if not isinstance(field.field, FileField))


def _text(value: Any) -> str:
    """Return a value as one text, the same for what is saved and what is posted."""
    if isinstance(value, list | tuple):
        return "\n".join(sorted(_text(each) for each in value))
    if value is None or value is False:  # not `in`: a zero is something
        return ""
    return str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


def _as_posted(field: BoundField) -> list[str]:
    value = field.value()
    if isinstance(field.field.widget, CheckboxInput):
        return ["on"] if value else []
    if isinstance(value, list | tuple):
        return [str(getattr(each, "pk", each)) for each in value]
    return [_text(value)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
