"""Signals: what is known about fraud, gambling and cyber offers, as features whose direction is fixed.

Each signal says what it means, which way it may move each of the four scores, and how strongly it is
believed before any text was seen (``prior``, log-odds). Invented offers carry few links, so that weights
learnt freely would call a strange link a good sign; the directions forbid that. ``least`` is how far one
signal may speak against an offer, so that no word that anybody can put into a text outvotes a host that
gives it away.

A direction is ``!`` (never below ``sure``: it carries a verdict alone), ``+`` (never below 0), ``-`` (never
above 0), ``?`` (free within ``least``) or ``.`` (not used), in the order fraud, gambling, cyber, report.
"""

from __future__ import annotations

import msgspec

HEADS = ("fraud", "gambling", "cyber", "report")


class Signal(msgspec.Struct, frozen=True):
    """One dense feature; its value lies between 0 and 1."""

    name: str
    reason: str
    directions: str
    prior: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    least: float = -2.0
    sure: float = 0.0

    def bounds(self, head: int) -> tuple[float | None, float | None]:
        """What the weight of ``HEADS[head]`` may be."""
        return {
            "!": (self.sure, None),
            "+": (0.0, None),
            "-": (self.least, 0.0),
            "?": (self.least, -self.least),
            ".": (0.0, 0.0),
        }[self.directions[head]]


SIGNALS: tuple[Signal, ...] = (
    # where it sends you
    Signal("host_lookalike", "a host that imitates a brand", "!++.", (8.0, 0.0, 0.5, 0.0), sure=7.5),
    Signal("sender_elsewhere", "speaks for an institution, links elsewhere", "!.+.", (5.0, 0.0, 0.2, 0.0), sure=4.0),
    Signal("sender_behind_link", "speaks for an institution, hides where it links", "+.+.", (1.0, 0.0, 0.2, 0.0)),
    Signal("host_not_the_claimed", "names a brand, links elsewhere", "+.+.", (1.5, 0.0, 0.2, 0.0)),
    Signal("host_gambling", "a host that looks like a betting site", "++..", (0.3, 2.5, 0.0, 0.0)),
    Signal("host_scam", "a host that looks malicious", "+++.", (1.5, 0.5, 0.3, 0.0)),
    Signal("host_throwaway", "a host under a throw-away domain ending", "++..", (1.0, 1.0, 0.0, 0.0)),
    Signal("host_random", "a random-looking host", "++..", (0.8, 0.8, 0.0, 0.0)),
    Signal("host_shortener", "a shortened link", "++..", (0.4, 0.6, 0.0, 0.0)),
    Signal("host_shared", "a page that anybody can make on a shared host", "++..", (0.5, 0.3, 0.0, 0.0)),
    Signal("host_unknown", "a link to an unknown host", "+++.", (0.3, 0.3, 0.1, 0.0)),
    Signal("host_hidden", "a link written so that filters miss it", "+++.", (1.0, 1.0, 0.3, 0.0)),
    Signal("app_file", "an app to install from outside the stores", "+++.", (1.0, 0.3, 0.8, 0.0)),
    Signal("host_official", "links to official hosts only", "----", (-2.0, -2.0, -1.0, -0.5), -3.0),
    # whom to contact
    Signal("mobile", "a personal mobile number", "+++?", (0.3, 0.1, 0.2, 0.0)),
    Signal("zalo", "a Zalo contact", "+++?", (0.4, 0.2, 0.3, 0.0)),
    Signal("telegram", "a Telegram contact", "+++?", (0.6, 0.5, 0.8, 0.0)),
    Signal("account", "a bank account", "+..+", (0.2, 0.0, 0.0, 0.5)),
    Signal("hotline", "an official hotline or short code", "---.", (-1.0, -1.0, -0.5, 0.0)),
    Signal("opt_out", "the opt-out and sender marks of lawful advertising", "---.", (-1.5, -1.5, -0.5, 0.0), -2.5),
    Signal("no_channel", "no link, contact or account", "---.", (-1.0, -1.5, -1.0, 0.0), -3.0),
    Signal(
        "nothing_asked", "no channel, and nothing promised, asked or threatened", "---.", (-2.0, -2.0, -2.0, 0.0), -4.0
    ),
    Signal("brand_with_personal_contact", "a brand, but a personal contact", "+...", (1.0, 0.0, 0.0, 0.0)),
    # how it is written
    Signal("hidden_writing", "letters written so that filters miss them", "+++.", (0.8, 1.2, 0.4, 0.0)),
    Signal("broken_writing", "words broken up with signs", "++..", (0.5, 1.5, 0.0, 0.0)),
    Signal("glued_words", "words run together", ".+..", (0.0, 1.0, 0.0, 0.0)),
    Signal("random_tail", "a random word at the end, against filters", "++..", (0.2, 1.0, 0.0, 0.0)),
    Signal("long", "long for an offer", "---.", (-0.5, -0.5, -0.5, 0.0)),
    Signal("very_long", "as long as an article", "----", (-1.0, -1.0, -1.0, -1.0), -3.0),
    Signal("prose", "running prose", "---?", (-0.5, -0.5, -0.5, 0.0)),
    # what it promises
    Signal("money_per_time", "money promised per day or task", "+...", (1.0, 0.0, 0.0, 0.0)),
    Signal("money_small", "amounts of money", "????"),
    Signal("lucky_amount", "lucky amounts (88k, 188k, 888k)", ".+..", (0.0, 1.5, 0.0, 0.0)),
    Signal("percent_bonus", "a bonus or refund in percent", "++..", (0.1, 0.7, 0.0, 0.0)),
    Signal("fee_charged", "an unexpected fee or charge", "+...", (0.4, 0.0, 0.0, 0.0)),
    # what it says
    Signal("urgency", "a threat or a deadline", "+...", (0.3, 0.0, 0.0, 0.0)),
    Signal("call_to_act", "asks to act by link or message", "+++?", (0.2, 0.2, 0.2, 0.0)),
    Signal("otp_asked", "asks for a code, a log-in or a face", "+.+.", (0.4, 0.0, 0.2, 0.0)),
    Signal("easy_work", "easy work at home for daily pay", "+...", (0.5, 0.0, 0.0, 0.0)),
    Signal("profit", "profit promised", "+...", (0.4, 0.0, 0.0, 0.0)),
    Signal("pay_range", "a range of pay for little work", "+...", (0.6, 0.0, 0.0, 0.0)),
    Signal("intimate", "a stranger's intimacy", "+...", (0.3, 0.0, 0.0, 0.0)),
    Signal("debt_words", "a debt called in", "+...", (0.3, 0.0, 0.0, 0.0)),
    Signal("summons", "a summons, a warrant or a case against the reader", "+..?", (0.3, 0.0, 0.0, 0.0)),
    Signal("easy_loan", "a loan without questions", "+...", (0.3, 0.0, 0.0, 0.0)),
    Signal("forbidden_goods", "papers, accounts or services that nobody sells honestly", "+.+.", (1.0, 0.0, 1.0, 0.0)),
    Signal("forbidden_hints", "words of trade in papers, accounts and data", "+.+.", (0.0, 0.0, 0.2, 0.0)),
    Signal("gambling_words", "words of betting", ".+..", (0.0, 1.0, 0.0, 0.0)),
    Signal("gambling_hints", "words that betting sites use too", ".+..", (0.0, 0.3, 0.0, 0.0)),
    Signal("prize", "a prize or gift", "++..", (0.1, 0.1, 0.0, 0.0)),
    Signal("victim_words", "a victim speaks", "---+", (-0.7, -0.7, -0.7, 1.0)),
    Signal("warning_words", "a warning", "---+", (-0.7, -0.7, -0.7, 0.8)),
    Signal("question_words", "asks whether it is a fraud", "---?", (-0.7, -0.7, -0.7, 0.0)),
    Signal("news_words", "words of the press and the courts", "----", (-0.7, -0.7, -0.7, -0.3), -3.0),
    Signal("otp_notice", "a true sender's note on codes", "-.--", (-0.8, 0.0, -0.2, -0.3)),
    Signal("employer", "an employer's words", "-.-.", (-0.4, 0.0, -0.2, 0.0)),
    Signal("civic_words", "words of civic life", "----", (-0.8, -0.8, -0.8, -0.8), -5.0),
    # what belongs together
    Signal("threat_with_link", "a threat and a link that is not official", "+...", (1.0, 0.0, 0.0, 0.0)),
    Signal("prize_with_link", "a prize and a link that is not official", "++..", (1.0, 0.3, 0.0, 0.0)),
    Signal("threat_to_customer", "threatens a customer, vouched for by nothing", "+...", (1.0, 0.0, 0.0, 0.0)),
    Signal("prize_to_reader", "congratulates on a prize, vouched for by nothing", "++..", (0.8, 0.2, 0.0, 0.0)),
    Signal("work_with_chat", "easy work and a chat contact", "+...", (1.0, 0.0, 0.0, 0.0)),
    Signal("betting_with_channel", "betting and a link or contact", ".+..", (0.0, 1.5, 0.0, 0.0)),
    Signal("broken_with_link", "broken writing and a strange link", ".!..", (0.0, 5.0, 0.0, 0.0), sure=4.0),
    Signal("hidden_with_link", "hidden writing and a strange link", "++..", (1.0, 1.0, 0.0, 0.0)),
    Signal("glued_with_link", "words run together and a strange link", ".!..", (0.0, 3.0, 0.0, 0.0), sure=2.0),
    Signal("lucky_with_link", "lucky amounts and a strange link", ".+..", (0.0, 1.5, 0.0, 0.0)),
    Signal("work_and_pay", "easy work and money per day or task", "+...", (1.5, 0.0, 0.0, 0.0)),
    Signal("brand_job", "easy work in the name of a shop or platform", "+...", (1.5, 0.0, 0.0, 0.0)),
    Signal("debt_with_contact", "a debt called in by a personal number or a deadline", "+...", (0.8, 0.0, 0.0, 0.0)),
    Signal("work_named_pay", "easy work and a range of pay", "+...", (1.0, 0.0, 0.0, 0.0)),
    Signal("goods_with_contact", "forbidden goods and a contact", "+.+.", (0.7, 0.0, 0.7, 0.0)),
    Signal("loan_with_mobile", "a loan and a personal number", "+...", (0.7, 0.0, 0.0, 0.0)),
    Signal("asks_about_quoted", "quotes a message to ask or warn about it", "---+", (-2.5, -1.5, -1.5, 2.5), -5.0),
    Signal("warning_with_accused", "a warning that names an account or number", "---+", (-0.5, -0.5, -0.5, 1.5)),
)

PLACE: dict[str, int] = {signal.name: place for place, signal in enumerate(SIGNALS)}
