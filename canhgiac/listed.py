"""Hosts that a public list names: reports, whose only word is the list's.

The classifier is not asked, for there is no text. An official host is never taken from a list: lists err, and that
error would cost most.
"""

from __future__ import annotations

import nlp
from canhgiac.records import LISTED, Assessment, Category, EvidenceSpan, Mention, Post, Scores

#: Kind of the sources whose posts are entries of a list.
KIND = LISTED
#: Probability that an entry is right. Lists are kept by people who looked, and go stale.
SCORE = 0.9


def assess_entry(post: Post) -> Assessment:
    """An entry as a report of its host; nothing is flagged where the host is official, or no host."""
    model = nlp.model_version()
    from nlp import hosts  # numpy comes with it, which commands that look do without

    judged = next(hosts.verdicts((post.text,)))
    if isinstance(judged, hosts.NotAHost) or judged.verdict == "official":
        return Assessment(id=post.id, model=model)
    whole = (0, len(post.text))
    accused = Mention("domain", judged.name, whole, "accused", None, None, judged.verdict, judged.imitates, SCORE)
    return Assessment(
        id=post.id,
        category=_category(post),
        role="report",
        score=SCORE,
        scores=Scores(report=SCORE),
        indicators=(accused,),
        evidence=(EvidenceSpan(whole, 2.197, "public_list"),),
        model=model,
    )


def provenance(post: Post) -> str:
    """The list that names a host, its date and its licence, in one line."""
    return " · ".join(value for name in ("list", "date", "licence") if (value := post.about.get(name)))


def _category(post: Post) -> Category:
    said = post.about.get("category")
    return "gambling" if said == "gambling" else "cyber" if said == "cyber" else "fraud"
