"""What is kept of a post: an offer whole, a report's accusing clauses alone, of the rest nothing."""

from __future__ import annotations

import datetime as dt

import msgspec

from canhgiac.findings import finding_of, fragment_of
from canhgiac.keys import Keys
from canhgiac.records import Assessment, EvidenceSpan, Fragment, Mention, Post
from tests.canhgiac.findings import span

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
KEYS = Keys(b"k" * 32)
STORY = (
    "Chào mọi người, em tên Hoa ở Vinh, vừa sinh con xong.\n"
    "Tuần trước em bị số 0912345678 lừa mất 5 triệu!\n"
    "Ai cần hỏi thêm gọi em 0987654321 nhé."
)


def post(text: str) -> Post:
    fragment = Fragment("https://e.example/1", NOW, f"<p>{text}</p>", "ab" * 32)
    return Post("p1", "s", "forum", "https://e.example/1", text, NOW, "pseudonym", "thread", None, False, fragment)


def test_nothing_of_an_unflagged_post() -> None:
    assert finding_of(post("hôm nay trời đẹp"), Assessment("p1", screened=True), KEYS) is None


def test_an_offer_is_kept_whole_with_its_evidence() -> None:
    text = "Nạp đầu tặng 100%"
    assessed = Assessment("p1", "gambling", "bookmaker", role="offer", score=0.9, model="m")
    kept = finding_of(post(text), assessed, KEYS)
    assert kept is not None and (kept.text, kept.author, kept.thread) == (text, "pseudonym", "thread")
    fragment = fragment_of(post(text), kept)
    assert fragment is not None and text in fragment.html


def test_cards_codes_and_passwords_are_masked_where_they_stand() -> None:
    text = "Nhận mã OTP 482913 đọc cho em, pass: Hoa@1990, thẻ 4111 1111 1111 1111, zalo 0912345678"
    mention = Mention("zalo", "+84912345678", span(text, "0912345678"), "offer")
    assessed = Assessment("p1", "fraud", "otp_theft", role="offer", score=0.9, model="m", indicators=(mention,))
    kept = finding_of(post(text), assessed, KEYS)
    assert kept is not None
    fragment = fragment_of(post(text), kept)
    assert fragment is not None
    for secret in ("482913", "Hoa@1990", "4111 1111 1111 1111"):
        assert secret not in kept.text and secret not in fragment.html
    (start, end) = kept.indicators[0].span
    assert kept.text[start:end] == "0912345678"


def test_secrets_that_a_page_cuts_up_are_masked_there_too_or_the_page_is_given_up() -> None:
    text = "pass: A&b@1234 thẻ 4111 1111 1111 1111"
    assessed = Assessment("p1", "fraud", "otp_theft", role="offer", score=0.9, model="m")
    for page, kept in (
        ("<p>pass: A&amp;b@1234 thẻ 4111 <b>1111</b> 1111&nbsp;1111</p>", True),
        ("<p>pass: A&#38;b&#64;1234 thẻ 4111 1111 1111 1111</p>", False),
    ):
        collected = msgspec.structs.replace(post(text), fragment=Fragment("https://e.example/1", NOW, page, "ab" * 32))
        finding = finding_of(collected, assessed, KEYS)
        assert finding is not None
        fragment = fragment_of(collected, finding)
        assert fragment is not None
        assert "1234" not in fragment.html and "1111" not in fragment.html
        assert bool(fragment.html) == kept


def report(*, review: bool = False) -> Assessment:
    return Assessment(
        "p1", "fraud", "loan", role="report", score=0.9, review=review, model="m",
        indicators=(
            Mention("phone", "+84912345678", span(STORY, "0912345678"), "accused"),
            Mention("phone", "+84987654321", span(STORY, "0987654321"), "writer"),
        ),
        evidence=(
            EvidenceSpan(span(STORY, "lừa mất"), 2.0, "phrase"),
            EvidenceSpan(span(STORY, "em tên Hoa"), 0.1, "phrase"),
        ),
    )  # fmt: skip


def test_of_a_report_only_the_accusing_clause_is_kept() -> None:
    kept = finding_of(post(STORY), report(), KEYS)
    assert kept is not None
    assert "0912345678" in kept.text
    for private in ("Hoa", "Vinh", "0987654321"):
        assert private not in kept.text
    assert (kept.author, kept.thread) == ("", "")
    (accused,) = kept.indicators
    assert kept.text[slice(*accused.span)] == "0912345678"
    assert [kept.text[slice(*piece.span)] for piece in kept.evidence] == ["lừa mất"]
    fragment = fragment_of(post(STORY), kept)
    assert fragment is not None and fragment.html == "" and fragment.page_sha256 == "ab" * 32


def test_what_the_reporter_says_of_himself_in_the_same_sentence_is_not_kept() -> None:
    text = "Tài khoản 0711000123456 lừa đảo, mình là Trần Minh Hoà ở 12 Lê Lợi Vinh, sđt mình 0987654321 ai cần thì gọi"
    assessed = Assessment(
        "p1", "fraud", "loan", role="report", score=0.9, model="m",
        indicators=(
            Mention("bank_account", "0711000123456", span(text, "0711000123456"), "accused"),
            Mention("phone", "+84987654321", span(text, "0987654321"), "writer"),
        ),
    )  # fmt: skip
    kept = finding_of(post(text), assessed, KEYS)
    assert kept is not None and "0711000123456" in kept.text
    for private in ("Hoà", "Lê Lợi", "0987654321"):
        assert private not in kept.text


def test_a_report_is_found_again_by_its_whole_text() -> None:
    kept = finding_of(post(STORY), report(), KEYS)
    assert kept is not None and kept.text_key == KEYS.text_key(STORY)


def test_a_report_in_the_review_band_is_kept_whole_for_the_analyst() -> None:
    kept = finding_of(post(STORY), report(review=True), KEYS)
    assert kept is not None and kept.text == STORY


def test_two_clauses_are_joined_and_their_spans_follow() -> None:
    text = "Số 0912345678 lừa đảo. Hôm nay trời mưa to quá trời. Tài khoản 0711000123456 cũng của nó."
    assessed = Assessment(
        "p1", "fraud", "loan", role="report", score=0.9, model="m",
        indicators=(
            Mention("phone", "+84912345678", span(text, "0912345678"), "accused"),
            Mention("bank_account", "0711000123456", span(text, "0711000123456"), "accused"),
        ),
    )  # fmt: skip
    kept = finding_of(post(text), assessed, KEYS)
    assert kept is not None and "trời mưa" not in kept.text
    assert [kept.text[slice(*mention.span)] for mention in kept.indicators] == ["0912345678", "0711000123456"]
