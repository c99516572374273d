"""Drafts of the course editor, and the check that keeps people from overwriting each other's work.

How a step uses them (`authoring.views.step_view.edit_step` does all this for a step made of forms):

1. Build the forms from what is saved. `fingerprint(forms)` identifies that, field by field; the page
   carries it in the hidden field `based_on` (template `authoring/_draft.html`).
2. `portal/static/js/draft.js` posts the form to `authoring:edit-draft` as it is typed, which calls
   `save_draft`. A draft belongs to one person; `draft_of` finds it when they come back.
3. On Save, `clashes` compares three values of each field: as it was when the page opened, as saved now,
   as typed. If somebody else has saved the field meanwhile, nothing is written: the page is shown
   again with `merged` data and both texts.
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
from accounts.input import json_of
from accounts.kept_posts import TECHNICAL
from accounts.models import User
from authoring.models import CourseDraft
from courses.models import Course
from publishing.services.differences import difference_html
from publishing.services.version_release import lock_course

MOST_CHARACTERS = 1_000_000
"""Longer than anybody types: larger submissions are not kept as drafts."""
NOT_CONTENT = TECHNICAL | {"based_on", "look"}


@dataclass(frozen=True)
class Clash:
    """A field that somebody else has saved since the page was opened. `both`: this user changed it, too."""

    name: str
    label: str
    theirs: str
    yours: str
    both: bool

    @property
    def html(self) -> SafeString:
        """The change from what is saved now to what was typed, as one marked text."""
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
    """Keep what `user` has typed into `step`, replacing their previous draft. Idempotent.

    Raises `Refused("draft_too_long")`. The course itself is not changed.
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
    """Return the unsaved draft of `user` for `step`, if any."""
    return CourseDraft.objects.filter(course=course, step=step, saved_by=user).first()


def drafts_of_others(*, course: Course, step: str, user: User) -> list[CourseDraft]:
    """Return other people's drafts of the same step, newest first."""
    drafts = CourseDraft.objects.filter(course=course, step=step).exclude(saved_by=user)
    return list(drafts.select_related("saved_by"))


def discard_draft(*, course: Course, step: str, user: User) -> bool:
    """Delete the draft of `user` for `step`; return whether there was one. Idempotent."""
    return bool(CourseDraft.objects.filter(course=course, step=step, saved_by=user).delete()[0])


def query_of(draft: CourseDraft) -> QueryDict:
    """Return the draft as posted data that forms can be bound to."""
    query = QueryDict(mutable=True)
    for name, values in draft.data.items():
        query.setlist(name, values)
    return query


def fingerprint(forms: Iterable[BaseForm]) -> dict[str, str]:
    """Return HTML name → digest of the value of each field in the unbound `forms`."""
    return {field.html_name: _digest(_text(field.value())) for field in _fields(forms)}


def read_fingerprint(text: str) -> dict[str, str]:
    """Parse the posted `based_on`; {} for anything that is not a fingerprint."""
    try:
        found = json_of(text)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def clashes(
    *, saved: Iterable[BaseForm], sent: Iterable[BaseForm], based_on: Mapping[str, str]
) -> list[Clash]:
    """Return each field that somebody else has saved since `based_on` and that differs from what was sent.

    `saved`: forms showing what is saved now; `sent`: the same forms bound to what was typed.
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
    """Return `data`, with the fields that only others changed taken from `saved`."""
    theirs = {clash.name for clash in found if not clash.both}
    result = data.copy()
    for field in _fields(saved):
        if field.html_name in theirs:
            result.setlist(field.html_name, _as_posted(field))
    return result


def says_nothing_new(*, saved: Iterable[BaseForm], sent: Iterable[BaseForm]) -> bool:
    """Return whether what was typed equals what is saved."""
    typed = {field.html_name: _text(field.data) for field in _fields(sent)}
    return all(typed.get(field.html_name) == _text(field.value()) for field in _fields(saved))


def locked_course(course: Course) -> Course:
    """Return the course, its row locked until the caller's transaction ends: simultaneous saves take turns."""
    lock_course(course)
    return Course.objects.select_related(
        "accreditation_template", "series__provider__accreditation_template"
    ).get(pk=course.pk)


def posted(request_data: "MultiValueDict[str, str]") -> dict[str, list[str]]:
    """Return form data as a plain dict of lists."""
    return {name: request_data.getlist(name) for name in request_data}


def _fields(forms: Iterable[BaseForm]) -> Iterator[BoundField]:
    """Yield every field except file fields."""
    return (field for form in forms for field in form if not isinstance(field.field, FileField))


def _text(value: Any) -> str:
    """Return a value as text, the same whether it was saved or posted."""
    if isinstance(value, list | tuple):
        return "\n".join(sorted(_text(each) for each in value))
    if value is None or value is False:  # not `in`: 0 == False, but a zero is a value
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
