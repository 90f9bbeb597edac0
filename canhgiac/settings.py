"""Settings: ``canhgiac.toml``, then ``CANHGIAC_*`` variables, validated; the environment wins.

The file is the one named by ``CANHGIAC_CONFIG``, else ``canhgiac.toml`` in the working folder, else
the one in the data folder. Every setting is a top-level key; its variable is ``CANHGIAC_`` and the
key in capitals.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

import msgspec
import platformdirs

from canhgiac.alerts.rules import AlertRules
from canhgiac.errors import SettingsError
from canhgiac.notify.channels import Channel, check_names

PREFIX = "CANHGIAC_"
#: Variables under the prefix that are not settings: which file to read, and where evaluation data lies.
OTHER_VARIABLES = frozenset({"CONFIG", "DATA", "BIN", "BLOCKLIST", "DIGEST_TIME"})


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings with their defaults. Times are in seconds, sizes in bytes.

    ``home`` data folder · ``store`` ``sqlite`` or a URL · ``store_api_key``/``store_api_key_file``,
    ``store_user`` with ``store_password``/``store_password_file``, ``store_ca``, ``store_timeout``,
    ``store_prefix`` how a URL is reached and what its indices are called · ``spool`` folder or fsspec URL (default
    ``HOME/spool``) · ``sources`` path of ``sources.yaml`` · ``key``/``key_file`` the installation's
    secret · ``contact`` address or page named in the user agent · ``language`` of what people read ·
    ``delay``, ``timeout``, ``max_bytes``, ``concurrency``, ``budget``, ``max_requests``, ``host_requests`` of a
    crawl (per host, request, page, sources at once, visit, visit, host) · ``batch`` posts in a spool batch ·
    ``youtube_key``/``youtube_key_file``, ``facebook_token``/``facebook_token_file`` keys of official APIs ·
    ``airflow_url`` with ``airflow_user`` and ``airflow_password``/``airflow_password_file``, or ``airflow_token``/
    ``airflow_token_file``: the Airflow that ``trigger`` asks ·
    ``channels`` where messages go, ``alerts`` the rules of ``canhgiac alerts``: tables in the file, JSON in a variable.
    """

    home: Path = msgspec.field(default_factory=lambda: platformdirs.user_data_path("canhgiac"))
    store: str = "sqlite"
    store_api_key: str = ""
    store_api_key_file: str = ""
    store_user: str = ""
    store_password: str = ""
    store_password_file: str = ""
    store_ca: str = ""
    store_timeout: float = 30.0
    store_prefix: str = "canhgiac"
    spool: str = ""
    sources: str = ""
    key: str = ""
    key_file: str = ""
    contact: str = ""
    language: Literal["vi", "en"] = "vi"
    delay: float = 1.0
    timeout: float = 30.0
    max_bytes: int = 8 * 1024 * 1024
    concurrency: int = 8
    budget: float = 0.0
    max_requests: int = 2000
    host_requests: int = 6000
    batch: int = 500
    youtube_key: str = ""
    youtube_key_file: str = ""
    facebook_token: str = ""
    facebook_token_file: str = ""
    airflow_url: str = ""
    airflow_user: str = ""
    airflow_password: str = ""
    airflow_password_file: str = ""
    airflow_token: str = ""
    airflow_token_file: str = ""
    channels: dict[str, Channel] = {}
    alerts: AlertRules = AlertRules()

    def __post_init__(self) -> None:
        for name in ("timeout", "store_timeout", "max_bytes", "concurrency", "max_requests", "batch"):
            if getattr(self, name) <= 0:
                raise ValueError(f"`{name}` must be greater than 0")
        check_names(self.channels)
        for name in ("delay", "budget", "host_requests"):
            if getattr(self, name) < 0:
                raise ValueError(f"`{name}` must not be negative")

    @property
    def spool_url(self) -> str:
        """Where batches go: a folder or an fsspec URL."""
        return self.spool or str(self.home / "spool")

    @property
    def sources_path(self) -> Path:
        """``sources.yaml``: as set, else in the working folder, else in the data folder."""
        if self.sources:
            return Path(self.sources)
        here = Path("sources.yaml")
        return here if here.exists() else self.home / "sources.yaml"

    @property
    def digests(self) -> Path:
        """The folder where digests are written."""
        return self.home / "digests"

    @property
    def shared(self) -> bool:
        """Whether other machines write to the same store or spool."""
        return self.store != "sqlite" or ("://" in self.spool and not self.spool.startswith("file://"))


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads and validates the settings.

    Raises ``SettingsError`` for an unreadable file, an unknown key (naming the nearest known one) or a
    value of the wrong kind, each with the file and key or the variable.
    """
    path = _config_path(environ)
    values: dict[str, Any] = {}
    if path is not None:
        values.update(_from_file(path))
    variables = _from_environment(environ)
    try:
        settings = msgspec.convert({**values, **variables}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise SettingsError(_explain(str(error), variables, path)) from error
    home = settings.home.expanduser().absolute()
    return msgspec.structs.replace(settings, home=home)


def _path(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind)  # msgspec's protocol for a type that no hook converts


def _config_path(environ: Mapping[str, str]) -> Path | None:
    named = environ.get(PREFIX + "CONFIG")
    if named:
        if not Path(named).is_file():
            raise SettingsError(f"CANHGIAC_CONFIG names {named}, which is not a file")
        return Path(named)
    home = Path(environ.get(PREFIX + "HOME") or platformdirs.user_data_path("canhgiac"))
    for candidate in (Path("canhgiac.toml"), home / "canhgiac.toml"):
        if candidate.is_file():
            return candidate
    return None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    for key in values:
        if key not in Settings.__struct_fields__:
            raise SettingsError(f"{path}: unknown setting `{key}`{nearest(key, Settings.__struct_fields__)}")
    return values


#: Settings that are tables.
_TABLES = frozenset({"channels", "alerts"})


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, value in environ.items():
        if not variable.startswith(PREFIX) or variable[len(PREFIX) :] in OTHER_VARIABLES:
            continue
        key = variable[len(PREFIX) :].lower()
        if key not in Settings.__struct_fields__:
            hint = nearest(key, Settings.__struct_fields__, spell=lambda name: PREFIX + name.upper())
            raise SettingsError(f"unknown variable {variable}{hint}")
        if value:
            values[key] = _table(variable, value) if key in _TABLES else value
    return values


def _table(variable: str, value: str) -> Any:
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError as error:
        raise SettingsError(f"{variable} is not JSON: {error}") from error


def nearest(name: str, known: Any, spell: Any = str) -> str:
    """``; did you mean X?`` for the nearest of ``known``, else ``; known are …``."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    if close:
        return f"; did you mean `{spell(close[0])}`?"
    return "; known are " + ", ".join(f"`{spell(each)}`" for each in known)


def _explain(message: str, variables: Mapping[str, str], path: Path | None) -> str:
    """Puts the place of a wrong value before msgspec's words, e.g. ``Expected `int` - at `$.batch` ``."""
    for key in Settings.__struct_fields__:
        if f"`$.{key}`" in message or f"`{key}`" in message:
            place = PREFIX + key.upper() if key in variables else f"{path}: `{key}`"
            choices = get_args(get_type_hints(Settings)[key]) if message.startswith("Invalid enum") else ()
            return f"{place}: {message}" + (f"; write {' or '.join(choices)}" if choices else "")
    return f"{path or 'environment'}: {message}"
