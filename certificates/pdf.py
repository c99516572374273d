"""A certificate as a PDF: Letter landscape, tagged (PDF/UA-1), rendered from its row alone."""

import io
import logging
import threading
import unicodedata
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import segno
import typst

from accounts.fonts import certificate_font_paths, printable_characters
from accounts.sentences import long_date
from certificates.models import Certificate
from certificates.plain_pdf import plain_pdf
from courses.emphasis import credit_plain
from courses.services.statements import amount

TEMPLATES = Path(__file__).parent / "typst"
SAMPLE_SENTENCE = "Sample: no credit is awarded"

_log = logging.getLogger(__name__)
# A compiler may be used by one thread at a time; it is reused because it caches fonts and layout.
_one_at_a_time = threading.Lock()


def render_pdf(certificate: Certificate) -> bytes:
    """Return the certificate's PDF. The same row always gives the same bytes; rendering never fails.

    Names are checked when they are entered, so the first attempt usually succeeds. PDF/UA refuses
    characters that no font has: then they are replaced, then the PDF/UA standard is dropped, and the
    last resort is a bare page that needs neither template nor fonts.
    """
    inputs = _inputs(certificate)
    found = typeset(certificate.template_version, inputs, made_at=certificate.issued_at)
    return found or plain_pdf(inputs["document_title"], _lines(inputs))


def typeset(template: str, inputs: dict[str, str], *, made_at: datetime) -> bytes | None:
    """Return a document by the first attempt above that succeeds, short of the bare page; None if none does."""
    settable = {key: _settable(value) for key, value in inputs.items()}
    for values, accessible in [(inputs, True), (settable, True), (settable, False)]:
        try:
            return _compile(template, values, accessible, int(made_at.timestamp()))
        # TypstError is a RuntimeError; a missing template raises one too.
        except (RuntimeError, OSError, ValueError):
            _log.warning("%s: rendering fell back", template, exc_info=True)
    return None


def _compile(template: str, values: dict[str, str], accessible: bool, timestamp: int) -> bytes:
    with _one_at_a_time:
        document = _compiler(template).compile(
            sys_inputs=values,
            format="pdf",
            pdf_standards=["ua-1"] if accessible else [],
            timestamp=timestamp,
        )
    if not isinstance(document, bytes):
        raise ValueError("one document was expected")
    return document


@cache
def _compiler(template_version: str) -> typst.Compiler:
    folders = [*dict.fromkeys(path.parent for path in certificate_font_paths())]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
    template = TEMPLATES / f"{template_version}.typ"
    return typst.Compiler(template, root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


def _inputs(certificate: Certificate) -> dict[str, str]:
    """Return the template's values as plain text, never as Typst markup."""
    parts = urlsplit(certificate.verify_url)
    return {
        # Neutral: PDF viewers show it in the window title and the list of recent files.
        "document_title": f"{certificate.heading}, {long_date(certificate.completed_on)}",
        "provider": certificate.provider_name,
        "heading": certificate.heading,
        "lead": "This is to certify that",
        "name": certificate.printed_name,
        "wording": certificate.wording,
        "amount_label": "Claimed",
        "amount": f"{amount(certificate.credit_quarters)} {certificate.credit_name}",
        "completed_label": "Completed",
        "completed": long_date(certificate.completed_on),
        "format_label": "Learning format",
        "format": certificate.learning_format,
        "designation": certificate.designation_statement,
        "accreditation": certificate.accreditation_statement,
        "verify_label": "Verify this certificate",
        "code": certificate.printed_code,
        "verify_url": certificate.verify_url,
        "verify_place": f"{parts.netloc}/verify/",
        "qr": _qr(certificate.verify_url),
        "qr_alt": f"QR code: opens {certificate.verify_url}",
        "sample": SAMPLE_SENTENCE if certificate.is_sample else "",
    }


# A certificate is rendered when it is claimed, and a moment later when its owner opens it.
@lru_cache(maxsize=256)
def _qr(url: str) -> str:
    # Every mask is readable. A fixed one keeps the code identical for ever and is four times as fast,
    # because otherwise all eight are drawn and compared.
    code = segno.make(url, error="m", micro=False, mask=3, boost_error=False)
    drawing = io.BytesIO()
    code.save(drawing, kind="svg", border=0, dark="#0b4f5e", xmldecl=False)
    return drawing.getvalue().decode()


def _settable(value: str) -> str:
    """Return `value` with characters that no font can show decomposed or replaced by “?”, and controls dropped."""
    return "".join(_nearest(character) for character in value)


def _nearest(character: str) -> str:
    # Fonts have glyphs for control characters too; PDF/UA still refuses them.
    if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} and character != "\n":
        return ""
    if ord(character) in printable_characters() or character == "\n":
        return character
    apart = unicodedata.normalize("NFKD", character)
    return "".join(part for part in apart if ord(part) in printable_characters()) or "?"


def _lines(inputs: dict[str, str]) -> list[str]:
    keys = ["provider", "heading", "sample", "lead", "name", "wording", "amount", "completed"]
    keys += ["format", "designation", "accreditation", "verify_label", "code", "verify_url"]
    return [credit_plain(inputs[key]) for key in keys if inputs[key]]
