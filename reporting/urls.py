"""URLs of the learner's pages about reporting, and of the exports to accreditors and boards."""

from django.urls import path

from reporting.views import exports, identity

app_name = "reporting"
urlpatterns = [
    path("admin/exports/", exports.exports, name="exports"),
    path("admin/exports/new/", exports.export_new, name="export-new"),
    path("admin/exports/<int:export_id>/", exports.export, name="export"),
    path("admin/exports/<int:export_id>/file/", exports.export_file, name="export-file"),
    path("admin/exports/<int:export_id>/discard/", exports.export_discard, name="export-discard"),
    path("accounts/reporting/", identity.overview, name="overview"),
    path("accounts/reporting/about-you/", identity.identity, name="identity"),
    path("accounts/reporting/licences/add/", identity.licence_add, name="licence-add"),
    path(
        "accounts/reporting/licences/<int:licence_id>/remove/",
        identity.licence_remove,
        name="licence-remove",
    ),
    path("accounts/reporting/boards/", identity.board_id, name="board-id"),
    path("accounts/reporting/to/<slug:destination>/", identity.consent, name="consent"),
    path(
        "accounts/reporting/to/<slug:destination>/withdraw/",
        identity.consent_withdraw,
        name="consent-withdraw",
    ),
]
