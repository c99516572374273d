"""Addresses of the catalogue, of what a video is read by, and of media."""

from django.urls import path

from courses.views import public as views
from courses.views.desk import (
    about,
    course_list,
    credit,
    draft,
    evaluation,
    handouts,
    history,
    new,
    people,
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
    path("admin/editor/<slug:slug>/video/upload/", uploads.start_upload, name="start-upload"),
    path("admin/upload/<uuid:upload_id>/", uploads.upload, name="upload"),
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
    path(
        "admin/editor/<slug:slug>/evaluation/", evaluation.edit_evaluation, name="edit-evaluation"
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
]
