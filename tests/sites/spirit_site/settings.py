"""Settings of a real django-spirit forum for tests. ``SPIRIT_FOLDER`` holds its database and files."""

from __future__ import annotations

import os
from pathlib import Path

from spirit.extra.project_template.project_name.settings.base import *  # noqa: F403
from spirit.extra.project_template.project_name.settings.base import CACHES, INSTALLED_APPS

FOLDER = Path(os.environ["SPIRIT_FOLDER"])

SECRET_KEY = "for tests only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.sites.spirit_site.urls"
LANGUAGE_CODE = os.environ.get("SPIRIT_LANGUAGE", "en")
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(FOLDER / "forum.sqlite3"),
        "OPTIONS": {"timeout": 30},
    }
}
CACHES = {name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"} for name in CACHES}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = list(INSTALLED_APPS)
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
MEDIA_ROOT = str(FOLDER / "media")
STATIC_ROOT = str(FOLDER / "static")
ST_SITE_URL = "http://127.0.0.1/"
LOGGING = {"version": 1, "disable_existing_loggers": False}
