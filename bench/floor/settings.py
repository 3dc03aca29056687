"""The product's own database settings and nothing else of it."""

from osteopro.settings import DATABASE_URL, DATABASES

__all__ = ["DATABASES", "DATABASE_URL"]

SECRET_KEY = "bench-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["bench.floor"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.floor.view"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
