"""The machine's own LibreOffice, which opens what the portal writes: found, else installed, else asked for."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

# Without a network it fails at once, instead of asking for every package.
_UPDATE = "-o Acquire::http::Timeout=20 -o APT::Update::Error-Mode=any update"
_PACKAGE = "libreoffice-calc-nogui"
# As an American opens it, and with all that a person could tick: comma, UTF-8, special numbers are found and
# formulas are run. A workbook in the same call is opened as a workbook.
_AS_READ = "--infilter=CSV:44,34,76,1,,1033,false,true,false,false,false,0,true"
_PATIENCE = 240


class LibreOfficeMissingError(Exception):
    """There is no LibreOffice; the message says how to get it."""


def find_or_install() -> str:
    """Return the path of LibreOffice; as root on Debian or Ubuntu, install its spreadsheets (90 MB) if missing."""
    found = shutil.which("soffice")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        if _apt(*_UPDATE.split()):
            _apt("install", "-y", "--no-install-recommends", _PACKAGE)
        found = shutil.which("soffice")
    if found is None:
        raise LibreOfficeMissingError(
            f"No LibreOffice: the files were read by openpyxl and csv alone. apt-get install {_PACKAGE}"
        )
    return found


def _apt(*words: str) -> bool:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-q", *words], check=False, env=quiet, stdout=subprocess.DEVNULL
    )
    return done.returncode == 0


def opened(files: Mapping[str, bytes], folder: Path) -> dict[str, Worksheet]:
    """Return each file's first sheet as LibreOffice opens it. The files' names differ before the suffix.

    One start of LibreOffice, with a profile of its own, for all files. Raises `LibreOfficeMissingError`.
    """
    office, written, saved = find_or_install(), folder / "written", folder / "saved"
    written.mkdir()
    for name, content in files.items():
        (written / name).write_bytes(content)
    _run(
        [office, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'own').as_uri()}"]
        + [_AS_READ, "--convert-to", "xlsx", "--outdir", str(saved)]
        + [str(written / name) for name in files]
    )
    return {name: load_workbook(saved / f"{Path(name).stem}.xlsx").worksheets[0] for name in files}


def _run(command: list[str]) -> None:
    # LibreOffice is several processes: a group of its own ends them all, and nobody else's.
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as running:
        try:
            running.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            raise
