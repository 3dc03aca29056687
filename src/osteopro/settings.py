"""The only settings file. Everything a site decides comes from the environment (env.py)."""

from pathlib import Path

import dj_database_url

from osteopro import env

PACKAGE = Path(__file__).resolve().parent
DATA = Path(env.text("OSTEOPRO_DATA", "var")).resolve()

# The demo writes a synthetic clinic to a throw-away place; only there may staff
# sign in with a password alone and text messages be shown on a page.
DEMO = env.flag("OSTEOPRO_DEMO")
DEBUG = env.flag("OSTEOPRO_DEBUG")

DEMO_SECRET = "demo-only-secret-demo-only-secret-demo-only-secret"  # noqa: S105
DEMO_PASSWORD = "osteopro-demo"  # noqa: S105 - of every invented member of staff
DEMO_IDENTITY_KEY = "ZGVtby1vbmx5LWlkZW50aXR5LWtleS0zMi1ieXRlcyE="
SECRET_KEY = env.text("OSTEOPRO_SECRET_KEY", DEMO_SECRET)
# First key encrypts, all decrypt: add a new one in front, `osteopro rotate_keys`, drop the old.
IDENTITY_KEYS = env.names("OSTEOPRO_IDENTITY_KEYS", DEMO_IDENTITY_KEY)
# Keyed hashes let a sealed name be found; a key of its own, so neither opens the other.
SEARCH_KEY = env.text("OSTEOPRO_SEARCH_KEY", SECRET_KEY)

BASE_URL = env.text("OSTEOPRO_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.names("OSTEOPRO_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "osteopro.audit",
    "osteopro.accounts",
    "osteopro.sites",
    "osteopro.access",
    "osteopro.instruments",
    "osteopro.triage",
    "osteopro.patients",
    "osteopro.enrolment",
    "osteopro.records",
    "osteopro.messaging",
    "osteopro.signin",
    "osteopro.followup",
    "osteopro.appointments",
    "osteopro.summaries",
    "osteopro.research",
    "osteopro.quality",
    "osteopro.schedule",
    "osteopro.simulation",
    "osteopro.ui",
    "osteopro.web.patient",
    "osteopro.web.care",
    "osteopro.web.manage",
    "osteopro.web.visit",
    "osteopro.web.study",
    "osteopro.web.staff",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "osteopro.ui.middleware.CleanTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "osteopro.ui.middleware.LanguageMiddleware",
    "osteopro.access.middleware.RequestContextMiddleware",
    "osteopro.web.patient.middleware.TabletMiddleware",
    "osteopro.signin.middleware.HelperMiddleware",
    "osteopro.access.middleware.AccessMiddleware",
    "osteopro.web.patient.left.LeftMiddleware",
    "osteopro.web.staff.middleware.StaffLockMiddleware",
    "osteopro.web.staff.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "osteopro.ui.middleware.ContentSecurityMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "osteopro.urls"
WSGI_APPLICATION = "osteopro.wsgi.application"

AUDIENCES = ("patient", "care", "manage", "visit", "study", "staff")
TEMPLATES = [
    {
        # Ours: an undefined variable is an error, never an empty string.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            PACKAGE / "ui" / "templates",
            PACKAGE / "summaries" / "templates",
            *(PACKAGE / "web" / audience / "templates" for audience in AUDIENCES),
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "osteopro.ui.jinja.environment",
            "context_processors": ["osteopro.ui.context.shell"],
        },
    },
    {
        # Needed by libraries that name a template we do not replace; a test fails if one is served.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

SQLITE_PRAGMAS = (
    # Readers never wait for the writer, and the writer never for readers.
    "PRAGMA journal_mode=WAL;"
    # Acknowledged means durable: flush on every commit, not at the next checkpoint.
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    # Without it REPLACE removes a row and no trigger hears of it (audit/append_only.py).
    "PRAGMA recursive_triggers=ON;"
    "PRAGMA busy_timeout=10000;"
    # Sort and group in memory; the default writes temporary files.
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-32000;"
)


def _database(url: str) -> dict[str, object]:
    config: dict[str, object] = dict(dj_database_url.parse(url))
    if str(config["ENGINE"]).endswith("sqlite3"):
        Path(str(config["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            # Take the write lock at BEGIN: a read that later writes could only fail half-way.
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_PRAGMAS,
            "timeout": 10,
        }
        # The last connection to close writes the whole log back and flushes: 4 ms a page.
        config["CONN_MAX_AGE"] = None
        # Tests run on a file: threads and a second process must see the same database.
        config["TEST"] = {"NAME": str(DATA / f"test-{env.text('PYTEST_XDIST_WORKER', 'main')}.db")}
    else:
        # A connection per request costs 4.6 times as much (docs/explanation/performance.md).
        config["OPTIONS"] = {
            "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
            # Compiling a query that runs for 2 ms takes 100.
            "options": "-c jit=off",
        }
        # After a restart of the database nobody meets the connections that it cut.
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA}/osteopro.db")
DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "osteopro.accounts.backends.StaffBackend",
    "osteopro.accounts.backends.LinkBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/staff/signin/"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "osteopro.accounts.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False  # a staff session ends with the browser
# Behind a proxy every request has the proxy's address; how many of them to look behind.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("OSTEOPRO_PROXIES", "0"))
MFA_ADAPTER = "osteopro.accounts.adapter.StaffSecondFactorAdapter"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OsteoPRO"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
# Outside the demo nobody on the staff gets past sign-in without a second factor.
SECOND_FACTOR_REQUIRED = not DEMO

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "osteopro.web.patient.views.errors.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
X_FRAME_OPTIONS = "DENY"

# Sign-in limits must hold across threads and processes, so the cache is the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "osteopro_cache",
        # Past the limit the cache drops rows, and with them counted tries; the default is 300.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "lang"
# Ours before the libraries': where both have a text ("Recovery codes"), ours is shown.
LOCALE_PATHS = [*sorted(PACKAGE.glob("*/locale")), *sorted(PACKAGE.glob("web/*/locale"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # shown in the site's own zone by ui/formats.py

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

EMAIL_HOST = env.text("OSTEOPRO_SMTP_HOST", "")
EMAIL_PORT = int(env.text("OSTEOPRO_SMTP_PORT", "25"))
EMAIL_HOST_USER = env.text("OSTEOPRO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("OSTEOPRO_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("OSTEOPRO_SMTP_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("OSTEOPRO_MAIL_FROM", "osteopro@localhost")

# An operator with an HTTP interface needs no class of its own (docs/how-to/text-messages.md).
SMS_HTTP_URL = env.text("OSTEOPRO_SMS_HTTP_URL", "")
SMS_HTTP_METHOD = env.text("OSTEOPRO_SMS_HTTP_METHOD", "POST")
SMS_HTTP_HEADERS = env.text("OSTEOPRO_SMS_HTTP_HEADERS", "{}")
SMS_HTTP_BODY = env.text("OSTEOPRO_SMS_HTTP_BODY", '{"to": "{to}", "text": "{text}"}')
SMS_HTTP_KEY_HEADER = env.text("OSTEOPRO_SMS_HTTP_KEY_HEADER", "Idempotency-Key")
SMS_HTTP_REFERENCE = env.text("OSTEOPRO_SMS_HTTP_REFERENCE", "id")
SMS_HTTP_ACCEPTED = env.text("OSTEOPRO_SMS_HTTP_ACCEPTED", "")
SMS_HTTP_TIMEOUT = float(env.text("OSTEOPRO_SMS_HTTP_TIMEOUT", "10"))
# Dotted path of the class that hands text messages to the operator.
SMS_GATEWAY = env.text(
    "OSTEOPRO_SMS_GATEWAY",
    "osteopro.messaging.gateways.http.HttpGateway"
    if SMS_HTTP_URL
    else "osteopro.messaging.channels.ConsoleGateway",
)
# Template messages (WeCom, WeChat) exist only where a hospital names a class for them.
WECOM_GATEWAY = env.text("OSTEOPRO_WECOM_GATEWAY", "")
# Shared with the operator who reports deliveries and passes on answers; without it both
# addresses do not exist.
SMS_WEBHOOK_SECRET = env.text("OSTEOPRO_SMS_WEBHOOK_SECRET", "")
# One emergency number and one helpline for the country; shown on every patient page.
EMERGENCY_PHONE = env.text("OSTEOPRO_EMERGENCY_PHONE", "120")

# The family of forms patients are asked in turn (`series` in instrument.json). A hospital that
# runs its own questionnaire names its series here.
FOLLOW_UP_SERIES = env.text("OSTEOPRO_FOLLOW_UP_SERIES", "symptoms")

# The longest form is a record read over by staff: some hundred short fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["osteopro.ui.uploads.ExpectedFiles"]
# The addresses that take a file (* for a part of one), and how long it may be in bytes.
UPLOADS = {
    "/manage/recordings/new/": 400 * 1024,
    "/care/import/": 5 * 1024 * 1024,
    "/study/*/transcripts/*/": 16 * 1024 * 1024,
    "/study/bring/": 48 * 1024 * 1024,
    "/study/*/papers/": 10 * 1024 * 1024,
    "/study/*/recording/": 8 * 1024 * 1024,
    "/me/record/*/media/": 12 * 1024 * 1024,
}
LOGGING_CONFIG = "osteopro.logs.configure"
# Not empty: Django calls the function above only when there is something to hand it.
LOGGING: dict[str, object] = {"version": 1}
SILENCED_SYSTEM_CHECKS: list[str] = []
