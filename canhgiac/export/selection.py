"""What goes out: every indicator that live findings name and that fits what was asked for, and its campaigns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import msgspec

from canhgiac.export.gathering import Gathered, Key, Outgoing, host_of, mentions_of
from canhgiac.export.sparing import Sparing, is_spared, sparing
from canhgiac.records import LISTED, VOUCHED, Campaign, Category, Decision, Finding, Membership
from canhgiac.stores.base import GroupNotFound, Store
from canhgiac.stores.groups import IndicatorFilter
from canhgiac.targets import targets_of
from canhgiac.watch import WatchList

_PAGE = 500
#: Findings between two words about progress.
_EVERY = 500
#: An analyst's words on an indicator by which it goes out no more.
_TAKEN_OUT = frozenset({"allow", "false"})
#: Schemes that name a campaign.
_NAME_SCHEMES = 3


class Selection(msgspec.Struct, frozen=True):
    """What is asked for; every part that is given must fit. ``since`` is of when a finding was last seen,
    ``scheme`` the primary one or a tag, ``campaign`` a full id, ``watch`` a watch list that findings must fit,
    ``confirmed`` leaves only what an analyst vouched for."""

    category: Category | None = None
    scheme: str | None = None
    since: dt.datetime | None = None
    campaign: str | None = None
    confirmed: bool = False
    watch: WatchList | None = None

    def words(self) -> str:
        """What was asked for, as one line for headers."""
        parts = {
            "category": self.category, "scheme": self.scheme, "campaign": self.campaign,
            "since": self.since.isoformat() if self.since else None, "confirmed": self.confirmed or None,
            "watch list": self.watch.digest if self.watch is not None else None,
        }  # fmt: skip
        return ", ".join(f"{name} {value}" for name, value in parts.items() if value) or "everything"


class Revoked(msgspec.Struct, frozen=True):
    """An indicator as it was before an analyst took it out or its host was spared, and when that was."""

    was: Outgoing
    at: dt.datetime


class Selected(msgspec.Struct, frozen=True):
    """What goes out, as of ``at``: indicators by type, value and bank; campaigns that any of them is part of
    (``_handed_on``).

    Spared are hosts that nobody may block, and what lies above them: where findings stand, what sources watch, and
    what an analyst allowed. ``revoked`` is what would have gone out, had an analyst not said that it is allowed or its
    texts ``false``, or taken back that he vouches for them, and what is spared. ``decided_at`` is the latest of all
    decisions.
    """

    at: dt.datetime
    indicators: tuple[Outgoing, ...]
    campaigns: tuple[Campaign, ...]
    asked: str = "everything"
    revoked: tuple[Revoked, ...] = ()
    decided_at: dt.datetime | None = None


def select(
    store: Store, selection: Selection, now: dt.datetime, progress: Callable[[int], None] = lambda read: None,
    watched: Iterable[str] = (),
) -> Selected:  # fmt: skip
    """Reads every finding once. ``progress`` is told now and then how many were read; ``watched`` are the addresses
    of sources, beside those that the store knows by their visits.

    Left out: texts decided ``false``, what waits for review and nobody vouched for, indicators decided
    ``allow``, official ones, what a text only mentions, and what only a public list names and
    nobody vouched for. Memory grows with indicators, not findings.
    """
    places = {host_of(url) for url in (*watched, *(visit.url for visit in store.health().values()))}
    audit = store.decisions()
    gathered, dropped = _gather(store, selection, _vouched_once(audit), places, progress)
    held = store.holding("indicator").items()
    spared = sparing(
        places.union(_host_named(target) for target, each in held if each.verdict in _TAKEN_OUT),
        ((_host_named(each.target), each.at) for each in audit if each.on == "indicator"),
    )
    _name_banks(gathered, list(gathered))
    _name_banks(dropped, [*gathered, *(key for key in dropped if key not in gathered)])
    for key in dropped.keys() & gathered.keys():
        gathered[key].outlast(dropped.pop(key))
    _apply_decisions(store, gathered, dropped)
    outgoing = tuple(
        each
        for each in (gathered[key].outgoing(key, spared) for key in sorted(gathered) if gathered[key].selected)
        if not selection.confirmed or each.standing == "confirmed"
    )
    return Selected(
        now, outgoing, tuple(_campaigns(store, outgoing, gathered, spared)), selection.words(),
        (*_revoked(dropped, selection, spared), *_spared_since(gathered, selection, spared)),
        max((each.at for each in audit), default=None),
    )  # fmt: skip


def _gather(
    store: Store, selection: Selection, vouched_once: frozenset[str], places: set[str], progress: Callable[[int], None]
) -> tuple[dict[Key, Gathered], dict[Key, Gathered]]:
    """What live texts hand on, and what texts did that an analyst took out since; adds to ``places`` where they
    stand."""
    texts, clusters = store.holding("text"), store.holding("cluster")
    members = {each.finding: each for each in store.memberships()}
    gathered: dict[Key, Gathered] = {}
    dropped: dict[Key, Gathered] = {}
    for number, finding in enumerate(store.findings()):
        if number % _EVERY == 0:
            progress(number)
        if finding.kind not in _NO_PLACES:
            places.add(host_of(finding.url))
        member = members.get(finding.id, _NOWHERE)
        decision = texts.get(finding.text_key) or clusters.get(member.cluster)
        once = not vouched_once.isdisjoint((finding.text_key, member.cluster))
        live = _live(finding, decision)
        if not live and (decision is None or not (once or _by_itself(finding))):
            continue
        fits = _fits(finding, selection, member.campaign)
        for key, mention in mentions_of(finding):
            if live:
                each = gathered.setdefault(key, Gathered(mention))
                each.add(mention, finding, decision, member.cluster or finding.text_key, member.campaign)
            else:
                each = dropped.setdefault(key, Gathered(mention))
                each.add(mention, finding, decision, "", "", vouched=once)
            each.fits = each.fits or fits
            each.selected = each.selected or (fits and _is_since(finding.collected_at, selection))
    return gathered, dropped


def _vouched_once(audit: Iterable[Decision]) -> frozenset[str]:
    """The texts and clusters for which an analyst ever vouched, whatever was said of them since."""
    return frozenset(each.target for each in audit if each.on in ("text", "cluster") and each.verdict in VOUCHED)


#: Kinds of sources whose findings lead to the host that they name, and stand nowhere.
_NO_PLACES = frozenset({LISTED, "names"})
_NOWHERE = Membership("", "")


def _live(finding: Finding, decision: Decision | None) -> bool:
    if decision is not None and decision.verdict == "false":
        return False
    return _by_itself(finding) or (decision is not None and decision.verdict in VOUCHED)


def _by_itself(finding: Finding) -> bool:
    """Whether it goes out though nobody vouched for it; a public list's own word is the list's to hand on."""
    return not finding.review and finding.kind != LISTED


def _fits(finding: Finding, selection: Selection, campaign: str) -> bool:
    return (
        (selection.category is None or finding.category == selection.category)
        and (selection.scheme is None or selection.scheme in (finding.scheme, *finding.tags))
        and (selection.campaign is None or campaign == selection.campaign)
        and (selection.watch is None or bool(selection.watch.of_finding(finding)))
    )


def _is_since(moment: dt.datetime, selection: Selection) -> bool:
    return selection.since is None or moment >= selection.since


def _name_banks(gathered: dict[Key, Gathered], every: Iterable[Key]) -> None:
    """An account that is named without a bank is that at the only bank that ``every`` key has for its number."""
    banks: dict[str, list[Key]] = {}
    for key in every:
        if key.type == "bank_account" and key.bank:
            banks.setdefault(key.value, []).append(key)
    for key in [key for key in gathered if key.type == "bank_account" and not key.bank]:
        if len(known := banks.get(key.value, [])) == 1:
            nameless = gathered.pop(key)
            if (there := gathered.setdefault(known[0], nameless)) is not nameless:
                there.join(nameless)


def _apply_decisions(store: Store, gathered: dict[Key, Gathered], dropped: dict[Key, Gathered]) -> None:
    decided = store.holding("indicator")
    hubs = set(_hubs(store))
    for key in list(gathered):
        words = [decided[target] for target in targets_of(key.type, key.value, key.bank) if target in decided]
        for decision in words:
            gathered[key].decide(decision)
        if any(decision.verdict in _TAKEN_OUT for decision in words):
            dropped[key] = gathered.pop(key)
            continue
        if key in hubs:
            gathered[key].strength = "hub"
        if gathered[key].strength in ("official", "allowed") and gathered[key].standing != "compromised_official":
            del gathered[key]


def _host_named(target: str) -> str:
    """The host that a decision on a domain or link is about, or empty."""
    type, _, value = target.partition(":")
    return host_of(value if "://" in value else f"https://{value}") if type in ("domain", "url") else ""


def _revoked(dropped: dict[Key, Gathered], selection: Selection, spared: Sparing) -> Iterable[Revoked]:
    """What fitted, by ``since`` also where it was taken out since; it may have gone out long before."""
    for key in sorted(dropped):
        gone = dropped[key].outgoing(key, spared)
        asked = dropped[key].fits and _is_since(gone.changed_at, selection)
        if asked and gone.actionable and (not selection.confirmed or gone.standing == "confirmed"):
            yield Revoked(gone, gone.changed_at)


def _spared_since(gathered: dict[Key, Gathered], selection: Selection, spared: Sparing) -> Iterable[Revoked]:
    """What fitted and is spared: it may have gone out before a source watched it or a finding stood there. Nobody
    knows when that was, so ``since`` holds none of it back."""
    for key in sorted(gathered):
        if gathered[key].fits and is_spared(key.type, key.value, spared):
            was = gathered[key].outgoing(key, spared)
            if was.actionable and (not selection.confirmed or was.standing == "confirmed"):
                yield Revoked(was, was.changed_at)


def _hubs(store: Store) -> Iterable[Key]:
    offset, which = 0, IndicatorFilter(strength="hub")
    while page := store.indicators(which, limit=_PAGE, offset=offset):
        yield from (Key(each.type, each.value, each.bank or "") for each in page)
        offset += len(page)


def _campaigns(
    store: Store, outgoing: Iterable[Outgoing], gathered: dict[Key, Gathered], spared: Sparing
) -> Iterable[Campaign]:
    for id in sorted({id for each in outgoing for id in each.campaigns}):
        try:
            yield _handed_on(store.campaign(id), gathered, spared)
        except GroupNotFound:
            continue  # the campaigns job has just replaced it


def _handed_on(campaign: Campaign, gathered: dict[Key, Gathered], spared: Sparing) -> Campaign:
    """A campaign with the strong indicators that its texts offer or accuse and nobody took out, called by its schemes
    and the first of them that is not spared: the words of its own name are the posts', and may be people's names."""
    own = tuple(
        each
        for each in campaign.indicators
        if each.strength == "strong"
        and (known := gathered.get(Key(each.type, each.value, each.bank or ""))) is not None
        and known.is_of(campaign.id)
    )
    schemes = ", ".join(tally.name for tally in campaign.schemes[:_NAME_SCHEMES]) or campaign.category
    first = [each.value for each in own if not is_spared(each.type, each.value, spared)][:1]
    name = " · ".join((schemes, *first))
    return msgspec.structs.replace(campaign, name=name, indicators=own)
