"""The import of a destination's answer to one export."""

import re
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
from imports.kinds import Item, Kind, Outcome, Reason, Target, kind_of
from imports.models import Import, ImportRow
from imports.services.checking import cells_of
from imports.services.sealing import opened
from providers.rights import Right, may, providers_with
from reporting.models import Export, ExportRow, Format, State
from reporting.services.answers import words
from reporting.services.answers.marking import mark, unmark
from reporting.services.answers.matching import NO_LINE, Matcher, worst
from reporting.services.answers.receipt import read_receipt, written

_SHOWN = 200
_ID = re.compile("[1-9][0-9]*")  # as it is written: one export has one address, and one target


class AnswerForm(forms.Form):
    """What the file alone does not say."""

    rest_accepted = forms.BooleanField(
        label="The file lists errors only: lines it does not mention were accepted", required=False
    )


class Answers(Kind):
    """A destination's answer: each item is about lines of one export, which it accepts or rejects."""

    key = "replies"
    title = "An accreditor's response"
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
        if not _ID.fullmatch(target):
            raise Http404
        own = Export.objects.filter(provider__in=providers_with(user, Right.EXPORT))
        export = get_object_or_404(own.select_related("provider"), pk=target)
        page = reverse("reporting:export", args=[export.pk])
        gone = f"{export} was marked as not sent, so no response to it can be imported."
        return Target(
            provider=export.provider,
            title=f"Response to {str(export).lower()}",
            back=page,
            crumbs=[("Exports", reverse("reporting:exports")), (str(export), page)],
            note=gone if export.discarded_at else "",
        )

    def starts(self, user: User) -> list[tuple[str, str]]:
        """Return the list of exports: an answer belongs to one of them."""
        address = reverse("reporting:exports")
        return (
            [("Choose the export that it responds to", address)] if may(user, Right.EXPORT) else []
        )

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
        return map(_matcher(source).outcome, items)

    def take(self, source: Import, rows: list[ImportRow]) -> None:
        """Wait for the last row: whether a line is accepted depends on all that the answer says of it."""

    def has_more(self, source: Import) -> bool:
        """Return whether lines that it does not name are accepted, by what staff said of the file."""
        export = export_of(source)
        return not export.discarded_at and _takes_rest(source) and _rest(export, source).exists()

    def taken(self, source: Import, now: datetime) -> dict[str, Any]:
        """Mark the lines of the export."""
        export = export_of(source)
        said = _said(source)
        if _takes_rest(source):
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
        lines = set(_said(source))
        if _takes_rest(source):
            # What waited for another word when it was taken was not marked by it.
            lines |= set(export.rows.values_list("line", flat=True)) - _named(source)
        kept = source.lines.exists()  # they are deleted after a while
        unmark(
            export,
            lines if kept else None,
            before=source.summary["before"],
            marked_at=source.finished_at or now,
        )
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
            "rest_accepted": _takes_rest(source),
            "holding": source.counts.get("returned", 0) if _lists_errors(source) else 0,
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


def _matcher(source: Import) -> Matcher:
    export = export_of(source)
    has_header = export.layout.has_header and export.layout.format != Format.PARS_JSON
    return Matcher(
        export,
        header_rows=int(has_header and source.is_table),
        has_status="status" in source.columns,
    )


def _said(source: Import) -> dict[int, str | None]:
    """Return what good lines say of the export's. What a line that comes back names is not accepted."""
    good = source.lines.filter(state=ImportRow.State.GOOD)
    said = worst(good.values_list("values", flat=True).iterator())
    doubted = set(_lines_of(_returned(source))) | set(_lines_read(source))
    return {
        line: reason for line, reason in said.items() if reason is not None or line not in doubted
    }


def _lines_read(source: Import) -> Iterator[int]:
    """Yield what returned lines name that were not judged, as one of their cells or their number is wrong."""
    unjudged = _returned(source).exclude(values__has_key="lines")
    if not unjudged.exists():
        return
    matcher, kind = _matcher(source), kind_of(source.kind)
    for row in unjudged.iterator():
        yield from matcher.lines(cells_of(source, kind, row))[0]


def _takes_rest(source: Import) -> bool:
    """Say whether what the file does not name is accepted: not while a line comes back that may mean it."""
    return _lists_errors(source) and not _returned(source).exists()


def _lists_errors(source: Import) -> bool:
    return bool(source.settings.get("rest_accepted"))


def _returned(source: Import) -> "QuerySet[ImportRow]":
    return source.lines.filter(state=ImportRow.State.RETURNED)


def _rest(export: Export, source: Import) -> "QuerySet[ExportRow]":
    """Return the lines that still wait and that the answer does not name."""
    return export.rows.filter(state=State.EXPORTED).exclude(line__in=_named(source))


def _named(source: Import) -> set[int]:
    return set(_lines_of(source.lines.all()))


def _lines_of(rows: "QuerySet[ImportRow]") -> Iterator[int]:
    named = rows.values_list("values__lines", flat=True)
    return (line for lines in named.iterator() for line in lines or ())


def _belongs_elsewhere(source: Import) -> bool:
    others = source.lines.exclude(reasons__contains=[{"code": NO_LINE}])
    return source.lines.exists() and not others.exists()
