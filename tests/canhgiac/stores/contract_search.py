"""Contract: the query grammar means the same on every store."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canhgiac.query import Query, parse
from canhgiac.stores.base import SearchHit, Store
from tests.canhgiac.stores.samples import at, batch, decide, finding, mention

_HOST = "Ngân hàng báo khóa thẻ, vào vietcombank.vn-x.top xác minh"
_PHONE = "Vay nhanh trong ngày, gọi 0912.345.678 gặp chị Hà"
_ACCOUNT = "Chuyển khoản cọc 1903 5678 9012 vào Techcombank"
_HIDDEN = "Vào trang vietinbank chấm cc để nhận quà"

FINDINGS = [
    finding("f1", "Cảnh giác kẻo bị lừa đảo nhé", at(1), role="report", kind="file", scheme=None),
    finding("f2", "canh giac keo bi LUA DAO nhe", at(2), category="gambling", scheme="bookmaker", tags=("slots",)),
    finding("f3", unicodedata.normalize("NFD", "Đừng để bị Lừa Đảo nữa"), at(3), source="Diễn đàn B"),
    finding("f4", "Lúa đạo ôn, thuốc trị bệnh cho lúa", at(4), review=True),
    finding(
        "h1", _HOST, at(5),
        indicators=(mention(_HOST, "vietcombank.vn-x.top", "domain", "vietcombank.vn-x.top", imitates="vietcombank"),),
    ),
    finding("h2", _PHONE, at(6), indicators=(mention(_PHONE, "0912.345.678", "phone", "+84912345678"),)),
    finding(
        "h3", _ACCOUNT, at(7),
        indicators=(mention(_ACCOUNT, "1903 5678 9012", "bank_account", "190356789012", bank="techcombank"),),
    ),
    finding("h4", _HIDDEN, at(8), indicators=(mention(_HIDDEN, "vietinbank chấm cc", "domain", "vietinbank-ab3.cc"),)),
]  # fmt: skip


def _ids(hits: list[SearchHit]) -> list[str]:
    return [hit.finding.id for hit in hits]


def _marked(hit: SearchHit) -> list[str]:
    return [hit.finding.text[start:end] for start, end in hit.highlights]


class SearchContract:
    """``search`` and ``count``."""

    @pytest.fixture
    def filled(self, store: Store) -> Store:
        store.write_batch(batch(*FINDINGS))
        return store

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            # accents and case: the set is the folded one, exact accents come first, then the newest
            ("lua dao", "f2 f4 f3 f1"),
            ("lừa đảo", "f3 f1 f4 f2"),
            ("LỪA ĐẢO", "f3 f1 f4 f2"),
            (unicodedata.normalize("NFD", "lừa đảo"), "f3 f1 f4 f2"),
            ("lúa đạo", "f4 f3 f2 f1"),
            ('"bi lua dao"', "f2 f3 f1"),
            ('"dao lua"', ""),
            ("dao lua -canh", "f4 f3"),
            ("đảo -lừa", ""),
            ("-lua", "h4 h3 h2 h1"),
            ('-"lua dao" -category:fraud', ""),
            ("lua khongcotrongnay", ""),
            # hosts are split, in every way of writing
            ("vietcombank", "h1"),
            ("vietcombank.vn-x.top", "h1"),
            ("https://VIETCOMBANK[.]vn-x[.]top/", "h1"),
            ("vn-x", "h1"),
            ("vietinbank-ab3.cc", "h4"),
            # numbers, in every way of writing
            ("0912345678", "h2"),
            ("0912.345.678", "h2"),
            ("0912 345 678", "h2"),
            ("+84912345678", "h2"),
            ("+84 912 345 678", "h2"),
            ("84912345678", "h2"),
            ("190356789012", "h3"),
            ("1903-5678-9012", "h3"),
            ("1903 5678 9012", "h3"),
            ("0912345679", ""),
            ("34567", ""),
            # fields
            ("category:gambling", "f2"),
            ("-category:fraud", "f2"),
            ("scheme:bookmaker", "f2"),
            ("scheme:slots", ""),
            ("tag:slots", "f2"),
            ("tag:bookmaker", "f2"),
            ("role:report", "f1"),
            ("kind:file", "f1"),
            ('source:"diễn đàn b"', "f3"),
            ('source:"DIỄN ĐÀN B"', "f3"),
            ("source:dien", ""),
            ("type:domain", "h4 h1"),
            ("type:phone", "h2"),
            ("bank:Techcombank", "h3"),
            ("indicator:vietcombank.vn-x.top", "h1"),
            ("indicator:domain:https://www.vietcombank.vn-x.top/", "h1"),
            ("indicator:0912.345.678", "h2"),
            ("indicator:phone:+84912345678", "h2"),
            ("indicator:zalo:0912345678", ""),
            ("indicator:techcombank:190356789012", "h3"),
            ("indicator:vietcombank", ""),
            ("is:review", "f4"),
            ("-is:review lua", "f2 f3 f1"),
            ("is:edited", ""),
            ("-is:edited type:phone", "h2"),
            ("after:2026-11-08", "h4 h3 h2"),
            ("before:2026-11-04", "f1"),
            ("after:3/11/2026 before:5/11/2026", "f2 f1"),
            ("-after:2026-11-04", "f1"),
            ("id:h", "h4 h3 h2 h1"),
            ("id:h1", "h1"),
            ("-id:h -id:f1", "f4 f3 f2"),
            ("id:%", ""),
            ("category:politics", ""),
            ("decision:none type:phone", "h2"),
            # anything else is words
            ("màu:đỏ", ""),
            ("lua AND dao", ""),
            ("lua* (dao)", "f2 f4 f3 f1"),
            ('"lua dao', "f2 f4 f3 f1"),
            ("{exact}: lua", ""),
            ("🔥", ""),
            ("-🔥", ""),
            ("🔥 lua", "f2 f4 f3 f1"),
            ("", "h4 h3 h2 h1 f4 f3 f2 f1"),
        ],
    )
    def test_a_query_finds(self, filled: Store, query: str, expected: str) -> None:
        assert _ids(filled.search(parse(query))) == expected.split()
        assert filled.count(parse(query)) == len(expected.split())
        assert sorted(found.id for found in filled.findings(parse(query))) == sorted(expected.split())

    @pytest.mark.parametrize("query", ["lừa đảo", "", "lua -canh", "is:review", "category:fraud"])
    def test_pages_join_into_the_whole(self, filled: Store, query: str) -> None:
        whole = _ids(filled.search(parse(query)))
        for size in (1, 2, 3):
            pages = [filled.search(parse(query), limit=size, offset=start) for start in range(0, len(whole) + 2, size)]
            assert [id for page in pages for id in _ids(page)] == whole
        assert filled.search(parse(query), limit=0) == []

    def test_other_orders(self, filled: Store) -> None:
        assert _ids(filled.search(parse("lừa đảo"), sort="newest")) == ["f4", "f3", "f2", "f1"]
        assert _ids(filled.search(parse("lừa đảo"), sort="oldest")) == ["f1", "f2", "f3", "f4"]
        filled.write_batch(batch(finding("f9", "lừa đảo", at(-9), score=0.99)))
        assert _ids(filled.search(parse("lua"), sort="score", limit=2)) == ["f9", "f4"]
        assert _ids(filled.search(Query(), sort="oldest", limit=1)) == ["f9"]

    @pytest.mark.parametrize(
        ("query", "id", "marked"),
        [
            ("lua dao", "f1", ["lừa", "đảo"]),
            ('"lua dao"', "f1", ["lừa đảo"]),
            ("lừa đảo", "f2", ["LUA", "DAO"]),
            ("lừa đảo", "f3", [unicodedata.normalize("NFD", word) for word in ("Lừa", "Đảo")]),
            ("vietcombank", "h1", ["vietcombank"]),
            ("0912345678", "h2", ["0912.345.678"]),
            ("+84912345678 vay", "h2", ["Vay", "0912.345.678"]),
            ("190356789012", "h3", ["1903 5678 9012"]),
            ("vietinbank-ab3.cc", "h4", ["vietinbank chấm cc"]),
            ("bank:techcombank", "h3", ["1903 5678 9012"]),
            ("indicator:0912345678", "h2", ["0912.345.678"]),
            ("-vay id:h1", "h1", []),
        ],
    )
    def test_highlights_are_exact_in_the_original_text(
        self, filled: Store, query: str, id: str, marked: list[str]
    ) -> None:
        hit = next(hit for hit in filled.search(parse(query)) if hit.finding.id == id)
        assert _marked(hit) == marked

    def test_a_word_hidden_by_zero_width_letters_is_found_and_marked_whole(self, store: Store) -> None:
        text = "Tuyển c\u200bộng t\u200dác viên"
        store.write_batch(batch(finding("z", text)))
        [hit] = store.search(parse("cộng tác"))
        assert _marked(hit) == ["c\u200bộng", "t\u200dác"]

    def test_the_snippet_is_a_window_of_the_text_with_the_match_in_it(self, store: Store) -> None:
        text = "mở đầu dài dòng " * 60 + "chuyển khoản ngay " + "lời kết " * 60
        store.write_batch(batch(finding("long", text), finding("short", "chuyển khoản")))
        for hit in store.search(parse("chuyen khoan")):
            start, end = hit.snippet
            assert "chuyển khoản" in hit.finding.text[start:end]
            assert end - start <= 250
            assert all(start <= low and high <= end for low, high in hit.highlights)
            assert (start == 0 or text[start - 1] == " ") and (end == len(hit.finding.text) or text[end] == " ")

    def test_a_snippet_without_words_shows_the_text(self, filled: Store) -> None:
        [hit] = filled.search(parse("type:phone category:fraud id:h2"))
        assert hit.snippet == (0, len(_PHONE))

    def test_false_hides_a_text_unless_asked_for(self, filled: Store) -> None:
        decide(filled, FINDINGS[0], "false")
        decide(filled, FINDINGS[1], "confirmed")
        assert _ids(filled.search(parse("lua dao"))) == ["f2", "f4", "f3"]
        assert filled.count(parse("lua dao")) == 3
        assert _ids(filled.search(parse("lua dao"), include_hidden=True)) == ["f2", "f4", "f3", "f1"]
        assert filled.count(parse(""), include_hidden=True) == len(FINDINGS)
        assert _ids(filled.search(parse("decision:false"))) == ["f1"]
        assert _ids(filled.search(parse("verdict:confirmed"))) == ["f2"]
        assert _ids(filled.search(parse("lua -decision:false"))) == ["f2", "f4", "f3"]
        assert _ids(filled.search(parse("lua decision:none"))) == ["f4", "f3"]
        [hit] = filled.search(parse("decision:false"))
        assert hit.decision is not None and hit.decision.verdict == "false"

    def test_an_edited_text_is_no_longer_found_by_its_old_words(self, filled: Store) -> None:
        changed = msgspec.structs.replace(
            FINDINGS[5], text="Hết vay", text_key="k", indicators=(), category="cyber", collected_at=at(9)
        )
        filled.write_batch(batch(changed))
        assert filled.count(parse("0912345678")) == filled.count(parse("type:phone")) == 0
        assert _ids(filled.search(parse("hết vay category:cyber"))) == ["h2"]

    def test_many_findings_of_one_moment_are_all_found(self, store: Store) -> None:
        store.write_batch(batch(*(finding(f"p{n}", f"bài số {n}", at(0)) for n in range(2500))))
        assert store.count(parse("bài số")) == 2500
        assert len({hit.finding.id for hit in store.search(parse("bai"), limit=5000)}) == 2500
        assert store.count(parse("after:2026-11-02 before:2026-11-03")) == 2500

    # both stores run this one suite, so two classes execute it
    @settings(
        max_examples=200,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(
        st.one_of(
            st.text(max_size=60),
            st.lists(st.sampled_from(["lua", "đảo", '"', "-", ":", "category:", "fraud", "NEAR(", ")", "*", "^", "id:",
                                      "indicator:", "0912", "after:2026-11-02", " ", "+", "\x00", "\ud800", "ﷺ", "½", "'",
                                      "decision:", "none", "{", "}", "%"]), max_size=12).map("".join),
        ),
    )  # fmt: skip
    def test_no_query_whatever_fails(self, filled: Store, text: str) -> None:
        query = parse(text)
        hits = filled.search(query, limit=100, include_hidden=True)
        assert len(hits) == filled.count(query, include_hidden=True)
        if text.count('"') % 2 == 0:  # else the word belongs to a phrase, which may be one that must not occur
            assert filled.count(parse(f"{text} lua")) <= 4
        for hit in hits:
            assert all(0 <= start < end <= len(hit.finding.text) for start, end in hit.highlights)

    @pytest.mark.parametrize("query", ["lua " * 500, "-" + "lua -" * 500, '"' + "lua " * 5000 + '"', "a" * 100_000])
    def test_long_queries_are_answered(self, filled: Store, query: str) -> None:
        assert filled.count(parse(query)) == len(filled.search(parse(query)))
