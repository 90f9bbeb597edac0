"""From a post and its assessment to the finding that may be kept, and nothing more than may be kept."""

from __future__ import annotations

import msgspec

import nlp
from canhgiac import listed
from canhgiac.keys import Keys
from canhgiac.masking import masked, masked_in
from canhgiac.records import Assessment, EvidenceSpan, Finding, Fragment, Mention, Post, Span

#: Between the clauses of a report that are kept.
GAP = " … "


def finding_of(post: Post, assessment: Assessment, keys: Keys) -> Finding | None:
    """The finding of a flagged post; ``None`` where nothing is flagged.

    An offer and a post in the review band are kept whole. Of a report only the clauses that name the
    accused are kept, with the accused's indicators; a report without any is not kept. Cards, citizen ids,
    one-time codes and passwords are masked. Of a list's entry the host and the list are kept, as its thread.
    """
    if assessment.category is None or assessment.role is None:
        return None
    text, _ = masked(post.text)
    indicators, evidence, author, thread = assessment.indicators, assessment.evidence, post.author, post.thread
    if post.kind == listed.KIND:
        thread = listed.provenance(post)
    elif assessment.role == "report" and not assessment.review:
        accused = tuple(mention for mention in indicators if mention.stance == "accused")
        from nlp.accused import clauses  # the readers of indicators come with it

        spans = clauses(text, indicators)  # all of them: it leaves out the writer's own
        if not spans:
            return None
        text, indicators, evidence = _cut(text, spans, accused, evidence)
        author = thread = ""
    return Finding(
        id=post.id,
        source=post.source,
        kind=post.kind,
        url=post.url,
        text=text,
        text_key=keys.text_key(post.text),
        collected_at=post.collected_at,
        category=assessment.category,
        role=assessment.role,
        scheme=assessment.scheme,
        score=assessment.score,
        scores=assessment.scores,
        model=assessment.model,
        review=assessment.review,
        tags=assessment.tags,
        indicators=indicators,
        evidence=evidence,
        words=nlp.words(text),
        author=author,
        thread=thread,
        posted_at=post.posted_at,
    )


def fragment_of(post: Post, finding: Finding) -> Fragment | None:
    """The evidence kept with a finding, its secrets masked: of a report only where and when, never the page's text; an
    entry of a list is nobody's text."""
    if post.fragment is None:
        return None
    if finding.role == "offer" or finding.review or finding.kind == listed.KIND:
        _, secrets = masked(post.text)
        return msgspec.structs.replace(post.fragment, html=masked_in(post.fragment.html, secrets))
    return msgspec.structs.replace(post.fragment, html="")


def _cut(
    text: str, spans: list[Span], mentions: tuple[Mention, ...], evidence: tuple[EvidenceSpan, ...]
) -> tuple[str, tuple[Mention, ...], tuple[EvidenceSpan, ...]]:
    """``spans`` of ``text`` joined by ``GAP``, and what lies inside them with spans of the joined text."""
    shifts: list[tuple[Span, int]] = []
    length = 0
    for start, end in spans:
        shifts.append(((start, end), length - start))
        length += end - start + len(GAP)

    def moved(span: Span) -> Span | None:
        for (start, end), shift in shifts:
            if start <= span[0] and span[1] <= end:
                return (span[0] + shift, span[1] + shift)
        return None

    return (
        GAP.join(text[start:end] for start, end in spans),
        tuple(msgspec.structs.replace(each, span=span) for each in mentions if (span := moved(each.span))),
        tuple(msgspec.structs.replace(each, span=span) for each in evidence if (span := moved(each.span))),
    )
