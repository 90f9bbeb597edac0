"""Indicators and campaigns as a STIX 2.1 bundle: indicators with patterns, what was observed, sightings, relations."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from canhgiac.export.extras import needed
from canhgiac.export.gathering import Key, Outgoing
from canhgiac.export.identifiers import lasting
from canhgiac.export.observables import Observable, observable
from canhgiac.export.options import PRODUCER, Profile, Tlp
from canhgiac.export.selection import Selected
from canhgiac.records import Campaign
from canhgiac.stores.base import FINDING_DAYS

#: When the identity of a producer was made: any moment does that never changes.
_ALWAYS = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
#: The most that STIX lets ``number_observed`` and ``count`` say.
_MOST = 999_999_999
#: What STIX calls indicators that nobody has checked (vocabulary ``indicator-type-ov``).
_UNCHECKED = frozenset({"reported"})


def write_stix(
    selected: Selected, out: BinaryIO, profile: Profile = "plain", tlp: Tlp = "amber", producer: str = PRODUCER,
    *, revoked: bool = False, progress: Callable[[int], None] = lambda written: None,
) -> int:  # fmt: skip
    """Writes the bundle, each object checked by ``stix2`` as it is made; how many indicators it holds.

    Types that the profile cannot say are left out, and so are weak indicators and spared hosts: platforms block by
    an indicator, whatever else it says. With ``revoked``, what was taken out or is spared is named as revoked, so
    that a platform that has it lets go of it. Raises ``CanhGiacError`` where
    ``stix2`` is not installed. ``progress`` is told how many indicators are written (``stix2`` takes its time).
    """
    bundle = _Bundle(needed("stix2", "STIX"), profile, tlp, producer)
    count, ids = 0, hashlib.sha256()
    out.write(b'{"type": "bundle", "objects": [')
    for number, each in enumerate(bundle.objects(selected, revoked=revoked)):
        if each["type"] == "indicator":
            count += 1
            progress(count)
        ids.update(each["id"].encode())
        out.write((",\n" if number else "\n").encode() + each.serialize().encode())
    # its id comes last, for it is made of theirs, and they are many
    name = lasting("bundle", producer, profile, tlp, ids.hexdigest())
    out.write(f'\n], "id": "bundle--{name}"}}\n'.encode())
    return count


class _Bundle:
    """Makes the objects of one bundle."""

    def __init__(self, stix2: Any, profile: Profile, tlp: Tlp, producer: str) -> None:
        self._stix2, self._profile, self._producer = stix2, profile, producer
        self._marking = {
            "clear": stix2.TLP_WHITE, "green": stix2.TLP_GREEN, "amber": stix2.TLP_AMBER, "red": stix2.TLP_RED,
        }[tlp]  # fmt: skip
        self._identity = self._id("identity")

    def _id(self, type: str, *parts: str) -> str:
        return f"{type}--{lasting(type, self._producer, *parts)}"

    def _common(self, type: str, key: tuple[str, ...], created: dt.datetime, modified: dt.datetime) -> dict[str, Any]:
        return {
            "id": self._id(type, *key), "created": created, "modified": max(created, modified),
            "created_by_ref": self._identity, "object_marking_refs": [self._marking["id"]],
        }  # fmt: skip

    def objects(self, selected: Selected, *, revoked: bool) -> Iterator[Any]:
        """Everything, what is referred to before what refers to it."""
        yield self._marking
        yield self._stix2.Identity(
            id=self._identity, name=self._producer, identity_class="system", created=_ALWAYS, modified=_ALWAYS
        )
        named: set[str] = set()
        shown: list[tuple[Outgoing, Observable]] = []
        for each in selected.indicators:
            if each.actionable and not each.spared and (seen := observable(each, self._profile)) is not None:
                shown.append((each, seen))
                named.update(each.campaigns)
        known = {campaign.id for campaign in selected.campaigns}
        for campaign in selected.campaigns:
            if campaign.id in named:
                yield self._campaign(campaign, selected.decided_at)
        for each, seen in shown:
            yield from self._about(each, seen, known)
        if revoked:
            for gone in selected.revoked:
                if (seen := observable(gone.was, self._profile)) is not None:
                    yield self._indicator(gone.was, seen, modified=gone.at, revoked=True)

    def _about(self, each: Outgoing, seen: Observable, known: set[str]) -> Iterator[Any]:
        key, times = each.key, (each.first_seen, each.last_seen)
        versions = each.first_seen, each.changed_at  # a text that counts no more must not turn time back
        thing = self._thing(seen)
        indicator = self._indicator(each, seen, modified=each.changed_at)
        observed = self._stix2.ObservedData(
            **self._common("observed-data", key, *versions), first_observed=times[0], last_observed=times[1],
            number_observed=min(_MOST, each.offers + each.reports), object_refs=[thing["id"]],
        )  # fmt: skip
        yield thing
        yield indicator
        yield observed
        yield self._relation(key, indicator, "based-on", observed, each)
        yield self._stix2.Sighting(
            **self._common("sighting", key, *versions), first_seen=times[0], last_seen=times[1],
            count=min(_MOST, each.offers + each.reports), confidence=each.confidence,
            sighting_of_ref=indicator["id"], observed_data_refs=[observed["id"]],
            where_sighted_refs=[self._identity],
        )  # fmt: skip
        for campaign in each.campaigns:
            if campaign in known:
                yield self._relation(key, indicator, "indicates", {"id": self._id("campaign", campaign)}, each)

    def _relation(self, key: Key, source: Any, kind: str, target: Any, each: Outgoing) -> Any:
        return self._stix2.Relationship(
            **self._common("relationship", (*key, kind, target["id"]), each.first_seen, each.changed_at),
            source_ref=source["id"], relationship_type=kind, target_ref=target["id"],
        )  # fmt: skip

    def _indicator(self, each: Outgoing, seen: Observable, *, modified: dt.datetime, revoked: bool = False) -> Any:
        further: dict[str, Any] = {}
        if self._profile == "opencti":
            further = {
                "x_opencti_score": each.confidence, "x_opencti_main_observable_type": seen.opencti,
                "allow_custom": True,
            }  # fmt: skip
        bank = f" ({each.bank})" if each.bank else ""
        return self._stix2.Indicator(
            **self._common("indicator", each.key, each.first_seen, modified), name=f"{each.type} {each.value}{bank}",
            description=_described(each), indicator_types=["unknown" if each.standing in _UNCHECKED else
                                                           "malicious-activity"],
            pattern=seen.pattern, pattern_type="stix", valid_from=each.first_seen,
            valid_until=each.last_seen + dt.timedelta(days=FINDING_DAYS), confidence=each.confidence,
            labels=[each.standing, *each.categories, *each.schemes], revoked=revoked, **further,
        )  # fmt: skip

    def _thing(self, seen: Observable) -> Any:
        marked = {"object_marking_refs": [self._marking["id"]]}
        classes = {
            "domain-name": self._stix2.DomainName, "url": self._stix2.URL, "email-addr": self._stix2.EmailAddress,
            "software": self._stix2.Software, "user-account": self._stix2.UserAccount,
        }  # fmt: skip
        made = classes.get(seen.type) or _custom(self._stix2, seen.type)
        return made(**seen.properties, **marked)

    def _campaign(self, campaign: Campaign, decided: dt.datetime | None) -> Any:
        modified = max(campaign.last_seen, decided or campaign.last_seen)
        return self._stix2.Campaign(
            **self._common("campaign", (campaign.id,), campaign.first_seen, modified), name=campaign.name,
            description=f"{campaign.id}: {campaign.findings} findings ({campaign.offers} offers, {campaign.reports} "
            f"reports) in {campaign.clusters} clusters",
            first_seen=campaign.first_seen, last_seen=campaign.last_seen,
            labels=[campaign.category, *(tally.name for tally in campaign.schemes)],
        )  # fmt: skip


def _described(each: Outgoing) -> str:
    said = {
        "confirmed": "Confirmed by an analyst.",
        "offered": "Offered in public posts.",
        "corroborated": "Named by reports of independent sources.",
        "reported": "Named by reports of one source only; not checked. Do not block.",
    }.get(each.standing, "")
    copies = f" Imitates {each.imitates}." if each.imitates else ""
    return f"{said} {each.offers} offers, {each.reports} reports, {each.sources} sources.{copies}"


#: OpenCTI's own observables: their properties, and those that their id is made of.
_CUSTOM = {
    "phone-number": (("value",), ("value",)),
    "cryptocurrency-wallet": (("value",), ("value",)),
    "text": (("value",), ("value",)),
    "bank-account": (("value", "iban", "account_number"), ("iban",)),
}
_made: dict[str, Any] = {}


def _custom(stix2: Any, type: str) -> Any:
    """The class of an observable of OpenCTI, made once: ``stix2`` has one register for the process."""
    if type not in _made:
        properties, identifying = _CUSTOM[type]
        text = stix2.properties.StringProperty
        fields = [(name, text(required=name in identifying)) for name in properties]
        _made[type] = stix2.v21.CustomObservable(type, fields, list(identifying))(_Blank)
    return _made[type]


class _Blank:
    """What ``stix2`` builds its classes on."""
