"""What a file leaves behind once it is thrown away, or old."""

from imports.models import Import

State = Import.State


def forget(source: Import) -> None:
    """Throw a file away; one that was taken stays as such, without its lines. Lock it before."""
    undoing = source.state == State.FAILED and source.failed_state == State.UNDOING
    if undoing or source.state in {State.DONE, State.UNDONE}:
        if undoing:
            source.state, source.failed_state = State.DONE, ""
        _wipe(source)
    else:
        throw_away(source)


def throw_away(source: Import) -> None:
    """Mark a file of which nothing was taken as thrown away, and leave nothing of what it says."""
    source.state = State.DISCARDED
    _wipe(source)


def _wipe(source: Import) -> None:
    """Delete the lines, the file, and what else may name people: a first line, a sentence about some."""
    source.lines.all().delete()
    source.content, source.header, source.error = b"", [], ""
    source.save()
