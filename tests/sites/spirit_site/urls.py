"""Spirit's own addresses, and a robots.txt that a test may write."""

from __future__ import annotations

import spirit.urls
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def robots(request: HttpRequest) -> HttpResponse:
    """``robots.txt`` of the site's folder; 404 where there is none."""
    place = settings.FOLDER / "robots.txt"
    if not place.exists():
        return HttpResponse("not found", status=404)
    return HttpResponse(place.read_text(encoding="utf-8"), content_type="text/plain")


urlpatterns = [path("robots.txt", robots), path("", include(spirit.urls))]
