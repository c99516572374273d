"""Files as other programs and people write them; each part's tests say what is right for them."""

from pathlib import Path

CASES = Path(__file__).parent


def case_text(name: str) -> str:
    """Return a UTF-8 file of this folder as its readers get it: without a mark, and with line feeds."""
    return (CASES / name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
