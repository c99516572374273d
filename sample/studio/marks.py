"""Draws the portal's icons and the picture of a shared link with Typst, into portal/static/icons/."""

from __future__ import annotations

import subprocess
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
ICONS = HERE.parents[1] / "portal/static/icons"
DRAWN = {
    "icon-192.png": ("icon", 192),
    "icon-512.png": ("icon", 512),
    "maskable-512.png": ("maskable", 512),
    "link.png": ("link", 1200),
}
# A few dozen colours are enough for the arcs and their edges, and half of the size.
PALETTE = (
    "split[a][b];[a]palettegen=max_colors=64:reserve_transparent=0[p];[b][p]paletteuse=dither=none"
)


def draw(name: str) -> None:
    """Write one picture; an icon keeps its soft edges, for which a palette has no room."""
    kind, side = DRAWN[name]
    values = {"kind": kind, "side": str(side)}
    picture = typst.compile(HERE / "marks.typ", format="png", ppi=72, sys_inputs=values)
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "png_pipe", "-i", "-"]
    command += ["-vf", PALETTE if kind == "link" else "null", "-pred", "mixed"]
    subprocess.run([*command, "-map_metadata", "-1", str(ICONS / name)], input=picture, check=True)


if __name__ == "__main__":
    ICONS.mkdir(exist_ok=True)
    for each in DRAWN:
        draw(each)
