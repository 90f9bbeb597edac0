"""Kibana objects for analysts, made by code: data views, saved searches, dashboards, as one importable NDJSON file.

Basic licence only. The format is that of exports of Kibana 8 (``typeMigrationVersion`` of 8.9 or before, which
8.19 migrates on import).
"""

from __future__ import annotations

from index_mappings.kibana.objects import ndjson

__all__ = ["ndjson"]
