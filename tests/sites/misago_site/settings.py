"""Settings of a real Misago forum for tests. ``MISAGO_FOLDER`` holds its files, ``MISAGO_DATABASE`` is the port of
its PostgreSQL on this machine."""

from __future__ import annotations

import os

from misago.conf import defaults
from misago.settings import *  # noqa: F403
from misago.settings import INSTALLED_APPS, TEMPLATE_CONTEXT_PROCESSORS

FOLDER = os.environ["MISAGO_FOLDER"]

SECRET_KEY = "for tests only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.sites.misago_site.urls"
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL, MEDIA_URL = "/static/", "/media/"
STATIC_ROOT, MEDIA_ROOT = f"{FOLDER}/static", f"{FOLDER}/media"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "airflow",
        "HOST": "127.0.0.1",
        "PORT": os.environ["MISAGO_DATABASE"],
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"

# Its developers' tools are not installed.
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in ("debug_toolbar", "misago.faker")]
MIDDLEWARE = [
    "misago.users.middleware.RealIPMiddleware",
    "misago.core.middleware.FrontendContextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "misago.cache.middleware.cache_versions_middleware",
    "misago.conf.middleware.dynamic_settings_middleware",
    "misago.socialauth.middleware.socialauth_providers_middleware",
    "misago.users.middleware.UserMiddleware",
    "misago.acl.middleware.user_acl_middleware",
    "misago.core.middleware.ExceptionHandlerMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": TEMPLATE_CONTEXT_PROCESSORS},
    }
]
AUTH_USER_MODEL = "misago_users.User"
AUTHENTICATION_BACKENDS = ["misago.users.authbackends.MisagoBackend"]
LOGIN_URL, LOGOUT_URL, LOGIN_REDIRECT_URL = "misago:login", "misago:logout", "misago:index"
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["misago.core.rest_permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "misago.core.exceptionhandler.handle_api_exception",
    "UNAUTHENTICATED_USER": "misago.users.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
MISAGO_AVATAR_GALLERY = None
MISAGO_SEARCH_CONFIG = "simple"
# A test writes faster than a member may, and nobody wants a letter about it.
MISAGO_POSTING_MIDDLEWARES = [
    each for each in defaults.MISAGO_POSTING_MIDDLEWARES if "floodprotection" not in each and "notifications" not in each
]
