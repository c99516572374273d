"""Building blocks of the apps' migrations. Frozen: their result must never change."""

import hashlib
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, Migration, RunPython
from django.db.migrations.state import ProjectState
from pgtrigger import compiler

from accounts.mailboxes import clean_address

NOT_CLEAN = r"[^!-@\[-~]"
"""A character that no address has as `clean_address` writes it."""

_WRITE = 'INSERT INTO "{table}event" ({names}) VALUES ({values}); RETURN NULL;'

type Fields = dict[str, models.Field[Any, Any]]


class CreateTables(Migration):
    """A migration that renders the models once, after its last operation, instead of after each.

    Django re-renders everything related to a changed model, which here is nearly every model: that was
    nine tenths of the time to set up a new database. Use it for operations that do not need each other's
    state, such as `CreateModel` and `RunSQL`. Reversing it or printing its SQL works as usual.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        # Not `clone()`: that copies the rendered models too, and each new one re-renders its relations.
        known = {key: model.clone() for key, model in project_state.models.items()}
        after = ProjectState(known, project_state.real_apps)
        for operation in self.operations:
            operation.state_forwards(self.app_label, after)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, after)
        return after


def create(model: str, fields: Fields, options: dict[str, Any] | None = None) -> CreateModel:
    """Return the operation that creates a model, with Django's default primary key if no field is one."""
    if not any(field.primary_key for field in fields.values()):
        key = models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        )
        fields = {"id": key, **fields}
    return CreateModel(model.split(".")[1], list(fields.items()), options)


def create_tracked(
    model: str, fields: Fields, options: dict[str, Any] | None = None, without: str = ""
) -> list[CreateModel]:
    """Return the operations for a model and for its history, with the triggers that write the history.

    History has the same columns, except those named in `without`, and its rows are only ever added.
    """
    options = options or {}
    created = create(model, fields)
    kept = {
        name: _kept(field)
        for name, field in created.fields
        if name not in without.split() and not field.many_to_many
    }
    columns = [f"{name}_id" if field.is_relation else name for name, field in kept.items()]
    triggers = [*_writers(model, columns, bool(without)), *options.get("triggers", [])]
    return [
        CreateModel(created.name, created.fields, {**options, "triggers": triggers}),
        create_history(f"{model}Event", model, kept),
    ]


def create_history(
    model: str, tracked: str, columns: Fields, related_name: str = "events"
) -> CreateModel:
    """Return the operation for a history model: how these columns changed, when, and by whom."""
    apart: dict[str, Any] = {"on_delete": models.DO_NOTHING, "db_constraint": False}
    fields: Fields = {
        "pgh_id": models.AutoField(primary_key=True, serialize=False),
        "pgh_created_at": models.DateTimeField(auto_now_add=True),
        "pgh_label": models.TextField(help_text="The event label."),
        **columns,
        "pgh_obj": models.ForeignKey(tracked, related_name=related_name, **apart),
        "pgh_context": models.ForeignKey("pghistory.Context", null=True, related_name="+", **apart),
    }
    return create(model, fields, {"triggers": [_append_only(model)]})


def trigger(model: str, name: str, *, func: str, **parts: str) -> compiler.Trigger:
    """Return a trigger in the form, and under the name, that pgtrigger expects."""
    suffix = hashlib.sha1(f"{model}:{name}".encode(), usedforsecurity=False).hexdigest()[:5]
    return compiler.Trigger(
        name=name,
        sql=compiler.UpsertTriggerSql(
            pgid=f"pgtrigger_{name}_{suffix}".lower(), table=_table(model), func=func, **parts
        ),
    )


def respell_addresses(model: str, column: str) -> RunPython:
    """Return the operation that writes a column's addresses as `clean_address` does.

    What cannot be written so, or would be there twice, stays.
    """

    def respell(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        rows = apps.get_model(model).objects
        old = rows.filter(**{f"{column}__regex": NOT_CLEAN}).values_list("pk", column)
        for key, address in list(old):
            with suppress(ValidationError, IntegrityError), transaction.atomic():
                rows.filter(pk=key).update(**{column: clean_address(address)})

    return RunPython(respell, RunPython.noop)


def _kept(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    """Return the field as history has it: nothing is unique there, and no foreign key is enforced."""
    if field.auto_created:
        return models.BigIntegerField()
    _, _, args, kwargs = field.deconstruct()
    for rule in ("unique", "primary_key", "db_index"):
        kwargs.pop(rule, None)
    if isinstance(field, models.ForeignKey):
        nowhere = {"related_name": "+", "related_query_name": "+", "db_constraint": False}
        return models.ForeignKey(**{**kwargs, **nowhere, "on_delete": models.DO_NOTHING})
    if isinstance(field, models.SlugField):
        kwargs["db_index"] = False
    return type(field)(*args, **kwargs)


def _writers(model: str, columns: list[str], only_these: bool) -> list[compiler.Trigger]:
    changes = " OR ".join(f'OLD."{c}" IS DISTINCT FROM (NEW."{c}")' for c in sorted(columns))
    changed = changes if only_these else "OLD.* IS DISTINCT FROM NEW.*"
    return [
        _writer(model, columns, "insert", "NEW"),
        _writer(model, columns, "update", "NEW", condition=f"WHEN ({changed})"),
        _writer(model, columns, "delete", "OLD"),
    ]


def _writer(model: str, columns: list[str], label: str, row: str, **parts: str) -> compiler.Trigger:
    values = {column: f'{row}."{column}"' for column in columns} | {
        "pgh_context_id": "_pgh_attach_context()",
        "pgh_created_at": "NOW()",
        "pgh_label": f"'{label}'",
        "pgh_obj_id": f'{row}."id"',
    }
    names = ", ".join(f'"{column}"' for column in sorted(values))
    inserted = ", ".join(values[column] for column in sorted(values))
    return trigger(
        model,
        f"{label}_{label}",
        when="AFTER",
        operation=label.upper(),
        func=_WRITE.format(table=_table(model), names=names, values=inserted),
        **parts,
    )


def _append_only(model: str) -> compiler.Trigger:
    return trigger(
        model,
        "append_only",
        when="BEFORE",
        operation="UPDATE OR DELETE",
        func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
    )


def _table(model: str) -> str:
    return model.lower().replace(".", "_")
