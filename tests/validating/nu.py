"""The Nu HTML checker over pages that were written to files."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.validating.tools import VNU


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One sentence of the checker about one page."""

    page: str
    kind: str
    says: str
    extract: str

    @property
    def is_error(self) -> bool:
        return self.kind == "error"


def check(pages: dict[Path, str]) -> list[Finding]:
    """Return what the checker finds in these files; the values name the pages in the answer."""
    command = ["java", "-Xss4m", "-jar", str(VNU), "--format", "json", "--exit-zero-always"]
    run = subprocess.run(
        [*command, *map(str, pages)], check=True, capture_output=True, text=True, timeout=1800
    )
    names = {path.resolve().as_uri(): name for path, name in pages.items()}
    messages: list[dict[str, Any]] = json.loads(run.stderr)["messages"]
    return sorted({finding_of(names, each) for each in messages})


def finding_of(names: dict[str, str], message: dict[str, Any]) -> Finding:
    """Read one message of the checker; `names` are those of the pages by their files' addresses."""
    kind = message.get("subType") or message["type"]  # a warning is an “info” of its own kind
    extract = re.sub(r"\s+", " ", message.get("extract", "")).strip()
    # The checker names a file as file:/…, a URI as file:///….
    page = names[re.sub(r"^file:/+", "file:///", message["url"])]
    return Finding(page, kind, message["message"], extract[:200])
