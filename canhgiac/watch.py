"""The watch list, ``watch.toml``: what this team answers for, and what of findings fits it.

The file lies in the working folder or in the data folder. Every key is a list; none is needed::

    brands = ["vietcombank", "viettel"]        # names of brands, as a text or a copied host has them
    banks = ["970436", "mbbank"]               # accounts at these banks: BIN, key or name
    hosts = ["vietcombank.com.vn"]             # official hosts: links to them, and copies of them
    apps = ["com.VCB"]                         # package names, or an app's name
    indicators = ["0912345678", "vay-nhanh.top", "telegram:cskh_vcb"]

    [lists.cards]                              # a list of its own, for a team with a digest of its own
    brands = ["jcb"]

What counts as watched anywhere is what any of the lists names.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from canhgiac.errors import SettingsError
from canhgiac.records import Finding, Mention
from canhgiac.settings import Settings, nearest
from canhgiac.stores.wording import indicator_keys, indicator_queries, number_forms
from canhgiac.targets import qualified, targets_read
from nlp.banks import by_bin, by_key, key_of
from nlp.folding import fold

FILE = "watch.toml"


#: What all lists of the file together are called.
MINE = "mine"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


class WatchEntries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One list as written."""

    brands: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


class WatchFile(WatchEntries, frozen=True, forbid_unknown_fields=True):
    """``watch.toml`` as written; ``lists`` are further ones by name."""

    lists: dict[str, WatchEntries] = {}

    def union(self) -> WatchEntries:
        """One list of all."""
        every = (self, *self.lists.values())
        return WatchEntries(*(_together(each, every) for each in WatchEntries.__struct_fields__))


def _together(name: str, lists: Sequence[WatchEntries]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry for each in lists for entry in getattr(each, name)))


class WatchList:
    """A watch list made ready. Entries are told as ``brand:vietcombank``, ``bank:mbbank``, ``host:…``,
    ``app:…``, ``indicator:…``."""

    def __init__(self, written: WatchEntries | None = None) -> None:
        file = written.union() if isinstance(written, WatchFile) else written or WatchEntries()
        #: Tells this list from another one.
        self.digest = hashlib.blake2b(msgspec.json.encode(file), digest_size=8).hexdigest()
        self._banks = {_bank_key(bank) for bank in file.banks}
        self._hosts = tuple(sorted({_host(host) for host in file.hosts}))
        self._apps = {fold(app): app for app in file.apps}
        self._brands = {_brand_key(brand) for brand in file.brands}
        # a copied host tells whom it copies, so a brand's official host stands for the brand
        #: Keys of the brands whose copies fit.
        self.imitated = frozenset(self._brands) | {owner for host in self._hosts if (owner := _owner(host))}
        self._indicators: dict[str, str] = {}
        for entry in file.indicators:
            for key in _keys(entry):
                self._indicators[key] = entry
        self._names = _pattern([*(name for key in self._brands for name in _names(key)), *self._apps])
        self._meaning = {name: f"brand:{key}" for key in self._brands for name in _names(key)} | {
            app: f"app:{self._apps[app]}" for app in self._apps
        }

        #: Every entry that a finding or an indicator can be told to fit.
        self.entries = frozenset(
            {
                *(f"bank:{key}" for key in self._banks), *(f"host:{host}" for host in self._hosts),
                *(f"app:{app}" for app in self._apps.values()), *(f"brand:{key}" for key in self._brands),
                *(f"brand:{key}" for key in self.imitated),
                *(f"indicator:{entry}" for entry in self._indicators.values()),
            }
        )  # fmt: skip

    @property
    def banks(self) -> frozenset[str]:
        """The keys of the banks whose accounts fit."""
        return frozenset(self._banks)

    def __bool__(self) -> bool:
        return bool(self._banks or self._hosts or self._apps or self._brands or self._indicators)

    def of_finding(self, finding: Finding) -> tuple[str, ...]:
        """The entries that a finding fits, by its text or its indicators; sorted, each once."""
        found = {entry for mention in finding.indicators for entry in self.of_mention(mention)}
        if self._names is not None:
            found |= {self._meaning[name] for name in self._names.findall(fold(finding.text))}
        return tuple(sorted(found))

    @lru_cache(maxsize=4096)  # noqa: B019  one list lives as long as its process
    def _of_host(self, host: str) -> tuple[str, ...]:
        return tuple(f"host:{own}" for own in self._hosts if host == own or host.endswith("." + own))

    def of_mention(self, mention: Mention) -> tuple[str, ...]:
        """The entries that an indicator fits."""
        if not self:
            return ()
        found = set()
        if mention.bank and mention.bank in self._banks:
            found.add(f"bank:{mention.bank}")
        if mention.imitates and mention.imitates in self.imitated:
            found.add(f"brand:{mention.imitates}")
        if mention.type in ("domain", "url"):
            found |= {*self._of_host(_host(mention.value))}
        if mention.type == "app" and fold(mention.value) in self._apps:
            found.add(f"app:{self._apps[fold(mention.value)]}")
        for key in indicator_keys(mention.value):
            for spelled in (key, f"{mention.type}:{key}", f"{mention.bank}:{key}"):
                if spelled in self._indicators:
                    found.add(f"indicator:{self._indicators[spelled]}")
        return tuple(sorted(found))


def load_watch(settings: Settings) -> WatchList:
    """Reads ``watch.toml`` of the working folder, else of the data folder; an empty list where there is none.

    Raises ``SettingsError`` with file and key for what is unreadable, unknown (naming the nearest) or of
    the wrong kind.
    """
    return WatchList(_file(settings))


def load_lists(settings: Settings) -> dict[str, WatchList]:
    """The lists for which there is a digest: all of ``watch.toml`` together as ``mine``, then each named one by its
    name. Empty where nothing is watched. Raises as ``load_watch``."""
    file = _file(settings)
    every = WatchList(file)
    if not every:
        return {}
    return {MINE: every, **{name: WatchList(entries) for name, entries in sorted(file.lists.items())}}


def _file(settings: Settings) -> WatchFile:
    for path in (Path(FILE), settings.home / FILE):
        if path.is_file():
            return _read(path)
    return WatchFile()


def _read(path: Path) -> WatchFile:
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    for key in values:
        if key not in WatchFile.__struct_fields__:
            raise SettingsError(f"{path}: unknown key `{key}`{nearest(key, WatchFile.__struct_fields__)}")
    try:
        file = msgspec.convert(values, WatchFile)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}") from error
    for name in file.lists:
        if name == MINE or not _NAME.fullmatch(name):
            raise SettingsError(
                f"{path}: a list can't be named {name!r}; write [lists.NAME] with a to z, 0 to 9, `_` and `-`, "
                f"and not {MINE!r}, which is all lists together"
            )
    _check(file.union(), lambda entry: f"{path}{_line_of(entry, text)}")
    return file


def _check(every: WatchEntries, place: Callable[[str], str]) -> None:
    """Raises ``SettingsError`` for the first entry that nothing could ever fit, with its place."""
    for bank in every.banks:
        if _bank_key(bank) not in by_key():
            known_banks = [*by_key(), *by_bin()]
            close = nearest(bank, known_banks)
            hint = close if close.startswith("; did") else "; write a BIN of six digits, such as `970436`"
            raise SettingsError(f"{place(bank)}: `banks` names {bank!r}, which is no bank that we know{hint}")
    for host in every.hosts:
        if "." not in _host(host):
            raise SettingsError(
                f"{place(host)}: `hosts` names {host!r}, which is no host; write it as `vietcombank.com.vn`"
            )
    for entry in every.indicators:
        if wrong := _unreadable(entry):
            raise SettingsError(f"{place(entry)}: `indicators` names {entry!r}, {wrong}")


def _line_of(entry: str, text: str) -> str:
    """The first line that has the entry in quotes; nothing where it is written with escapes."""
    quoted = (f'"{entry}"', f"'{entry}'")
    lines = (n for n, line in enumerate(text.splitlines(), 1) if any(each in line for each in quoted))
    number = next(lines, None)
    return f", line {number}" if number else ""


@lru_cache(maxsize=4096)
def _keys(entry: str) -> frozenset[str]:
    """The keys of what an entry of ``indicators`` names: as typed, and as it is read."""
    keys = set(indicator_queries(entry))
    for target in targets_read(entry):
        kind, _, value = target.partition(":")
        keys |= {f"{kind}:{key}" for key in indicator_keys(value)}
    return frozenset(keys)


#: Types whose values can be read by themselves: what is not read as one is none.
_SELF_EVIDENT = ("phone", "domain", "url", "email")


def _unreadable(entry: str) -> str | None:
    """What is wrong with an entry of ``indicators`` that nothing could ever fit."""
    from nlp.indicators import TYPES  # the readers of indicators, which no list needs that is empty

    if targets_read(entry):
        return None
    kind, value = qualified(entry)
    if kind and kind not in (*TYPES, *by_key()):
        close = nearest(kind, [*TYPES, *by_key()])
        return f"but `{kind}` is no type of indicator and no bank{close}"
    is_word = any(map(str.isalnum, value)) and (len(value.split()) == 1 or number_forms(value))
    if kind in _SELF_EVIDENT or not is_word:
        as_kind = f"as `{kind}`" if kind else "as an indicator"
        return f"which can't be read {as_kind}; write a number, host, link or handle, or type:value"
    return None


def _bank_key(bank: str) -> str:
    """The key of the bank of this BIN, key or name; else the folded name itself."""
    return key_of(bank) or fold(bank.strip())


def _brand_key(brand: str) -> str:
    """The key of a brand that we know by this name; else the folded name itself."""
    from nlp.hosts import known  # it brings numpy, which no list needs that is empty

    folded = fold(brand)
    if folded in known.brand_by_key():
        return folded
    return next((each.key for each in known.brands() if folded in each.names), folded)


def _names(key: str) -> tuple[str, ...]:
    from nlp.hosts import known  # it brings numpy, which no list needs that is empty

    brand = known.brand_by_key().get(key)
    return tuple(dict.fromkeys((key, *brand.names))) if brand else (key,)


def _owner(host: str) -> str | None:
    from nlp.hosts import known  # it brings numpy, which no list needs that is empty

    kind = known.kind_of(host)
    return kind[1] if kind and kind[0] == "official" else None


def _host(value: str) -> str:
    bare = re.sub(r"^[a-z]+://", "", value.strip().lower()).removeprefix("www.")
    return re.split(r"[/?#:]", bare, maxsplit=1)[0]


def _pattern(names: list[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
