"""Addresses of the catalogue, of what a video is read by, and of media."""

from django.urls import path

from courses.views import disclosure as public_disclosure
from courses.views import public as views
from courses.views.desk import (
    about,
    approvals,
    course_list,
    credit,
    disclosure,
    draft,
    evaluation,
    evaluation_items,
    handouts,
    history,
    life_cycle,
    new,
    people,
    persons,
    question_import,
    questions,
    recordings,
    review,
    test,
    tracks,
    uploads,
    video,
)

app_name = "courses"
urlpatterns = [
    path("courses/", views.course_list, name="list"),
    path("courses/<slug:slug>/transcript/", views.transcript_page, name="transcript"),
    path("courses/<slug:slug>/transcript.txt", views.transcript_file, name="transcript-file"),
    path(
        "courses/<slug:slug>/captions/<int:video_id>/<slug:language>.vtt",
        views.text_track,
        {"kind": "captions"},
        name="captions",
    ),
    path(
        "courses/<slug:slug>/chapters/<int:video_id>/<slug:language>.vtt",
        views.text_track,
        {"kind": "chapters"},
        name="chapters",
    ),
    path(
        "courses/<slug:slug>/descriptions/<int:video_id>/<slug:language>.vtt",
        views.text_track,
        {"kind": "descriptions"},
        name="descriptions",
    ),
    path("media/<path:name>", views.media, name="media"),
    path("admin/editor/", course_list.desk, name="desk"),
    path("admin/editor/<slug:slug>/about/", about.edit_about, name="edit-about"),
    path("admin/editor/<slug:slug>/people/", people.edit_people, name="edit-people"),
    path("admin/editor/<slug:slug>/video/", video.edit_video, name="edit-video"),
    path("admin/editor/<slug:slug>/video/state/", video.video_state, name="video-state"),
    path("admin/editor/<slug:slug>/video/upload/", uploads.start_upload, name="start-upload"),
    path("admin/upload/<uuid:upload_id>/", uploads.upload, name="upload"),
    path(
        "admin/editor/<slug:slug>/video/upload/<uuid:upload_id>/remove/",
        video.drop_upload,
        name="drop-upload",
    ),
    path(
        "admin/editor/<slug:slug>/video/preparation/<int:preparation_id>/again/",
        video.retry_preparation,
        name="retry-preparation",
    ),
    path(
        "admin/editor/<slug:slug>/video/preparation/<int:preparation_id>/remove/",
        video.remove_preparation,
        name="remove-preparation",
    ),
    path(
        "admin/editor/<slug:slug>/video/<int:video_id>/use/",
        recordings.use_recording,
        name="use-recording",
    ),
    path(
        "admin/editor/<slug:slug>/video/<int:video_id>/discard/",
        recordings.discard_recording,
        name="discard-recording",
    ),
    path(
        "admin/editor/<slug:slug>/video/<int:video_id>/copy-tracks/",
        recordings.copy_tracks,
        name="copy-tracks",
    ),
    path(
        "admin/editor/<slug:slug>/video/<int:video_id>/confirm-tracks/",
        recordings.confirm_tracks,
        name="confirm-tracks",
    ),
    path("admin/editor/<slug:slug>/video/<int:video_id>/poster/", recordings.poster, name="poster"),
    path(
        "admin/editor/<slug:slug>/video/<int:video_id>/tracks/", tracks.tracks, name="edit-tracks"
    ),
    path(
        "admin/editor/<slug:slug>/video/<int:video_id>/tracks/<slug:kind>/<slug:language>/",
        tracks.edit_track,
        name="edit-track",
    ),
    path(
        "admin/editor/<slug:slug>/video/<int:video_id>/tracks/<slug:kind>/<slug:language>/remove/",
        tracks.remove_track,
        name="remove-track",
    ),
    path("admin/editor/<slug:slug>/video/<int:video_id>/listen/", tracks.listen, name="listen"),
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
    path("admin/editor/<slug:slug>/review/", review.edit_review, name="edit-review"),
    path("admin/editor/<slug:slug>/history/", history.edit_history, name="edit-history"),
    path("admin/editor/<slug:slug>/<slug:step>/draft/", draft.save_draft, name="edit-draft"),
    path(
        "admin/editor/<slug:slug>/<slug:step>/draft/discard/",
        draft.discard_draft,
        name="discard-draft",
    ),
    path("admin/editor/new/", new.new_course, name="new"),
    path("admin/editor/<slug:slug>/copy/", new.copy, name="copy"),
    path("admin/editor/<slug:slug>/handouts/", handouts.handouts, name="edit-handouts"),
    path(
        "admin/editor/<slug:slug>/handouts/<int:handout_id>/remove/",
        handouts.remove,
        name="remove-handout",
    ),
    # People, disclosures, publishing and what comes after it.
    path("disclosure/<str:token>/", public_disclosure.disclose, name="disclose"),
    path("admin/people/", persons.people, name="people"),
    path("admin/people/add/", persons.add, name="add-person"),
    path("admin/people/<int:person_id>/", persons.person, name="person"),
    path("admin/people/<int:person_id>/ask/", persons.ask, name="ask-disclosure"),
    path(
        "admin/people/requests/<int:disclosure_request_id>/",
        persons.close_request,
        name="close-disclosure",
    ),
    path("admin/people/disclosures/<int:disclosure_id>/", disclosure.disclosure, name="disclosure"),
    path(
        "admin/people/disclosures/<int:disclosure_id>/second-look/",
        disclosure.second_look,
        name="second-look",
    ),
    path("admin/editor/<slug:slug>/people/add/", people.add, name="add-role"),
    path("admin/editor/<slug:slug>/people/<int:role_id>/", people.change_role, name="change-role"),
    path("admin/editor/<slug:slug>/publish/", review.publish_course, name="publish-course"),
    path(
        "admin/editor/<slug:slug>/publish/withdraw/",
        review.withdraw_publishing,
        name="withdraw-publishing",
    ),
    path("admin/editor/<slug:slug>/life/", life_cycle.life_cycle, name="life-cycle"),
    path("admin/editor/<slug:slug>/life/reviewed/", life_cycle.reviewed, name="review-today"),
    path("admin/editor/<slug:slug>/life/retire/", life_cycle.retired, name="retire-course"),
    path("admin/publishing/", approvals.approvals, name="approvals"),
    path("admin/publishing/<int:publish_request_id>/", approvals.decide, name="decide-publishing"),
    path(
        "admin/providers/<int:provider_id>/publishing/", life_cycle.rules, name="publishing-rules"
    ),
]
