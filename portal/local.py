"""What belongs to one installation alone: its `.env` file and the secret key it makes for itself."""

import os
import secrets
from pathlib import Path


def load_env_file(path: Path) -> None:
    """Put the lines `NAME=value` of a file into the environment, where they are not set already.

    Values are taken as they stand, without quotes or expansion, up to the end of the line. Empty
    lines and lines that begin with `#` say nothing; a missing file is an empty one.
    """
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        name, sign, value = line.strip().partition("=")
        if sign and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def local_secret_key(data_dir: Path) -> str:
    """Return the key kept in `data_dir/secret-key`, made once with mode 0600.

    Safe when several processes ask at once: the file appears whole, and the first one wins.
    """
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = data_dir / f".secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
