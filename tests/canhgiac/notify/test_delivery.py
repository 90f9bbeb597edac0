"""When a failing channel is tried again, and that ids outlive their messages; also in an object store."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

import pytest

from canhgiac.notify.channels import Channel, redacted
from canhgiac.notify.delivery import ChannelError, ChannelUnreachable, flush
from canhgiac.notify.messages import Message
from canhgiac.notify.outbox import DONE_DAYS, Outbox
from tests.canhgiac.findings import NOW


@pytest.fixture(params=["folder", "object store"])
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> Outbox:
    return Outbox(str(tmp_path / "spool") if request.param == "folder" else f"memory://{secrets.token_hex(4)}/spool")


def refuse(name: str, channel: Channel, message: Message) -> None:
    raise ChannelError("đường dây bận")


def test_the_wait_doubles_up_to_six_hours(outbox: Outbox) -> None:
    message = Message("m", "info", "t", "b", NOW)
    outbox.add(message)
    now, waits = NOW, []
    for _ in range(12):
        assert flush(outbox, {"c": Channel("x")}, refuse, now).failed == {"c": "đường dây bận"}
        delivery = outbox.delivery(message, "c")
        assert delivery.next_at is not None
        assert flush(outbox, {"c": Channel("x")}, refuse, delivery.next_at - dt.timedelta(seconds=1)).failed == {}
        waits.append(int((delivery.next_at - now).total_seconds() // 60))
        now = delivery.next_at
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


def test_a_refused_message_holds_up_no_other(outbox: Outbox) -> None:
    taken = []

    def picky(name: str, channel: Channel, message: Message) -> None:
        if message.id == "bad":
            raise ChannelError("quá dài")
        taken.append(message.id)

    for number, id in enumerate(("bad", "good")):
        outbox.add(Message(id, "info", "t", "b", NOW + dt.timedelta(seconds=number)))
    assert flush(outbox, {"c": Channel("x")}, picky, NOW).failed == {"c": "quá dài"}
    assert taken == ["good"] and [each.id for each in outbox.waiting()] == ["bad"]


def test_a_channel_out_of_reach_is_asked_once(outbox: Outbox) -> None:
    asked = []

    def away(name: str, channel: Channel, message: Message) -> None:
        asked.append(message.id)
        raise ChannelUnreachable("mất mạng")

    for number, id in enumerate(("one", "two")):
        outbox.add(Message(id, "info", "t", "b", NOW + dt.timedelta(seconds=number)))
    assert flush(outbox, {"c": Channel("x")}, away, NOW).waiting == 2 and asked == ["one"]


def test_nothing_of_a_delivered_messages_text_is_left_but_its_id_is_known(outbox: Outbox) -> None:
    outbox.add(Message("m", "info", "tiêu đề kín", "lời kín", NOW))
    flush(outbox, {"c": Channel("x")}, lambda name, channel, message: None, NOW)
    assert outbox.waiting() == [] and outbox.knows("m") and not outbox.add(Message("m", "info", "t", "b", NOW))
    left = "".join(outbox._fs.cat_file(path).decode() for path in outbox._fs.find(outbox._root))
    assert "kín" not in left
    outbox.expire(NOW + dt.timedelta(days=DONE_DAYS + 1))
    assert not outbox.knows("m")


def test_an_id_of_any_shape_is_one_message(outbox: Outbox) -> None:
    ids = ["manual__2026-11-22T00:00:00+00:00", "../../x", "a/b", "ư" * 300, "~"]
    assert all(outbox.add(Message(id, "info", "t", "b", NOW)) for id in ids)
    assert {each.id for each in outbox.waiting()} == set(ids)


def test_a_subject_is_one_line(outbox: Outbox) -> None:
    seen = []
    outbox.add(Message("m", "info", "một\r\nBcc: x@y.z\x00", "b", NOW))
    flush(outbox, {"c": Channel("x")}, lambda name, channel, message: seen.append(message.title), NOW)
    assert seen == ["một Bcc: x@y.z"]


def test_secrets_are_blotted_out_quoted_or_not() -> None:
    url = "mailto://nguoi:p%40ss-w0rd@mail.example?to=lead@bank.example"
    said = redacted("login of nguoi with p@ss-w0rd or p%40ss-w0rd at mail.example failed (535)", url)
    assert "ss-w0rd" not in said and "nguoi" not in said and said.endswith("failed (535)")
