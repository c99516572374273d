"""Publishing, changes that wait, recordings, reviews and retirement of courses."""

from django.urls import path

from publishing.views import changes, disclosure_review, life_cycle, offers, recordings, review

app_name = "publishing"
_COURSE = "admin/editor/<slug:slug>/"
urlpatterns = [
    path(f"{_COURSE}video/", recordings.edit_video, name="edit-video"),
    path(f"{_COURSE}video/state/", recordings.video_state, name="video-state"),
    path(f"{_COURSE}video/<int:video_id>/use/", recordings.use_recording, name="use-recording"),
    path(
        f"{_COURSE}video/<int:video_id>/discard/",
        recordings.discard_recording,
        name="discard-recording",
    ),
    path(f"{_COURSE}video/<int:video_id>/copy-tracks/", recordings.copy_tracks, name="copy-tracks"),
    path(
        f"{_COURSE}video/<int:video_id>/confirm-tracks/",
        recordings.confirm_tracks,
        name="confirm-tracks",
    ),
    path(f"{_COURSE}review/", review.edit_review, name="edit-review"),
    path(f"{_COURSE}publish/", review.publish_course, name="publish-course"),
    path(f"{_COURSE}publish/withdraw/", review.withdraw_publishing, name="withdraw-publishing"),
    path(f"{_COURSE}credit/<slug:credit>/close/", offers.offer, name="close-offer"),
    path(f"{_COURSE}life/", life_cycle.life_cycle, name="life-cycle"),
    path(f"{_COURSE}life/reviewed/", life_cycle.reviewed, name="record-review"),
    path(f"{_COURSE}life/retire/", life_cycle.retired, name="retire-course"),
    path("admin/changes/<int:change_id>/", changes.course_change, name="course-change"),
    path("admin/changes/<int:change_id>/decide/", changes.decide_change, name="decide-change"),
    path(
        "admin/changes/<int:change_id>/withdraw/", changes.take_back_change, name="withdraw-change"
    ),
    path(
        "admin/people/disclosures/<int:disclosure_id>/",
        disclosure_review.disclosure,
        name="disclosure",
    ),
    path(
        "admin/people/disclosures/<int:disclosure_id>/second-look/",
        disclosure_review.second_look,
        name="second-look",
    ),
    path(
        "admin/providers/<int:provider_id>/publishing/", life_cycle.rules, name="publishing-rules"
    ),
]
