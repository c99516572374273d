"""The portal's own account pages. Mounted before allauth's; the first seven replace pages of allauth's."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.SignInView.as_view()),
    path("signup/", views.SignUpView.as_view()),
    path("2fa/webauthn/add/", views.AddPasskeyView.as_view()),
    path("2fa/totp/activate/", views.ActivateAppView.as_view()),
    path("2fa/recovery-codes/", views.RecoveryCodesView.as_view()),
    path("password/set/", views.SetPasswordView.as_view()),
    path("sessions/", views.sessions),
    path("start-over/", views.start_over, name="start-over"),
    path("confirm/", views.ConfirmView.as_view(), name="confirm"),
    path("second-factor/", views.second_factor, name="second-factor"),
    path("profile/", views.profile, name="profile"),
    path("delete/", views.delete, name="delete"),
]
