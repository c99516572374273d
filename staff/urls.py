"""Addresses of the desk's own pages, and of the invitation that leads to it."""

from django.urls import path

from staff.views import acts, invitation, learners

app_name = "staff"
LEARNER = "admin/learners/<int:user_id>/"
urlpatterns = [
    path("invitation/<str:token>/", invitation.open_invitation, name="invitation"),
    path("admin/learners/", learners.learners, name="learners"),
    path(LEARNER, learners.learner, name="learner"),
    path(
        f"{LEARNER}front-matter/<int:front_matter_id>/", learners.front_matter, name="front-matter"
    ),
    path(f"{LEARNER}name/", acts.correct_name, name="correct-name"),
    path(f"{LEARNER}mails/<int:mail_id>/", acts.resend_mail, name="resend-mail"),
    path(f"{LEARNER}courses/<slug:slug>/close/", acts.close_or_reopen, name="close-enrolment"),
    path(
        f"{LEARNER}certificates/<uuid:certificate_id>/correct/",
        acts.correct_certificate,
        name="correct-certificate",
    ),
    path(
        f"{LEARNER}certificates/<uuid:certificate_id>/revoke/",
        acts.revoke_certificate,
        name="revoke-certificate",
    ),
]
