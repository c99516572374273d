"""Our forms in place of django-allauth's own, by its names for them."""

ACCOUNT = {
    "signup": "accounts.forms.SignUpForm",
    "login": "accounts.forms.SignInForm",
    "confirm_login_code": "accounts.code_forms.SignInCodeForm",
    "confirm_email_verification_code": "accounts.code_forms.AddressCodeForm",
    "confirm_password_reset_code": "accounts.code_forms.ResetCodeForm",
    "add_email": "accounts.forms.AddAddressForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
}
MFA = {
    "login_webauthn": "accounts.passkey_forms.PasskeySignInForm",
    "add_webauthn": "accounts.passkey_forms.AddPasskeyForm",
    "authenticate": "accounts.code_forms.SecondFactorForm",
    "reauthenticate": "accounts.code_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.code_forms.ActivateAppForm",
}
