"""The taxonomy: every scheme is described, cited and placed, and the handbook's 24 forms are all there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp import schemes, taxonomy
from nlp.taxonomy import BY_ID, CITATIONS, PRECEDENCE, SCHEMES, Scheme, primary

SURFACES = {"post", "comment", "message", "sms", "call"}

#: Form of the handbook of Cục An toàn thông tin (2023) → the schemes that it is.
FORMS = {
    1: {"travel_combo"},
    2: {"deepfake_call"},
    3: {"sim_lock"},
    4: {"fake_receipt"},
    5: {"relative_hospital"},
    6: {"child_model"},
    7: {"loan"},
    8: {"bookmaker", "black_credit"},
    9: {"bank_phishing"},
    10: {"brandname_sms"},
    11: {"investment"},
    12: {"task_job"},
    13: {"hacked_friend"},
    14: {"police"},
    15: {"counterfeit_shop"},
    16: {"id_loan"},
    17: {"wrong_transfer"},
    18: {"money_recovery"},
    19: {"otp_theft"},
    20: {"news_call"},
    21: {"account_recovery"},
    22: {"romance"},
    23: {"phishing_link"},
    24: {"lo_de"},
}


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_every_scheme_is_described_and_cited(scheme: Scheme) -> None:
    assert scheme.vi and scheme.en and scheme.vi != scheme.en
    assert scheme.what.endswith(".")
    assert scheme.surfaces and set(scheme.surfaces) <= SURFACES
    assert len(set(scheme.surfaces)) == len(scheme.surfaces)
    assert scheme.source
    assert re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?", scheme.dated)
    assert bool(scheme.citation.via) is scheme.citation.checked


def test_precedence_and_ids_are_unique() -> None:
    assert len(BY_ID) == len(SCHEMES)
    assert sorted(PRECEDENCE.values()) == list(range(len(SCHEMES)))
    assert len({scheme.vi for scheme in SCHEMES}) == len(SCHEMES)


def test_every_citation_belongs_to_a_scheme() -> None:
    cited = re.findall(r"^\[(\w+)\]$", CITATIONS.read_text("utf-8"), re.MULTILINE)
    assert cited == [scheme.id for scheme in SCHEMES], "in the order of precedence, one for each"


def test_the_handbook_s_forms_are_all_there() -> None:
    found: dict[int, set[str]] = {}
    for scheme in SCHEMES:
        if scheme.form is not None:
            found.setdefault(scheme.form, set()).add(scheme.id)
    assert found == FORMS


def test_calls_and_radio_are_known_from_reports_only() -> None:
    assert {scheme.form for scheme in SCHEMES if scheme.reports_only} == {2, 20}
    assert BY_ID["brandname_sms"].category == "cyber", "form 10 as it is offered: a service"


def test_betting_belongs_to_gambling_and_services_to_cyber() -> None:
    assert {BY_ID[id].category for id in ("bookmaker", "lo_de")} == {"gambling"}
    assert {BY_ID[id].category for id in ("ekyc_bypass", "brandname_sms")} == {"cyber"}


def test_the_narrower_pretext_is_primary() -> None:
    assert primary(["bank_phishing", "tax"]) == ("tax", ("bank_phishing",))
    assert primary([]) == (None, ())
    with pytest.raises(KeyError):
        primary(["no_such_scheme"])


def test_the_page_says_what_the_code_says() -> None:
    docs = Path(taxonomy.__file__).parents[1] / "docs" / "schemes.md"
    assert docs.read_text("utf-8") == schemes.page(), "run: make docs"
