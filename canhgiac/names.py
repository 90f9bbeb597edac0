"""Host names as posts: which of them are kept (look-alikes of brands), and what is said of one.

A name is no text, so that the classifier is not asked: its verdict is that of ``nlp.hosts``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import nlp
from canhgiac import listed
from canhgiac.records import Assessment, EvidenceSpan, Mention, Post, Scores
from canhgiac.watch import WatchList

if TYPE_CHECKING:
    from nlp.hosts import HostVerdict

#: Kind of the sources whose posts are host names.
KIND = "names"
#: A look-alike that is less certain than this is for review.
SURE = 0.9


class Lookalikes:
    """Serves a crawler as ``HostNames``: wanted are look-alikes of the watch list's brands and of the owners of its
    hosts; where it names neither, of every brand that we know."""

    def __init__(self, watch: WatchList) -> None:
        self._brands = watch.imitated

    def wanted(self, name: str) -> str | None:
        """The canonical name of a look-alike, else ``None``."""
        from nlp import hosts  # numpy comes with it, which commands that look do without

        judged = next(hosts.verdicts((name,)))
        if isinstance(judged, hosts.NotAHost) or judged.verdict != "lookalike":
            return None
        return judged.name if not self._brands or judged.imitates in self._brands else None


def assess_posts(posts: Sequence[Post]) -> Iterator[Assessment | nlp.Failed]:
    """As ``nlp.assess_many``, for posts of every kind: host names and entries of lists by what they are, the others
    by their text."""
    texts = nlp.assess_many(post for post in posts if post.kind not in (KIND, listed.KIND))
    for post in posts:
        if post.kind == KIND:
            yield _of_name(post)
        else:
            yield listed.assess_entry(post) if post.kind == listed.KIND else next(texts)


def _of_name(post: Post) -> Assessment:
    """A look-alike as an offer of fraud; nothing is flagged where the name (today) is none."""
    from nlp import hosts
    from nlp.hosts.known import brand_by_key

    judged = hosts.verdict(post.text)
    model = nlp.model_version()
    if judged.verdict != "lookalike":
        return Assessment(id=post.id, model=model)
    brand = brand_by_key().get(judged.imitates or "")
    whole = (0, len(post.text))
    return Assessment(
        id=post.id,
        category="fraud",
        scheme="bank_phishing" if brand is not None and brand.kind in ("bank", "wallet") else "phishing_link",
        role="offer",
        score=judged.score,
        scores=Scores(fraud=judged.score),
        review=judged.score < SURE,
        indicators=(_mention(judged, whole),),
        evidence=(EvidenceSpan(whole, round(_log_odds(judged.score), 3), "host_lookalike"),),
        model=model,
    )


def _mention(judged: HostVerdict, span: tuple[int, int]) -> Mention:
    return Mention(
        "domain", judged.name, span, "offer", verdict=judged.verdict, imitates=judged.imitates, confidence=judged.score
    )


def _log_odds(score: float) -> float:
    bounded = min(max(score, 0.0001), 0.9999)
    return math.log(bounded / (1 - bounded))
