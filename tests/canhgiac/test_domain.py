"""``canhgiac domain`` as its users meet it: names as arguments, a stream, bad lines, languages."""

from __future__ import annotations

import json

from tests.conftest import Command


def test_json_lines(canhgiac: Command) -> None:
    done = canhgiac("domain", "vietcombank.vn-yys.club", "https://www.BIDV.com.vn/a", "abc.weebly.com", "--json")
    assert done.returncode == 0, done.stderr
    copy, bank, shared = (json.loads(line) for line in done.stdout.splitlines())
    assert list(copy) == ["name", "verdict", "score", "imitates", "reasons"]
    assert (copy["verdict"], copy["imitates"]) == ("lookalike", "vietcombank") and copy["score"] > 0.9
    assert (bank["name"], bank["verdict"], bank["score"], bank["imitates"]) == ("bidv.com.vn", "official", 0.0, None)
    assert shared["verdict"] == "unknown" and shared["reasons"] == ["anybody may publish here"]


def test_a_stream_with_bad_lines_goes_on_and_says_so_at_the_end(canhgiac: Command) -> None:
    done = canhgiac("domain", "-", "--json", input="sunwin68.club\n\nnot a host\nvcb.vn-kpo.life\n")
    assert done.returncode == 1
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["name"] for row in rows] == ["sunwin68.club", "not a host", "vcb.vn-kpo.life"]
    assert rows[1] == {"name": "not a host", "error": "not a host name"}
    assert "1 of the names" in done.stderr and "Traceback" not in done.stderr


def test_text_is_defanged_and_in_the_language_asked_for(canhgiac: Command) -> None:
    shown = canhgiac("domain", "vietcombank.vn-yys.club", "vietcombank.com.vn", "--lang", "vi")
    assert "vietcombank[.]vn-yys[.]club" in shown.stdout and "tên miền con" in shown.stdout
    assert "vietcombank.com.vn  official" in shown.stdout
    assert "as a sub-domain of" in canhgiac("domain", "vietcombank.vn-yys.club", "--lang", "en").stdout


def test_help_has_examples(canhgiac: Command) -> None:
    shown = canhgiac("domain", "--help")
    assert shown.returncode == 0 and "Examples" in shown.stdout
    assert canhgiac("domain").returncode == 2
