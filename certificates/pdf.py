"""A certificate as a PDF: Letter landscape, tagged (PDF/UA-1), rendered from its row alone."""

import hashlib
import io
import json
import logging
import re
from functools import lru_cache
from urllib.parse import urlsplit

import segno

from accounts.sentences import long_date
from certificates.models import Certificate
from certificates.plain_pdf import plain_pdf
from certificates.typesetting import typeset
from courses.emphasis import credit_plain
from courses.services.statements import amount
from video.media import small_file

BREAK = "\u200b"
_LONG_WORD = re.compile(r"[^\s-]{30,}")
_TEN = re.compile(".{1,10}")
SAMPLE_SENTENCE = "Sample: no credit is awarded"
OF_SAMPLE = "-sample"
"""Ends the template version of samples that say “Would be awarded”. Older ones say “Claimed”, and stay as issued."""
_PICTURES = {"logo": "", "signature": ""}

_log = logging.getLogger(__name__)


def render_pdf(certificate: Certificate) -> bytes:
    """Return the certificate's PDF. The same row always gives the same bytes; rendering never fails.

    Without its pictures if they cannot be drawn. The last resort is a bare page that needs neither template nor fonts.
    """
    inputs = _inputs(certificate)
    drawing = certificate.template_version.removesuffix(OF_SAMPLE)
    found = typeset(drawing, inputs, made_at=certificate.issued_at)
    if found is None and any(inputs[name] for name in _PICTURES):
        found = typeset(drawing, inputs | _PICTURES, made_at=certificate.issued_at)
    return found or plain_pdf(inputs["document_title"], _lines(inputs))


def _inputs(certificate: Certificate) -> dict[str, str]:
    """Return the template's values as plain text, never as Typst markup."""
    parts = urlsplit(certificate.verify_url)
    return {
        # Neutral: PDF viewers show it in the window title and the list of recent files.
        "document_title": f"{certificate.heading}, {long_date(certificate.completed_on)}",
        "provider": certificate.provider_name,
        "heading": certificate.heading,
        "lead": "This is to certify that",
        "name": _breakable(certificate.printed_name),
        "wording": certificate.wording,
        "amount_label": _amount_label(certificate),
        "amount": f"{amount(certificate.credit_quarters)} {certificate.credit_name}",
        "completed_label": "Completed",
        "completed": long_date(certificate.completed_on),
        "format_label": "Learning format",
        "format": certificate.learning_format,
        "profession_label": "Profession",
        "profession": certificate.profession,
        "issued_label": "Issued",
        "issued": long_date(certificate.issued_on) if certificate.issued_on else "",
        "designation": certificate.designation_statement,
        "accreditation": certificate.accreditation_statement,
        "verify_label": "Verify this certificate",
        "code": certificate.printed_code,
        "verify_url": certificate.verify_url,
        "verify_place": f"{parts.netloc}/verify/",
        "qr": _qr(certificate.verify_url),
        "qr_alt": f"QR code: opens {certificate.verify_url}",
        "sample": SAMPLE_SENTENCE if certificate.is_sample else "",
        "color": certificate.color,
        "logo": _picture(certificate.logo),
        "logo_alt": f"Logo: {certificate.provider_name}",
        "signatory": certificate.signatory_name,
        "signatory_title": certificate.signatory_title,
        "signature": _picture(certificate.signature),
        "signature_alt": f"Signature of {certificate.signatory_name}",
        "motif": _numbers(hashlib.sha256(certificate.motif.encode()).digest()),
    }


def _picture(name: str) -> str:
    """Return a stored picture for Typst; "" without one, or if its file cannot be read: that is logged."""
    try:
        return _stored_picture(name) if name else ""
    except OSError:
        _log.exception("%s: drawn without", name)
        return ""


@lru_cache(maxsize=16)
def _stored_picture(name: str) -> str:
    return _numbers(small_file(name))


def _numbers(content: bytes) -> str:
    """Return bytes as a JSON list: Typst's inputs are text, and it reads no base64."""
    return json.dumps([*content], separators=(",", ":"))


def _amount_label(certificate: Certificate) -> str:
    return "Would be awarded" if certificate.template_version.endswith(OF_SAMPLE) else "Claimed"


def _breakable(name: str) -> str:
    """Return the name with places to break a word that is longer than a line: Typst breaks at spaces only."""
    return _LONG_WORD.sub(lambda word: BREAK.join(_TEN.findall(word.group())), name)


def qr_code(url: str) -> segno.QRCode:
    """Return the code that leads to `url`, on paper and on the page."""
    # Every mask is readable. A fixed one keeps the code identical for ever and is four times as fast,
    # because otherwise all eight are drawn and compared.
    return segno.make(url, error="m", micro=False, mask=3, boost_error=False)


# A certificate is rendered when it is claimed, and a moment later when its owner opens it.
@lru_cache(maxsize=256)
def _qr(url: str) -> str:
    drawing = io.BytesIO()
    qr_code(url).save(drawing, kind="svg", border=0, dark="#0b4f5e", xmldecl=False)
    return drawing.getvalue().decode()


def _lines(inputs: dict[str, str]) -> list[str]:
    keys = ["provider", "heading", "sample", "lead", "name", "wording", "amount", "completed"]
    keys += [
        "issued",
        "format",
        "profession",
        "signatory",
        "signatory_title",
        "designation",
        "accreditation",
        "verify_label",
        "code",
        "verify_url",
    ]
    return [credit_plain(inputs[key]).replace(BREAK, "") for key in keys if inputs[key]]
