"""Campaigns, queue, indicators, look-up and their decisions as an analyst meets them on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from canhgiac.locks import held
from tests.canhgiac.imports import imported
from tests.conftest import Command

RING = (
    "Tuyển cộng tác viên làm nhiệm vụ online tại nhà, hoa hồng 30%, ngày kiếm 500k, nạp trước 200k nhận lại ngay. "
    "Liên hệ zalo 0912.345.678",
    "Cho vay nhanh 10 - 50 triệu chỉ cần CCCD, nợ xấu vẫn duyệt, đóng trước phí bảo hiểm khoản vay 1tr. "
    "LH zalo 0912345678",
    "Cảnh báo lừa đảo: số 0912345678 lừa mình đóng phí bảo hiểm khoản vay 5 triệu rồi chặn luôn, mọi người tránh xa.",
)
OTHER = (
    "Nhà cái uy tín số 1 châu Á, đăng ký nhận ngay 188k, nạp đầu tặng 100%, nổ hũ bắn cá rút tiền 3 phút. "
    "Link vào: vn99bet.vip liên hệ tele @cskhvn99 nhận code"
)


def rows(canhgiac: Command, *arguments: str) -> list[dict[str, Any]]:
    done = canhgiac(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def run(canhgiac: Command, tmp_path: Path) -> Command:
    done = imported(canhgiac, tmp_path, *RING, OTHER)
    assert done.returncode == 0, done.stderr
    assert "1 campaign," in done.stdout
    return canhgiac


def test_a_campaign_from_posts_to_handing_over(run: Command) -> None:
    (campaign,) = rows(run, "campaigns")
    assert (campaign["offers"], campaign["reports"], campaign["clusters"]) == (2, 1, 3)
    shown = run("campaigns", campaign["id"][:6])
    assert shown.returncode == 0 and "+84912345678" in shown.stdout and campaign["id"] in shown.stdout
    assert len(rows(run, "campaigns", campaign["id"])[0]["largest_clusters"]) == 3

    queued = rows(run, "queue")
    assert len(queued) == 4 and all(row["decision"] is None for row in queued)
    assert {row["campaign"] for row in queued} == {campaign["id"], ""}
    cluster = next(row for row in queued if row["campaign"])
    opened = run("show", cluster["id"][:8])
    assert opened.returncode == 0 and cluster["finding"][:12] in opened.stdout

    assert run("mark", campaign["id"], "--as", "handed_over", "--why", "gửi ngân hàng").returncode == 0
    assert len(rows(run, "queue")) == 1
    assert {row["decision"]["why"] for row in rows(run, "queue", "--state", "handed_over")} == {"gửi ngân hàng"}

    answer = rows(run, "lookup", "0912-345-678")[0]
    assert (answer["offers"], answer["reports"]) == (2, 1)
    assert [each["id"] for each in answer["campaigns"]] == [campaign["id"]]
    assert {each["verdict"] for each in answer["decisions"]} == {"handed_over"}
    read = run("lookup", "0912.345.678").stdout
    assert "accused" in read and "handed_over" in read and campaign["id"] in read
    assert "nothing found" in run("lookup", "0999999999").stderr

    numbers = rows(run, "indicators", "--type", "phone")
    assert [(each["value"], each["offers"], each["reports"]) for each in numbers] == [("+84912345678", 2, 1)]
    assert "strong" in run("indicators", "--type", "phone").stdout
    assert rows(run, "indicators", "--since", "2099-01-01") == []


def test_what_is_marked_false_or_allowed_leaves_the_campaign(run: Command) -> None:
    report = next(row for row in rows(run, "queue", "--role", "report"))
    assert run("mark", report["id"], "--as", "false").returncode == 0
    assert run("campaigns", "--update").returncode == 0
    assert [(each["offers"], each["reports"]) for each in rows(run, "campaigns")] == [(2, 0)]
    allowed = run("allow", "0912 345 678", "--why", "tổng đài quán")
    assert "phone:+84912345678 allowed" in allowed.stdout and "zalo:+84912345678 allowed" in allowed.stdout
    assert rows(run, "campaigns", "--update")[0]["campaigns"] == 0
    assert run("allow", "0912 345 678", "--undo").returncode == 0
    assert rows(run, "campaigns", "--update")[0]["campaigns"] == 1


def test_an_analyst_splits_and_merges(run: Command) -> None:
    (campaign,) = rows(run, "campaigns")
    report = next(row for row in rows(run, "queue", "--role", "report"))
    done = run("campaigns", campaign["id"], "--split", report["id"], "--why", "số của người khác", "--update", "--json")
    assert done.returncode == 0, done.stderr
    assert rows(run, "campaigns")[0]["reports"] == 0
    casino = next(row for row in rows(run, "queue", "--category", "gambling"))
    assert casino["campaign"] == ""
    refused = run("campaigns", campaign["id"], "--split", casino["id"])
    assert refused.returncode == 1 and "is not in campaign" in refused.stderr and "Traceback" not in refused.stderr
    itself = run("campaigns", campaign["id"], "--merge", campaign["id"])
    assert itself.returncode == 1 and "merged with itself" in itself.stderr


def test_the_watch_list_comes_first_and_alone(run: Command, home: Path) -> None:
    (home / "watch.toml").write_text('indicators = ["vn99bet.vip"]', "utf-8")
    assert "watch.toml has changed" in run("queue").stderr
    assert run("campaigns", "--update").returncode == 0
    assert "watch.toml has changed" not in run("queue").stderr
    queued = rows(run, "queue")
    assert len(queued) == 4 and queued[0]["watched"] == ["indicator:vn99bet.vip"]
    assert rows(run, "queue", "--limit", "2") + rows(run, "queue", "--limit", "2", "--offset", "2") == queued
    assert [row["category"] for row in rows(run, "queue", "--mine")] == ["gambling"]
    assert rows(run, "campaigns", "--mine") == []
    assert [row["value"] for row in rows(run, "indicators", "--mine")] == ["vn99bet.vip"]
    assert [row["category"] for row in rows(run, "search", "", "--mine")] == ["gambling"]
    assert rows(run, "lookup", "0912345678", "--mine")[0]["total"] == 0
    assert "★" in run("queue", "--mine").stdout
    (home / "watch.toml").write_text('indicators = ["vn99bet.vip", "zalo.me/0912345678", "phone:0912.345.678"]', "utf-8")
    for arguments, said in (((), "4 of 4"), (("--limit", "2"), "2 of 4"), (("--limit", "2", "--offset", "3"), "1 of 4")):
        assert f"{said} findings" in run("search", "", "--mine", *arguments).stderr


def test_deleting_a_finding_takes_it_out_of_its_campaign_at_once(run: Command) -> None:
    (report,) = rows(run, "search", "role:report")
    assert run("purge", report["id"]).returncode == 0
    (campaign,) = rows(run, "campaigns")
    assert (campaign["reports"], campaign["clusters"]) == (0, 2)


def test_before_the_first_run_it_says_what_to_do(canhgiac: Command) -> None:
    for command in (("campaigns",), ("queue",), ("indicators",)):
        done = canhgiac(*command)
        assert done.returncode == 0 and "canhgiac campaigns --update" in done.stderr
    missing = canhgiac("campaigns", "k-123")
    assert missing.returncode == 1 and "No campaign has the id 'k-123'" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("campaigns", "--split", "c-1"), 2, "name the campaign"),
        (("queue", "--since", "hôm qua"), 2, "YYYY-MM-DD"),
        (("queue", "--state", "maybe"), 2, "--state"),
        (("queue", "--scheme", "taskjob"), 2, "`task_job`"),
        (("campaigns", "--scheme", "nosuch"), 2, "no scheme 'nosuch'"),
        (("queue", "--category", "frod"), 2, "'fraud'"),
        (("indicators", "--type", "bankaccount"), 2, "`bank_account`"),
        (("indicators", "--bank", "vietcombnk"), 2, "`vietcombank`"),
        (("search", "vay", "--limti", "3"), 2, "--limit"),
        (("mark", "c-1", "--as", "false"), 1, "No cluster has the id"),
        (("mark", "k-1", "--as", "false"), 1, "No campaign has the id"),
        (("allow", "xin chào"), 1, "type:value"),
        (("show", "c-1"), 1, "No cluster has the id"),
    ],
)
def test_wrong_use_is_one_line(canhgiac: Command, arguments: tuple[str, ...], status: int, said: str) -> None:
    done = canhgiac(*arguments)
    assert done.returncode == status and said in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("bank", ["VCB", "970436", "vietcombank", "Ngân hàng Ngoại thương"])
def test_a_bank_goes_by_any_of_its_names(canhgiac: Command, tmp_path: Path, bank: str) -> None:
    path = tmp_path / "posts.jsonl"
    text = "Cảnh báo lừa đảo: STK 0071001234567 Vietcombank lừa mình đóng phí khoản vay 5 triệu rồi chặn luôn."
    path.write_text(json.dumps({"id": "1", "text": text}), "utf-8")
    assert canhgiac("run", str(path)).returncode == 0
    assert [row["value"] for row in rows(canhgiac, "indicators", "--bank", bank)] == ["0071001234567"]
    assert rows(canhgiac, "indicators", "--bank", "acb") == []
    assert len(rows(canhgiac, "search", f'indicator:"{bank}:0071001234567"')) == 1
    assert "vietcombank:0071001234567 allowed" in canhgiac("allow", f"{bank}:0071001234567").stdout


def test_a_search_takes_words_with_a_minus(run: Command) -> None:
    everything = {row["id"] for row in rows(run, "search", "")}
    assert {row["category"] for row in rows(run, "search", "-nạp")} == {"fraud"}
    assert {row["role"] for row in rows(run, "search", "-n", "9", "-role:offer", "0912345678")} == {"report"}
    assert {row["id"] for row in rows(run, "search", '-"nhà cái uy tín"', "-n9")} < everything
    assert rows(run, "search", "--", "-lừa", "-vay", "-nạp") == []


def test_a_wrong_watch_list_stops_with_its_place(canhgiac: Command, home: Path) -> None:
    (home / "watch.toml").write_text("brand = []", "utf-8")
    done = canhgiac("queue", "--mine")
    assert done.returncode == 2 and "did you mean `brands`" in done.stderr and "watch.toml" in done.stderr


def test_one_job_at_a_time(canhgiac: Command, home: Path) -> None:
    with held(home, "campaigns", doing="making campaigns"):
        busy = canhgiac("campaigns", "--update")
    assert busy.returncode == 75 and "another process is making campaigns" in busy.stderr
    assert canhgiac("campaigns", "--update").returncode == 0


def test_a_text_is_looked_up_from_standard_input(run: Command) -> None:
    done = run("lookup", "-", "--json", input="Bạn tôi nhận được tin này, có thật không: " + OTHER)
    assert done.returncode == 0
    assert json.loads(done.stdout)["findings"][0]["category"] == "gambling"
