"""Pictures of whole pages, and one page of HTML that shows them side by side."""

import html
import json
import re
from pathlib import Path
from typing import Literal

from playwright.sync_api import ViewportSize

from tests.browser.visit import Visit
from tests.browser.window import SETTLE, Window

WIDTHS = (360, 768, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_TALLEST = 6000  # pixels; what is longer is cut, and the sheet stays quick to load
_STYLE = """body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; background: #888; }
section { margin-bottom: 3rem; } h2 { font-size: 1rem; }
div { display: flex; gap: 1rem; align-items: start; overflow-x: auto; }
img { width: auto; height: 28rem; object-fit: cover; object-position: top; background: #fff; }"""


class ContactSheet:
    """A folder of pictures with `index.html`; pages that were photographed before stay, and are replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, window: Window, visit: Visit) -> None:
        """Open the page as its person and photograph it in each width and theme."""
        assert window.open(visit) == visit.status
        pictures = [
            self._take(window, _name(visit, width, theme), width, theme)
            for theme in THEMES
            for width in WIDTHS
        ]
        about = {"title": str(visit), "pictures": [path.name for path in pictures]}
        self._row_of(visit).write_text(json.dumps(about))
        self._write()

    def _take(self, window: Window, name: str, width: int, theme: Literal["light", "dark"]) -> Path:
        page, path = window.page, self.folder / name
        page.set_viewport_size(ViewportSize(width=width, height=900))
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(SETTLE)
        height = min(_TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        page.screenshot(path=path, full_page=True, clip=clip, type="jpeg", quality=70)  # type: ignore[arg-type]
        return path

    def _row_of(self, visit: Visit) -> Path:
        return self.folder / f"{_slug(visit)}.json"

    def _write(self) -> None:
        rows = [json.loads(path.read_text()) for path in sorted(self.folder.glob("*.json"))]
        sections = "\n".join(_section(row["title"], row["pictures"]) for row in rows)
        head = f'<meta charset="utf-8"><title>Screenshots</title><style>{_STYLE}</style>'
        sheet = f'<!doctype html><html lang="en"><head>{head}</head><body>{sections}</body></html>'
        (self.folder / "index.html").write_text(sheet)


def _section(title: str, pictures: list[str]) -> str:
    images = "".join(
        f'<a href="{name}"><img src="{name}" loading="lazy" alt="{name}"></a>' for name in pictures
    )
    return f"<section><h2>{html.escape(title)}</h2><div>{images}</div></section>"


def _name(visit: Visit, width: int, theme: str) -> str:
    return f"{_slug(visit)}-{width}-{theme}.jpg"


def _slug(visit: Visit) -> str:
    return re.sub(r"[^a-z0-9]+", "-", f"{visit} {visit.status}".lower()).strip("-")[:120]
