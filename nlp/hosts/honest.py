"""Honest Vietnamese names made of our own words: what ordinary shops, firms and schools call their sites."""

from __future__ import annotations

import random
import tomllib

from nlp.hosts.words import DATA

#: Endings as Vietnamese firms choose them, the commonest most often.
_ENDINGS = ("vn", "vn", "vn", "vn", "com.vn", "com.vn", "com.vn", "com", "com", "com", "net", "edu.vn", "net.vn", "org")
_SHAPES = (*("{trade}{quality}",) * 2, "{quality}{trade}", "{trade}-{quality}", "{trade}{other}", "{quality}")
_FRONTS = ("", "", "", "", "", "", "", "", "shop.", "tuyensinh.", "tintuc.", "mail.", "blog.", "thuvien.")


def names(count: int, seed: int) -> list[str]:
    """So many names, each once; the same seed gives the same ones."""
    words = tomllib.loads(DATA.read_text(encoding="utf-8"))
    trades, qualities = sorted(set(words["trades"].split())), sorted(set(words["qualities"].split()))
    rng = random.Random(seed)  # noqa: S311  a sample, no secret
    found: dict[str, None] = {}
    while len(found) < count:
        label = rng.choice(_SHAPES).format(
            trade=rng.choice(trades), other=rng.choice(trades), quality=rng.choice(qualities)
        )
        number = rng.choice(("24h", "247", "36", "365", "1", "2")) if rng.random() < 0.04 else ""
        found[f"{rng.choice(_FRONTS)}{label}{number}.{rng.choice(_ENDINGS)}"] = None
    return list(found)
