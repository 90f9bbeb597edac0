"""Indicators as one MISP event that a second import updates: fitting attribute types, objects where there is none."""

from __future__ import annotations

from typing import Any, BinaryIO, NamedTuple

from canhgiac.export.blocklist import blocked
from canhgiac.export.extras import needed
from canhgiac.export.gathering import Outgoing
from canhgiac.export.identifiers import lasting
from canhgiac.export.observables import linked
from canhgiac.export.options import PRODUCER, Tlp
from canhgiac.export.selection import Selected
from nlp.banks import by_key
from nlp.hosts.names import split

#: MISP's words: 0 is "your organisation only"; 2 "medium" and 4 "undefined" are levels of threat; 1 is "ongoing".
_OWN_ORGANISATION, _MEDIUM, _ONGOING = 0, 2, 1
#: Whose word lets a detection system act (`to_ids`).
_TRUSTED = frozenset({"confirmed", "offered", "corroborated"})


class _Attribute(NamedTuple):
    """A type and category of MISP (``describeTypes``)."""

    type: str
    category: str


class _Object(NamedTuple):
    """A template of misp-objects, the relation that holds the value, and further relations."""

    template: str
    relation: str
    further: dict[str, str]


def write_misp(selected: Selected, out: BinaryIO, tlp: Tlp = "amber", producer: str = PRODUCER) -> int:
    """Writes the event as JSON that MISP imports; how many indicators it holds.

    Weak indicators are left out. Domains are for detection (``to_ids``) by the rule of the blocklist; what one
    source alone reports and a link to nothing but a spared host never are. Raises ``CanhGiacError`` where ``pymisp``
    is not installed.
    """
    pymisp = needed("pymisp", "MISP")
    going = [each for each in selected.indicators if each.actionable]
    event = pymisp.MISPEvent(force_timestamps=True)
    event.uuid = lasting("misp event", producer, selected.asked)
    event.info = f"{producer}: {selected.asked}"
    event.distribution, event.threat_level_id, event.analysis = _OWN_ORGANISATION, _MEDIUM, _ONGOING
    changed = max((each.changed_at for each in going), default=selected.at)
    changed = max(changed, selected.decided_at or changed)  # what was decided may be of what is in it no more
    if any(each.spared for each in going):
        changed = max(changed, selected.at)  # when a host was spared nobody knows; MISP takes what is newer alone
    event.set_date(changed.date())
    event.timestamp = changed
    event.published = False
    event.add_tag(f"tlp:{tlp}")
    for category in sorted({category for each in going for category in each.categories}):
        event.add_tag(f'canhgiac:category="{category}"')
    hosts = {each.host for each in blocked(going)}
    for each in going:
        _add(event, each, hosts)
    out.write(event.to_json(indent=1).encode())
    out.write(b"\n")
    return len(going)


def _add(event: Any, each: Outgoing, hosts: set[str]) -> None:
    form = _form(each)
    common = {
        "comment": _comment(each), "first_seen": each.first_seen, "last_seen": each.last_seen,
        "timestamp": each.changed_at,
    }  # fmt: skip
    trusted = each.value in hosts if each.type == "domain" else each.standing in _TRUSTED and not each.spared
    name = lasting("misp", event.uuid, *each.key)
    if isinstance(form, _Attribute):
        value = linked(each.value) if form.type == "url" else each.value
        made = event.add_attribute(
            form.type, value, category=form.category, uuid=name, to_ids=trusted, disable_correlation=False, **common
        )
        made.force_timestamp = True  # else pymisp leaves them out of what was changed after it was made
        _tag(made, each)
        return
    made = event.add_object(name=form.template, strict=False, uuid=name, **common)
    made.force_timestamp = True
    for relation, value in ((form.relation, each.value), *form.further.items()):
        attribute = made.add_attribute(relation, value=value, uuid=lasting("misp", name, relation), to_ids=False)
        attribute.timestamp, attribute.force_timestamp = each.changed_at, True
        if relation == form.relation:
            attribute.to_ids = trusted
            _tag(attribute, each)


def _tag(attribute: Any, each: Outgoing) -> None:
    attribute.add_tag(f'canhgiac:standing="{each.standing}"')
    for scheme in each.schemes:
        attribute.add_tag(f'canhgiac:scheme="{scheme}"')


def _form(each: Outgoing) -> _Attribute | _Object:
    fraud, network = "Financial fraud", "Network activity"
    match each.type:
        case "bank_account":
            return _Attribute("bank-account-nr", fraud)
        case "phone":
            return _Attribute("phone-number", fraud)
        case "wallet" if each.bank == "btc":
            return _Attribute("btc", fraud)
        case "wallet" if each.bank in ("eth", "tron"):
            symbol = {"eth": "ETH", "tron": "TRX"}[each.bank]
            return _Object("coin-address", "address-crypto", {"symbol": symbol})
        case "domain":
            parts = split(each.value)
            return _Attribute("domain" if parts and parts.registered == each.value else "hostname", network)
        case "url" | "form":
            return _Attribute("url", network)
        case "app":
            own = "/" not in each.value
            return _Attribute("mobile-application-id", "Payload delivery") if own else _Attribute("url", network)
        case "email":
            return _Attribute("email", "Social network")
        case "telegram" if not each.value.startswith("+"):
            return _Object("telegram-account", "username", {})
        case "facebook":
            return _Object("facebook-account", "account-id" if each.value.isdigit() else "account-name", {})
        case "telegram" | "zalo" | "tiktok" | "whatsapp" | "wallet":
            kind = f"wallet:{each.bank}" if each.type == "wallet" else each.type
            return _Object("user-account", "username", {"account-type": kind})
        case _:
            return _Attribute("other", "Other")


def _comment(each: Outgoing) -> str:
    bank = by_key().get(each.bank)
    parts = [f"{bank.name}, BIN {bank.bin}"] if bank and bank.bin else [bank.name] if bank else []
    parts.append(f"{each.standing}, {each.confidence} %: {each.offers} offers, {each.reports} reports")
    if each.type in ("referral", "company"):
        parts.insert(0, each.type)
    if each.imitates:
        parts.append(f"imitates {each.imitates}")
    return "; ".join(parts)
