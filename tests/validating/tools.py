"""The programs that `make validate` needs beside Python: found, or said how to get them."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
VNU = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
_NODE = 18
_GET = {
    "node": f"Node {_NODE} or newer (https://nodejs.org/; Debian, Ubuntu: sudo apt-get install nodejs npm)",
    "npm": "npm, which comes with Node (Debian, Ubuntu: sudo apt-get install npm)",
    "java": "Java 11 or newer (Debian, Ubuntu: sudo apt-get install default-jre-headless)",
}


def missing() -> list[str]:
    """Return what must be installed first, one sentence for each."""
    return [f"Install {how}." for name, how in _GET.items() if not shutil.which(name)]


def install_packages() -> None:
    """Have the checker and Lighthouse as package-lock.json pins them; a no-op when they are there.

    They stand in a folder of their own: `make vendor` needs neither.
    """
    if VNU.exists() and LIGHTHOUSE.exists():
        return
    print("Installing the Nu checker and Lighthouse (npm ci in tests/validating) …")
    subprocess.run(["npm", "ci", "--no-progress"], cwd=HERE, check=True)
