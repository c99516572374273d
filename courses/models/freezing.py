"""Triggers that refuse changes to a released version: learners use it, and attempts refer to it."""

import pgtrigger

_REFUSE = "RAISE EXCEPTION 'frozen: a released version is never changed' USING ERRCODE = 'restrict_violation';"


def frozen_version() -> pgtrigger.Trigger:
    """Refuse any change to a version's own row once it is released; releasing it is the last change."""
    return pgtrigger.Trigger(
        name="released_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__released_at__isnull=False),
        func=_REFUSE,
    )


def frozen_part(table: str, of: str) -> pgtrigger.Trigger:
    """Refuse to add, change or remove a part of a released version in `table`.

    `of` is SQL for the version's id, with {row} for the part. The version's row is locked so that it
    cannot be released meanwhile: no part can slip in between a release's checks and its commit.
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
        """,  # noqa: S608  (only our own table and column names)
    )
