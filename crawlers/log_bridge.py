"""What Scrapy, Twisted and asyncio log, as single lines of ours: facts stay, tracebacks only for debugging."""

from __future__ import annotations

import logging

from twisted.python import log as twisted_log

_OTHERS = ("scrapy", "twisted", "asyncio", "trafilatura", "htmldate", "py.warnings")
log = logging.getLogger("crawlers.scrapy")


class OneLine(logging.Handler):
    """Repeats a record without its traceback; that one goes to the debug log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Scrapy's warnings are refusals that the visit's record tells better, so they are for debugging."""
        level = record.levelno if record.levelno >= logging.ERROR else logging.DEBUG
        try:
            message = " ".join(record.getMessage().splitlines()[:1])[:500]
        except (TypeError, ValueError):
            message = str(record.msg)[:500]
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            message = f"{message}: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        log.log(level, "%s: %s", record.name, message)
        if record.exc_info:
            log.debug("%s", record.name, exc_info=record.exc_info)


def install() -> None:
    """Routes those logs through ours. Called once, before the reactor runs."""
    # Without an observer Twisted prints unhandled errors to stderr by itself.
    twisted_log.PythonLoggingObserver("twisted").start()  # type: ignore[no-untyped-call]
    handler = OneLine()
    for name in _OTHERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
