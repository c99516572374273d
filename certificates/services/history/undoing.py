"""What may have been built on an imported file, so that it cannot be undone any more."""

from django.db import connection

from accounts.errors import Refused
from accounts.mailboxes import shown_address
from accounts.sentences import counted
from imports.models import Import

# The address that the file gave is kept with its line; of a record that was linked only the key is.
_READDRESSED = """
SELECT past.name, past.email FROM imports_importrow line
JOIN certificates_pastcredit past ON past.id = line.made_id AND past.source_id = line.source_id
WHERE line.source_id = %s AND past.person_key <>
    'mail:' || left(encode(sha256(convert_to(line.values->>'email', 'UTF8')), 'hex'), 32)
ORDER BY line.line LIMIT 1
"""


def refuse_if_built_on(source: Import) -> None:
    """Raise `Refused("built_on")` if undoing a file would lose what was done since it was taken.

    That is where a later file passed over records because they were here, where staff corrected an address,
    and with files from before imports could be undone, of which nobody knows. That people have found their
    credit in their accounts is no hindrance: it goes from their transcripts, as the page says.
    """
    if "passed_over" not in source.summary:
        raise Refused("built_on", "It was taken before imports could be undone. It stays.")
    later = Import.objects.filter(
        kind=source.kind, state=Import.State.DONE, summary__passed_over__has_key=str(source.pk)
    ).first()
    if later is not None:
        lines = counted(later.summary["passed_over"][str(source.pk)], "line")
        message = (
            f"“{later.file_name}” was taken later, and {lines} of it passed over because the records are"
            " here from this file. Undo that one first, then this one, then bring it again."
        )
        raise Refused("built_on", message, later.url())
    with connection.cursor() as cursor:
        cursor.execute(_READDRESSED, [source.pk])
        if found := cursor.fetchone():
            name, email = found
            now_at = f", to {shown_address(email)}" if email else ""
            message = (
                f"The address of {name} was corrected since{now_at}. Undoing the file would lose that,"
                " so it stays."
            )
            raise Refused("built_on", message)
