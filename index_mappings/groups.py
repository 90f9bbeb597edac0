"""Documents of what the campaigns job makes: each run fills new indices, and the aliases move to them at once."""

from __future__ import annotations

from elasticsearch.dsl import Boolean, DateNanos, Double, InnerDoc, Integer, Keyword, Object

from index_mappings.documents import Strict, stored_object

_WHOLE = 1024


class TallyOf(InnerDoc):
    """How often something occurs."""

    name = Keyword(ignore_above=_WHOLE)
    count = Integer()


class IndicatorOf(InnerDoc):
    """An indicator of a group and how many of its findings name it."""

    type = Keyword()
    value = Keyword(ignore_above=_WHOLE)
    count = Integer()
    strength = Keyword()
    bank = Keyword()


class GroupDocument(Strict):
    """What clusters and campaigns share. ``mine``: the watch list names it; ``growth`` is ``recent`` less ``before``;
    ``indicator`` has each of ``indicators`` as ``type:value``."""

    id = Keyword()
    name = Keyword(ignore_above=_WHOLE)
    category = Keyword()
    score = Double()
    findings = Integer()
    texts = Integer()
    first_seen = DateNanos()
    last_seen = DateNanos()
    recent = Integer()
    before = Integer()
    growth = Integer()
    source_count = Integer()
    sources = Object(TallyOf)
    indicator_count = Integer()
    indicators = Object(IndicatorOf)
    indicator = Keyword(ignore_above=_WHOLE)
    days = stored_object()
    watched = Keyword(ignore_above=_WHOLE)
    mine = Boolean()


class ClusterDocument(GroupDocument):
    """Near-identical findings. ``verdict`` is the word on the cluster, else that on its text."""

    template = Keyword()
    finding = Keyword()
    text_key = Keyword()
    role = Keyword()
    scheme = Keyword()
    campaign = Keyword()
    review = Boolean()
    alike = Integer()
    verdict = Keyword()


class CampaignDocument(GroupDocument):
    """Clusters joined by strong indicators that they share."""

    clusters = Integer()
    offers = Integer()
    reports = Integer()
    schemes = Object(TallyOf)
    templates = Keyword()
    alike = Keyword()


class IndicatorDocument(Strict):
    """One indicator over all findings; ``findings`` is ``offers`` and ``reports`` together."""

    type = Keyword()
    value = Keyword(ignore_above=_WHOLE)
    indicator = Keyword(ignore_above=_WHOLE)
    bank = Keyword()
    strength = Keyword()
    offers = Integer()
    reports = Integer()
    findings = Integer()
    clusters = Integer()
    sources = Integer()
    first_seen = DateNanos()
    last_seen = DateNanos()
    recent = Integer()
    before = Integer()
    growth = Integer()
    holders = Keyword(ignore_above=_WHOLE)
    imitates = Keyword()
    verdict = Keyword()
    categories = Object(TallyOf)
    campaigns = Keyword()
    watched = Keyword(ignore_above=_WHOLE)
    mine = Boolean()


class MembershipDocument(Strict):
    """Which cluster and campaign a finding is in."""

    finding = Keyword()
    cluster = Keyword()
    campaign = Keyword()
    first_seen = DateNanos()


class RunDocument(Strict):
    """The run of the campaigns job whose groups are there (one document), and ids that were merged into others."""

    kind = Keyword()
    id = Keyword()
    at = DateNanos()
    into = Keyword()
    run = stored_object()
