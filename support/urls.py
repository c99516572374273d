"""URLs for finding and helping one learner, and for the preview of a course."""

from django.urls import path

from support.views import (
    actions,
    credit_moves,
    exceptions,
    impersonation,
    joining,
    learners,
    merging,
    past_people,
    preview,
)

app_name = "support"
_LEARNER = "admin/learners/<int:user_id>/"
_PREVIEW = "admin/editor/<slug:slug>/preview"
urlpatterns = [
    path("admin/learners/", learners.learners, name="learners"),
    path(_LEARNER, learners.learner, name="learner"),
    path(
        f"{_LEARNER}front-matter/<int:front_matter_id>/", learners.front_matter, name="front-matter"
    ),
    path("admin/learners/past/<int:past_credit_id>/", past_people.past_person, name="past-person"),
    path(
        "admin/learners/past/<int:past_credit_id>/address/",
        past_people.correct_address,
        name="correct-address",
    ),
    path("admin/learners/see/stop/", impersonation.stop, name="stop-impersonating"),
    path(f"{_LEARNER}see/", impersonation.start, name="impersonate"),
    path(f"{_LEARNER}merge/", merging.merge, name="merge"),
    path("accounts/join/", joining.join, name="join"),
    path("admin/learners/join/", joining.join_requests, name="join-requests"),
    path(
        "admin/learners/join/<int:join_request_id>/decline/",
        joining.decline_join,
        name="decline-join",
    ),
    path(f"{_LEARNER}name/", actions.correct_name, name="correct-name"),
    path(f"{_LEARNER}mails/<int:mail_id>/", actions.resend_mail, name="resend-mail"),
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
    path(f"{_LEARNER}courses/<slug:slug>/close/", actions.close_or_reopen, name="close-enrolment"),
    path(
        f"{_LEARNER}certificates/<uuid:certificate_id>/correct/",
        actions.correct_certificate,
        name="correct-certificate",
    ),
    path(
        f"{_LEARNER}certificates/<uuid:certificate_id>/move/",
        credit_moves.ask,
        name="ask-move",
    ),
    path("admin/approvals/credit/<int:move_id>/", credit_moves.decide, name="decide-move"),
    path(
        "admin/approvals/credit/<int:move_id>/withdraw/",
        credit_moves.withdraw,
        name="withdraw-move",
    ),
    path(
        f"{_LEARNER}certificates/<uuid:certificate_id>/revoke/",
        actions.revoke_certificate,
        name="revoke-certificate",
    ),
    path(
        "admin/learners/certificates/<uuid:certificate_id>/revoke/",
        actions.revoke_without_account,
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
