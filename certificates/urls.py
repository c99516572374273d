"""Claim, certificates, verification and credit record. These URLs are a public interface."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import path
from django.views.generic import RedirectView

from certificates.views import (
    certificates,
    claim,
    corrections,
    credit_record,
    verification,
)


def _moved(name: str) -> Callable[..., HttpResponseBase]:
    return RedirectView.as_view(
        pattern_name=f"certificates:{name}", permanent=True, query_string=True
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
    path("credit-record/", credit_record.credit_record, name="credit-record"),
    path("credit-record.csv", credit_record.credit_record_csv, name="credit-record-csv"),
    path("credit-record.pdf", credit_record.credit_record_pdf, name="credit-record-pdf"),
    # Where it was until it had this name.
    path("transcript/", _moved("credit-record")),
    path("transcript.csv", _moved("credit-record-csv")),
    path("transcript.pdf", _moved("credit-record-pdf")),
]
