"""Tests of the stores. The contract's modules are rewritten like test files, so that failures say why."""

from __future__ import annotations

import pytest

for _part in ("contract_writing", "contract_search", "contract_decisions", "contract_figures", "contract_retention"):
    pytest.register_assert_rewrite(f"{__name__}.{_part}")
