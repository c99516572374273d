"""How often one client or one account may try what costs something or could be guessed.

A whole ward or conference hall may share one IP address: limits per address are generous, limits per
account or mailbox are strict. The syntax is allauth's: times / period / what is counted.
"""

# Signing up, asking for a code and resetting a password mail whatever address a stranger types, so an
# hour is bounded, too: a hall of 300 may sign up within it, typing errors included, and a hospital
# behind one address may sign in. Known and unknown addresses count alike, or the limit would tell them
# apart.

ACCOUNT = {
    "signup": "120/m/ip,400/h/ip",
    "login": "120/m/ip",
    "request_login_code": "120/m/ip,600/h/ip,4/5m/key",
    "login_failed": "60/m/ip,5/5m/key",
    "confirm_email": "4/5m/key",
    "reset_password": "60/m/ip,300/h/ip,4/5m/key",
    "reset_password_from_key": "60/m/ip",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
}
MFA = {"webauthn_login": "120/m/ip"}
# A coordinator has a dozen recordings in a day; a program that begins uploads has thousands.
UPLOAD = {"begin": "60/h/user"}
# Forms kept for an account whose session was gone when it sent them, as they need room on the disk.
KEPT = {"keep": "20/15m/key"}
