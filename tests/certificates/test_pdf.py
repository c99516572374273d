"""The PDF: accessible, exact, the same for the same row, for every name, and it never fails."""

import hashlib
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from certificates.codes import new_code
from certificates.models import Certificate
from certificates.pdf import BREAK, render_pdf
from certificates.plain_pdf import plain_pdf
from certificates.typesetting import TEMPLATES

# Certificates were issued with them: they are never edited. A change is certificate-3.typ.
DIGESTS = {
    "certificate-1": "033d65378090640613901119bf282fe3205d745fd69e89895f3b79d861b8a0a6",
    "certificate-2": "da76424129af3bcdfd30deb16ee909a31a06606682aec8be9e6bd89fe60889cc",
}
VERSIONS = sorted(DIGESTS)

NAMES = [
    "Ana Díaz",
    "Ngọc Lan Nguyễn-Phạm",
    "Юлия Сергеевна Ковальчук",
    "Ελένη Παπαδοπούλου",
    "محمد بن عبد الرحمن الهاشمي",
    "नरेन्द्र सिंह राठौड़",
    "สมชาย ศรีสุวรรณ์",
    "தமிழ்செல்வன் கிருஷ்ணமூர்த்தி",
    "王小明",
    "山田 太郎",
    "김철수",
    "W" * 80,
    "王" * 80,
]


def certificate(**fields: Any) -> Certificate:
    """Return an unsaved certificate: a PDF needs nothing but its row."""
    known: dict[str, Any] = {
        "code": "23456789CDFGHJK7",
        "heading": "Certificate of Credit",
        "name": "Ana Díaz",
        "credentials": "MD",
        "title": "Course",
        "provider_name": "Provider",
        "learning_format": "enduring material",
        "credit_name": "*AMA PRA Category 1 Credits*™",
        "credit_quarters": 3,
        "completed_on": date(2026, 11, 23),
        "issued_at": datetime(2026, 11, 23, 18, tzinfo=UTC),
        "wording": "was awarded 0.75 *AMA PRA Category 1 Credits*™.",
        "designation_statement": "Designated for *AMA PRA Category 1 Credit(s)*™.",
        "accreditation_statement": "Accredited.",
        "profession": "Physician",
        "issued_on": date(2026, 11, 24),
        "motif": "a-series",
        "template_version": "certificate-2",
        "is_sample": False,
    }
    row = Certificate(**known | fields)
    row.verify_url = f"https://learn.example.org/verify/{row.printed_code}/"
    return row


def read(document: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(document))


def text_of(document: bytes) -> str:
    return " ".join(read(document).pages[0].extract_text().split())


def is_accessible(document: bytes) -> bool:
    return b"<pdfuaid:part>1</pdfuaid:part>" in document


def test_it_is_one_tagged_letter_page_with_title_and_language() -> None:
    document = render_pdf(certificate())
    pdf = read(document)
    page = pdf.pages[0].mediabox
    assert len(pdf.pages) == 1
    assert (page.width, page.height) == (792, 612)
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Certificate of Credit, November 23, 2026"
    assert is_accessible(document)


@pytest.mark.parametrize("code", ["MWMWMWMWMWMWMWMW", "NGCNDR8PMWR8HW59", "2222222222222222"])
@pytest.mark.parametrize("signatory", ["", "Ada Byron"])
def test_a_code_stands_on_one_line_however_wide_its_letters(code: str, signatory: str) -> None:
    row = certificate(code=code, signatory_name=signatory)
    assert row.printed_code in text_of(render_pdf(row))


def test_it_says_everything_that_a_record_must_say() -> None:
    text = text_of(render_pdf(certificate()))
    for words in (
        "Ana Díaz, MD",
        "Provider",
        "Certificate of Credit",
        "was awarded 0.75 AMA PRA Category 1 Credits™.",
        "November 23, 2026",
        "November 24, 2026",
        "Enduring material",
        "Physician",
        "Designated for AMA PRA Category 1 Credit(s)™.",
        "Accredited.",
        "2345-6789-CDFG-HJK7",
        "learn.example.org/verify/",
    ):
        assert words in text


def test_the_trademark_phrase_is_italic() -> None:
    fonts: dict[str, str] = {}

    def note(text: str, _cm: Any, _tm: Any, font: dict[str, Any] | None, _size: float) -> None:
        fonts[text.strip()] = str(font and font["/BaseFont"])

    read(render_pdf(certificate())).pages[0].extract_text(visitor_text=note)
    phrases = [font for text, font in fonts.items() if "PRA Category" in text]
    assert phrases
    assert all("Italic" in font for font in phrases)


def test_the_code_for_scanning_has_words_and_the_address_is_a_link() -> None:
    row = certificate()
    pdf: Any = read(render_pdf(row))
    assert pdf.pages[0]["/Annots"][0].get_object()["/A"]["/URI"] == row.verify_url
    objects = [pdf.get_object(number) for number in range(1, pdf.trailer["/Size"])]
    words = [str(each["/Alt"]) for each in objects if isinstance(each, dict) and "/Alt" in each]
    assert f"QR code: opens {row.verify_url}" in words


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", NAMES)
def test_every_name_lays_out_on_one_page(name: str, version: str) -> None:
    title = "Trafficking in healthcare " * 9
    row = certificate(
        name=name,
        credentials="M" * 40,
        title=title,
        wording=f"took part in {title}",
        template_version=version,
    )
    document = render_pdf(row)
    assert len(read(document).pages) == 1
    assert is_accessible(document)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "name", ["W" * 60, "WAKHUNGU" * 7 + "ANNA", "W" * 80, "W" * 40 + "-" + "M" * 39]
)
def test_capitals_without_a_space_stay_between_the_margins(name: str, version: str) -> None:
    starts: list[float] = []

    def note(text: str, outer: Any, inner: Any, _font: Any, _size: float) -> None:
        if {*text} & {*"WM"}:
            starts.append(outer[4] + inner[4])

    row = certificate(
        name=name,
        credentials="",
        wording="did.",
        designation_statement="",
        template_version=version,
    )
    page = read(render_pdf(row)).pages[0]
    page.extract_text(visitor_text=note)
    # Each line is centered: what does not stick out on the left does not on the right.
    assert min(starts) >= 0.86 * 72
    lines = [text for text in page.extract_text().split("\n") if text and {*text} <= {*name, BREAK}]
    assert "".join(lines).replace(BREAK, "") == name


@pytest.mark.parametrize("version", VERSIONS)
def test_the_longest_of_everything_still_fits(version: str) -> None:
    statement = "The provider designates this enduring material for some credit. " * 8
    row = certificate(
        name="王" * 80,
        credentials="醫" * 40,
        provider_name="Provider " * 22,
        wording="漢" * 330,
        learning_format="internet point-of-care activity",
        designation_statement=statement,
        accreditation_statement=statement,
        profession="Profession " * 10,
        signatory_name="Grace Whitfield " * 5,
        signatory_title="Director of Education " * 5,
        is_sample=True,
        template_version=version,
    )
    document = render_pdf(row)
    assert len(read(document).pages) == 1
    assert is_accessible(document)


def test_the_same_row_gives_the_same_bytes() -> None:
    row = certificate()
    first = render_pdf(row)
    render_pdf(certificate(name="Someone Else", code=new_code()))
    assert render_pdf(row) == first


@pytest.mark.parametrize("tail", [26, 36, 46])
def test_a_name_that_fits_on_one_line_is_not_broken_at_its_hyphen(tail: int) -> None:
    name = ("Maximiliana Featherstonehaugh-Cholmondeley-Weatherby")[: 6 + tail]
    page = read(render_pdf(certificate(name=name, credentials=""))).pages[0]
    assert name in page.extract_text().splitlines()


def test_a_name_is_text_and_never_markup() -> None:
    name = '#panic("no") *b* $x$ @ref <l> \\ // `c`'
    text = text_of(render_pdf(certificate(name=name)))
    assert '#panic("no") *b* $x$ @ref <l>' in text


def test_a_sample_says_that_no_credit_is_awarded() -> None:
    assert "Sample: no credit is awarded" in text_of(render_pdf(certificate(is_sample=True)))
    assert "Sample" not in text_of(render_pdf(certificate()))


@pytest.mark.parametrize("name", ["Ana 😀 Díaz", "Ana \x00\x07 Díaz", "Ana \ue000 Díaz"])
def test_a_character_that_no_font_has_does_not_stop_it(name: str) -> None:
    document = render_pdf(certificate(name=name))
    text = text_of(document)
    assert "Ana" in text
    assert "Díaz" in text
    assert is_accessible(document)


def test_without_its_template_there_is_still_a_document() -> None:
    row = certificate(template_version="none-such", name="Łukasz 王", is_sample=True)
    document = render_pdf(row)
    assert not is_accessible(document)
    text = text_of(document)
    assert "?ukasz ?, MD" in text
    for words in ("Sample: no credit is awarded", "2345-6789-CDFG-HJK7", "0.75 AMA PRA Category 1"):
        assert words in text


def test_the_last_resort_sets_anything() -> None:
    document = plain_pdf("Title (1)", ["(brackets) and \\ backslash", "é", "x" * 4000, "", "\n"])
    assert "(brackets) and \\ backslash é" in text_of(document)
    metadata = read(document).metadata
    assert metadata is not None
    assert metadata.title == "Title (1)"


def test_a_template_that_was_used_is_never_edited() -> None:
    found = {
        template.stem: hashlib.sha256(template.read_bytes()).hexdigest()
        for template in TEMPLATES.glob("certificate-*.typ")
    }
    assert found == DIGESTS
