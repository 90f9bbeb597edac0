"""What training reads: the corpora and, where there, ordinary public text; each with its weight and group."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from canhgiac.records import Role
from nlp import corpus
from nlp.corpus import Text
from nlp.training.augment import variants

#: Weight of one text by where it comes from. Ordinary public text is plentiful and far from offers; at full
#: weight it drowns what we wrote. One held-out fold of fraud gave average precision 0.842 with half of these
#: weights of public text and 0.847 with these.
WEIGHTS = {"offer": 1.0, "report": 1.0, "ordinary": 1.5, "comments": 0.2, "jobs": 0.5, "news": 0.3}
BENIGN = ("comments", "jobs", "news")
#: Attacked forms of each of our own texts, sharing one more weight among them.
VARIANTS = 3
VARIANTS_SHARE = 1.0
#: Every fifth text of ``benign/`` is never trained on: false alarms are counted on it.
HOLD_OUT_EVERY = 5


class Example(msgspec.Struct, frozen=True):
    """One text to learn from. ``group`` stays on one side of every cross-validation split."""

    id: str
    text: str
    source: str
    group: str
    weight: float
    category: str | None = None
    role: Role | None = None
    schemes: tuple[str, ...] = ()
    genre: str = ""
    surface: str = ""
    attacked: bool = False


class BenignText(msgspec.Struct, frozen=True):
    """A row of ``benign/*.jsonl``; other keys are ignored."""

    text: str


def data_folder() -> Path | None:
    """Where the development data lies: ``CANHGIAC_DATA``, else ``../shared/data`` beside the repository."""
    named = os.environ.get("CANHGIAC_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"
    return folder if folder.is_dir() else None


def own(texts: list[Text] | None = None, count: int = VARIANTS) -> Iterator[Example]:
    """The corpora, each text followed by ``count`` attacked forms."""
    for text in list(corpus.read()) if texts is None else texts:
        source = text.role or "ordinary"
        example = Example(
            id=text.id,
            text=text.text,
            source=source,
            group=group_of(text),
            weight=WEIGHTS[source],
            category=text.category,
            role=text.role,
            schemes=(text.scheme, *text.tags) if text.role and text.scheme else (),
            genre=text.genre or text.scheme or text.file,
            surface=text.surface,
        )
        yield example
        for number, attacked in enumerate(variants(text.text, text.id, count, text.role == "offer")):
            yield msgspec.structs.replace(
                example,
                id=f"{text.id}~{number}",
                text=attacked,
                weight=example.weight * VARIANTS_SHARE / count,
                attacked=True,
            )


def benign(folder: Path, held_out: bool) -> Iterator[Example]:
    """Ordinary public text: what may train, or the fifth that never does."""
    for name in BENIGN:
        path = folder / "benign" / f"{name}.jsonl"
        if not path.is_file():
            continue
        with path.open("rb") as lines:
            for number, line in enumerate(lines):
                text = msgspec.json.decode(line, type=BenignText).text
                if _held_out(text) == held_out:
                    yield Example(f"{name}-{number}", text, name, f"{name}:{number // 20}", WEIGHTS[name], genre=name)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of ordinary public text that trains."""
    paths = [folder / "benign" / f"{name}.jsonl" for name in BENIGN]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()}


def group_of(text: Text) -> str:
    """Texts of one pair, and neighbours in one file (written in one go), stay together."""
    number = "".join(c for c in text.id.rsplit("-", 1)[-1] if c.isdigit()) or "0"
    return f"pair:{text.pair}" if text.pair else f"{text.file}:{int(number) // 5}"


def _held_out(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % HOLD_OUT_EVERY == 0
