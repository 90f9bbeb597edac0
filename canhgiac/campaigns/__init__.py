"""Campaigns: the one job that makes clusters, campaigns and indicator summaries of all findings.

``update`` is the public call. The way: findings are read once into compact rows (``reading``), rows of
near-identical wording form templates (``templates``), a template falls into clusters by the strong
indicators that its findings share, clusters with a strong indicator in common form campaigns
(``joining``), both keep their ids from run to run (``identity``), and records are written (``records``).
Nothing depends on the order of findings, and no step compares all with all.
"""

from __future__ import annotations

from canhgiac.campaigns.job import UpdateReport, update

__all__ = ["UpdateReport", "update"]
