"""Finding and helping one learner, and the preview of a course."""

from django.urls import path

from support.views import acts, exceptions, learners, merging, preview, seeing

app_name = "support"
_LEARNER = "admin/learners/<int:user_id>/"
_PREVIEW = "admin/editor/<slug:slug>/preview"
urlpatterns = [
    path("admin/learners/", learners.learners, name="learners"),
    path(_LEARNER, learners.learner, name="learner"),
    path(
        f"{_LEARNER}front-matter/<int:front_matter_id>/", learners.front_matter, name="front-matter"
    ),
    path("admin/learners/see/stop/", seeing.stop, name="stop-seeing"),
    path(f"{_LEARNER}see/", seeing.see, name="see"),
    path(f"{_LEARNER}merge/", merging.merge, name="merge"),
    path(f"{_LEARNER}name/", acts.correct_name, name="correct-name"),
    path(f"{_LEARNER}mails/<int:mail_id>/", acts.resend_mail, name="resend-mail"),
    path("admin/approvals/<int:exception_id>/", exceptions.decide, name="decide"),
    path(
        "admin/exceptions/<int:exception_id>/forward/", exceptions.put_forward, name="put-forward"
    ),
    path(
        "admin/exceptions/<int:exception_id>/withdraw/",
        exceptions.withdraw,
        name="withdraw-exception",
    ),
    path(f"{_LEARNER}courses/<slug:slug>/exception/", exceptions.ask, name="ask-exception"),
    path(f"{_LEARNER}courses/<slug:slug>/close/", acts.close_or_reopen, name="close-enrolment"),
    path(
        f"{_LEARNER}certificates/<uuid:certificate_id>/correct/",
        acts.correct_certificate,
        name="correct-certificate",
    ),
    path(
        f"{_LEARNER}certificates/<uuid:certificate_id>/revoke/",
        acts.revoke_certificate,
        name="revoke-certificate",
    ),
    path(
        "admin/learners/certificates/<uuid:certificate_id>/revoke/",
        acts.revoke_without_account,
        name="revoke-without-account",
    ),
    path("admin/editor/<slug:slug>/preview/", preview.preview, name="preview"),
    path("admin/editor/<slug:slug>/preview.pdf", preview.preview_pdf, name="preview-pdf"),
    path(
        f"{_PREVIEW}/<slug:kind>/<int:video_id>/<slug:language>.vtt",
        preview.preview_track,
        name="preview-track",
    ),
]
