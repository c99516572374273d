"""The pages of imports: a list of all, and for each kind upload, state, columns, and what is done with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts.paging import page_of
from accounts.requests import StaffRequest, refusals_as_messages, refusals_at, sent
from imports.forms import ColumnsForm, UploadForm, formats_of
from imports.kinds import Kind, Target, kinds
from imports.models import Import, ImportRow
from imports.services import importing
from imports.services.results import columns_read, reasons_of, write_returned
from providers.downloads import download
from providers.guard import render_staff, staff_action, staff_form, staff_page
from providers.rights import Right, providers_with

_CRUMB = "Imports"
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@staff_page(Right.CREDIT)
def imports(request: StaffRequest) -> HttpResponse:
    """List the imports that this user may see, and where one begins."""
    rows = Import.objects.none()
    for kind in kinds():
        own = providers_with(request.user, kind.right)
        rows = rows | Import.objects.filter(kind=kind.key, provider__in=own)
    rows = rows.select_related("provider", "uploaded_by").defer("content", "header")
    starts = [(kind, kind.starts(request.user)) for kind in kinds()]
    context = {"page": page_of(request, rows), "starts": starts}
    return render_staff(request, "imports/list.html", context, title=_CRUMB)


class ImportPages:
    """The pages of one kind of import."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def patterns(self) -> list[URLPattern]:
        """Return the addresses, each behind the kind's right; what acts or downloads may ask for a fresh proof."""
        kind, right = self.kind, self.kind.right
        form, act = staff_form(right), staff_action(right)
        proven = partial(staff_action, right, fresh=kind.fresh)()
        download = staff_page(right, fresh=kind.fresh)
        one = f"<uuid:{kind.key}_import_id>/"
        return [
            self._path(f"new/<slug:{kind.key}_target>/", "new", form(self.new)),
            self._path(one, "import", staff_page(right)(self.page)),
            self._path(f"{one}columns/", "columns", form(self.columns)),
            self._path(f"{one}returned/", "returned", download(self.returned)),
            self._path(f"{one}take/", "take", proven(self.take)),
            self._path(f"{one}undo/", "undo", proven(self.undo)),
            self._path(f"{one}again/", "again", proven(self.again)),
            self._path(f"{one}discard/", "discard", act(self.discard)),
        ]

    def _path(self, rest: str, name: str, view: Callable[..., Any]) -> URLPattern:
        return path(f"admin/imports/{self.kind.key}/{rest}", view, name=f"{self.kind.key}-{name}")

    def new(self, request: StaffRequest, **where: str) -> HttpResponse:
        """Ask for a file (GET), and read it (POST)."""
        [target] = where.values()
        place = self.kind.target_or_404(request.user, target)
        form = UploadForm(sent(request), request.FILES or None, kind=self.kind)
        if request.method == "POST" and form.is_valid():
            with refusals_at(form, "file"):
                file = importing.Upload(form.name, form.file_bytes, form.settings)
                made = importing.upload(
                    kind=self.kind, target=target, place=place, actor=request.user, file=file
                )
                importing.go_on(made, timezone.now())
                return redirect(made)
        context = {"form": form, "kind": self.kind, "place": place, "crumbs": place.crumbs}
        title = f"Import {self.kind.title.lower()}"
        return render_staff(request, "imports/new.html", context, title=title)

    def page(self, request: StaffRequest, **where: str) -> HttpResponse:
        """Show a file: its progress, what is good, and what comes back with which reasons."""
        source = self._source(request, where)
        read, passed_columns = columns_read(source)
        done = source.state in {Import.State.DONE, Import.State.UNDONE}
        shown = source.state == Import.State.READY or done
        context = {
            "import": source,
            "kind": self.kind,
            "new_url": reverse(f"imports:{self.kind.key}-new", args=[source.target]),
            "urls": {name: source.url(name) for name in _PAGES},
            "reasons": reasons_of(source, ImportRow.State.RETURNED) if shown else [],
            "left_out": _left_out(source) if shown else [],
            "columns_read": read,
            "columns_passed": passed_columns,
            "formats": formats_of(source) if source.is_table else [],
            "place": self._place(request, source),
            "may_be_taken": importing.may_be_taken(source),
            "may_be_undone": importing.may_be_undone(source, timezone.now()),
            "taken_before": _taken_before(source),
            "preview": self.kind.preview(source) if shown else {},
        }
        return self._render(request, source, "imports/import.html", context, source.file_name)

    def columns(self, request: StaffRequest, **where: str) -> HttpResponse:
        """Ask what columns and words mean (GET), and look through the lines with it (POST)."""
        source = self._source(request, where)
        if source.state not in {Import.State.MAPPING, Import.State.READY} or not source.is_table:
            return redirect(source)
        form = ColumnsForm(sent(request), source=source)
        if request.method == "POST" and form.is_valid():
            with refusals_at(form):
                importing.set_columns(source=source, chosen=form.chosen)
                importing.go_on(source, timezone.now())
                source.refresh_from_db(fields=["state"])
                if source.state != Import.State.MAPPING:
                    return redirect(source)
                messages.info(request, "Some words are unknown. Say what they mean.")
                return redirect(source.url("columns"))
        context = {"import": source, "form": form, "kind": self.kind}
        return self._render(request, source, "imports/columns.html", context, "Columns")

    def returned(self, request: StaffRequest, **where: str) -> FileResponse:
        """Download the lines that come back, with their own cells and the reasons."""
        source = self._source(request, where)
        if not source.lines.filter(state=ImportRow.State.RETURNED).exists():
            raise Http404
        stem = source.file_name.rpartition(".")[0] or source.file_name
        ending = source.format if source.is_table else f"{source.format}.txt"
        kind = _TYPES.get(ending, "text/plain; charset=utf-8")
        name = f"{stem} to fix.{ending}"
        return download(partial(write_returned, source), name=name, kind=kind)

    def take(self, request: StaffRequest, **where: str) -> HttpResponse:
        """Take the good lines."""
        source = self._source(request, where)
        with refusals_as_messages(request):
            importing.begin_taking(source=source, actor=request.user)
            importing.go_on(source, timezone.now())
        return redirect(source)

    def undo(self, request: StaffRequest, **where: str) -> HttpResponse:
        """Remove what was taken, while nothing was built on it."""
        source = self._source(request, where)
        with refusals_as_messages(request):
            importing.begin_undoing(source=source, actor=request.user, now=timezone.now())
            importing.go_on(source, timezone.now())
        return redirect(source)

    def again(self, request: StaffRequest, **where: str) -> HttpResponse:
        """Try again what an error of ours broke off."""
        source = self._source(request, where)
        with refusals_as_messages(request):
            importing.begin_again(source=source)
            importing.go_on(source, timezone.now())
        return redirect(source)

    def discard(self, request: StaffRequest, **where: str) -> HttpResponse:
        """Throw away a file of which nothing was taken."""
        source = self._source(request, where)
        with refusals_as_messages(request):
            importing.discard(source=source, actor=request.user)
            messages.success(request, "The file was discarded. Nothing was imported from it.")
            return redirect("imports:imports")
        return redirect(source)

    def _source(self, request: StaffRequest, where: dict[str, str]) -> Import:
        [import_id] = where.values()
        own = providers_with(request.user, self.kind.right)
        rows = Import.objects.filter(kind=self.kind.key, provider__in=own).defer("content")
        return get_object_or_404(rows.select_related("provider", "uploaded_by"), pk=import_id)

    def _place(self, request: StaffRequest, source: Import) -> Target | None:
        """Return where the file goes; None if that is gone."""
        try:
            return self.kind.target_or_404(request.user, source.target)
        except Http404:
            return None

    def _render(
        self,
        request: StaffRequest,
        source: Import,
        template: str,
        context: dict[str, Any],
        title: str,
    ) -> HttpResponse:
        crumbs = [(_CRUMB, reverse("imports:imports"))]
        if place := self._place(request, source):
            crumbs = place.crumbs or crumbs
        if template != "imports/import.html":
            crumbs = [*crumbs, (source.file_name, source.url())]
        return render_staff(request, template, context | {"crumbs": crumbs}, title=title)


_PAGES = ("columns", "returned", "take", "undo", "again", "discard")


def _left_out(source: Import) -> list[Any]:
    known, passed = ImportRow.State.KNOWN, ImportRow.State.PASSED
    return [*reasons_of(source, known), *reasons_of(source, passed)]


def _taken_before(source: Import) -> Import | None:
    """Return an import of the very same file that was taken before this one was uploaded."""
    same = Import.objects.filter(
        provider=source.provider_id, kind=source.kind, target=source.target, sha256=source.sha256
    )
    done = same.filter(state=Import.State.DONE, uploaded_at__lt=source.uploaded_at)
    return done.defer("content").order_by("uploaded_at").last()
