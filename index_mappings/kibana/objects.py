"""The saved objects as an export of Kibana has them: one JSON object a line, then a line that counts them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from index_mappings.kibana.content import DASHBOARDS, SEARCHES, VIEWS, Dashboard, Search, View
from index_mappings.kibana.panels import Panel, kql, lens

#: Versions of the formats (https://www.elastic.co/guide/en/kibana/8.19/managing-saved-objects.html: an import
#: migrates objects of earlier versions).
_CORE = "8.8.0"
_TYPES = {"index-pattern": "8.0.0", "search": "8.0.0", "dashboard": "8.9.0"}
_GRID = 48
_OPTIONS = {
    "useMargins": True, "syncColors": False, "syncCursor": True, "syncTooltips": False, "hidePanelTitles": False,
}  # fmt: skip
_SEARCH_SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index"


def ndjson(prefix: str = "canhgiac", sheet: str = "") -> str:
    """All objects. ``sheet`` is the address of a finding's sheet with ``{{value}}`` for its id; ids are stable, so that
    importing again replaces."""
    found = list(objects(prefix, sheet))
    summary = {
        "excludedObjects": [], "excludedObjectsCount": 0, "exportedCount": len(found), "missingRefCount": 0,
        "missingReferences": [],
    }  # fmt: skip
    return "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in (*found, summary))


def objects(prefix: str, sheet: str) -> Iterator[dict[str, Any]]:
    """Data views first, for the others refer to them."""
    for view in VIEWS:
        yield _view(view, prefix, sheet)
    for search in SEARCHES:
        yield _search(search, prefix)
    for dashboard in DASHBOARDS:
        yield _dashboard(dashboard, prefix)


def view_id(prefix: str, index: str) -> str:
    """The id of an index's data view."""
    return f"{prefix}-view-{index}"


def _object(type: str, id: str, attributes: dict[str, Any], references: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "type": type, "id": id, "attributes": attributes, "references": references, "managed": False,
        "coreMigrationVersion": _CORE, "typeMigrationVersion": _TYPES[type],
    }  # fmt: skip


def _view(view: View, prefix: str, sheet: str) -> dict[str, Any]:
    # addresses of offers stay text: nobody should open one by a slip
    formats: dict[str, Any] = {"url": {"id": "string", "params": {"transform": False}}}
    if sheet and view.name == "findings":
        params = {"type": "a", "urlTemplate": sheet, "labelTemplate": "{{value}}", "openLinkInCurrentTab": False}
        formats["id"] = {"id": "url", "params": params}
    attributes: dict[str, Any] = {
        "title": f"{prefix}-{view.name}", "name": view.title, "fieldFormatMap": _text(formats), "fieldAttrs": "{}",
        "fields": "[]", "runtimeFieldMap": "{}", "sourceFilters": "[]", "typeMeta": "{}", "allowNoIndex": True,
    }  # fmt: skip
    if view.time:
        attributes["timeFieldName"] = view.time
    return _object("index-pattern", view_id(prefix, view.name), attributes, [])


def _search(search: Search, prefix: str) -> dict[str, Any]:
    asked = kql(Panel(search.id, search.title, "table", search.view, where=search.where, any_of=search.any_of))
    source = {
        "query": {"query": asked, "language": "kuery"}, "filter": [], "highlightAll": True, "version": True,
        "indexRefName": _SEARCH_SOURCE,
    }  # fmt: skip
    sort = search.sort or next(view.time for view in VIEWS if view.name == search.view)
    attributes = {
        "title": search.title, "description": "", "columns": list(search.columns), "sort": [[sort, "desc"]],
        "grid": {}, "hideChart": False, "isTextBasedQuery": False, "timeRestore": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
    }  # fmt: skip
    reference = {"type": "index-pattern", "id": view_id(prefix, search.view), "name": _SEARCH_SOURCE}
    return _object("search", f"{prefix}-search-{search.id}", attributes, [reference])


def _dashboard(dashboard: Dashboard, prefix: str) -> dict[str, Any]:
    panels: list[dict[str, Any]] = []
    references: list[dict[str, str]] = []
    x = y = row = 0
    for panel in dashboard.panels:
        if x + panel.width > _GRID:
            x, y, row = 0, y + row, 0
        attributes = lens(panel, view_id(prefix, panel.view))
        panels.append(
            {
                "type": "lens", "panelIndex": panel.id, "title": panel.title,
                "gridData": {"x": x, "y": y, "w": panel.width, "h": panel.height, "i": panel.id},
                "embeddableConfig": {"attributes": attributes, "enhancements": {}},
            }
        )  # fmt: skip
        # a panel by value names its references at the dashboard, too, with its own name before theirs
        references += [{**each, "name": f"{panel.id}:{each['name']}"} for each in attributes["references"]]
        x, row = x + panel.width, max(row, panel.height)
    asked = {"query": {"query": "", "language": "kuery"}, "filter": []}
    attributes = {
        "title": dashboard.title, "description": "", "version": 1, "panelsJSON": _text(panels),
        "optionsJSON": _text(_OPTIONS),
        "timeRestore": True, "timeFrom": dashboard.since, "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60_000},
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(asked)},
    }  # fmt: skip
    return _object("dashboard", f"{prefix}-dashboard-{dashboard.id}", attributes, references)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
