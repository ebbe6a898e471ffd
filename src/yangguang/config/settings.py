"""
Django's settings. What an operator may change stands in `environment`; what is written here is the product.
"""

from typing import Any

from yangguang.config.environment import ENV
from yangguang.config.installed import APPS, FRAMEWORK

DEMO_MODE = ENV.demo
DEBUG = False
STRICT_SIGN_IN = ENV.strict_sign_in == "yes"
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_key_fallbacks)
ALLOWED_HOSTS = list(ENV.allowed_hosts)
BASE_URL = ENV.base_url
CITY_NAME = ENV.city_name
SITE_NAME = ENV.site_name
FOOTER = {
    "organiser": ENV.organiser,
    "operator": ENV.operator,
    "site_code": ENV.site_code,
    "record_number": ENV.record_number,
}
VAR = ENV.var
LOG_ZONE = ENV.log_zone
LOG_KEY_PASSWORD = ENV.log_key_password
LOG_WITNESSES = ENV.log_witnesses
LOG_PATIENCE_MINUTES = ENV.log_patience_minutes

INSTALLED_APPS = [*FRAMEWORK, *APPS]
ROOT_URLCONF = "yangguang.config.urls"
WSGI_APPLICATION = "yangguang.config.wsgi.application"
AUTH_USER_MODEL = "identity.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yangguang.foundation.ui.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "yangguang.foundation.files.uploads.UploadMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yangguang.foundation.access.middleware.ActorMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "yangguang.foundation.ui.context.site",
            ],
            "builtins": [
                "django.templatetags.static",
                "yangguang.foundation.ui.templatetags.ui",
                "yangguang.foundation.ui.templatetags.words",
            ],
        },
    }
]

DATABASES = {"default": {**ENV.database, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "yangguang.config.static.VersionedStorage"},
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["yangguang.foundation.access.backends.AccountBackend"]
LOGIN_URL = "/sign-in/"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60  # idle limit (GB/T 22239-2019, 8.1.4.1 b); renewed by each request
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "yangguang.foundation.ui.views.stale_page"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not DEMO_MODE:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000  # browsers come by TLS only for a year (GB/T 22239-2019, 8.1.4.1 c)
CSRF_TRUSTED_ORIGINS = [BASE_URL]

MAX_UPLOAD_BYTES = ENV.max_upload_mb * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "yangguang.foundation.files.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_SCANNER = ENV.file_scanner

SMTP_URL = ENV.smtp_url
MAIL_FROM = ENV.mail_from
SMS_PROVIDER = ENV.sms_provider
SMS_URL = ENV.sms_url
PAYMENT_PROVIDER = ENV.payment_provider
PAYMENT_URL = ENV.payment_url
PAYMENT_KEY = ENV.payment_key
POST_PROVIDER = ENV.post_provider
POST_URL = ENV.post_url

KEY_STORE = ENV.key_store
KEY_PASSWORD = ENV.key_password

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "procrastinate": {"level": "WARNING"},  # it reports each job it looks at
        "django.request": {"level": "ERROR"},  # a page not found is no event of ours
    },
    "root": {"handlers": ["console"], "level": ENV.log_level},
}
