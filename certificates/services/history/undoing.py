"""What may have been built on an imported file, so that it cannot be undone any more."""

from itertools import batched

from accounts.errors import Refused
from accounts.sentences import counted
from certificates.models import PastCredit
from certificates.services.past_credit import mailbox_key
from imports.models import Import, ImportRow
from imports.services.checking import rows_of

_BATCH = 1000


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
    _refuse_if_readdressed(source)


def _refuse_if_readdressed(source: Import) -> None:
    for rows in batched(rows_of(source, state=ImportRow.State.GOOD), _BATCH):
        keys = {row.made_id: mailbox_key(row.values["email"]) for row in rows if row.made_id}
        for credit in PastCredit.objects.filter(pk__in=keys).order_by("line"):
            if credit.person_key != keys[credit.pk]:
                # Nobody is named: the message is kept longer than the lines.
                message = (
                    f"The address of one person was corrected since: look at line {credit.line}. Undoing the"
                    " file would lose that, so it stays."
                )
                raise Refused("built_on", message)
