"""The course editor: the course list, the steps, and their parts."""

from django.urls import path, register_converter

from authoring.services.version_rows import ROW_KINDS, AnyKind
from authoring.views import (
    about,
    commercial_support,
    course_list,
    course_roles,
    credit,
    draft,
    evaluation_library,
    history,
    new,
    person,
    question_files,
    rows,
    versions,
)


class Versions:
    """URL converter for `test` and `evaluation`, the lists that have versions."""

    regex = "test|evaluation"

    def to_python(self, value: str) -> AnyKind:
        return ROW_KINDS[value.partition("/")[0]]

    def to_url(self, row_kind: AnyKind) -> str:
        return row_kind.step


class Rows(Versions):
    """URL converter for their rows: `test/questions` and `evaluation/items`."""

    regex = "test/questions|evaluation/items"

    def to_url(self, row_kind: AnyKind) -> str:
        return f"{row_kind.step}/{row_kind.noun}s"


register_converter(Versions, "versions")
register_converter(Rows, "rows")

app_name = "authoring"
COURSE = "admin/editor/<slug:slug>/"
urlpatterns = [
    path("admin/editor/", course_list.courses, name="courses"),
    path(f"{COURSE}about/", about.edit_about, name="edit-about"),
    path(f"{COURSE}people/", course_roles.edit_people, name="edit-people"),
    path(f"{COURSE}test/", versions.edit_test, name="edit-test"),
    path(f"{COURSE}evaluation/", versions.edit_evaluation, name="edit-evaluation"),
    path(f"{COURSE}<versions:rows>/act/", versions.act_on_version, name="act-on-version"),
    path(
        f"{COURSE}<versions:rows>/<int:version_id>/",
        versions.preview_version,
        name="preview-version",
    ),
    path(f"{COURSE}<rows:rows>/new/", rows.new_row, name="new-row"),
    path(f"{COURSE}<rows:rows>/<int:row_id>/", rows.edit_row, name="edit-row"),
    path(f"{COURSE}<rows:rows>/<int:row_id>/act/", rows.act_on_row, name="act-on-row"),
    path(
        f"{COURSE}test/<int:assessment_id>/<slug:file_format>/",
        question_files.export_test,
        name="export-test",
    ),
    path("admin/editor/questions.csv", question_files.question_template, name="question-template"),
    path(
        f"{COURSE}evaluation/library/",
        evaluation_library.evaluation_library,
        name="evaluation-library",
    ),
    path("admin/people/<int:person_id>/save/", person.save_person, name="save-person"),
    path(f"{COURSE}credit/", credit.edit_credit, name="edit-credit"),
    path(f"{COURSE}credit/support/", commercial_support.edit_support, name="edit-support"),
    path(
        f"{COURSE}credit/support/<int:support_id>/",
        commercial_support.change,
        name="change-support",
    ),
    path(
        f"{COURSE}credit/support/<int:support_id>/remove/",
        commercial_support.remove,
        name="remove-support",
    ),
    path(
        f"{COURSE}credit/support/<int:support_id>/agreement/",
        commercial_support.agreement,
        name="support-agreement",
    ),
    path(f"{COURSE}history/", history.edit_history, name="edit-history"),
    path(f"{COURSE}<slug:step>/draft/", draft.save_draft, name="edit-draft"),
    path(f"{COURSE}<slug:step>/draft/discard/", draft.discard_draft, name="discard-draft"),
    path("admin/editor/new/", new.new_course, name="new"),
    path(f"{COURSE}copy/", new.copy, name="copy"),
    path(f"{COURSE}discard/", new.discard, name="discard"),
    path(f"{COURSE}people/add/", course_roles.add, name="add-role"),
    path(f"{COURSE}people/<int:role_id>/", course_roles.change_role, name="change-role"),
]
