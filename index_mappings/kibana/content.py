"""What analysts see in Kibana: data views, saved searches and the panels of the three dashboards."""

from __future__ import annotations

from typing import NamedTuple

from index_mappings.kibana.panels import Condition, Panel


class View(NamedTuple):
    """A data view on the index ``name``."""

    name: str
    title: str
    time: str | None


class Search(NamedTuple):
    """A saved search: what is asked, which columns are shown, and by which field the highest come first (the view's
    time, unless named)."""

    id: str
    title: str
    view: str
    where: tuple[Condition, ...]
    columns: tuple[str, ...]
    any_of: tuple[Condition, ...] = ()
    sort: str = ""


class Dashboard(NamedTuple):
    """A dashboard; panels flow left to right into rows of 48."""

    id: str
    title: str
    since: str
    panels: tuple[Panel, ...]


VIEWS = (
    View("findings", "Bài bị gắn cờ", "first_seen"),
    View("clusters", "Cụm bài giống nhau", "last_seen"),
    View("campaigns", "Chiến dịch", "last_seen"),
    View("indicators", "Dấu hiệu", "last_seen"),
    View("visits", "Lượt thăm nguồn", "finished_at"),
    View("decisions", "Quyết định", "at"),
    View("batches", "Lô bài đã đọc", None),
)

#: Texts decided ``false`` are shown nowhere.
SHOWN = (Condition("verdict", "false", negated=True),)
SURE = (*SHOWN, Condition("review", True, negated=True))
UNDECIDED = Condition("verdict", negated=True)
_LOOK = ("category", "scheme", "text", "indicator", "source", "score", "id")

SEARCHES = (
    Search(
        "triage", "Hàng chờ: chưa ai xem", "findings", (UNDECIDED, Condition("review", True, negated=True)), _LOOK,
        sort="score",
    ),
    Search("offers", "Lời mời chào theo thủ đoạn", "findings", (*SURE, Condition("role", "offer")), _LOOK),
    Search("reports", "Tin tố giác", "findings", (*SURE, Condition("role", "report")), _LOOK),
    Search("review", "Cần người xem", "findings", (UNDECIDED, Condition("review", True)), _LOOK),
    Search(
        "lookalikes", "Tên miền giả mạo", "indicators", (Condition("type", "domain"), Condition("imitates")),
        ("value", "imitates", "offers", "reports", "first_seen", "last_seen"), sort="first_seen",
    ),
    Search(
        "accounts", "Tài khoản mới", "indicators", (Condition("type", "bank_account"),),
        ("value", "bank", "holders", "offers", "reports", "first_seen"), sort="first_seen",
    ),
)  # fmt: skip

TODAY = Dashboard(
    "today", "Hôm nay", "now-7d/d",
    (
        Panel("today-offers", "Lời mời chào", "number", "findings", where=(*SURE, Condition("role", "offer")), width=12, height=7),
        Panel("today-reports", "Tin tố giác", "number", "findings", where=(*SURE, Condition("role", "report")), width=12, height=7),
        Panel("today-review", "Cần người xem", "number", "findings", where=(UNDECIDED, Condition("review", True)), width=12, height=7),
        Panel("today-undecided", "Chưa ai xem", "number", "findings", where=(*SURE, UNDECIDED), width=12, height=7),
        Panel("today-days", "Theo ngày", "days", "findings", of="first_seen", where=SURE, split="category", width=48),
        Panel("today-schemes", "Thủ đoạn", "bars", "findings", of="scheme", where=SURE, split="role"),
        Panel("today-sources", "Nguồn", "bars", "findings", of="source", where=SURE),
        Panel("today-indicators", "Dấu hiệu gặp nhiều nhất", "table", "findings", of="indicator", where=SURE),
        Panel("today-words", "Từ gặp nhiều nhất", "table", "findings", of="words", where=SURE, rows=20),
    ),
)  # fmt: skip

GROUPS = Dashboard(
    "groups", "Chiến dịch và dấu hiệu", "now-30d/d",
    (
        Panel("groups-campaigns", "Chiến dịch", "number", "campaigns", width=16, height=7),
        Panel("groups-clusters", "Cụm chưa ai xem", "number", "clusters", where=(UNDECIDED,), width=16, height=7),
        Panel("groups-mine", "Dấu hiệu của ta", "number", "indicators", where=(Condition("mine", True),), width=16, height=7),
        Panel("groups-largest", "Chiến dịch lớn nhất (số bài)", "table", "campaigns", of="name", sum="findings"),
        Panel("groups-types", "Kiểu dấu hiệu", "bars", "indicators", of="type", where=(Condition("strength", "strong"),)),
        Panel(
            "groups-accounts", "Tài khoản bị nêu nhiều nhất (số bài)", "table", "indicators", of="indicator",
            where=(Condition("type", "bank_account"),), sum="findings",
        ),
        Panel("groups-imitated", "Thương hiệu bị giả mạo", "bars", "indicators", of="imitates", where=(Condition("type", "domain"),)),
        Panel("groups-days", "Dấu hiệu mới theo ngày", "days", "indicators", of="first_seen", split="type", width=48),
    ),
)  # fmt: skip

_BAD = tuple(
    Condition("state", state)
    for state in ("blocked", "robots", "changed", "blocked_by_network", "unreachable", "slow", "stale")
)
SOURCES = Dashboard(
    "sources", "Sức khỏe nguồn", "now-7d/d",
    (
        Panel("sources-bad", "Lượt thăm hỏng", "number", "visits", any_of=_BAD, width=16, height=7),
        Panel("sources-posts", "Bài mới", "number", "visits", sum="posts", width=16, height=7),
        Panel("sources-requests", "Yêu cầu đã gửi", "number", "visits", sum="requests", width=16, height=7),
        Panel("sources-days", "Bài mới theo ngày", "days", "visits", of="finished_at", sum="posts", width=48),
        Panel("sources-states", "Tình trạng các lượt thăm", "bars", "visits", of="state"),
        Panel("sources-failing", "Nguồn hỏng nhiều nhất", "table", "visits", of="source", any_of=_BAD),
        Panel("sources-productive", "Nguồn nhiều bài nhất", "table", "visits", of="source", sum="posts"),
        Panel("sources-reasons", "Lý do", "table", "visits", of="reason", any_of=_BAD),
    ),
)  # fmt: skip

DASHBOARDS = (TODAY, GROUPS, SOURCES)
