"""The trained model as a file: arrays in ``.npz`` (never pickles), a checksum beside it, a version within."""

from __future__ import annotations

import hashlib
import io
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.checksum import ModelError, checked, write_checksum
from nlp.ngrams import Hashes
from nlp.signals import HEADS, SIGNALS
from nlp.vocabulary import Index

PATH = Path(__file__).parent / "models" / "canhgiac.npz"
#: The model card: what the model is, was trained on, and does on real text.
CARD = PATH.with_suffix(".md")

#: Changes when the arrays mean something else; a file of another format is refused.
FORMAT = 1


class Model(msgspec.Struct, frozen=True, dict=True):
    """Linear weights over n-grams and signals.

    ``hashes`` are sorted; ``weights`` is heads x n-grams, ``dense`` heads x signals, ``bias`` per head.
    ``calibration`` is slope and offset per head (Platt); ``thresholds`` flag and review probability per
    head. The scheme part is a multinomial over ``schemes`` with its own n-grams.
    """

    version: str
    hashes: Hashes
    weights: NDArray[np.float32]
    dense: NDArray[np.float32]
    bias: NDArray[np.float32]
    calibration: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    grams: tuple[str, ...]
    schemes: tuple[str, ...]
    scheme_hashes: Hashes
    scheme_weights: NDArray[np.float32]
    scheme_dense: NDArray[np.float32]
    scheme_bias: NDArray[np.float32]
    screen_phrases: tuple[str, ...]
    screen_weights: NDArray[np.float32]
    screen_bias: float

    @cached_property
    def index(self) -> Index:
        """Where each n-gram stands in ``hashes``."""
        return Index(self.hashes)

    @cached_property
    def scheme_index(self) -> Index:
        """Where each n-gram stands in ``scheme_hashes``."""
        return Index(self.scheme_hashes)

    @cached_property
    def bars(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The flag and the review threshold of each head."""
        flag, review = self.thresholds.T.tolist()
        return tuple(flag), tuple(review)


def save(model: Model, path: Path = PATH) -> str:
    """Writes ``model`` and its checksum (``….npz.sha256``); gives the checksum. Same model, same bytes."""
    arrays: dict[str, NDArray[np.generic]] = {
        "format": np.array([FORMAT]),
        "version": _text([model.version]),
        "signals": _text([signal.name for signal in SIGNALS]),
        "hashes": model.hashes,
        "weights": model.weights.astype(np.float16),
        "dense": model.dense.astype(np.float32),
        "bias": model.bias.astype(np.float32),
        "calibration": model.calibration.astype(np.float32),
        "thresholds": model.thresholds.astype(np.float32),
        "grams": _text(model.grams),
        "schemes": _text(model.schemes),
        "scheme_hashes": model.scheme_hashes,
        "scheme_weights": model.scheme_weights.astype(np.float16),
        "scheme_dense": model.scheme_dense.astype(np.float32),
        "scheme_bias": model.scheme_bias.astype(np.float32),
        "screen_phrases": _text(model.screen_phrases),
        "screen_weights": model.screen_weights.astype(np.float32),
        "screen_bias": np.array([model.screen_bias], dtype=np.float32),
    }
    held = io.BytesIO()
    np.savez_compressed(held, allow_pickle=False, **arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(held.getvalue())
    return write_checksum(path)


def load(path: Path = PATH) -> Model:
    """The model in ``path``. Raises ``ModelError`` where it is missing, damaged or of another format."""
    with np.load(io.BytesIO(checked(path)), allow_pickle=False) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    if int(found["format"][0]) != FORMAT or _lines(found["signals"]) != tuple(s.name for s in SIGNALS):
        raise ModelError(f"{path}: made for another version of this package; run `make train`")
    return Model(
        version=_lines(found["version"])[0],
        hashes=found["hashes"],
        weights=np.asfortranarray(found["weights"], dtype=np.float32),
        dense=found["dense"],
        bias=found["bias"],
        calibration=found["calibration"],
        thresholds=found["thresholds"],
        grams=_lines(found["grams"]),
        schemes=_lines(found["schemes"]),
        scheme_hashes=found["scheme_hashes"],
        scheme_weights=np.asfortranarray(found["scheme_weights"], dtype=np.float32),
        scheme_dense=found["scheme_dense"],
        scheme_bias=found["scheme_bias"],
        screen_phrases=_lines(found["screen_phrases"]),
        screen_weights=found["screen_weights"],
        screen_bias=float(found["screen_bias"][0]),
    )


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the package, read once."""
    return load()


def version_of(arrays: list[NDArray[np.generic]]) -> str:
    """A version that changes with the weights: ``linear-1-`` and the start of their digest."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return f"linear-{FORMAT}-{digest.hexdigest()[:10]}"


def head_of(name: str) -> int:
    """The row of a score in the model's arrays (``fraud``, ``gambling``, ``cyber``, ``report``)."""
    return HEADS.index(name)


def _text(lines: list[str] | tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode("utf-8"), dtype=np.uint8)


def _lines(held: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(held.tobytes().decode("utf-8").split("\n"))
