"""The errors in a series folder, and where they are."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FolderError:
    """One error, with its file and place: the path of a TOML key, or a line number of captions."""

    file: Path
    message: str
    key: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return ": ".join(filter(None, (place, self.key, self.message)))


class SeriesErrors(Exception):
    """The folder was not loaded; the database is unchanged. Holds every error, sorted by file."""

    def __init__(self, errors: list[FolderError]) -> None:
        # Within a file, keep the order found: sorted as text, the tenth question would precede the second.
        self.errors = sorted(dict.fromkeys(errors), key=lambda error: error.file)
        super().__init__("\n".join(map(str, self.errors)))
