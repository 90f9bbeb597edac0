"""What counts as the same word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canhgiac.stores.wording import exact_line, folded_line, indicator_keys, indicator_queries, number_forms, tokens


@pytest.mark.parametrize(
    ("text", "exact", "folded"),
    [
        ("Lừa ĐẢO!", "lừa đảo", "lua dao"),
        (unicodedata.normalize("NFD", "Lừa đảo"), "lừa đảo", "lua dao"),
        ("vietcombank.vn-x.top", "vietcombank vn x top", "vietcombank vn x top"),
        ("c\u200bộng\u00a0tác", "cộng tác", "cong tac"),
        ("𝐕𝐚𝐲 ｎｈａｎｈ", "𝐕𝐚𝐲 ｎｈａｎｈ".lower(), "vay nhanh"),
        ("a_b", "a b", "a b"),
        ("👍 🔥…", "", ""),
        ("", "", ""),
    ],
)
def test_a_text_falls_into_words(text: str, exact: str, folded: str) -> None:
    assert (exact_line(text), folded_line(text)) == (exact, folded)


@given(st.text(), st.sampled_from(["\u0301", "\u200b", "\u0e33"]))
def test_a_mark_elsewhere_does_not_change_how_words_are_cut(text: str, mark: str) -> None:
    alone = [(token.start, token.end, token.folded) for token in tokens(text)]
    beside = [(token.start, token.end, token.folded) for token in tokens(f"{text} .x{mark}")]
    assert beside[: len(alone)] == alone


@given(st.text())
def test_tokens_lie_in_order_within_the_text(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
        assert folded_line(text[token.start : token.end]) == token.folded


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_folded_as_all_others(text: str) -> None:
    assert folded_line(text) == " ".join(token.folded for token in tokens(text))


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("0912.345.678", ("0912345678",)),
        ("+84 912 345 678", ("84912345678", "0912345678")),
        ("(+84) 0912345678", ("840912345678", "0912345678")),
        ("0084912345678", ("0084912345678", "0912345678")),
        ("1903-5678-9012", ("190356789012",)),
        ("2026", ()),
        ("19036x", ()),
        ("", ()),
    ],
)
def test_a_number_has_few_spellings(text: str, forms: tuple[str, ...]) -> None:
    assert number_forms(text) == forms


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://www.Vietcombank[.]vn-x[.]top/", "vietcombank.vn-x.top"),
        ("hxxp://a.example", "a.example"),
        ("@tuyen_dung", "tuyen_dung"),
        ("+84912345678", "0912.345.678"),
    ],
)
def test_spellings_of_an_indicator_share_a_key(written: str, canonical: str) -> None:
    assert set(indicator_keys(written)) & set(indicator_keys(canonical))


@pytest.mark.parametrize("bank", ["vietcombank", "VCB", "970436", "Ngoại thương"])
def test_an_account_can_be_asked_for_at_its_bank_by_any_name(bank: str) -> None:
    assert "vietcombank:maianh88" in indicator_queries(f"{bank}:MAIANH88")


def test_an_indicator_can_be_asked_for_with_its_type_but_a_link_has_none() -> None:
    assert "phone:0912345678" in indicator_queries("phone:+84912345678")
    assert indicator_queries("https://a.example/x") == ("a.example/x",)
    assert indicator_queries("") == indicator_queries("@") == ()
