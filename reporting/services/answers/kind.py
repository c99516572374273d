"""The import of a destination's answer to one export."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.audit import record
from accounts.models import User
from imports.kinds import Item, Kind, Outcome, Reason, Target
from imports.models import Import, ImportRow
from imports.services.sealing import opened
from providers.rights import Right, may, providers_with
from reporting.models import Export, ExportRow, Format, State
from reporting.services.answers import words
from reporting.services.answers.marking import mark, unmark
from reporting.services.answers.matching import NO_LINE, Matcher, worst
from reporting.services.answers.receipt import read_receipt, written

_SHOWN = 200


class AnswerForm(forms.Form):
    """What the file alone does not say."""

    rest_accepted = forms.BooleanField(
        label="The file lists errors only: lines it does not mention were accepted", required=False
    )


class Answers(Kind):
    """A destination's answer: each item is about lines of one export, which it accepts or rejects."""

    key = "replies"
    title = "An accreditor's answer"
    noun = ("answer", "answers")
    right = Right.EXPORT
    fresh = True
    is_secret = True
    fields = words.FIELDS
    most_rows = 50_000
    most_bytes = 5 * 1024 * 1024
    readers = {"xml": read_receipt}
    preview_template = "reporting/exports/_answer.html"
    settings_form = AnswerForm

    def target_or_404(self, user: User, target: str) -> Target:
        """Return the export with this id, if it is of a provider whose exports are this user's to make."""
        if not target.isdecimal():
            raise Http404
        own = Export.objects.filter(provider__in=providers_with(user, Right.EXPORT))
        export = get_object_or_404(own.select_related("provider"), pk=target)
        page = reverse("reporting:export", args=[export.pk])
        gone = f"{export} was marked as never sent: no answer to it is taken."
        return Target(
            provider=export.provider,
            title=f"Answer to {str(export).lower()}",
            back=page,
            crumbs=[("Exports", reverse("reporting:exports")), (str(export), page)],
            note=gone if export.discarded_at else "",
        )

    def starts(self, user: User) -> list[tuple[str, str]]:
        """Return the list of exports: an answer belongs to one of them."""
        address = reverse("reporting:exports")
        return [("Choose the export that was answered", address)] if may(user, Right.EXPORT) else []

    def missing(self, columns: Iterable[str]) -> list[str]:
        """Return which of the two it takes are missing: which line is meant, and what is said of it."""
        given = set(columns)
        needed = {"Credit ID or Row": {"credit_id", "row"}, "Status or Error": {"status", "reason"}}
        return [label for label, keys in needed.items() if not given & keys]

    def options(self, source: Import, key: str) -> list[tuple[str, str]]:
        """Return what a word of a status can mean."""
        return words.MEANINGS

    def recognize(self, source: Import, key: str, text: str) -> str | None:
        """Return what a word of a status means by itself."""
        return words.meaning_of(text)

    def check(self, source: Import, items: Iterator[Item], now: datetime) -> Iterator[Outcome]:
        """Match each item to lines of the export."""
        export = export_of(source)
        has_header = export.layout.has_header and export.layout.format != Format.PARS_JSON
        matcher = Matcher(
            export,
            header_rows=int(has_header and source.is_table),
            has_status="status" in source.columns,
        )
        return map(matcher.outcome, items)

    def take(self, source: Import, rows: list[ImportRow]) -> None:
        """Wait for the last row: whether a line is accepted depends on all that the answer says of it."""

    def has_more(self, source: Import) -> bool:
        """Return whether lines that it does not name are accepted, by what staff said of the file."""
        export = export_of(source)
        if not source.settings.get("rest_accepted") or export.discarded_at:
            return False
        return not _belongs_elsewhere(source) and _rest(export, source).exists()

    def taken(self, source: Import, now: datetime) -> dict[str, Any]:
        """Mark the lines of the export."""
        export = export_of(source)
        said = _said(source)
        if source.settings.get("rest_accepted"):
            said |= dict.fromkeys(_rest(export, source).values_list("line", flat=True))
        marked = mark(export, said, now=now)
        record(
            actor=User.objects.get(pk=source.summary["taken_by"]),
            action="export-answered",
            subject=export,
            provider=export.provider_id,
            accepted=marked["accepted"],
            rejected=marked["rejected"],
        )
        return marked

    def undo(self, source: Import, actor: User, now: datetime) -> None:
        """Let the lines wait again. Raises `Refused("built_on")`, naming those that something was built on."""
        export = export_of(source)
        rest = source.settings.get("rest_accepted")
        lines = None if rest else set(_said(source)) or None
        unmark(export, lines, before=source.summary["before"], marked_at=source.finished_at or now)
        record(actor, "export-answer-undone", export, provider=export.provider_id)

    def preview(self, source: Import) -> dict[str, Any]:
        """Return what is marked: how many lines, which are rejected and why, and how many are left waiting."""
        if source.state == Import.State.UNDONE:
            return {}
        export = export_of(source)
        said = _said(source)
        rejected = {line: reason for line, reason in said.items() if reason is not None}
        rows = export.rows.filter(line__in=sorted(rejected)[:_SHOWN]).select_related("certificate")
        numbers = {"accepted": len(said) - len(rejected), "rejected": len(rejected)}
        if source.state == Import.State.READY:
            numbers["rest"] = _rest(export, source).count()
        return {
            "export": export,
            "rejections": [(row, rejected[row.line]) for row in rows],
            "rest_accepted": source.settings.get("rest_accepted"),
            "belongs_elsewhere": not said and _belongs_elsewhere(source),
            **numbers,
            # Once it is taken, what was marked is known, also when the lines of the file are gone.
            **{name: source.summary[name] for name in numbers if name in source.summary},
        }

    def written(
        self, rows: Iterable[tuple[ImportRow, list[Reason]]], file_format: str
    ) -> Iterator[str]:
        """Yield a receipt of the attendees that come back."""
        return written((opened(row.text), reasons) for row, reasons in rows)


def answers_to(export: Export) -> "QuerySet[Import]":
    """Return the answers to an export that were not thrown away, newest first."""
    answers = Import.objects.filter(kind=Answers.key, target=str(export.pk))
    kept = answers.exclude(state=Import.State.DISCARDED)
    return kept.select_related("uploaded_by", "provider").defer("content", "header")


def export_of(source: Import) -> Export:
    """Return the export that is answered."""
    return Export.objects.select_related("layout").get(pk=source.target)


def _said(source: Import) -> dict[int, str | None]:
    good = source.lines.filter(state=ImportRow.State.GOOD)
    return worst(good.values_list("values", flat=True).iterator())


def _rest(export: Export, source: Import) -> "QuerySet[ExportRow]":
    """Return the lines that still wait and that the answer does not name."""
    named = source.lines.values_list("values__lines", flat=True)
    lines = {line for lines in named.iterator() for line in lines or ()}
    return export.rows.filter(state=State.EXPORTED).exclude(line__in=lines)


def _belongs_elsewhere(source: Import) -> bool:
    others = source.lines.exclude(reasons__contains=[{"code": NO_LINE}])
    return source.lines.exists() and not others.exists()
