"""What schemes and times are called in a digest."""

from __future__ import annotations

import datetime as dt

from canhgiac.days import VIETNAM
from nlp.taxonomy import BY_ID


def scheme_name(scheme: str | None, language: str) -> str:
    """A scheme's name in ``vi`` or ``en``; the id where this version does not know it."""
    if scheme is None:
        return "–"
    known = BY_ID.get(scheme)
    return (known.vi if language == "vi" else known.en) if known else scheme


def local(time: dt.datetime | None) -> str:
    """A time as people in Viet Nam read it."""
    return time.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if time else "–"
