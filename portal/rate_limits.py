"""How often one client or one account may try what costs something or could be guessed.

A whole ward or conference hall may share one IP address: limits per address are generous, limits per
account or mailbox are strict. The syntax is allauth's: times / period / what is counted.
"""

ACCOUNT = {
    "signup": "120/m/ip",
    "login": "120/m/ip",
    "request_login_code": "120/m/ip,4/5m/key",
    "login_failed": "60/m/ip,5/5m/key",
    "confirm_email": "4/5m/key",
    "reset_password": "60/m/ip,4/5m/key",
    "reset_password_from_key": "60/m/ip",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
}
MFA = {"webauthn_login": "120/m/ip"}
