"""Claim, certificates, verification, transcript and import of past credit. These URLs are a public interface."""

from django.urls import path

from certificates.views import (
    certificates,
    claim,
    corrections,
    credit_import,
    transcript,
    verification,
)

app_name = "certificates"
urlpatterns = [
    path("courses/<slug:slug>/claim/", claim.claim, name="claim"),
    path("certificates/", certificates.certificate_list, name="list"),
    path("certificates/<uuid:pk>/", certificates.certificate_detail, name="detail"),
    path("certificates/<uuid:pk>.pdf", certificates.certificate_pdf, name="pdf"),
    path("certificates/<uuid:pk>/name/", corrections.mend_name, name="mend-name"),
    path("certificates/<uuid:pk>/credit/", corrections.change_credit, name="change-credit"),
    path("admin/imports/", credit_import.imports, name="imports"),
    path("admin/imports/<uuid:import_id>/", credit_import.history_import, name="import"),
    path(
        "admin/imports/<uuid:import_id>/errors.csv",
        credit_import.import_errors,
        name="import-errors",
    ),
    path("admin/imports/<uuid:import_id>/start/", credit_import.start_import, name="start-import"),
    path("admin/imports/<uuid:import_id>/discard/", credit_import.discard, name="discard-import"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:typed>/", verification.verification, name="verification"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript.csv", transcript.transcript_csv, name="transcript-csv"),
    path("transcript.pdf", transcript.transcript_pdf, name="transcript-pdf"),
]
