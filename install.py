"""Install a requirements file into the Python that runs this script; `make run` calls it in a new environment.

Uses uv, which takes half the time, and falls back to pip.
"""

import os
import subprocess
import sys

# Not in requirements.txt: the portal does not need it, and works as well on a machine without it.
UV = "uv==0.13.9"
# One short wait; pip, which is tried next, waits longer and says what is wrong.
_SECONDS = "10"
_FOR_UV = {"UV_HTTP_TIMEOUT": _SECONDS, "UV_HTTP_RETRIES": "0", "UV_SYSTEM_CERTS": "1"}
# The pip settings that do not affect which packages are installed, from where, or by which route.
_HARMLESS = {
    *("cache-dir", "config-file", "default-timeout", "disable-pip-version-check", "no-cache-dir"),
    *("no-color", "no-input", "progress-bar", "quiet", "require-virtualenv", "retries"),
    *("root-user-action", "timeout", "verbose"),
}
_PIP = [sys.executable, "-m", "pip"]


def install(requirements: str) -> int:
    """Install the packages, and return the exit status."""
    if uv_asks_where_pip_would() and _install_by_uv(requirements):
        return 0
    by_pip = [*_PIP, "install", "--quiet", "--requirement", requirements]
    return subprocess.run(by_pip, check=False).returncode


def uv_asks_where_pip_would() -> bool:
    """Say whether pip has no index, proxy or certificate of its own, in any file or variable.

    uv ignores pip's settings, so it would ask the wrong place, or in vain.
    """
    listing = subprocess.run([*_PIP, "config", "list"], capture_output=True, text=True, check=False)
    names = {line.partition("=")[0].rpartition(".")[2] for line in listing.stdout.splitlines()}
    return listing.returncode == 0 and names <= _HARMLESS


def _install_by_uv(requirements: str) -> bool:
    get_uv = [*_PIP, "install", "--only-binary=:all:", "--timeout", _SECONDS, "--retries=0", UV]
    # Compiled as pip does: several processes start at once, and may not be allowed to write.
    by_uv = [sys.executable, "-m", "uv", "pip", "install", "--compile-bytecode"]
    by_uv += ["--python", sys.executable, "--requirement", requirements]
    return _succeeds(get_uv) and _succeeds(by_uv)


def _succeeds(argv: list[str]) -> bool:
    done = subprocess.run(argv, env={**os.environ, **_FOR_UV}, capture_output=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(install(sys.argv[1]))
