"""How `make run` installs: by uv only where that asks the same places as pip, else by pip."""

import os
import subprocess
import venv
import zipfile
from pathlib import Path

import pip
import pytest

import install

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def plain_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """pip as on a fresh machine, with nothing set for it."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)  # no other file is read then


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A package of one line."""
    path = tmp_path / "probe-1-py3-none-any.whl"
    info = "probe-1.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("probe.py", "here = True\n")
        file.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: probe\nVersion: 1\n")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", f"probe.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n")
    return path


def test_nothing_set_for_pip_leaves_the_way_free_for_uv(
    plain_pip: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert install.uv_asks_where_pip_would()
    monkeypatch.setenv("PIP_DEFAULT_TIMEOUT", "60")
    assert install.uv_asks_where_pip_would()


@pytest.mark.parametrize("name", ["PIP_EXTRA_INDEX_URL", "PIP_PROXY", "PIP_CERT"])
def test_a_source_or_a_way_of_pips_own_keeps_uv_out(
    plain_pip: None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "https://packages.example.org/simple")
    assert not install.uv_asks_where_pip_would()


def test_a_file_of_settings_that_pip_cannot_read_is_left_to_pip_to_explain(
    plain_pip: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pip.conf").write_text("index-url = https://packages.example.org/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    assert not install.uv_asks_where_pip_would()


def test_where_uv_cannot_be_had_pip_installs(
    plain_pip: None, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "environment" / "bin" / "python"
    venv.create(tmp_path / "environment", with_pip=False)
    # pip alone: had it the rest of our own environment, a uv in there would serve it.
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "pip").symlink_to(Path(pip.__file__).parent)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "shelf"))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / "requirements.txt").write_text(f"{wheel}\n")
    subprocess.run([python, ROOT / "install.py", tmp_path / "requirements.txt"], check=True)
    monkeypatch.delenv("PYTHONPATH")
    subprocess.run([python, "-c", "import probe; assert probe.here"], check=True)
    without_uv = subprocess.run([python, "-c", "import uv"], check=False, capture_output=True)
    assert without_uv.returncode
