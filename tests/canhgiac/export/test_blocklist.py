"""Blocklists: which hosts get in, and real name servers that obey them."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest

from canhgiac.decisions import Analyst
from canhgiac.export.blocklist import blocked, write_blocklist
from canhgiac.export.options import FORMS, Form
from canhgiac.export.selection import Selection, select
from canhgiac.records import LISTED
from canhgiac.stores.base import Store
from tests.canhgiac.export.conftest import NOW, post, selected, write
from tests.canhgiac.stores.samples import decide, visit
from tests.services.name_servers import OPEN, bind, dnsmasq

BAD = "vietcombank.vn-xacthuc.top"
PLAIN = "flowershop.com"


def hosts(store: Store) -> set[str]:
    return {each.host for each in blocked(selected(store).indicators)}


def text(store: Store, form: Form) -> str:
    out = io.BytesIO()
    write_blocklist(selected(store), out, form)
    return out.getvalue().decode()


def test_a_look_alike_is_blocked_from_one_sure_offer_and_a_plain_name_is_not(store: Store) -> None:
    write(store, post("a", f"domain:{BAD}", f"domain:{PLAIN}"))
    assert hosts(store) == {BAD}


def test_a_plain_name_is_blocked_where_two_independent_sources_offer_it(store: Store) -> None:
    write(store, post("a", f"domain:{PLAIN}"), post("b", f"domain:{PLAIN}", site="khac.example"))
    assert hosts(store) == {PLAIN}


def test_an_unsure_offer_blocks_nothing(store: Store) -> None:
    write(store, post("a", f"domain:{BAD}", score=0.7))
    assert hosts(store) == set()
    assert {each.host for each in blocked(selected(store).indicators, 60)} == {BAD}


def test_a_reported_host_waits_for_a_second_source_or_an_analyst(store: Store) -> None:
    write(store, post("a", f"domain:{BAD}", role="report"))
    assert hosts(store) == set()
    write(store, post("b", f"domain:{BAD}", role="report", site="khac.example"))
    assert hosts(store) == {BAD}


def test_an_analyst_confirms_a_reported_host(store: Store) -> None:
    write(store, post("a", f"domain:{PLAIN}", role="report"))
    decide(store, store.finding_by_prefix("a"), "confirmed")
    assert hosts(store) == {PLAIN}


@pytest.mark.parametrize(
    "host",
    ["vietcombank.com.vn", "dichvucong.gov.vn", "bit.ly", "facebook.com", "weebly.com", "sites.google.com", "vnexpress.net",
     "gov.vn", "com.vn", "google.com", "go.link", "1.2.3.4", "localhost"],
)  # fmt: skip
def test_never_an_official_or_shared_host_a_shortener_or_what_lies_above_one(store: Store, host: str) -> None:
    write(store, post("a", f"domain:{host}"), post("b", f"domain:{host}", site="khac.example"))
    for id in ("a", "b"):
        decide(store, store.finding_by_prefix(id), "confirmed")
    assert hosts(store) == set(), "not even where an analyst confirmed the texts"


def test_below_a_shared_host_only_what_is_confirmed(store: Store) -> None:
    write(
        store,
        post("a", "domain:nha-hang-lan.weebly.com"),
        post("b", "domain:nha-hang-lan.weebly.com", site="k.example"),
    )
    assert hosts(store) == set()
    decide(store, store.finding_by_prefix("a"), "confirmed")
    assert hosts(store) == {"nha-hang-lan.weebly.com"}


def test_a_broken_into_official_host_is_never_blocked(store: Store) -> None:
    write(store, post("a", "domain:truong-hoc.edu.vn", stance="official", verdict="compromised_official"))
    decide(store, store.finding_by_prefix("a"), "confirmed")
    assert hosts(store) == set()


def test_false_and_allow_take_a_host_out(store: Store) -> None:
    write(store, post("a", f"domain:{BAD}"), post("b", "domain:mbbank-online.xyz"))
    assert hosts(store) == {BAD, "mbbank-online.xyz"}
    decide(store, store.finding_by_prefix("a"), "false")
    Analyst(store, "lan", "").allow("mbbank-online.xyz")
    assert hosts(store) == set()


def test_never_a_site_on_which_findings_stand_or_what_lies_above_one(store: Store) -> None:
    site = "dien-dan.raovat-hn.com"
    write(
        store, post("a", f"domain:{site}", "domain:raovat-hn.com", "domain:shop.raovat-hn.com", site=f"www.{site}"),
        post("b", f"domain:{site}", "domain:raovat-hn.com", "domain:shop.raovat-hn.com", site="khac.example"),
    )  # fmt: skip
    assert hosts(store) == {"shop.raovat-hn.com"}
    decide(store, store.finding_by_prefix("a"), "confirmed")
    assert hosts(store) == {"shop.raovat-hn.com"}, "not even where an analyst confirmed the text"
    decide(store, store.finding_by_prefix("a"), "false")
    assert site not in hosts(store), "a text that is no offer stood there too"


def test_never_a_site_that_a_source_watches(store: Store) -> None:
    write(store, post("a", f"domain:{PLAIN}", f"domain:{BAD}"), post("b", f"domain:{PLAIN}", site="khac.example"))
    assert hosts(store) == {PLAIN, BAD}
    store.put_visit(msgspec.structs.replace(visit("v1", "theo-doi", NOW), url=f"https://{BAD}/feed"))
    assert hosts(store) == {PLAIN}
    chosen = select(store, Selection(), NOW, watched=[f"https://forum.{PLAIN}/", "-", "https://[broken"])
    assert blocked(chosen.indicators) == []


@pytest.mark.parametrize("kind", ["names", LISTED])
def test_a_name_of_a_list_does_not_stand_on_the_host_that_it_names(store: Store, kind: str) -> None:
    write(store, post("a", f"domain:{BAD}", site=BAD, kind=kind), post("b", f"domain:{BAD}", site="khac.example"))
    assert hosts(store) == {BAD}


@pytest.mark.parametrize("allowed", ["dangky.giat-don-hoahong.com", "https://dangky.giat-don-hoahong.com/bang-gia"])
def test_what_lies_above_an_allowed_host_is_not_blocked(store: Store, allowed: str) -> None:
    above, below = "giat-don-hoahong.com", "x.dangky.giat-don-hoahong.com"
    for id, site in (("a", "dien-dan.example"), ("b", "khac.example")):
        write(store, post(id, f"domain:{above}", f"domain:{below}", site=site))
    assert hosts(store) == {above, below}
    analyst = Analyst(store, "lan", "")
    analyst.allow(allowed)
    assert hosts(store) == {below}
    assert f"*.{above}" not in text(store, "rpz") and f"||{above}^" not in text(store, "adguard")
    analyst.allow(allowed, undo=True)
    assert hosts(store) == {above, below}


@pytest.mark.parametrize("form", FORMS)
def test_the_header_has_date_and_count(store: Store, form: Form) -> None:
    write(store, post("a", f"domain:{BAD}", "domain:mbbank-online.xyz"))
    head = "".join(line for line in text(store, form).splitlines() if line[0] in "#!;")
    assert f"{NOW:%Y-%m-%d}" in head and "2 hosts" in head


def test_an_adguard_list_has_one_rule_a_host(store: Store) -> None:
    # the syntax of AdGuard's DNS filtering rules: ! is a comment, ||host^ the host and all under it
    write(store, post("a", f"domain:{BAD}"))
    assert [line for line in text(store, "adguard").splitlines() if not line.startswith("!")] == [f"||{BAD}^"]


def test_bind_obeys_the_policy_zone(store: Store, tmp_path: Path) -> None:
    write(store, post("a", f"domain:{BAD}", "domain:xn--vietcmbank-3bb.top"))
    (tmp_path / "list").write_text(text(store, "rpz"))
    with bind(tmp_path / "list", tmp_path) as ask:
        assert ask(BAD) == ask(f"www.{BAD}") == ask(f"a.b.{BAD}") == "NXDOMAIN"
        assert ask("vietcombank.com.vn") == ask("vn-xacthuc.top") == ask("open.example") == OPEN


def test_bind_takes_an_empty_list(store: Store, tmp_path: Path) -> None:
    (tmp_path / "list").write_text(text(store, "rpz"))
    with bind(tmp_path / "list", tmp_path) as ask:
        assert ask(BAD) == OPEN


def test_dnsmasq_obeys_its_list(store: Store, tmp_path: Path) -> None:
    write(store, post("a", f"domain:{BAD}"))
    (tmp_path / "list").write_text(text(store, "dnsmasq"))
    with dnsmasq(tmp_path, conf=tmp_path / "list") as ask:
        assert ask(BAD) == ask(f"www.{BAD}") == "NXDOMAIN"
        assert ask("vietcombank.com.vn") == ask("vn-xacthuc.top") == OPEN


def test_a_hosts_file_is_read_by_a_resolver(store: Store, tmp_path: Path) -> None:
    write(store, post("a", f"domain:{BAD}"))
    (tmp_path / "list").write_text(text(store, "hosts"))
    with dnsmasq(tmp_path, hosts=tmp_path / "list") as ask:
        assert ask(BAD) == ask(f"www.{BAD}") == "0.0.0.0"
        assert ask("vietcombank.com.vn") == OPEN
