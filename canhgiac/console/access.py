"""Who may look, and who may decide: one-time links, the Host header, and what browsers may do with the pages."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from canhgiac.console.words import WORDS

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Any, Send], Awaitable[None]]

#: Where a link with a token leads.
ENTER = "/-/enter"
COOKIE = "ds_actor"
#: Names under which this machine's own browser asks; any other name on it is somebody's DNS pointing here.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: No script at all, nothing from elsewhere, in nobody's frame: texts of posts are shown on these pages.
_HEADERS = (
    (b"content-security-policy",
     b"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
     b"base-uri 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)  # fmt: skip
_OURS = frozenset(name for name, _ in _HEADERS)


class Access:
    """The people who may decide, each with a link that is good once. ``locked``: nobody else may look, either."""

    def __init__(self, people: Iterable[str], *, locked: bool, language: str) -> None:
        self.locked = locked
        self._words = WORDS[language]
        self._tokens = {secrets.token_urlsafe(32): name for name in people}

    def links(self, address: str) -> dict[str, str]:
        """The link of each person."""
        return {name: f"{address}{ENTER}?token={token}" for token, name in self._tokens.items()}

    def enter(self, datasette: Datasette, request: Request) -> Response:
        """Takes a token for a signed cookie with the person's name."""
        given = request.args.get("token") or ""
        known = next((token for token in self._tokens if secrets.compare_digest(token.encode(), given.encode())), None)
        if known is None:
            return Response.text(self._words["used"], status=403)
        response = Response.redirect("/")
        cookie = datasette.sign({"a": {"id": self._tokens.pop(known)}}, "actor")
        response.set_cookie(COOKIE, cookie, httponly=True, samesite="lax")
        return response

    def wrap(self, datasette: Datasette, app: Asgi) -> Asgi:
        """The application behind these rules."""

        async def guarded(scope: Scope, receive: Any, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            request = Request(scope, receive)

            async def answer(message: MutableMapping[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in _OURS]
                    message = {**message, "headers": [*kept, *_HEADERS]}
                await send(message)

            refusal = self._refusal(datasette, request)
            if refusal:
                await Response.text(refusal, status=403).asgi_send(answer)
            else:
                await app(scope, receive, answer)

        return guarded

    def _refusal(self, datasette: Datasette, request: Request) -> str | None:
        if not self.locked:
            asked = request.headers.get("host", "")
            try:
                host = urlsplit(f"//{asked}").hostname
            except ValueError:  # `[::1`: no address at all
                host = None
            return None if host in LOOPBACK else f"{host or asked!r} is not this machine"
        if request.path == ENTER or request.path.startswith("/console/"):
            return None
        try:
            datasette.unsign(request.cookies.get(COOKIE, ""), "actor")
        except BadSignature:
            words: str = self._words["locked"]
            return words
        return None
