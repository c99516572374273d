"""The fonts that certificates are set in, and therefore the characters a name may contain."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

_FONTS = {
    "fontpkg_noto_sans": "files/*.ttf",
    "fontpkg_noto_sans_arabic": "files/*.ttf",
    "fontpkg_noto_sans_devanagari": "files/*.ttf",
    "fontpkg_noto_sans_thai": "files/*.ttf",
    "fontpkg_noto_sans_tamil": "files/*.ttf",
    "noto_cjk_sans_otc": "*.ttc",
}


@cache
def certificate_font_paths() -> list[Path]:
    """Return every font file a certificate may use, Latin first, in a fixed order."""
    return [
        path
        for package, pattern in _FONTS.items()
        for path in sorted(Path(str(files(package))).glob(pattern))
    ]


@cache
def printable_characters() -> frozenset[int]:
    """Return the code points for which at least one certificate font has a glyph.

    Each process reads the fonts once, when it checks its first name (a fifth of a second).
    """
    codepoints: set[int] = set()
    for path in certificate_font_paths():
        # All faces of a collection share one character map, so the first will do.
        with TTFont(path, fontNumber=0, lazy=True) as font:
            codepoints.update(font.getBestCmap())
    return frozenset(codepoints)
