"""The last resort: a bare PDF with lines of text, made without template, typesetter or fonts."""

import textwrap
import unicodedata

_WIDTH = 95
_FIXED_OBJECTS = [
    b"<< /Type /Catalog /Pages 2 0 R /Lang (en-US) >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 792 612] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>"
    ),
]
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def plain_pdf(title: str, lines: list[str]) -> bytes:
    """Return one Letter landscape page with `lines`, wrapped. It cannot fail.

    Characters outside Latin-1 become their base letter or “?”; the verification page has the exact name.
    """
    rows = [row for line in lines for row in [*textwrap.wrap(line, _WIDTH), ""]]
    size = 14 if len(rows) <= 28 else 8
    shown = b"\n".join(b"(%s) Tj T*" % _literal(row) for row in rows)
    content = b"BT /F %d Tf %d TL 72 540 Td\n%s\nET" % (size, size * 5 // 4, shown)
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    return _assemble([*_FIXED_OBJECTS, stream, _FONT, b"<< /Title (%s) >>" % _literal(title)])


def _literal(text: str) -> bytes:
    latin = "".join(map(_latin, text)).encode("latin-1")
    return latin.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _latin(character: str) -> str:
    if " " <= character <= "~" or "\xa0" <= character <= "\xff":
        return character
    apart = unicodedata.normalize("NFKD", character)
    return "".join(part for part in apart if " " <= part <= "~") or "?"


def _assemble(objects: list[bytes]) -> bytes:
    document = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (count, len(objects))
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    return b"%s%s%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (
        document,
        head,
        table,
        trailer,
        len(document),
    )
