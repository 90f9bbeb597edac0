"""The outbox: messages that wait for their channels. It lies beside the spool, so that all workers share it and an
alert that the store is down needs no store. Layout below the spool's folder or URL:

    outbox/messages/KEY.json            waiting; KEY is a hash of the message's id
    outbox/deliveries/KEY~CHANNEL.json  what became of it on a channel
    outbox/done/KEY.json                every channel has it: its id, so that it is not sent again
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator

import msgspec

from canhgiac.folder import Folder
from canhgiac.notify.messages import Delivery, Done, Message
from canhgiac.spool import OUTBOX

#: Days after which a message that could not be delivered is given up, and after which its id is forgotten.
WAITING_DAYS = 7
DONE_DAYS = 365
_MESSAGES, _DELIVERIES, _DONE = OUTBOX


class Outbox(Folder):
    """The messages below the spool's URL. Every method raises ``SpoolError`` where it can't read or write."""

    def add(self, message: Message) -> bool:
        """Takes a message; ``False``, with no change, where its id waits already or was delivered."""
        if self.knows(message.id):
            return False
        self._put(self._of(_MESSAGES, message.id), msgspec.json.encode(message))
        return True

    def knows(self, id: str) -> bool:
        """Whether a message of this id waits or was delivered."""
        files = (self._of(folder, id) for folder in (_MESSAGES, _DONE))
        return any(self._read_json(file, dict[str, object]) is not None for file in files)

    def waiting(self) -> list[Message]:
        """The messages that wait, oldest first."""
        found = (self._read_json(self._path(_MESSAGES, name), Message) for name in self._records(_MESSAGES))
        return sorted((each for each in found if each is not None), key=lambda each: (each.at, each.id))

    def delivery(self, message: Message, channel: str) -> Delivery:
        """What became of a message on a channel so far."""
        return self._read_json(self._delivery(message, channel), Delivery) or Delivery()

    def note(self, message: Message, channel: str, delivery: Delivery) -> None:
        """Keeps what became of it."""
        self._put(self._delivery(message, channel), msgspec.json.encode(delivery))

    def finish(self, message: Message, channels: Collection[str], now: dt.datetime) -> None:
        """Forgets all of a message but its id."""
        self._put(self._of(_DONE, message.id), msgspec.json.encode(Done(message.id, now, tuple(sorted(channels)))))
        self._forget(message.id)

    def expire(self, now: dt.datetime, *, dry_run: bool = False) -> int:
        """Gives up what has waited for ``WAITING_DAYS`` and forgets ids after ``DONE_DAYS``; how many were given up."""
        old = [each for each in self.waiting() if each.at < now - dt.timedelta(days=WAITING_DAYS)]
        if not dry_run:
            for each in old:
                self._forget(each.id)
            for name in self._records(_DONE):
                done = self._read_json(self._path(_DONE, name), Done)
                if done is not None and done.at < now - dt.timedelta(days=DONE_DAYS):
                    self._delete(self._path(_DONE, name))
        return len(old)

    def purge(self, traces: Collection[str], *, dry_run: bool = False) -> int:
        """Deletes waiting messages that show any of ``traces``; how many. Their ids may come again."""
        shown = [each for each in self.waiting() if _shows(each, traces)]
        if not dry_run:
            for each in shown:
                self._forget(each.id)
        return len(shown)

    def _forget(self, id: str) -> None:
        key = _key(id)
        for name in self._records(_DELIVERIES):
            if name.startswith(f"{key}~"):
                self._delete(self._path(_DELIVERIES, name))
        self._delete(self._of(_MESSAGES, id))

    def _records(self, folder: str) -> Iterator[str]:
        return (name for name in self._names(folder) if name.endswith(".json"))

    def _of(self, folder: str, id: str) -> str:
        return self._path(folder, f"{_key(id)}.json")

    def _delivery(self, message: Message, channel: str) -> str:
        return self._path(_DELIVERIES, f"{_key(message.id)}~{channel}.json")


def _key(id: str) -> str:
    return hashlib.blake2b(id.encode(), digest_size=16).hexdigest()


def _shows(message: Message, traces: Collection[str]) -> bool:
    return any(trace in text for trace in traces for text in (message.title, message.body, message.html))
