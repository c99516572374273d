"""The staff's own pages, and the invitation that leads to them."""

from django.urls import path

from staff.views import approvals, audit, factor_resets, invitation, publish_requests, team

app_name = "staff"
urlpatterns = [
    path("admin/publishing/", publish_requests.approvals, name="publish-requests"),
    path(
        "admin/publishing/<int:publish_request_id>/",
        publish_requests.decide,
        name="decide-publishing",
    ),
    path("invitation/<str:token>/", invitation.open_invitation, name="invitation"),
    path("admin/approvals/", approvals.approvals, name="approvals"),
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
]
