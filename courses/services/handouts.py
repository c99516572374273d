"""Files that learners may keep, offered next to the video."""

import hashlib
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from accounts.audit import record
from accounts.models import User
from courses.models import Course, Handout


def add_handout(*, course: Course, title: str, file: Any, actor: User) -> Handout:
    """Store `file` under a name derived from its content, and list it after the other handouts.

    The same file twice is stored once. The file type must have been checked (`HandoutForm`).
    """
    kind = file.name.rpartition(".")[2].lower()
    name = f"handout/{_digest(file)[:20]}-{slugify(title)[:60] or 'handout'}.{kind}"
    if not default_storage.exists(name):
        name = default_storage.save(name, file)
    with transaction.atomic():
        last = course.handouts.aggregate(last=Max("position"))["last"] or 0
        handout = course.handouts.create(title=title, file=name, position=last + 1)
        _record(actor, "handout-added", course, handout)
    return handout


def remove_handout(*, handout: Handout, actor: User) -> None:
    """Remove the handout, and its file unless another course hands it out."""
    name = str(handout.file.name)
    with transaction.atomic():
        _record(actor, "handout-removed", handout.course, handout)
        handout.delete()
        if not Handout.objects.filter(file=name).exists():
            transaction.on_commit(lambda: default_storage.delete(name))


def _record(actor: User, action: str, course: Course, handout: Handout) -> None:
    provider = course.series.provider_id
    record(actor, action, course, provider=provider, title=handout.title)


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
