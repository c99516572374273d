"""Install what a requirements file names, for the Python that runs this: `make run` does, with a bare one.

By uv, which takes half the time, or else by pip.
"""

import os
import subprocess
import sys

# Not in requirements.txt: the portal does not run on it, and a machine without it is no worse.
UV = "uv==0.13.9"
# One short wait; pip, which comes after, has more patience and says what is wrong.
_SECONDS = "10"
_FOR_UV = {"UV_HTTP_TIMEOUT": _SECONDS, "UV_HTTP_RETRIES": "0", "UV_SYSTEM_CERTS": "1"}
# The settings of pip that say nothing about where packages come from, which ones, and by which way.
_HARMLESS = {
    *("cache-dir", "config-file", "default-timeout", "disable-pip-version-check", "no-cache-dir"),
    *("no-color", "no-input", "progress-bar", "quiet", "require-virtualenv", "retries"),
    *("root-user-action", "timeout", "verbose"),
}
_PIP = [sys.executable, "-m", "pip"]


def install(requirements: str) -> int:
    """Install, and return the exit status."""
    if uv_asks_where_pip_would() and _install_by_uv(requirements):
        return 0
    by_pip = [*_PIP, "install", "--quiet", "--requirement", requirements]
    return subprocess.run(by_pip, check=False).returncode


def uv_asks_where_pip_would() -> bool:
    """Say whether pip has no index, proxy or certificate of its own, in whichever file or variable.

    uv reads no setting of pip: it would ask elsewhere, or in vain.
    """
    listing = subprocess.run([*_PIP, "config", "list"], capture_output=True, text=True, check=False)
    names = {line.partition("=")[0].rpartition(".")[2] for line in listing.stdout.splitlines()}
    return listing.returncode == 0 and names <= _HARMLESS


def _install_by_uv(requirements: str) -> bool:
    get_uv = [*_PIP, "install", "--only-binary=:all:", "--timeout", _SECONDS, "--retries=0", UV]
    # Compiled as pip does it: several processes begin at once, and it may be that none can write.
    by_uv = [sys.executable, "-m", "uv", "pip", "install", "--compile-bytecode"]
    by_uv += ["--python", sys.executable, "--requirement", requirements]
    return _succeeds(get_uv) and _succeeds(by_uv)


def _succeeds(argv: list[str]) -> bool:
    done = subprocess.run(argv, env={**os.environ, **_FOR_UV}, capture_output=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(install(sys.argv[1]))
