"""What the errors of official APIs say of a source: pure, one function for each API."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from canhgiac.records import HealthState

#: Google counts a day's quota from midnight to midnight there.
PACIFIC = ZoneInfo("America/Los_Angeles")
#: Meta counts calls over a sliding hour.
_META_WAIT = dt.timedelta(hours=1)


class Fault(msgspec.Struct, frozen=True):
    """``gone``: the thing asked for is not there any more, or never was. ``ends``: no other request of this visit
    would be answered. ``wait``: until when none will be."""

    state: HealthState
    reason: str
    gone: bool = False
    ends: bool = False
    wait: dt.datetime | None = None


def next_quota_day(now: dt.datetime) -> dt.datetime:
    """When Google's next quota day begins, in UTC."""
    here = now.astimezone(PACIFIC)
    midnight = dt.datetime.combine(here.date() + dt.timedelta(days=1), dt.time(), PACIFIC)
    return midnight.astimezone(dt.UTC)


_KEY = "make a key for the YouTube Data API v3 in the Google Cloud console and set youtube_key or youtube_key_file"
_QUOTA = frozenset(("quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"))
_OFTEN = frozenset(("rateLimitExceeded", "userRateLimitExceeded"))
_BAD_KEY = frozenset(
    ("keyInvalid", "keyExpired", "accessNotConfigured", "ipRefererBlocked", "forbiddenByServiceAccount", "authError",
     "API_KEY_INVALID", "API_KEY_SERVICE_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED", "SERVICE_DISABLED")
)  # fmt: skip
_GONE = frozenset(
    ("videoNotFound", "channelNotFound", "commentThreadNotFound", "commentNotFound", "parentCommentNotFound",
     "notFound", "invalidPageToken")
)  # fmt: skip


def of_youtube(status: int, body: bytes, now: dt.datetime) -> Fault | None:
    """An error answer of the YouTube Data API v3: ``error.errors[].reason`` (documented under "Errors" of each
    method) and ``error.details[].reason`` (google.rpc.ErrorInfo)."""
    error = _mapping(_decoded(body).get("error"))
    if not error:
        return None
    listed = [_mapping(each).get("reason") for each in (*_list(error.get("errors")), *_list(error.get("details")))]
    reasons = [reason for reason in listed if isinstance(reason, str)]
    said = f"HTTP {status}, {reasons[0]}" if reasons else f"HTTP {status}"
    found = set(reasons)
    if found & _QUOTA:
        again = next_quota_day(now)
        return Fault(
            "blocked",
            f"{said}: the key's quota for today is used up, by all that use it together; it begins anew at "
            f"{again:%Y-%m-%d %H:%M} UTC. Ask Google for more, or lower units_per_day of some sources",
            ends=True, wait=again,
        )  # fmt: skip
    if found & _OFTEN or status == 429:
        return Fault("blocked", f"{said}: the API says that we ask too often; visit less often", ends=True)
    if status == 401 or found & _BAD_KEY or "api key" in _said(error).lower():
        return Fault("blocked", f"{said}: the API does not take the key ({_said(error)}); {_KEY}", ends=True)
    if "commentsDisabled" in found:
        return Fault("blocked", f"{said}: comments are switched off there; take the source out", gone=True)
    if found & _GONE:
        return Fault("unreachable", f"{said}: the video, channel or comment is not there (any more)", gone=True)
    if status in (400, 403):
        return Fault("blocked", f"{said}: the API refuses this request ({_said(error)})", gone=True)
    return None


_TOKEN = "get a Page access token with pages_read_user_content and set facebook_token or facebook_token_file"  # noqa: S105
#: Too many calls: by app, user, page, and by business use case (80001: Pages).
_META_OFTEN = frozenset((4, 17, 32, 613, 80001))


def of_facebook(status: int, body: bytes, now: dt.datetime) -> Fault | None:
    """An error answer of the Graph API: ``error.code`` (documented as "Handling Errors")."""
    error = _mapping(_decoded(body).get("error"))
    code = error.get("code")
    if not isinstance(code, int):
        return None
    said = f"HTTP {status}, error {code}"
    if code in (102, 190) or (status == 401 and code not in _META_OFTEN):
        return Fault("blocked", f"{said}: the token is wrong or has expired ({_said(error)}); {_TOKEN}", ends=True)
    if code in _META_OFTEN:
        again = now + _META_WAIT
        return Fault(
            "blocked", f"{said}: the API says that we ask too often; it is asked again after {again:%H:%M} UTC",
            ends=True, wait=again,
        )  # fmt: skip
    if code in (3, 10) or 200 <= code <= 299:
        return Fault(
            "blocked", f"{said}: the token may not read this Page ({_said(error)}); {_TOKEN}", ends=True
        )  # fmt: skip
    if code in (100, 803):
        return Fault("unreachable", f"{said}: the Page, post or version is not there ({_said(error)})", gone=True)
    if code in (1, 2):
        return Fault("unreachable", f"{said}: a fault of the API; it is tried again on the next visit", ends=True)
    return None


def _said(error: dict[str, Any]) -> str:
    """The API's own words, whole: what a key in them is masked by must not be cut in two."""
    return " ".join(str(error.get("message") or "no message").split())[:1000]


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        return _mapping(msgspec.json.decode(body))
    except msgspec.DecodeError:
        return {}


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
