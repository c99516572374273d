"""What somebody earned here, where it was reported, and credit of before this portal."""

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Count, Max, Min, Prefetch, Q

from accounts.days import day_of, portal_zone
from certificates.models import Certificate, CreditMove, PastCredit, TranscriptFile
from certificates.services.transcripts import SAMPLE_NOTE, with_credit_names
from courses.services.statements import amount
from reporting.models import ExportExclusion, ExportRow
from reporting.services.validators import REASONS

_AT_ONCE = 100
"""Of thousands of certificates, so many are in memory at a time."""


def certificates_of(accounts: list[int]) -> list[dict[str, Any]]:
    """Return each certificate, with what was reported of it and what staff asked to change."""
    rows = Certificate.objects.filter(learner__in=accounts).order_by("pk")
    # The statements of thousands would be most of the memory.
    rows = rows.defer(
        "wording", "designation_statement", "accreditation_statement", "attestation"
    ).prefetch_related(
        Prefetch(
            "export_rows",
            ExportRow.objects.select_related("export", "destination").order_by("pk"),
        ),
        Prefetch("moves", CreditMove.objects.select_related("credit_type").order_by("pk")),
    )
    left_out = _left_out(accounts)
    return [
        {**_certificate(each), "left_out_of_reports": left_out.get(each.pk, [])}
        for each in rows.iterator(chunk_size=_AT_ONCE)
    ]


def earlier_credit(accounts: list[int]) -> list[dict[str, Any]]:
    """Return what a former system recorded, also what waits for an account under one of the addresses."""
    addresses = EmailAddress.objects.filter(user__in=accounts, verified=True).values("email")
    rows = PastCredit.objects.filter(
        Q(learner__in=accounts) | Q(learner=None, email__in=addresses)
    ).select_related("provider", "source")
    return [
        {
            "provider": each.provider.name,
            "name": each.name,
            "number_there": each.former_number,
            "address": each.email,
            "key_of_address": each.person_key,
            "activity": each.title,
            "activity_number": each.external_course_id,
            "credit": each.credit_name.replace("*", ""),
            "amount": amount(each.credit_quarters),
            "as_physician": each.is_physician,
            "enrolled_on": each.enrolled_on,
            "completed_on": each.completed_on,
            "expires_on": each.expires_on,
            "imported_at": each.source.uploaded_at,
        }
        for each in with_credit_names(rows)
    ]


def credit_record_files(accounts: list[int]) -> list[dict[str, Any]]:
    """Return when a long credit record was asked for as a file; it is kept for a day."""
    rows = TranscriptFile.objects.filter(learner__in=accounts)
    return [
        {name: getattr(each, name) for name in ("asked_at", "finished_at", "failed_at")}
        for each in rows.defer("content")
    ]


def _certificate(certificate: Certificate) -> dict[str, Any]:
    return {
        "verification_code": certificate.printed_code,
        "status": certificate.status,
        "name": certificate.printed_name,
        "profession": certificate.profession,
        "counted_as": certificate.pars_category,
        "activity": certificate.title,
        "provider": certificate.provider_name,
        "learning_format": certificate.learning_format,
        "credit": certificate.credit_name.replace("*", ""),
        "note": SAMPLE_NOTE if certificate.is_sample else "",
        "amount": amount(certificate.credit_quarters),
        "completed_on": certificate.completed_on,
        "claimed_at": certificate.claimed_at,
        "issued_at": certificate.issued_at,
        "issued_because": certificate.get_origin_display(),
        "superseded_at": certificate.superseded_at,
        "revoked_at": certificate.revoked_at,
        "revoked_because": certificate.revocation_reason,
        "is_sample": certificate.is_sample,
        "reported": [_report(each) for each in certificate.export_rows.all()],
        "moves_to_another_credit": [_move(each) for each in certificate.moves.all()],
    }


def _report(row: ExportRow) -> dict[str, Any]:
    return {
        "to": row.destination.name,
        "asked_them_to": row.get_action_display(),
        "at": row.export.made_at,
        "under": row.credit_id,
        "state": row.get_state_display(),
        "state_since": row.state_at,
        "they_said": row.reason,
        "deletion_sent_at": row.undone_at,
    }


def _left_out(accounts: list[int]) -> dict[UUID, list[dict[str, Any]]]:
    """Return why each certificate was left out of reports: as many lines as reasons, however often it was."""
    kinds = ExportExclusion.objects.filter(certificate__learner__in=accounts).values(
        "certificate", "export__layout__destination__name", "reasons"
    )
    kinds = kinds.annotate(
        times=Count("pk"), first=Min("export__made_at"), last=Max("export__made_at")
    )
    zone, found = portal_zone(), dict[UUID, list[dict[str, Any]]]()
    for kind in kinds.order_by("certificate", "first"):
        line = {
            "to": kind["export__layout__destination__name"],
            "reasons": [REASONS[code].words for code in kind["reasons"]],
            "times": kind["times"],
            "first_on": day_of(kind["first"], zone),
            "last_on": day_of(kind["last"], zone),
        }
        found.setdefault(kind["certificate"], []).append(line)
    return found


def _move(row: CreditMove) -> dict[str, Any]:
    # What staff noted of the proof, and answered each other, is theirs.
    return {
        "credit": row.credit_type.name_for(row.quarters).replace("*", ""),
        "amount": amount(row.quarters),
        "degree_proven": row.get_degree_display(),
        "asked_at": row.asked_at,
        "state": row.state,
        "decided_at": row.decided_at,
        "withdrawn_at": row.withdrawn_at,
    }
