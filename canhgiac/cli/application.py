"""The application that commands register with, and what they share: settings, places, printing."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.console import Console

from canhgiac import __version__
from canhgiac.keys import Keys, load_keys
from canhgiac.settings import Settings, load_settings
from canhgiac.stores import open_store
from canhgiac.stores.base import Store

if TYPE_CHECKING:
    from canhgiac.spool import Spool

app = typer.Typer(
    name="canhgiac",
    help="Watches public Vietnamese pages for offers of online fraud, illegal gambling and cyber-attack trade.",
    epilog="Start with: canhgiac demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for pipes.")]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most this many.")]

#: What people read goes to standard output; progress and notes to standard error.
out = Console(highlight=False, soft_wrap=True)
notes = Console(stderr=True, highlight=False, soft_wrap=True)


def examples(*lines: str) -> str:
    """The examples under a command's ``--help``, one paragraph each."""
    return "\n\n".join(("[bold]Examples[/]", *lines))


class Places:
    """Settings and what they lead to, each opened when first asked for."""

    @functools.cached_property
    def settings(self) -> Settings:
        """The validated settings."""
        return load_settings()

    @functools.cached_property
    def keys(self) -> Keys:
        """The installation's keys."""
        return load_keys(self.settings)

    @functools.cached_property
    def spool(self) -> Spool:
        """The spool."""
        from canhgiac.spool import Spool  # fsspec comes with it, which no command that looks needs

        return Spool(self.settings.spool_url)

    def store(self) -> Store:
        """The store, to be used in a ``with``."""
        return open_store(self.settings)


def print_json(record: Any) -> None:
    """Prints a record as one line of JSON."""
    sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")


def _version(wanted: bool) -> None:
    if wanted:
        import nlp

        out.print(f"canhgiac {__version__} (model {nlp.model_version()})")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the versions and exit.")
    ] = False,
) -> None:
    pass
