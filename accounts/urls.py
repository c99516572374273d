"""The portal's own account pages. Mounted before allauth's; the first ones replace pages of allauth's."""

from django.urls import path

from accounts import code_pages, mail_doors, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.SignInView.as_view()),
    path("signup/", views.SignUpView.as_view()),
    path("password/reset/", mail_doors.ResetPasswordView.as_view()),
    path("email/", mail_doors.AddressesView.as_view()),
    path("login/code/confirm/", code_pages.EnterLoginCodeView.as_view()),
    path("confirm-email/", code_pages.EnterAddressCodeView.as_view()),
    path("password/reset/confirm/", code_pages.EnterResetCodeView.as_view()),
    path("2fa/webauthn/add/", views.AddPasskeyView.as_view()),
    path("2fa/webauthn/reauthenticate/", views.PasskeyAgainView.as_view()),
    path("2fa/totp/activate/", views.ActivateAppView.as_view()),
    path("2fa/recovery-codes/", views.RecoveryCodesView.as_view()),
    path("password/set/", views.SetPasswordView.as_view()),
    path("sessions/", views.sessions),
    path("start-over/", views.start_over, name="start-over"),
    path("confirm/", code_pages.ConfirmView.as_view(), name="confirm"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("profile/", views.profile, name="profile"),
    path("delete/", views.delete, name="delete"),
]
