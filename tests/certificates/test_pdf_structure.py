"""What a screen reader meets in certificate and credit record: headings, and each value with its label."""

import io
import itertools
import json
import math
import re
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest

from certificates.pdf import render_pdf
from certificates.typesetting import typeset
from courses.templatetags.arcs import SIZE, arcs_of
from tests.certificates.test_pdf import certificate, read
from tests.pdf_structure import Element, pairs, structure

DESIGNATION = (
    "The Hill Society designates this enduring material for a maximum of 0.75 *AMA PRA Category 1 Credit(s)*™."
    " Physicians should claim only the credit commensurate with the extent of their participation in the activity."
)
ACCREDITATION = (
    "This activity has been planned and implemented in accordance with the accreditation requirements and policies"
    " of the Accreditation Council for Continuing Medical Education (ACCME) through the joint providership of the"
    " Hill Society and the Saint Mary Hospital of the Valley. The Hill Society is accredited by the ACCME to provide"
    " continuing medical education for physicians."
)


def row_of_length(**fields: Any) -> Any:
    """Return a certificate as they are: long title, both statements, a signatory."""
    known = {
        "name": "ALEXANDRIA WILHELMINA MONTGOMERY WORTHINGTON HUMMINGBIRD-WAM",
        "wording": "has successfully completed the enduring material “Human Trafficking in Healthcare: Recognition,"
        " Response and Resources for Clinicians in Every Setting” on November 23, 2026, and was awarded 0.75"
        " *AMA PRA Category 1 Credits*™.",
        "designation_statement": DESIGNATION,
        "accreditation_statement": ACCREDITATION,
        "signatory_name": "Grace Whitfield, MD",
        "signatory_title": "Director of Medical Education",
    }
    return certificate(**known | fields)


def headings(root: Element) -> list[tuple[str, str]]:
    return [(each.tag, each.text) for each in root.all("H1", "H2", "H3")]


def test_heading_and_holder_are_headings_of_the_certificate() -> None:
    root = structure(render_pdf(certificate()))
    assert headings(root) == [("H1", "Certificate of Credit"), ("H2", "Ana Díaz, MD")]


def test_each_fact_of_the_certificate_is_read_with_its_label() -> None:
    facts, verification = structure(render_pdf(certificate())).all("Table")
    assert pairs(facts) == [
        ("Claimed", "0.75 AMA PRA Category 1 Credits™"),
        ("Completed", "November 23, 2026"),
        ("Issued", "November 24, 2026"),
        ("Learning format", "Enduring material"),
        ("Profession", "Physician"),
    ]
    [(label, value)] = pairs(verification)
    assert label == "Verify this certificate"
    assert "2345-6789-CDFG-HJK7" in value


def test_what_is_not_known_has_no_label_either() -> None:
    facts, _ = structure(render_pdf(certificate(profession="", issued_on=None))).all("Table")
    labels = [label for label, _ in pairs(facts)]
    assert labels == ["Claimed", "Completed", "Learning format"]


@pytest.mark.parametrize("is_sample", [False, True])
def test_every_text_can_be_read_on_paper(is_sample: bool) -> None:
    sizes: dict[str, float] = {}

    def note(text: str, outer: Any, inner: Any, _font: Any, size: float) -> None:
        if text.strip():
            sizes[text.strip()] = size * abs(inner[3]) * abs(outer[3])

    row = row_of_length(is_sample=is_sample)
    pages = read(render_pdf(row)).pages
    pages[0].extract_text(visitor_text=note)
    assert len(pages) == 1
    assert {text: size for text, size in sizes.items() if size < 9.49} == {}


def test_the_signatory_stands_on_the_certificate_if_there_is_one() -> None:
    with_one = structure(render_pdf(row_of_length())).text
    assert "Grace Whitfield, MD" in with_one
    assert "Director of Medical Education" in with_one
    assert "Grace" not in structure(render_pdf(certificate())).text


def test_each_series_has_a_rosette_of_its_own_and_always_the_same() -> None:
    one, other = (certificate(motif=motif) for motif in ("a-series", "another-series"))
    assert render_pdf(one) == render_pdf(certificate(motif="a-series"))
    assert len({_drawn(one), _drawn(other)}) == 2


@pytest.mark.parametrize("slug", ["trafficking", "a-series", "pain"])
def test_the_rosette_is_the_drawing_that_pages_have_of_the_series(slug: str) -> None:
    """Each arc begins at the same point of its ring, on paper and on the page, and ends at the same."""
    on_pages = [_ends(arc.path) for arc in arcs_of(slug)]
    on_paper = _arcs_on_paper(render_pdf(certificate(motif=slug)))
    assert len(on_paper) == len(on_pages) == 6
    for drawn, shown in zip(on_paper, on_pages, strict=True):
        assert drawn == pytest.approx(shown, abs=0.02)


def _ends(path: str) -> list[float]:
    """Return begin and end of an arc of the page as parts of its radius, from the middle."""
    x, y, radius, _, _, _, _, end_x, end_y = map(float, re.findall(r"[-\d.]+", path))
    return [(value - SIZE / 2) / radius for value in (x, y, end_x, end_y)]


def _arcs_on_paper(document: bytes) -> list[list[float]]:
    """Return the same of the certificate's: curves that begin where another path would have a line."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        drawn = pikepdf.parse_content_stream(pdf.pages[0])
        steps: list[Any] = [([*map(str, each.operands)], str(each.operator)) for each in drawn]
    arcs: list[list[float]] = []
    for (of, how), (then, after) in itertools.pairwise(steps):
        if how == "m" and after == "c":
            arcs.append([*map(float, of), *map(float, then[-2:])])
        elif how == "c" and after == "c":
            arcs[-1][2:] = map(float, then[-2:])
    return [[value / math.hypot(*arc[:2]) for value in arc] for arc in arcs]


def test_name_and_years_are_headings_of_the_credit_record_and_each_total_has_its_type() -> None:
    rows = [{"completed": "2026-11-23", "title": "Course", "note": "Provider.", "amount": "0.25"}]
    names = ["*AMA PRA Category 1 Credits*™", "Participation", "Contact hours", "Others"]
    groups = [{"name": name, "total": "0.25", "rows": rows} for name in names]
    inputs = {
        "document_title": "Record",
        "heading": "Record",
        "name": "Ana Díaz, MD",
        "made": "As of today.",
        "years": json.dumps([{"heading": "2026", "groups": groups}]),
    }
    document = typeset("transcript", inputs, made_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert document is not None
    root = structure(document)
    assert headings(root)[:3] == [("H1", "Record"), ("H2", "Ana Díaz, MD"), ("H2", "2026")]
    first, second, *lists = root.all("Table")
    assert [*pairs(first), *pairs(second)] == [
        ("Total AMA PRA Category 1 Credits™", "0.25"),
        ("Total Participation", "0.25"),
        ("Total Contact hours", "0.25"),
        ("Total Others", "0.25"),
    ]
    for each in lists:
        assert pairs(each)[0] == ("Completed", "2026-11-23")
        assert pairs(each)[2] == ("Amount", "0.25")


def _drawn(row: Any) -> bytes:
    return bytes(read(render_pdf(row)).pages[0].get_contents().get_data())  # type: ignore[union-attr]
