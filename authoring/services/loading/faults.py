"""What is wrong with a series folder, and where."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, with the file and where in it: the path of a TOML key, or a line of captions."""

    file: Path
    message: str
    key: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return ": ".join(filter(None, (place, self.key, self.message)))


class SeriesFaults(Exception):
    """The folder was not loaded: nothing was written. Carries every fault, file by file."""

    def __init__(self, faults: list[Fault]) -> None:
        # Within a file they stay as found: by its text, the tenth question would precede the second.
        self.faults = sorted(dict.fromkeys(faults), key=lambda fault: fault.file)
        super().__init__("\n".join(map(str, self.faults)))
