from __future__ import annotations

import unicodedata

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canhgiac.query import FIELDS, MAX_TERMS, Field, Not, Phrase, Query, Term, Word, parse


def terms(text: str) -> list[Term]:
    return list(parse(text).terms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \t\n ", []),
        ("lua dao", [Word("lua"), Word("dao")]),
        ("LỪA ĐẢO", [Word("lừa"), Word("đảo")]),
        ('"chuyển khoản" gấp', [Phrase("chuyển khoản"), Word("gấp")]),
        ("“chuyển khoản”", [Phrase("chuyển khoản")]),
        ('"chưa đóng ngoặc', [Phrase("chưa đóng ngoặc")]),
        ("-vay", [Not(Word("vay"))]),
        ('-"thế chấp"', [Not(Phrase("thế chấp"))]),
        ("-category:fraud", [Not(Field("category", "fraud"))]),
        ("lua-dao", [Word("lua-dao")]),
        ("lừa - đảo", [Word("lừa"), Word("đảo")]),
        ("category:FRAUD", [Field("category", "fraud")]),
        ("Category:fraud", [Field("category", "fraud")]),
        ('source:"Diễn đàn A"', [Field("source", "diễn đàn a")]),
        ("verdict:false", [Field("decision", "false")]),
        ("decision:none", [Field("decision", "none")]),
        ("is:review is:edited", [Field("is", "review"), Field("is", "edited")]),
        ("is:gì", [Word("is:gì")]),
        ("after:2026-11-01", [Field("after", "2026-11-01")]),
        ("after:1/11/2026", [Field("after", "2026-11-01")]),
        ("before:2026-02-30", [Word("before:2026-02-30")]),
        ("after:0001-01-01", [Word("after:0001-01-01")]),
        ("id:3fA9", [Field("id", "3fA9")]),
        ("indicator:phone:+84912345678", [Field("indicator", "phone:+84912345678")]),
        ("màu:đỏ", [Word("màu:đỏ")]),
        ("https://vietcombank.vn-x.top/a?b=1", [Word("https://vietcombank.vn-x.top/a?b=1")]),
        ("category:", [Word("category:")]),
        ("category: fraud", [Word("category:"), Word("fraud")]),
        ("a AND b OR NOT c*", [Word("a"), Word("and"), Word("b"), Word("or"), Word("not"), Word("c*")]),
        ("🔥 vay", [Word("vay")]),
        ("🔥", [Word("🔥")]),
        ("-", [Word("-")]),
        ('"', [Word("")]),
        ("0912 345 678", [Word("0912 345 678")]),
        ("(+84) 912 345 678", [Word("(+84) 912 345 678")]),
        ("zalo 0912 345 678 nhé", [Word("zalo"), Word("0912 345 678"), Word("nhé")]),
        ("1903 5678 9012 34", [Word("1903 5678 9012 34")]),
        ("2026 10000", [Word("2026"), Word("10000")]),
        ("10 20 30", [Word("10"), Word("20"), Word("30")]),
    ],
)
def test_a_query_is_read_as_its_docstring_says(text: str, expected: list[Term]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_read_and_can_be_negated(name: str) -> None:
    value = {"is": "review", "after": "2026-11-01", "before": "2026-11-01"}.get(name, "x1")
    assert terms(f"{name}:{value} -{name}:{value}") == [Field(name, value), Not(Field(name, value))]


def test_composed_and_decomposed_letters_are_one() -> None:
    assert parse(unicodedata.normalize("NFD", "lừa đảo")) == parse("lừa đảo")


def test_a_query_goes_through_json_unharmed() -> None:
    query = parse('lừa "đảo tiền" -vay -is:edited bank:vcb')
    assert msgspec.json.decode(msgspec.json.encode(query), type=Query) == query


def test_a_pasted_page_is_cut() -> None:
    assert len(terms("từ khác " * 5000)) == MAX_TERMS


_PIECES = st.sampled_from(['"', "-", ":", "“", " ", "category:", "after:", "is:", "NOT", "\x00", "\ud800", "0912", "a"])


@settings(max_examples=500)
@given(st.one_of(st.text(), st.lists(st.one_of(_PIECES, st.text(max_size=3))).map("".join)))
def test_no_text_whatever_is_a_syntax_error(text: str) -> None:
    query = parse(text)
    assert len(query.terms) <= MAX_TERMS
    assert bool(query.terms) == bool(text.replace("\x00", " ").strip())
    for term in query.terms:
        inner = term.term if isinstance(term, Not) else term
        value = inner.value if isinstance(inner, Field) else inner.text
        assert unicodedata.is_normalized("NFC", value)
        value.encode("utf-8")


@pytest.mark.parametrize("text", ['"' * 100_000, "-" * 100_000, "a:" * 50_000, "a" * 100_000, '-"' * 50_000])
def test_hostile_queries_are_read_in_a_moment(text: str) -> None:
    # the run's own time-out is the only clock: a reading that is worse than linear would hit it
    assert len(terms(text)) <= MAX_TERMS
