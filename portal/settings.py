"""Every setting of the portal, read from the environment once.

Only `PORTAL_ENV=production` selects production settings. The README's table and `.env.example`
explain each variable; `portal/checks.py` refuses to start with a wrong one.
"""

from pathlib import Path
from typing import Any

import django_stubs_ext
import pghistory

import embedded
from portal import backends, rate_limits
from portal.csp import media_origins, policy
from portal.environment import (
    load_env_file,
    local_hosts,
    local_secret_key,
    several,
    text,
    trusted_proxies,
    whole_number,
)

django_stubs_ext.monkeypatch()  # Before forms and admins, which subscript Django's generics.

BASE_DIR = Path(__file__).resolve().parent.parent
load_env_file(BASE_DIR / ".env")
PORTAL_ENV = text("PORTAL_ENV")
PRODUCTION = PORTAL_ENV == "production"
DATA_DIR = Path(text("PORTAL_DATA") or BASE_DIR / "var").absolute()

# Where `manage.py up` serves, with how many processes and how many threads in each.
HOST = text("HOST", "127.0.0.1")
PORT = whole_number("PORT", 8000, least=0, most=65535)
WEB_WORKERS = whole_number("WEB_WORKERS", 2, least=1, most=256)
WEB_THREADS = whole_number("WEB_THREADS", 4, least=1, most=256)
FRONT = text("PORTAL_FRONT", "1") == "1"
# The first administrator's address; its password is generated (portal/boot.py).
ADMIN_EMAIL = text("ADMIN_EMAIL")
# A trial installation starts with a sample series; a production one starts empty.
LOAD_SAMPLE = not PRODUCTION and text("PORTAL_SAMPLE", "1") == "1"

DEBUG = text("DEBUG").lower() in {"1", "true", "yes"}
SECRET_KEY = text("SECRET_KEY") or (
    # An empty key stops Django before our own check can explain; the check rejects this value.
    "unset" if PRODUCTION else local_secret_key(DATA_DIR)
)
SECRET_KEY_FALLBACKS = several("SECRET_KEY_FALLBACKS")
# Keys of the encrypted columns, newest first; if unset, they are derived from the secret keys.
FIELD_ENCRYPTION_KEYS = several("FIELD_ENCRYPTION_KEYS")
ALLOWED_HOSTS = several("ALLOWED_HOSTS") or ([] if PRODUCTION else local_hosts(HOST))
# The first real host name: not the wildcard “*”, and without the leading dot of “and subdomains”.
MAIN_HOST = next((host.lstrip(".") for host in ALLOWED_HOSTS if host != "*"), "localhost")
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if PRODUCTION]
# The portal's public address: printed in certificates and mails, never guessed from a request.
SITE_URL = text("SITE_URL").rstrip("/") or (
    f"https://{MAIN_HOST}" if PRODUCTION else f"http://{MAIN_HOST}:{PORT}"
)

INSTALLED_APPS = [
    "portal",
    "staff",
    "support",
    "analytics",
    "reporting",
    "certificates",
    "progress",
    "authoring",
    "publishing",
    "video",
    "disclosure",
    "courses",
    "imports",
    "providers",
    "accounts",
    "staff.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts.apps.SessionListConfig",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "accounts.client_address.BelievesTheProxy",
    "django.middleware.security.SecurityMiddleware",
    "portal.input.RefusesNul",
    "portal.middleware.ClosesWhatNobodyUses",
    "portal.middleware.BeatsGoStraight",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.input.CleansTyped",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SaysThatMailIsAway",
    "support.middleware.ImpersonationMiddleware",
    "portal.middleware.PrivatePagesAreNotStored",
    "portal.middleware.RemembersWhoChanged",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.installation",
            ],
            "builtins": ["accounts.templatetags.form_owner", "accounts.templatetags.mailboxes"],
        },
    },
]

# Database: DATABASE_URL, else the embedded PostgreSQL in DATA_DIR (embedded/).
DATABASE_URL = text("DATABASE_URL")
# A pooler in transaction mode stands before it: what belongs to a session does not last.
DATABASE_POOLER = text("DATABASE_POOLER") == "1"
DATABASES: dict[str, dict[str, Any]] = {
    "default": embedded.django_database(DATABASE_URL, DATA_DIR, pooler=DATABASE_POOLER)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits need a cache shared by all processes: in the database, or in Redis if REDIS_URL is set.
CACHES: dict[str, dict[str, Any]] = {"default": backends.shared_cache(text("REDIS_URL"))}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.adapter.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignUpForm",
    "login": "accounts.forms.SignInForm",
    "confirm_login_code": "accounts.code_forms.SignInCodeForm",
    "confirm_email_verification_code": "accounts.code_forms.AddressCodeForm",
    "confirm_password_reset_code": "accounts.code_forms.ResetCodeForm",
    "add_email": "accounts.forms.AddAddressForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
}
# The checkbox “This is a shared computer” shortens the session.
ACCOUNT_SESSION_REMEMBER = True
# Every code is valid for 15 minutes and three tries, and another can be mailed three times; the sign-in
# it belongs to lasts a little longer, so that a late code still leaves time for a second factor.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_TIMEOUT = 25 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_RATE_LIMITS = rate_limits.ACCOUNT
KEPT_RATE_LIMITS = rate_limits.KEPT
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_RATE_LIMITS = rate_limits.MFA
MFA_FORMS = {
    "login_webauthn": "accounts.forms.PasskeySignInForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.code_forms.SecondFactorForm",
    "reauthenticate": "accounts.code_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.code_forms.ActivateAppForm",
}
MFA_TOTP_ISSUER = "Course portal"
MFA_TOTP_TOLERANCE = 1

# History is append-only: the portal neither changes nor deletes its rows.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

# Mail: real SMTP in production; .eml files in DATA_DIR/mail/ otherwise.
MAIL_HOST = text("EMAIL_HOST")
MAIL_DIR = DATA_DIR / "mail"
# `manage.py up` sets this when it serves on loopback only; mail is then shown at /dev/mail/.
DEV_MAIL = not PRODUCTION and text("PORTAL_BOUND_TO_LOOPBACK") == "1"
MAILERS: dict[str, dict[str, Any]] = {
    "default": backends.mailer(
        host=MAIL_HOST,
        port=whole_number("EMAIL_PORT", 587, least=1, most=65535) if MAIL_HOST else 0,
        user=text("EMAIL_HOST_USER"),
        password=text("EMAIL_HOST_PASSWORD"),
        starttls=text("EMAIL_USE_TLS", "1") == "1",
    )
}
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL") or (
    f"Course portal <portal@{MAIN_HOST if PRODUCTION else 'localhost'}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
# Recordings being uploaded: never public. Web server and worker must see the same folder.
UPLOAD_DIR = DATA_DIR / "uploads"
UPLOAD_MAX_BYTES = whole_number("UPLOAD_MAX_GB", 10, least=1, most=1000) * 10**9
UPLOAD_PROVIDER_BYTES = whole_number("UPLOAD_PROVIDER_GB", 50, least=1, most=100000) * 10**9
UPLOAD_RATE_LIMITS = rate_limits.UPLOAD
# The x264 preset: slower ones make smaller files.
VIDEO_PRESET = text("VIDEO_PRESET", "veryfast")
_BUCKET = {
    "bucket": text("AWS_STORAGE_BUCKET_NAME"),
    "endpoint": text("AWS_S3_ENDPOINT_URL"),
    "region": text("AWS_S3_REGION_NAME"),
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": backends.media_storage(**_BUCKET),
    "staticfiles": {"BACKEND": "portal.static_files.StaticFiles"},
    "private": backends.private_storage(DATA_DIR),
}

# Language and time. Days end in the provider's own time zone (providers.Provider.time_zone).
LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# The zone of what no provider owns: accounts, their mail, the tables of the administration.
PORTAL_ZONE = "providers.days.portal_zone"

# Security
# How the proxies in front name the visitor; "" without one (accounts/client_address.py).
TRUST_PROXY = trusted_proxies(text("TRUST_PROXY")) if PRODUCTION else ""
SECURE_CSP = policy(media_origins(**_BUCKET))
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SAMESITE = "Lax"
# Messages may name people: in a cookie, whoever uses the browser next could read them.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Django's default of a year would reveal for a year that someone here had an account.
CSRF_COOKIE_AGE = SESSION_COOKIE_AGE
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
if PRODUCTION:
    # Load balancers check health without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^workerz$"]
    SECURE_SSL_REDIRECT = text("SECURE_SSL_REDIRECT", "1") == "1"
    SECURE_HSTS_SECONDS = whole_number("SECURE_HSTS_SECONDS", 31536000, least=0, most=10**9)
    # Both speak for every host below ours, so only the domain's owner can say that all have TLS.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = text("SECURE_HSTS_INCLUDE_SUBDOMAINS") == "1"
    SECURE_HSTS_PRELOAD = text("SECURE_HSTS_PRELOAD") == "1"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Browsers take a cookie of this prefix from this host alone, over TLS: none of a sister domain's.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING = backends.console_log()
