"""Misago's own addresses; a test may write another robots.txt into the site's folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog


def robots(request: HttpRequest) -> HttpResponse:
    """``robots.txt`` of the site's folder; Misago's own where there is none."""
    place = Path(settings.FOLDER) / "robots.txt"
    if place.exists():
        return HttpResponse(place.read_text("utf-8"), content_type="text/plain")
    return render(request, "misago/robots.txt", content_type="text/plain")


urlpatterns = [
    path("robots.txt", robots),
    path("", include("misago.urls", namespace="misago")),
    path("django-i18n.js", JavaScriptCatalog.as_view(), name="django-i18n"),
]
