"""The database itself refuses to change a released version: learners hold it, and attempts refer to it."""

import pgtrigger

_REFUSE = "RAISE EXCEPTION 'frozen: a released version is never changed' USING ERRCODE = 'restrict_violation';"


def frozen_version() -> pgtrigger.Trigger:
    """Refuse any change of a version's own row once it was released; releasing it is the last one."""
    return pgtrigger.Trigger(
        name="released_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__released_at__isnull=False),
        func=_REFUSE,
    )


def frozen_part(table: str, of: str) -> pgtrigger.Trigger:
    """Refuse to add, change or remove a part of a released version in `table`.

    `of` is SQL for the version's id, with {row} for the part. The version's row is locked against
    being released meanwhile: a part cannot slip in between the check of a release and its commit.
    """
    ids = ", ".join(f"({of.format(row=row)})" for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="released_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("version", "RECORD")],
        func=f"""
            FOR version IN SELECT released_at FROM {table} WHERE id IN ({ids}) FOR SHARE LOOP
                IF version.released_at IS NOT NULL THEN {_REFUSE} END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608  (table and column names of ours)
    )
