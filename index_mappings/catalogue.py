"""All indices with their templates: what ``canhgiac store init`` makes on the server.

Names are ``PREFIX-NAME-000001`` behind the alias ``PREFIX-NAME``. Settings that all share are one component
template; each index has one of its own for its mapping, and a composable template that puts both together.
``SCHEMA`` stands in every mapping's ``_meta``, with a digest of what was meant.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from elasticsearch.dsl import Document

from index_mappings import documents, groups

#: Goes up with every change of documents or analysers.
SCHEMA = 1
#: The server must have all that is used here.
OLDEST_SERVER = (8, 19, 0)
#: Above other people's catch-all templates.
_PRIORITY = 500


class Index(NamedTuple):
    """One index. ``per_run``: the campaigns job makes a new one each time, so none is made beforehand."""

    name: str
    document: type[Document]
    per_run: bool = False


INDICES = (
    Index("findings", documents.FindingDocument),
    Index("evidence", documents.EvidenceDocument),
    Index("posts", documents.PostDocument),
    Index("batches", documents.BatchDocument),
    Index("decisions", documents.DecisionDocument),
    Index("verdicts", documents.VerdictDocument),
    Index("visits", documents.VisitDocument),
    Index("days", documents.DayDocument),
    Index("purges", documents.PurgeDocument),
    Index("clusters", groups.ClusterDocument, per_run=True),
    Index("campaigns", groups.CampaignDocument, per_run=True),
    Index("indicators", groups.IndicatorDocument, per_run=True),
    Index("memberships", groups.MembershipDocument, per_run=True),
    Index("groups", groups.RunDocument, per_run=True),
)
BY_NAME = {index.name: index for index in INDICES}


def shared_settings() -> dict[str, Any]:
    """Settings of every index: one shard (an installation has millions of documents, not billions), a
    replica wherever there is a second node."""
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "1s",
        # a deeper page is read by point in time
        "max_result_window": 10_000,
    }


def mapping(index: Index) -> dict[str, Any]:
    """The mapping of an index, strict, with its version in ``_meta``."""
    body: dict[str, Any] = index.document._doc_type.mapping.to_dict()
    body["dynamic"] = "strict"
    body["_meta"] = {"canhgiac": {"schema": SCHEMA, "digest": digest(index)}}
    return body


def analysis(index: Index) -> dict[str, Any]:
    """The analysers that the index uses."""
    found: dict[str, Any] = index.document._doc_type.mapping._collect_analysis()
    return found


def own_settings(index: Index) -> dict[str, Any]:
    """Settings of this index alone."""
    settings: dict[str, Any] = {}
    if found := analysis(index):
        settings["analysis"] = found
    if index.name == "findings":
        # what is typed into Kibana's search bar without a field
        settings["query.default_field"] = ["text.folded", "named", "spelled"]
    return settings


def digest(index: Index) -> str:
    """Changes with everything that makes stored documents be indexed differently."""
    body = [index.document._doc_type.mapping.to_dict().get("properties"), analysis(index)]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


def component_templates(prefix: str) -> dict[str, dict[str, Any]]:
    """Component templates by name."""
    made: dict[str, dict[str, Any]] = {
        f"{prefix}-settings": {"version": SCHEMA, "template": {"settings": {"index": shared_settings()}}}
    }
    for index in INDICES:
        settings = own_settings(index)
        template = {"mappings": mapping(index)} | ({"settings": {"index": settings}} if settings else {})
        made[f"{prefix}-{index.name}"] = {
            "version": SCHEMA, "template": template, "_meta": {"canhgiac": {"schema": SCHEMA, "digest": digest(index)}},
        }  # fmt: skip
    return made


def index_templates(prefix: str) -> dict[str, dict[str, Any]]:
    """Composable index templates by name."""
    return {
        f"{prefix}-{index.name}": {
            "index_patterns": [f"{prefix}-{index.name}-*"],
            "composed_of": [f"{prefix}-settings", f"{prefix}-{index.name}"],
            "priority": _PRIORITY,
            "version": SCHEMA,
            "_meta": {"canhgiac": {"schema": SCHEMA, "digest": digest(index)}},
        }
        for index in INDICES
    }
