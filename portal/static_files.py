"""Static files with content hashes in their names; a style sheet that lists others becomes one file."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

LISTS = ("css/site.css", "css/staff-site.css")
"""What pages link to: files of `@import` lines, which browsers can also follow as they stand."""
_LISTED = re.compile(r'@import url\("([^"]+)"\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which also rewrites imports between scripts and joins listed style sheets."""

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Hash and compress what was collected, each list of style sheets as one file."""
        if not dry_run:
            # Read again from the copies just joined: their names are hashed by what they now contain.
            paths = paths | {name: (self, name) for name in LISTS if self._join(name, paths)}
        files: Iterator[Any] = super().post_process(paths, dry_run=dry_run, **options)
        return files

    def _join(self, name: str, paths: dict[str, Any]) -> bool:
        if name not in paths:
            return False

        def part(found: re.Match[str]) -> str:
            return _text(
                paths, posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))
            )

        joined = _LISTED.sub(part, _text(paths, name))
        self.delete(name)  # collected by link, it would be the source itself
        self.save(name, ContentFile(without_comments(joined).encode()))
        return True


def _text(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as sheet:
        text: str = sheet.read().decode()
    return text


def without_comments(css: str) -> str:
    """Return the style sheet as browsers need it: what explains it stays in the source."""
    lines = (line.strip() for line in _COMMENT.sub("", css).splitlines())
    return "\n".join(filter(None, lines)) + "\n"
