"""Near-identical wording: MinHash finds candidates, the real Jaccard similarity decides.

Locality-sensitive hashing after Broder (1997) and Indyk and Motwani (1998): wordings that agree in one of
``BANDS`` bands of ``BAND`` minima are compared. Inside a band's bucket each wording is compared with the
few that stand for those before it, in the order of their numbers (which are made of the wordings
themselves), so that a bucket of any size costs linear time and no order of findings changes the outcome.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from canhgiac.campaigns.reading import Shingles
from canhgiac.campaigns.unions import Unions

#: Two wordings are near-identical from here on: about one word in ten may differ.
SIMILARITY = 0.7
#: 16 bands of 4: similarity 0.7 is met with 98.8 %, 0.8 with 99.99 %, 0.3 with 12 % (and then refused).
BANDS, BAND = 16, 4
_SEED = 20261122
#: Fewer shingles than this make no estimate: such wordings are alike only where they are equal.
MIN_SHINGLES = 5
#: Wordings of a bucket that stand for the others.
_LEADERS = 16
#: Wordings hashed at once.
_CHUNK = 4096


def group_wordings(shingles: list[Shingles]) -> Unions:
    """Puts near-identical wordings together."""
    groups = Unions(len(shingles))
    long_enough = np.array([n for n, each in enumerate(shingles) if len(each) >= MIN_SHINGLES], dtype=np.int64)
    if not len(long_enough):
        return groups
    bands = _bands([shingles[n] for n in long_enough])
    for band in range(BANDS):
        column = bands[:, band]
        order = np.argsort(column, kind="stable")
        edges = np.flatnonzero(np.diff(column[order])) + 1
        for bucket in np.split(order, edges):
            if len(bucket) > 1:
                _join_alike(groups, shingles, [int(n) for n in long_enough[bucket]])
    return groups


def _bands(shingles: list[Shingles]) -> npt.NDArray[np.uint64]:
    """One number for each wording and band; equal where the band's minima are."""
    made = []
    # an odd multiplier each (2^64 divided by the golden ratio, and its powers), so that places count
    weights = np.array([pow(0x9E3779B97F4A7C15, power, 2**64) for power in range(1, BAND + 1)], dtype=np.uint64)
    for begin in range(0, len(shingles), _CHUNK):
        chunk = shingles[begin : begin + _CHUNK]
        flat = np.concatenate(chunk).astype(np.uint64)
        offsets = np.concatenate(([0], np.cumsum([len(each) for each in chunk]))).astype(np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, BANDS * BAND, _SEED)
        minima = np.array(matrix.to_rows(), dtype=np.uint64).reshape(len(chunk), BANDS, BAND)
        made.append((minima * weights).sum(axis=2, dtype=np.uint64))
    return np.concatenate(made)


def _join_alike(groups: Unions, shingles: list[Shingles], bucket: list[int]) -> None:
    leaders: list[int] = []
    for wording in bucket:
        for leader in leaders:
            if groups.together(leader, wording):
                break
            if jaccard(shingles[leader], shingles[wording]) >= SIMILARITY:
                groups.join(leader, wording)
                break
        else:
            if len(leaders) < _LEADERS:
                leaders.append(wording)


def jaccard(one: Shingles, other: Shingles) -> float:
    """The share of shingles that two wordings have in common."""
    smaller, larger = sorted((len(one), len(other)))
    if not larger or smaller < SIMILARITY * larger:
        return 0.0  # it can't be more than the sizes allow
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)
