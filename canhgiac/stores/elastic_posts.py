"""What is known of each post, one document a post, joined so that any order of writers ends the same.

The document is the one place where writers of a post meet: it is changed under optimistic concurrency
(``if_seq_no``), and its join is commutative, associative and idempotent. From it follow a finding's
``first_seen`` and ``edited_at``, which the finding's own document repeats for searches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from canhgiac.stores.base import StoreUnavailable
from canhgiac.stores.elastic_bulk import Operation, Stored
from canhgiac.stores.elastic_documents import decode, encode, from_micros
from canhgiac.stores.elastic_server import Server

_ROUNDS = 20


class KnownText(msgspec.Struct):
    """One text of a post: its key, the model that read it last, first and last collected (microseconds), and the
    batch that brought it last: until that is recorded as stored, the text does not count as read."""

    text_key: str
    model: str
    since: int
    last_seen: int
    batch: str = ""


class Buried(msgspec.Struct):
    """A purged version of a post's finding."""

    text_key: str
    version: int


class Post(msgspec.Struct):
    """All that is known of a post. ``version`` and ``text_key`` are of its finding's newest version, ``0`` and empty
    where it has none; ``edited`` is when a later text was found that is not flagged."""

    texts: list[KnownText] = []
    buried: list[Buried] = []
    finding: str = ""
    text_key: str = ""
    version: int = 0
    earliest: int = 0
    edited: int = 0

    def see(self, text_key: str, model: str, since: int, last_seen: int, batch: str) -> None:
        """Notes that a text was read."""
        for text in self.texts:
            if text.text_key == text_key:
                if last_seen >= text.last_seen:
                    text.model = model
                text.since = min(text.since, since)
                text.last_seen = max(text.last_seen, last_seen)
                text.batch = batch
                return
        self.texts.append(KnownText(text_key, model, since, last_seen, batch))

    def flag(self, finding: str, text_key: str, version: int, earliest: int) -> None:
        """Notes a version of its finding, unless that is buried."""
        if self.is_buried(text_key, version):
            return
        self.earliest = min(self.earliest, earliest) if self.version else earliest
        self.finding = finding
        if version >= self.version:
            self.version, self.text_key = version, text_key

    def is_buried(self, text_key: str, version: int) -> bool:
        """Whether a purge has removed this text, or this version or a later one."""
        return any(each.text_key == text_key or each.version >= version for each in self.buried)

    def bury(self, at: int) -> None:
        """Removes the finding and remembers that it was."""
        for each in self.buried:
            if each.text_key == self.text_key:
                each.version = max(each.version, self.version)
                break
        else:
            self.buried.append(Buried(self.text_key, self.version))
        self.drop()

    def drop(self) -> None:
        """Forgets the finding."""
        self.finding, self.text_key, self.version, self.earliest, self.edited = "", "", 0, 0, 0

    def join(self, other: Post) -> None:
        """Takes in what another writer knows (its texts and at most one version)."""
        for text in other.texts:
            self.see(text.text_key, text.model, text.since, text.last_seen, text.batch)
        if other.version:
            self.flag(other.finding, other.text_key, other.version, other.earliest)

    def mark(self) -> None:
        """Sets ``edited`` from what is known. What was marked stays marked where the texts that showed it have
        expired since."""
        edited = self.edited if self.edited > self.version else 0
        latest = self.latest()
        if self.version and latest is not None:
            if latest.text_key != self.text_key and latest.last_seen > self.version:
                edited = latest.since if latest.since > self.version else latest.last_seen
            elif edited and latest.last_seen >= edited:
                edited = 0
        self.edited = edited if self.version else 0

    def latest(self) -> KnownText | None:
        """The text that was seen last."""
        return min(self.texts, key=lambda text: (-text.last_seen, text.text_key), default=None)

    def derived(self) -> dict[str, Any]:
        """What the finding's document repeats."""
        return {
            "first_seen": from_micros(self.earliest),
            "edited_at": from_micros(self.edited) if self.edited else None,
        }


def body(post: Post) -> bytes:
    """The document of a post."""
    times = [text.last_seen for text in post.texts]
    fields: dict[str, Any] = {
        "texts": post.texts, "buried": post.buried, "finding": post.finding or None,
        "state": {name: getattr(post, name) for name in ("text_key", "version", "earliest", "edited")},
    }  # fmt: skip
    if times:
        fields |= {"oldest": from_micros(min(times)), "last_seen": from_micros(max(times))}
    return encode(fields)


def read(source: Mapping[str, Any]) -> Post:
    """A post from its document."""
    fields = {**source["state"], **{name: source[name] for name in ("texts", "buried")}}
    return decode({**fields, "finding": source.get("finding") or ""}, Post)


def known(server: Server, id_keys: list[str]) -> dict[str, tuple[Post, Stored]]:
    """What is stored of these posts now."""
    return {key: (read(stored.source), stored) for key, stored in server.get("posts", id_keys).items()}


def stored_only(server: Server, found: Iterable[Post]) -> list[Post]:
    """Takes away the texts of batches that broke off before their end: they are still to be written, so a worker
    that asks what is known must not pass them over."""
    asked = list(found)
    batches = {text.batch for post in asked for text in post.texts}
    there = server.get("batches", batches, fields=())
    for post in asked:
        post.texts[:] = [text for text in post.texts if text.batch in there]
    return asked


def join(server: Server, news: Mapping[str, Post]) -> dict[str, tuple[Post, Stored, bool]]:
    """Joins what is new of each post with what is stored; the outcome, and whether the post was unknown."""
    for post in news.values():
        post.mark()
    joined: dict[str, tuple[Post, Stored, bool]] = {}
    keys = list(news)
    made = server.bulk(Operation("create", "posts", key, body(news[key])) for key in keys)
    left = []
    for key, outcome in zip(keys, made, strict=True):
        if outcome.status == 409:
            left.append(key)
        else:
            joined[key] = (news[key], outcome.stored, True)

    def take_in(key: str, post: Post) -> bool:
        post.join(news[key])
        return True

    for key, (post, stored) in change(server, left, take_in, missing=lambda key: news[key]).items():
        joined[key] = (post, stored, False)
    return joined


def change(
    server: Server,
    id_keys: list[str],
    apply: Callable[[str, Post], bool],
    missing: Callable[[str], Post] | None = None,
) -> dict[str, tuple[Post, Stored]]:
    """Changes posts by ``apply`` (``False``: leave it), again for those that another writer changed meanwhile.

    Posts that aren't there are made by ``missing`` or passed over; those that nothing refers to any more go.
    """
    done: dict[str, tuple[Post, Stored]] = {}
    left = list(id_keys)
    for _ in range(_ROUNDS):
        if not left:
            return done
        operations, posts = [], []
        stored = known(server, left)
        for key in left:
            if key in stored:
                post, at = stored[key]
                before = body(post)
                if not apply(key, post):
                    continue
                post.mark()
                if body(post) == before:
                    done[key] = (post, at)
                    continue
                empty = not (post.texts or post.buried or post.finding)
                operations.append(
                    Operation("delete" if empty else "index", "posts", key, None if empty else body(post), seen=at)
                )
                posts.append((key, post))
            elif missing is not None:
                post = missing(key)
                operations.append(Operation("create", "posts", key, body(post)))
                posts.append((key, post))
        left = []
        for (key, post), outcome in zip(posts, server.bulk(operations), strict=True):
            if outcome.status == 409:
                left.append(key)
            else:
                done[key] = (post, outcome.stored)
    if left:
        raise StoreUnavailable(
            f"{server.where}: other processes keep changing the same posts; run this again. Nothing is lost"
        )
    return done
