"""The course editor: its list, its steps, and what they are made of."""

from django.urls import path

from authoring.views import (
    about,
    course_list,
    course_roles,
    credit,
    draft,
    evaluation,
    evaluation_items,
    history,
    new,
    question_import,
    questions,
    test,
)

app_name = "authoring"
urlpatterns = [
    path("admin/editor/", course_list.courses, name="courses"),
    path("admin/editor/<slug:slug>/about/", about.edit_about, name="edit-about"),
    path("admin/editor/<slug:slug>/people/", course_roles.edit_people, name="edit-people"),
    path("admin/editor/<slug:slug>/test/", test.edit_test, name="edit-test"),
    path("admin/editor/<slug:slug>/test/act/", test.act_on_test, name="act-on-test"),
    path(
        "admin/editor/<slug:slug>/test/<int:assessment_id>/", test.preview_test, name="preview-test"
    ),
    path(
        "admin/editor/<slug:slug>/test/<int:assessment_id>/<slug:format>/",
        test.export_test,
        name="export-test",
    ),
    path(
        "admin/editor/<slug:slug>/test/import/",
        question_import.import_questions,
        name="import-questions",
    ),
    path(
        "admin/editor/<slug:slug>/test/import/questions.csv",
        test.question_template,
        name="question-template",
    ),
    path(
        "admin/editor/<slug:slug>/test/questions/new/", questions.new_question, name="new-question"
    ),
    path(
        "admin/editor/<slug:slug>/test/questions/<int:question_id>/",
        questions.edit_question,
        name="edit-question",
    ),
    path(
        "admin/editor/<slug:slug>/test/questions/<int:question_id>/act/",
        questions.act_on_question,
        name="act-on-question",
    ),
    path(
        "admin/editor/<slug:slug>/evaluation/", evaluation.edit_evaluation, name="edit-evaluation"
    ),
    path(
        "admin/editor/<slug:slug>/evaluation/act/",
        evaluation.act_on_evaluation,
        name="act-on-evaluation",
    ),
    path(
        "admin/editor/<slug:slug>/evaluation/library/",
        evaluation.evaluation_library,
        name="evaluation-library",
    ),
    path(
        "admin/editor/<slug:slug>/evaluation/<int:form_id>/",
        evaluation.preview_evaluation,
        name="preview-evaluation",
    ),
    path(
        "admin/editor/<slug:slug>/evaluation/items/new/",
        evaluation_items.new_item,
        name="new-item",
    ),
    path(
        "admin/editor/<slug:slug>/evaluation/items/<int:item_id>/",
        evaluation_items.edit_item,
        name="edit-item",
    ),
    path(
        "admin/editor/<slug:slug>/evaluation/items/<int:item_id>/act/",
        evaluation_items.act_on_item,
        name="act-on-item",
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
