"""Each role and each provider against each staff page, generated from the addresses.

Pages come from the URL resolver: whatever lies below /admin/ and carries `.right` (`@staff_page`), and
the list, add, change, delete and history pages of every ModelAdmin. Each is asked by every role, an
administrator, a learner, a visitor, and staff who have not proven a factor yet; about what belongs to
their own provider and to another one.

**A new page** needs nothing, unless its address has a kwarg of a new name: then one line in
`VALUES` of tests/access_rows.py. **A new table** that staff of a provider may see needs its name in
`TABLES` below; one that only administrators see needs nothing. **A changed right** must be changed in
`ROLES` below too: that table is written by hand, so that nobody gives a right by accident.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from pytest_django import DjangoDbBlocker

from accounts.models import User
from providers.rights import RIGHTS, Right
from providers.scoped_admin import ScopedAdmin
from tests import factories
from tests.access_rows import VALUES, Side, make_side
from tests.first_rows import put_back
from tests.staff_members import make_staff, prove, sign_in

pytestmark = pytest.mark.django_db

_SEES = {"see-courses", "see-reports"}
_HELPS = {"see-learners", "help-learners", "credit"}
ROLES: dict[str, set[str]] = {
    "owner": _SEES | _HELPS | {"author", "approve", "export", "team", "audit"},
    "manager": _SEES | _HELPS | {"author", "export"},
    "reviewer": _SEES | {"approve"},
    "support": {"see-courses"} | _HELPS,
    "viewer": {"see-reports"},
    "administrator": {right.value for right in Right},
}
# Who sees which table of the admin, at their own provider; all others are the administrator's.
TABLES: dict[str, str] = {
    label: right
    for right, labels in {
        "see-courses": (
            "courses.Course publishing.CourseChange publishing.CourseReview courses.DisclosureForm"
            " courses.DisclosureRequest courses.EvaluationForm courses.EvaluationLibraryItem"
            " courses.FrontMatter courses.Judgement courses.NothingToDisclose courses.Person providers.Provider"
            " publishing.PublishRequest courses.Series courses.Video"
        ),
        "author": "authoring.CourseDraft courses.Assessment courses.Question video.Preparation video.Upload",
        "see-learners": (
            "certificates.Certificate certificates.CreditMove certificates.PastCredit"
            " progress.Acknowledgement progress.AdoptedPage progress.Answer progress.Attempt progress.CreditException"
            " progress.Enrolment progress.Watch progress.WatchDay"
        ),
        "credit": "imports.Import imports.ImportMemory",
        "team": "providers.Membership providers.OwnerAnswer staff.Invitation",
        "export": (
            "reporting.Export reporting.ExportExclusion reporting.ExportLayout"
            " reporting.ExportRow reporting.ProfessionCode"
            " reporting.TrackingNumber"
        ),
    }.items()
    for label in labels.split()
}
# Those of them whose rows belong to no provider: all who have the right see the same ones.
SHARED = {"reporting.ExportLayout", "reporting.ProfessionCode"}
# Pages that show nothing until their address, or an account that is gone, says more: they may answer “not
# there” to anybody.
SAYS_MORE = {"support:preview-pdf", "support:revoke-without-account"}
# Pages of a question, with its right answer, and the rights of which one must have one to read it.
SHOW_THE_KEY, READ_THE_KEY = {"authoring:edit-row"}, {"author", "approve"}
# Addresses below /admin/ that ask for rights in another way, and how. Empty is best.
ASK_OTHERWISE: dict[str, str] = {}

OUTSIDERS = ["visitor", "learner", "without-factor", "without-codes"]
ACTORS = [*ROLES, *OUTSIDERS]
# An upload in pieces is refused before anything else when it does not speak its protocol.
_TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Offset": "0"}
PATCHED = {"video:upload"}


@dataclass(frozen=True)
class Page:
    """One staff page: its address with kwargs, and the right it asks for."""

    name: str
    right: str
    kwargs: tuple[str, ...]

    def path(self, side: Side) -> str:
        """Return the address about what belongs to `side`."""
        return reverse(self.name, kwargs={name: VALUES[name](side) for name in self.kwargs})


@dataclass
class World:
    """Two providers with the same rows, and a signed-in client of everyone who asks."""

    own: Side
    other: Side
    users: dict[str, User]
    clients: dict[str, Client]


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Rows for the whole module, made once; after it the database is as it was before."""
    with django_db_blocker.unblock(), _put_back():
        own, other = make_side("own"), make_side("other")
        users = {role: make_staff(role, own.provider) for role in RIGHTS}
        users["administrator"] = factories.make_user(is_staff=True, is_superuser=True)
        users["learner"] = factories.make_user()
        for name in ("without-factor", "without-codes"):
            users[name] = make_staff("owner", own.provider)
        clients = {name: sign_in(user) for name, user in users.items()}
        clients |= {"visitor": Client(), "without-factor": Client()}
        clients["without-factor"].force_login(users["without-factor"])
        Authenticator.objects.filter(user=users["without-codes"]).delete()
        yield World(own, other, users, clients)


@contextmanager
def _put_back() -> Iterator[None]:
    before = connection.creation.serialize_db_to_string()
    try:
        yield
    finally:
        put_back(before)


# The staff pages


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern, ""
        elif pattern.app_name != "admin":
            for below, found, space in _routes(pattern, route):
                yield below, found, space or pattern.namespace or ""


def _staff_pages() -> list[tuple[str, URLPattern, str]]:
    found = _routes(get_resolver("portal.urls"))
    return [each for each in found if each[0].startswith("admin/")]


ALL_PAGES = [
    Page(f"{space}:{pattern.name}", pattern.callback.right, tuple(pattern.pattern.converters))
    for _, pattern, space in _staff_pages()
    if hasattr(pattern.callback, "right")
]
# A page that cannot be filled in fails one test, with a sentence, and not all of them.
PAGES = [page for page in ALL_PAGES if set(page.kwargs) <= set(VALUES)]


def test_every_page_of_the_desk_asks_for_a_right() -> None:
    bare = {route for route, pattern, _ in _staff_pages() if not hasattr(pattern.callback, "right")}
    assert bare == set(ASK_OTHERWISE), "Put @staff_page(Right.…) around the view, outermost."


def test_every_kwarg_is_known() -> None:
    unknown = {f"{name} ({page.name})" for page in ALL_PAGES for name in {*page.kwargs} - {*VALUES}}
    assert not unknown, "Add a line for each to VALUES in tests/access_rows.py."


def test_rights_are_those_that_were_agreed() -> None:
    code = {role: {right.value for right in rights} for role, rights in RIGHTS.items()}
    agreed = {role: rights for role, rights in ROLES.items() if role != "administrator"}
    assert code == agreed, "Somebody's rights changed: if that is meant, change ROLES here as well."


@pytest.mark.parametrize("actor", ACTORS)
def test_pages_open_to_their_right_and_their_provider(rows: World, actor: str) -> None:
    client, faults = rows.clients[actor], []
    for page in PAGES:
        if actor in ROLES:
            prove(client)  # A proof counts for five minutes; on a busy machine this takes longer.
        for side in (rows.own, rows.other) if page.kwargs else (rows.own,):
            response = client.get(page.path(side))
            if response.streaming:
                response.getvalue()  # read to its end, a file is closed
            got = _answer(response.status_code, response.get("Location", ""))
            expected = _expected(rows, actor, page, side)
            if got not in expected:
                faults.append(f"{page.path(side)}: {response.status_code}, expected {expected}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "administrator"])
def test_nothing_is_done_without_the_right(rows: World, actor: str) -> None:
    client, faults = rows.clients[actor], []
    for page in PAGES:
        for side in (rows.own, rows.other) if page.kwargs else (rows.own,):
            if "opens" in _expected(rows, actor, page, side):
                continue
            send = client.patch if page.name in PATCHED else client.post
            response = send(page.path(side), headers=_TUS)
            if _answer(response.status_code, response.get("Location", "")) == "opens":
                faults.append(f"{page.path(side)}: {response.status_code}")
    assert not faults, "\n".join(faults)


# Pages that a reviewer opens and posts to by a right of their own, or that only look.
REVIEWERS_POSTS: set[str] = {"publishing:second-look"}


def test_who_only_reads_courses_posts_to_none_of_their_pages(rows: World) -> None:
    client, faults = rows.clients["reviewer"], []
    for page in PAGES:
        if page.right == "see-courses" and page.name not in REVIEWERS_POSTS:
            answer = client.post(page.path(rows.own), {"act": "x"}).status_code
            if answer not in {404, 405}:
                faults.append(f"{page.name}: {answer}")
    assert not faults, "\n".join(faults)


def _answer(status: int, location: str) -> str:
    """Return what a status says: opens, not there, wrong method, or asked who one is."""
    if location.startswith(("/accounts/login/", "/accounts/second-factor/")):
        return "asked"
    return {403: "refused", 404: "not there", 405: "wrong method"}.get(
        status, "opens" if status < 500 else "broken"
    )


def _expected(rows: World, actor: str, page: Page, side: Side) -> set[str]:
    """Return the answers that are right. That a page is only posted to tells nobody anything."""
    if actor == "visitor":
        return {"asked", "wrong method"}
    role = "owner" if actor.startswith("without-") else actor
    rights = ROLES.get(role, set())
    if page.right not in rights or (page.name in SHOW_THE_KEY and not rights & READ_THE_KEY):
        return {"not there", "wrong method"}
    if actor.startswith("without-"):
        return {"asked", "wrong method"}
    if side is rows.other and actor != "administrator" and _names_a_row(page):
        return {"not there", "wrong method"}
    return {"opens", "wrong method", *({"not there"} if page.name in SAYS_MORE else ())}


def _names_a_row(page: Page) -> bool:
    return any(VALUES[name].__code__.co_names for name in page.kwargs)


# The tables of the admin

_SITE = admin.site
TABLE_PAGES = ["changelist", "add", "change", "delete", "history"]


@pytest.mark.parametrize("actor", ACTORS)
def test_tables_show_ones_own_rows_and_no_others(rows: World, actor: str) -> None:
    faults = []
    for model, table in _SITE._registry.items():
        label, name = model._meta.label, f"{model._meta.app_label}_{model._meta.model_name}"
        for side in (rows.own, rows.other):
            key = _row_of(table, side)
            for page in TABLE_PAGES:
                if page in {"changelist", "add"} and side is rows.other:
                    continue
                if page not in {"changelist", "add"} and key is None:
                    continue
                args = [] if page in {"changelist", "add"} else [key]
                path = reverse(f"admin:{name}_{page}", args=args)
                opened = _opens(rows, actor, path)
                expected = _table_opens(rows, actor, label, page, side)
                if opened not in expected:
                    faults.append(f"{path}: {'opened' if opened else 'refused'} ({label})")
    assert not faults, "Is the table in TABLES, under the right that shows it?\n" + "\n".join(
        faults
    )


def test_every_table_of_a_provider_is_scoped() -> None:
    scoped = {
        model._meta.label
        for model, table in _SITE._registry.items()
        if isinstance(table, ScopedAdmin)
    }
    assert TABLES.keys() - SHARED <= scoped, (
        "Derive its ModelAdmin from ScopedAdmin, or strike it here."
    )


def _row_of(table: Any, side: Side) -> Any:
    """Return the key of a row of that provider; of a table that has none, any row."""
    rows = table.model._default_manager.all()
    if getattr(table, "provider_path", ""):
        rows = rows.filter(**{table.provider_path: side.provider.pk})
    return rows.values_list("pk", flat=True).first()


def _table_opens(rows: World, actor: str, label: str, page: str, side: Side) -> set[bool]:
    """Return whether the page may open. Adding and deleting may always be refused: services do it."""
    if actor in OUTSIDERS:
        return {False}
    if actor == "administrator":
        return {True, False} if page in {"add", "delete"} else {True}
    sees = TABLES.get(label) in ROLES[actor]
    if not sees or (side is rows.other and label not in SHARED):
        return {False}
    if page in {"add", "delete"}:
        writes = ROLES[actor] & {"author", "team", "export"}
        return {True, False} if writes else {False}
    return {True}


def _opens(rows: World, actor: str, path: str) -> bool:
    """Ask the view itself, behind its guards, without drawing its page: there are thousands."""
    client = rows.clients[actor]
    if actor == "visitor":
        return client.get(path).status_code == 200
    request = RequestFactory().get(path)
    request.user, request.session = rows.users[actor], client.session
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    found = resolve(path)
    try:
        return bool(found.func(request, *found.args, **found.kwargs).status_code == 200)
    except (PermissionDenied, Http404):
        return False


def test_a_proof_opens_what_its_absence_kept_shut(rows: World) -> None:
    client = Client()
    client.force_login(rows.users["without-factor"])
    assert client.get("/admin/team/").status_code == 302
    assert prove(client).get("/admin/team/").status_code == 200
