"""Addresses of the desk's own pages, and of the invitation that leads to it."""

from django.urls import path

from staff.views import (
    acts,
    audit,
    exceptions,
    factor_resets,
    invitation,
    learners,
    merging,
    preview,
    seeing,
    team,
)
from staff.views.reports import course_report, places, reports, totals

app_name = "staff"
LEARNER = "admin/learners/<int:user_id>/"
urlpatterns = [
    path("invitation/<str:token>/", invitation.open_invitation, name="invitation"),
    path("admin/learners/", learners.learners, name="learners"),
    path(LEARNER, learners.learner, name="learner"),
    path(
        f"{LEARNER}front-matter/<int:front_matter_id>/", learners.front_matter, name="front-matter"
    ),
    path("admin/learners/see/stop/", seeing.stop, name="stop-seeing"),
    path(f"{LEARNER}see/", seeing.see, name="see"),
    path(f"{LEARNER}merge/", merging.merge, name="merge"),
    path(f"{LEARNER}name/", acts.correct_name, name="correct-name"),
    path(f"{LEARNER}mails/<int:mail_id>/", acts.resend_mail, name="resend-mail"),
    path("admin/approvals/", exceptions.approvals, name="approvals"),
    path("admin/approvals/<int:exception_id>/", exceptions.decide, name="decide"),
    path(
        "admin/exceptions/<int:exception_id>/forward/",
        exceptions.put_forward,
        name="put-forward",
    ),
    path(
        "admin/exceptions/<int:exception_id>/withdraw/",
        exceptions.withdraw,
        name="withdraw-exception",
    ),
    path(f"{LEARNER}courses/<slug:slug>/exception/", exceptions.ask, name="ask-exception"),
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
    path("admin/team/", team.team, name="team"),
    path("admin/team/providers/add/", team.provider_add, name="provider-add"),
    path("admin/team/providers/<int:provider_id>/invite/", team.invite_member, name="invite"),
    path(
        "admin/team/invitations/<int:invitation_id>/resend/",
        team.resend_invitation,
        name="invitation-resend",
    ),
    path(
        "admin/team/invitations/<int:invitation_id>/withdraw/",
        team.withdraw_invitation,
        name="invitation-withdraw",
    ),
    path("admin/team/members/<int:membership_id>/", team.member, name="member"),
    path("admin/team/members/<int:membership_id>/remove/", team.remove, name="member-remove"),
    path("admin/team/people/<int:member_id>/reset/", factor_resets.ask, name="factor-reset-ask"),
    path("admin/team/resets/<int:reset_id>/", factor_resets.decide, name="factor-reset"),
    path("admin/audit/", audit.audit, name="audit"),
    path("admin/audit.csv", audit.audit_csv, name="audit-csv"),
    path("admin/editor/<slug:slug>/preview/", preview.preview, name="preview"),
    path("admin/editor/<slug:slug>/preview.pdf", preview.preview_pdf, name="preview-pdf"),
    path(
        "admin/editor/<slug:slug>/preview/<slug:kind>/<int:video_id>/<slug:language>.vtt",
        preview.preview_track,
        name="preview-track",
    ),
    path("admin/reports/", reports, name="reports"),
    path("admin/reports-by-place/", places, name="report-places"),
    path("admin/reports/<slug:slug>/", course_report, name="course-report"),
    path("admin/reports/<slug:slug>/totals/", totals, name="report-totals"),
]
