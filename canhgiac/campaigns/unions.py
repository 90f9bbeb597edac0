"""Disjoint sets (union-find; Tarjan 1975), the smallest number of a set standing for it."""

from __future__ import annotations


class Unions:
    """The numbers from 0 to ``size``, each in a set of its own at first."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, number: int) -> int:
        """The smallest number of the set."""
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def together(self, one: int, other: int) -> bool:
        """Whether both are in one set."""
        return self.find(one) == self.find(other)

    def join(self, one: int, other: int) -> int:
        """Makes one set of two; its smallest number."""
        low, high = sorted((self.find(one), self.find(other)))
        self._parent[high] = low
        return low
