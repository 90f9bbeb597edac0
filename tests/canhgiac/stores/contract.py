"""The contract: what every store does, tested once for each store.

A store joins by a test file of its own that holds a class inheriting ``StoreContract`` and three fixtures:
``reopen`` (a function that opens the same store each time it is called; empty at the start of a test),
``empty_store`` (a function that opens another, empty one each time) and ``store`` (an open one).
"""

from __future__ import annotations

from tests.canhgiac.stores.contract_decisions import DecisionContract
from tests.canhgiac.stores.contract_figures import FiguresContract
from tests.canhgiac.stores.contract_groups import GroupsContract
from tests.canhgiac.stores.contract_retention import RetentionContract
from tests.canhgiac.stores.contract_search import SearchContract
from tests.canhgiac.stores.contract_writing import WritingContract


class StoreContract(
    WritingContract, SearchContract, DecisionContract, FiguresContract, RetentionContract, GroupsContract
):
    """All of the contract."""
