"""Claim, certificates, verification and transcript. These URLs are a public interface."""

from django.urls import path

from certificates.views import (
    certificates,
    claim,
    corrections,
    transcript,
    verification,
)

app_name = "certificates"
urlpatterns = [
    path("courses/<slug:slug>/claim/", claim.claim, name="claim"),
    path("certificates/", certificates.certificate_list, name="list"),
    path("certificates/<uuid:pk>/", certificates.certificate_detail, name="detail"),
    path("certificates/<uuid:pk>.pdf", certificates.certificate_pdf, name="pdf"),
    path("certificates/<uuid:pk>/name/", corrections.correct_name, name="correct-name"),
    path("certificates/<uuid:pk>/credit/", corrections.change_credit, name="change-credit"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:typed>/", verification.verification, name="verification"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript.csv", transcript.transcript_csv, name="transcript-csv"),
    path("transcript.pdf", transcript.transcript_pdf, name="transcript-pdf"),
]
