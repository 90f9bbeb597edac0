"""Keccak-256 as Ethereum uses it (padding of the first submission, not SHA3-256), which the standard library lacks.

Source: The Keccak reference, version 3.0, section 1 (permutation Keccak-f[1600], rate 1088, capacity 512).
"""

from __future__ import annotations

_MASK = (1 << 64) - 1
_RATE = 136
_TURNS = (
    (0, 36, 3, 41, 18), (1, 44, 10, 45, 2), (62, 6, 43, 15, 61), (28, 55, 25, 21, 56), (27, 20, 39, 8, 14),
)  # fmt: skip


def _round_constants() -> list[int]:
    register, constants = 1, []
    for _ in range(24):
        constant = 0
        for power in range(7):
            if register & 1:
                constant ^= 1 << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register >> 7 else 0)
        constants.append(constant)
    return constants


_ROUNDS = _round_constants()


def _turn(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & _MASK if by else lane


def _permute(a: list[list[int]]) -> list[list[int]]:
    for constant in _ROUNDS:
        columns = [row[0] ^ row[1] ^ row[2] ^ row[3] ^ row[4] for row in a]
        mixed = [columns[(x - 1) % 5] ^ _turn(columns[(x + 1) % 5], 1) for x in range(5)]
        b = [[0] * 5 for _ in range(5)]
        for x in range(5):
            for y in range(5):
                b[y][(2 * x + 3 * y) % 5] = _turn(a[x][y] ^ mixed[x], _TURNS[x][y])
        a = [[b[x][y] ^ (~b[(x + 1) % 5][y] & _MASK & b[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
        a[0][0] ^= constant
    return a


def keccak256(data: bytes) -> bytes:
    """The 32 bytes of Keccak-256 over ``data``."""
    padded = bytearray(data + b"\x01")
    padded += b"\0" * (-len(padded) % _RATE)
    padded[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for at in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            state[lane % 5][lane // 5] ^= int.from_bytes(padded[at + 8 * lane : at + 8 * lane + 8], "little")
        state = _permute(state)
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))
