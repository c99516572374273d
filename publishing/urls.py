"""Publishing a course, its recordings, its reviews and its end."""

from django.urls import path

from publishing.views import life_cycle, recordings, review

app_name = "publishing"
urlpatterns = [
    path("admin/editor/<slug:slug>/video/", recordings.edit_video, name="edit-video"),
    path("admin/editor/<slug:slug>/video/state/", recordings.video_state, name="video-state"),
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
    path("admin/editor/<slug:slug>/review/", review.edit_review, name="edit-review"),
    path("admin/editor/<slug:slug>/publish/", review.publish_course, name="publish-course"),
    path(
        "admin/editor/<slug:slug>/publish/withdraw/",
        review.withdraw_publishing,
        name="withdraw-publishing",
    ),
    path("admin/editor/<slug:slug>/life/", life_cycle.life_cycle, name="life-cycle"),
    path("admin/editor/<slug:slug>/life/reviewed/", life_cycle.reviewed, name="review-today"),
    path("admin/editor/<slug:slug>/life/retire/", life_cycle.retired, name="retire-course"),
    path(
        "admin/providers/<int:provider_id>/publishing/", life_cycle.rules, name="publishing-rules"
    ),
]
