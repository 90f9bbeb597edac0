"""Delivering what waits in the outbox: at least once to each channel that wants it, with retries."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

import msgspec

from canhgiac.errors import CanhGiacError
from canhgiac.notify.channels import Channel
from canhgiac.notify.messages import SEVERITIES, Delivery, Message
from canhgiac.notify.outbox import Outbox

#: Wait after the first failure, doubled with each further one up to the longest.
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)
#: Alerts of a bundle that are told in full; the rest by their titles.
TOLD = 20
_LINES = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class ChannelError(CanhGiacError):
    """A channel did not take a message; the reason holds no secret."""


class ChannelUnreachable(ChannelError):
    """Nobody answered there, whatever the message."""


#: Delivers one message to one channel by its name, or raises ``ChannelError`` or ``SettingsError``.
Send = Callable[[str, Channel, Message], None]


class Flushed(msgspec.Struct, frozen=True):
    """What a flush came to: messages delivered to each channel, why a channel failed, messages that still wait."""

    delivered: dict[str, int] = {}
    failed: dict[str, str] = {}
    waiting: int = 0


def flush(
    outbox: Outbox, channels: Mapping[str, Channel], send: Send, now: dt.datetime, *, again: bool = False
) -> Flushed:
    """Delivers what is due. A channel that fails is tried again later, the others go on; what all channels that want
    a message have is done. A message that a channel refuses holds up no other one there; a channel that cannot be
    reached gets nothing more this time. ``again`` does not wait for the time of the next try."""
    messages = outbox.waiting()
    delivered: dict[str, int] = {}
    failed: dict[str, str] = {}
    for name, channel in channels.items():
        due = [each for each in messages if channel.wants(each) and _due(outbox.delivery(each, name), now, again)]
        for parcel in _parcels(due, channel.bundle):
            try:
                send(name, channel, _bundle(parcel))
            except CanhGiacError as error:
                failed.setdefault(name, str(error))
                for each in parcel:
                    outbox.note(each, name, _later(outbox.delivery(each, name), str(error), now))
                if isinstance(error, ChannelUnreachable):
                    break  # each further try would only wait for it again; the rest keeps its turn
                continue
            for each in parcel:
                outbox.note(each, name, Delivery(outbox.delivery(each, name).attempts + 1, now))
            delivered[name] = delivered.get(name, 0) + len(parcel)
    return Flushed(delivered, failed, _finish(outbox, channels, messages, now))


def _finish(
    outbox: Outbox, channels: Mapping[str, Channel], messages: list[Message], now: dt.datetime
) -> int:
    waiting = 0
    for message in messages:
        wanting = [name for name, channel in channels.items() if channel.wants(message)]
        if all(outbox.delivery(message, name).done_at for name in wanting) and channels:
            outbox.finish(message, wanting, now)
        else:
            waiting += 1
    return waiting


def _due(delivery: Delivery, now: dt.datetime, again: bool) -> bool:
    return delivery.done_at is None and (again or delivery.next_at is None or delivery.next_at <= now)


def _later(before: Delivery, error: str, now: dt.datetime) -> Delivery:
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(before.attempts, 20))
    return Delivery(before.attempts + 1, None, error, now + wait)


def _parcels(due: list[Message], bundle: int) -> list[list[Message]]:
    """The alerts together where they are many, everything else one by one."""
    alerts = [each for each in due if each.kind == "alert"]
    if len(alerts) <= bundle:
        return [[each] for each in due]
    return [alerts, *([each] for each in due if each.kind != "alert")]


def _bundle(parcel: list[Message]) -> Message:
    if len(parcel) == 1:
        return msgspec.structs.replace(parcel[0], title=one_line(parcel[0].title))
    worst = max(parcel, key=lambda each: SEVERITIES.index(each.severity))
    told = [f"{one_line(each.title)}\n{each.body}" for each in parcel[:TOLD]]
    rest = [f"- {one_line(each.title)}" for each in parcel[TOLD:]]
    title = f"{len(parcel)} alerts: {one_line(worst.title)}"
    return Message(worst.id, worst.severity, title, "\n\n".join([*told, "\n".join(rest)]).strip(), worst.at, "alert")


def one_line(title: str) -> str:
    """A title that can be a mail's subject: no line break or other control character, not endless."""
    return _LINES.sub(" ", title).strip()[:200]
