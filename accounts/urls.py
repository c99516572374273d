"""The account pages of ours. Mounted before allauth's, of which the first six take the place."""

from django.urls import path

from accounts import reporting_views, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.SignInView.as_view()),
    path("signup/", views.SignUpView.as_view()),
    path("2fa/webauthn/add/", views.AddPasskeyView.as_view()),
    path("2fa/totp/activate/", views.ActivateAppView.as_view()),
    path("2fa/recovery-codes/", views.RecoveryCodesView.as_view()),
    path("password/set/", views.SetPasswordView.as_view()),
    path("start-over/", views.start_over, name="start-over"),
    path("confirm/", views.ConfirmView.as_view(), name="confirm"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("profile/", views.profile, name="profile"),
    path("delete/", views.delete, name="delete"),
    path("reporting/", reporting_views.overview, name="reporting"),
    path("reporting/about-you/", reporting_views.identity, name="reporting-identity"),
    path("reporting/licences/add/", reporting_views.licence_add, name="licence-add"),
    path(
        "reporting/licences/<int:licence_id>/remove/",
        reporting_views.licence_remove,
        name="licence-remove",
    ),
    path("reporting/boards/", reporting_views.board_id, name="board-id"),
    path("reporting/to/<slug:destination>/", reporting_views.consent, name="consent"),
    path(
        "reporting/to/<slug:destination>/withdraw/",
        reporting_views.consent_withdraw,
        name="consent-withdraw",
    ),
]
