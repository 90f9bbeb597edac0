"""One specification for each panel, from which come both its Lens state and the query that gives its numbers.

Four shapes: one number, bars by value, bars by day, a table by value.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Shape = Literal["number", "bars", "days", "table"]
#: Days are Viet Nam's; Kibana draws them so where its setting ``dateFormat:tz`` says the same.
TIME_ZONE = "Asia/Ho_Chi_Minh"
_RECORDS = "___records___"
_LAYER = "layer"


class Condition(NamedTuple):
    """A field that has this value (or any, where ``None``); ``negated``: that has it not."""

    field: str
    value: str | bool | None = None
    negated: bool = False

    def kql(self) -> str:
        """As typed into Kibana's search bar."""
        value = (
            "*"
            if self.value is None
            else str(self.value).lower()
            if isinstance(self.value, bool)
            else f'"{self.value}"'
        )
        return f"{'not ' if self.negated else ''}{self.field}: {value}"

    def query(self) -> dict[str, Any]:
        """As a query of the server."""
        exists: dict[str, Any] = {"exists": {"field": self.field}}
        found = exists if self.value is None else {"term": {self.field: self.value}}
        return {"bool": {"must_not": [found]}} if self.negated else found


class Panel(NamedTuple):
    """A panel: ``of`` is the field of bars, table rows or days; ``split`` colours bars; ``sum`` a field to add up
    instead of counting; ``where`` conditions that must all hold; ``any_of`` of which one must. Sizes are of
    Kibana's grid of 48."""

    id: str
    title: str
    shape: Shape
    view: str
    of: str = ""
    where: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    split: str = ""
    sum: str = ""
    rows: int = 10
    width: int = 24
    height: int = 12


def kql(panel: Panel) -> str:
    """The panel's conditions as KQL."""
    parts = [each.kql() for each in panel.where]
    if panel.any_of:
        parts.append("(" + " or ".join(each.kql() for each in panel.any_of) + ")")
    return " and ".join(parts)


def query(panel: Panel) -> dict[str, Any]:
    """The search request whose answer has the panel's numbers (``size`` is 0; time is up to the caller)."""
    clauses = [each.query() for each in panel.where]
    if panel.any_of:
        clauses.append({"bool": {"should": [each.query() for each in panel.any_of], "minimum_should_match": 1}})
    body: dict[str, Any] = {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": clauses}}}
    metric = {"metric": {"sum": {"field": panel.sum}}} if panel.sum else {}
    inner: dict[str, Any] = dict(metric)
    if panel.split:
        inner["split"] = {"terms": {"field": panel.split, "size": 5}, **({"aggs": metric} if metric else {})}
    if panel.shape == "number":
        body["aggs"] = metric
    elif panel.shape == "days":
        days = {"field": panel.of, "calendar_interval": "1d", "time_zone": TIME_ZONE, "min_doc_count": 1}
        body["aggs"] = {"buckets": {"date_histogram": days, "aggs": inner}}
    else:
        order = {"metric": "desc"} if panel.sum else {"_count": "desc"}
        body["aggs"] = {"buckets": {"terms": {"field": panel.of, "size": panel.rows, "order": order}, "aggs": inner}}
    return body


def fields(panel: Panel) -> set[str]:
    """The fields that the panel needs in its data view."""
    named = {panel.of, panel.split, panel.sum, *(each.field for each in (*panel.where, *panel.any_of))}
    return named - {""}


def lens(panel: Panel, view_id: str) -> dict[str, Any]:
    """The panel as Lens keeps it: ``attributes`` of an embedded panel, by value."""
    columns = _columns(panel)
    return {
        "title": panel.title,
        "description": "",
        "visualizationType": {"number": "lnsMetric", "table": "lnsDatatable"}.get(panel.shape, "lnsXY"),
        "type": "lens",
        "references": [{"type": "index-pattern", "id": view_id, "name": f"indexpattern-datasource-layer-{_LAYER}"}],
        "state": {
            "visualization": _visualization(panel),
            "query": {"query": kql(panel), "language": "kuery"},
            "filters": [],
            "datasourceStates": {
                "formBased": {
                    "layers": {
                        _LAYER: {
                            "columns": columns, "columnOrder": list(columns), "incompleteColumns": {}, "sampling": 1,
                            "ignoreGlobalFilters": False,
                        }
                    }
                },
                # where other kinds of panels keep their layers: exports of 8.17 have them, empty
                "indexpattern": {"layers": {}},
                "textBased": {"layers": {}},
            },
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }  # fmt: skip


def _columns(panel: Panel) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if panel.split:
        columns["split"] = _terms(panel.split, 5)
    if panel.shape == "days":
        columns["x"] = {
            "label": "Ngày", "customLabel": True, "dataType": "date", "operationType": "date_histogram",
            "sourceField": panel.of, "isBucketed": True, "scale": "interval",
            "params": {"interval": "d", "includeEmptyRows": True, "dropPartials": False},
        }  # fmt: skip
    elif panel.shape != "number":
        columns["x"] = _terms(panel.of, panel.rows)
    columns["y"] = {
        "label": "Tổng" if panel.sum else "Số lượng", "customLabel": True, "dataType": "number",
        "operationType": "sum" if panel.sum else "count", "isBucketed": False, "scale": "ratio",
        "sourceField": panel.sum or _RECORDS, "params": {"emptyAsNull": False},
    }  # fmt: skip
    return columns


def _terms(field: str, size: int) -> dict[str, Any]:
    return {
        "label": _LABELS.get(field, field), "customLabel": True, "dataType": "string", "operationType": "terms",
        "scale": "ordinal", "sourceField": field, "isBucketed": True,
        "params": {
            "size": size, "orderBy": {"type": "column", "columnId": "y"}, "orderDirection": "desc",
            "otherBucket": False, "missingBucket": False, "parentFormat": {"id": "terms"}, "include": [],
            "exclude": [], "includeIsRegex": False, "excludeIsRegex": False,
        },
    }  # fmt: skip


_LABELS = {
    "category": "Loại", "scheme": "Thủ đoạn", "indicator": "Dấu hiệu", "source": "Nguồn", "words": "Từ",
    "state": "Tình trạng",
    "role": "Vai", "type": "Kiểu dấu hiệu", "name": "Tên", "bank": "Ngân hàng", "indicators.imitates": "Bị giả mạo",
    "imitates": "Bị giả mạo", "strength": "Độ mạnh", "reason": "Lý do",
}  # fmt: skip


def _visualization(panel: Panel) -> dict[str, Any]:
    if panel.shape == "number":
        return {"layerId": _LAYER, "layerType": "data", "metricAccessor": "y"}
    if panel.shape == "table":
        return {"layerId": _LAYER, "layerType": "data", "columns": [{"columnId": "x"}, {"columnId": "y"}]}
    series = "bar_stacked" if panel.shape == "days" else "bar_horizontal"
    layer = {
        "layerId": _LAYER, "layerType": "data", "seriesType": series, "xAccessor": "x", "accessors": ["y"],
        "position": "top", "showGridlines": False,
    }  # fmt: skip
    if panel.split:
        layer["splitAccessor"] = "split"
    return {
        "legend": {"isVisible": bool(panel.split), "position": "right"}, "valueLabels": "show",
        "preferredSeriesType": series, "layers": [layer],
    }  # fmt: skip
