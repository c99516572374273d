"""URLs of the staff pages, and of the invitation to join."""

from django.urls import path

from staff.views import (
    approvals,
    audit,
    factor_resets,
    invitation,
    owner_questions,
    publish_requests,
    team,
)

app_name = "staff"
_TEAM = "admin/team/"
urlpatterns = [
    path("admin/publishing/", publish_requests.approvals, name="publish-requests"),
    path(
        "admin/publishing/<int:publish_request_id>/",
        publish_requests.decide,
        name="decide-publishing",
    ),
    path("invitation/<str:token>/", invitation.open_invitation, name="invitation"),
    path("admin/approvals/", approvals.approvals, name="approvals"),
    path(_TEAM, team.team, name="team"),
    path(f"{_TEAM}providers/add/", team.provider_add, name="provider-add"),
    path(f"{_TEAM}providers/<int:provider_id>/invite/", team.invite_member, name="invite"),
    path(
        f"{_TEAM}invitations/<int:invitation_id>/resend/",
        team.resend_invitation,
        name="invitation-resend",
    ),
    path(
        f"{_TEAM}invitations/<int:invitation_id>/withdraw/",
        team.withdraw_invitation,
        name="invitation-withdraw",
    ),
    path(f"{_TEAM}members/<int:membership_id>/", team.member, name="member"),
    path(f"{_TEAM}members/<int:membership_id>/remove/", team.remove, name="member-remove"),
    path(f"{_TEAM}people/<int:member_id>/reset/", factor_resets.ask, name="factor-reset-ask"),
    path(f"{_TEAM}resets/<int:reset_id>/", factor_resets.decide, name="factor-reset"),
    path(
        "admin/providers/<int:provider_id>/questions/",
        owner_questions.questions,
        name="owner-questions",
    ),
    path("admin/audit/", audit.audit, name="audit"),
    path("admin/audit.csv", audit.audit_csv, name="audit-csv"),
]
