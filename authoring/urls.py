"""The course editor: its list, its steps, and what they are made of."""

from django.urls import path, register_converter

from authoring.services.version_rows import ROW_KINDS, AnyKind
from authoring.views import (
    about,
    course_list,
    course_roles,
    credit,
    draft,
    evaluation_library,
    history,
    new,
    question_import,
    rows,
    versions,
)


class Versions:
    """`test` and `evaluation` in an address: the lists that have versions."""

    regex = "test|evaluation"

    def to_python(self, value: str) -> AnyKind:
        return ROW_KINDS[value.partition("/")[0]]

    def to_url(self, kind: AnyKind) -> str:
        return kind.step


class Rows(Versions):
    """Where their rows are: below `test/questions` and `evaluation/items`."""

    regex = "test/questions|evaluation/items"

    def to_url(self, kind: AnyKind) -> str:
        return f"{kind.step}/{kind.noun}s"


register_converter(Versions, "versions")
register_converter(Rows, "rows")

app_name = "authoring"
urlpatterns = [
    path("admin/editor/", course_list.courses, name="courses"),
    path("admin/editor/<slug:slug>/about/", about.edit_about, name="edit-about"),
    path("admin/editor/<slug:slug>/people/", course_roles.edit_people, name="edit-people"),
    path("admin/editor/<slug:slug>/test/", versions.edit_test, name="edit-test"),
    path("admin/editor/<slug:slug>/evaluation/", versions.edit_evaluation, name="edit-evaluation"),
    path(
        "admin/editor/<slug:slug>/<versions:rows>/act/",
        versions.act_on_version,
        name="act-on-version",
    ),
    path(
        "admin/editor/<slug:slug>/<versions:rows>/<int:version_id>/",
        versions.preview_version,
        name="preview-version",
    ),
    path("admin/editor/<slug:slug>/<rows:rows>/new/", rows.new_row, name="new-row"),
    path("admin/editor/<slug:slug>/<rows:rows>/<int:row_id>/", rows.edit_row, name="edit-row"),
    path(
        "admin/editor/<slug:slug>/<rows:rows>/<int:row_id>/act/",
        rows.act_on_row,
        name="act-on-row",
    ),
    path(
        "admin/editor/<slug:slug>/test/<int:assessment_id>/<slug:file_format>/",
        question_import.export_test,
        name="export-test",
    ),
    path(
        "admin/editor/<slug:slug>/test/import/",
        question_import.import_questions,
        name="import-questions",
    ),
    path(
        "admin/editor/<slug:slug>/test/import/questions.csv",
        question_import.question_template,
        name="question-template",
    ),
    path(
        "admin/editor/<slug:slug>/evaluation/library/",
        evaluation_library.evaluation_library,
        name="evaluation-library",
    ),
    path("admin/editor/<slug:slug>/credit/", credit.edit_credit, name="edit-credit"),
    path("admin/editor/<slug:slug>/history/", history.edit_history, name="edit-history"),
    path("admin/editor/<slug:slug>/<slug:step>/draft/", draft.save_draft, name="edit-draft"),
    path(
        "admin/editor/<slug:slug>/<slug:step>/draft/discard/",
        draft.discard_draft,
        name="discard-draft",
    ),
    path("admin/editor/new/", new.new_course, name="new"),
    path("admin/editor/<slug:slug>/copy/", new.copy, name="copy"),
    path("admin/editor/<slug:slug>/people/add/", course_roles.add, name="add-role"),
    path(
        "admin/editor/<slug:slug>/people/<int:role_id>/",
        course_roles.change_role,
        name="change-role",
    ),
]
