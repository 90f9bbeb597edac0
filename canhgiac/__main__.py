"""The ``canhgiac`` command: runs the application and turns every error into one line and an exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from canhgiac.errors import CanhGiacError

#: Exit status after Ctrl-C, as shells have it: 128 and the number of SIGINT.
INTERRUPTED = 130


def main() -> None:
    """Runs the command line and exits: 0 done, 1 something failed, 2 wrong use, 75 busy, 130 interrupted."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command line in this process and returns its exit status. Never raises."""
    try:
        from canhgiac.cli import app  # loading takes a moment, in which Ctrl-C is heard as well

        app(args=arguments, prog_name="canhgiac")
        return 0
    except SystemExit as ending:
        if _reader_left():
            return 0
        if ending.code == INTERRUPTED:
            _say("interrupted; run it again to go on where it stopped", INTERRUPTED)
        return ending.code if isinstance(ending.code, int) else 0
    except KeyboardInterrupt:
        return _say("interrupted; run it again to go on where it stopped", INTERRUPTED)
    except CanhGiacError as error:
        return _say(str(error), error.exit_code)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _say(f"{place}{error.strerror or error}", 1)
    except Exception as error:
        from nlp.checksum import ModelError

        if isinstance(error, ModelError):
            return _say(str(error), 1)
        return _say(f"unexpected {type(error).__name__}: {error}; please report it with {_kept_traceback()}", 1)


def _reader_left() -> bool:
    """Whether who read our standard output had enough (``| head``): then the rest is not wanted, and nothing failed.

    Rich and Click end the program with status 1 there; Rich is quiet from then on, Click wraps the stream.
    """
    from canhgiac.cli.application import out

    return out.quiet or type(sys.stdout).__name__ == "PacifyFlushWrapper"


def _say(message: str, status: int) -> int:
    print(f"canhgiac: {message}", file=sys.stderr)  # noqa: T201  the one place where errors are printed
    return status


def _kept_traceback() -> Path:
    """Writes the traceback to a file of its own: it is for developers, not for the terminal."""
    import tempfile
    import traceback  # most commands need neither, and what loads before `run` begins hears no Ctrl-C

    descriptor, name = tempfile.mkstemp(prefix="canhgiac-", suffix=".log")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return Path(name)


if __name__ == "__main__":
    main()
