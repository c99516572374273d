"""Claim, certificates, verification and transcript. Their addresses are an interface (docs/architecture.md)."""

from django.urls import path

from certificates.views import certificates as own
from certificates.views import (
    claim,
    corrections,
    export_replies,
    exports,
    history,
    transcript,
    verification,
)

app_name = "certificates"
urlpatterns = [
    path("courses/<slug:slug>/claim/", claim.claim, name="claim"),
    path("certificates/", own.certificate_list, name="list"),
    path("certificates/<uuid:pk>/", own.certificate_detail, name="detail"),
    path("certificates/<uuid:pk>.pdf", own.certificate_pdf, name="pdf"),
    path("certificates/<uuid:pk>/name/", corrections.mend_name, name="mend-name"),
    path("certificates/<uuid:pk>/credit/", corrections.change_credit, name="change-credit"),
    path("admin/imports/", history.imports, name="imports"),
    path("admin/imports/<uuid:import_id>/", history.history_import, name="import"),
    path("admin/imports/<uuid:import_id>/faults.csv", history.import_faults, name="import-faults"),
    path("admin/imports/<uuid:import_id>/start/", history.start_import, name="start-import"),
    path("admin/imports/<uuid:import_id>/discard/", history.discard, name="discard-import"),
    path("admin/exports/", exports.exports, name="exports"),
    path("admin/exports/new/", exports.export_new, name="export-new"),
    path("admin/exports/<int:export_id>/", exports.export, name="export"),
    path("admin/exports/<int:export_id>/file/", exports.export_file, name="export-file"),
    path("admin/exports/<int:export_id>/discard/", exports.export_discard, name="export-discard"),
    path("admin/exports/<int:export_id>/reply/", export_replies.reply_read, name="export-answer"),
    path(
        "admin/exports/<int:export_id>/replies/<int:reply_id>/",
        export_replies.reply,
        name="export-reply",
    ),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:typed>/", verification.verification, name="verification"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript.csv", transcript.transcript_csv, name="transcript-csv"),
    path("transcript.pdf", transcript.transcript_pdf, name="transcript-pdf"),
]
