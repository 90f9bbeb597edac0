"""`canhgiac notify` with a real mail server and a real webhook: delivered, failing, recovering, no secret shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from canhgiac.notify.messages import Message
from canhgiac.notify.outbox import Outbox
from canhgiac.settings import Settings
from canhgiac.stores import open_store
from tests.canhgiac.digest.conftest import TODAY, filled
from tests.canhgiac.findings import NOW
from tests.canhgiac.notify.receivers import Hook, MailBox, mail_server, webhook
from tests.conftest import Command

SECRET = "mat-khau/rat+bi:mat"


@pytest.fixture(scope="module")
def mail() -> Iterator[MailBox]:
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def hook() -> Iterator[Hook]:
    with webhook() as running:
        yield running


@pytest.fixture
def channels(mail: MailBox, hook: Hook, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail channel and a webhook, both fresh, their secrets in a variable and in a file."""
    mail.mails.clear()
    hook.posts.clear()
    hook.paths.clear()
    mail.broken = hook.broken = False
    (home / "hook.secret").write_text("bi-mat-cua-hook\n")
    (home / "canhgiac.toml").write_text(
        f"""
        [channels.team]
        url = "mailto://nguoi:${{MAIL_PASSWORD}}@127.0.0.1:{mail.port}?smtp=127.0.0.1&mode=insecure&from=may@bank.example&to=lead@bank.example"
        [channels.bot]
        url = "json://127.0.0.1:{hook.port}/${{file:{home}/hook.secret}}"
        severity = "warning"
        """
    )
    monkeypatch.setenv("MAIL_PASSWORD", SECRET)


def send(canhgiac: Command, id: str, severity: str = "critical", body: str = "nội dung") -> dict[str, object]:
    sent = canhgiac("notify", "send", "--id", id, "--severity", severity, "--title", f"Tin {id}", "--body", body, "--json")
    assert sent.returncode == 0, sent.stderr
    return json.loads(sent.stdout)


def test_a_message_goes_to_every_channel_that_wants_it_once(
    canhgiac: Command, channels: None, mail: MailBox, hook: Hook
) -> None:
    assert send(canhgiac, "m1") == {"id": "m1", "added": True}
    assert send(canhgiac, "m1", body="lần hai") == {"id": "m1", "added": False}
    send(canhgiac, "m2", "info")
    flushed = canhgiac("notify", "flush", "--json")
    assert json.loads(flushed.stdout) == {"delivered": {"team": 2, "bot": 1}, "failed": {}, "waiting": 0}, flushed.stderr
    assert [each["Subject"] for each in mail.mails] == ["Tin m1", "Tin m2"]
    assert mail.logins[-1] == ("nguoi", SECRET)
    assert "nội dung" in mail.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [(each["title"], each["message"], each["type"]) for each in hook.posts] == [("Tin m1", "nội dung", "failure")]
    assert hook.paths == ["/bi-mat-cua-hook"]
    assert send(canhgiac, "m1") == {"id": "m1", "added": False}  # delivered ones stay known
    assert json.loads(canhgiac("notify", "flush", "--json").stdout)["delivered"] == {}


def test_a_failing_channel_loses_nothing_and_holds_no_other_up(
    canhgiac: Command, channels: None, mail: MailBox, hook: Hook
) -> None:
    mail.broken = True
    send(canhgiac, "m3")
    failed = canhgiac("notify", "flush")
    assert failed.returncode == 1 and "channel `team` did not take the message" in failed.stderr
    assert len(hook.posts) == 1 and mail.mails == []
    assert SECRET not in failed.stdout + failed.stderr and "nguoi" not in failed.stderr
    [waiting] = [json.loads(line) for line in canhgiac("notify", "list", "--json").stdout.splitlines()]
    assert (waiting["id"], waiting["channel"], waiting["attempts"]) == ("m3", "team", 1) and waiting["error"]
    mail.broken = False
    assert canhgiac("notify", "flush").returncode == 0 and mail.mails == []  # not before its time
    recovered = canhgiac("notify", "flush", "--now", "--json")
    assert json.loads(recovered.stdout) == {"delivered": {"team": 1}, "failed": {}, "waiting": 0}
    assert [each["Subject"] for each in mail.mails] == ["Tin m3"] and len(hook.posts) == 1


def test_a_message_without_a_text_arrives_by_its_title(
    canhgiac: Command, channels: None, mail: MailBox, hook: Hook
) -> None:
    sent = canhgiac("notify", "send", "--id", "m4", "--severity", "critical", "--title", "Quét hỏng")
    assert sent.returncode == 0, sent.stderr
    flushed = canhgiac("notify", "flush", "--json")
    assert json.loads(flushed.stdout)["delivered"] == {"team": 1, "bot": 1}, flushed.stderr
    assert [each["Subject"] for each in mail.mails] == ["Quét hỏng"]
    assert "Quét hỏng" in mail.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert hook.posts[0]["message"] == "Quét hỏng"


def test_many_alerts_come_as_one(canhgiac: Command, channels: None, home: Path, mail: MailBox, hook: Hook) -> None:
    outbox = Outbox(Settings(home=home).spool_url)
    now = dt.datetime.now(dt.UTC)
    for number in range(30):
        outbox.add(Message(f"a{number}", "warning", f"Cảnh báo {number}", f"về {number}", now, "alert"))
    assert json.loads(canhgiac("notify", "flush", "--json").stdout)["delivered"] == {"team": 30, "bot": 30}
    [post] = hook.posts
    assert post["title"] == "30 alerts: Cảnh báo 0" and "về 0" in post["message"] and "Cảnh báo 29" in post["message"]
    assert len(mail.mails) == 1 and outbox.waiting() == [] and outbox.knows("a29")


def test_the_digest_goes_out_as_html_mail_with_text(
    canhgiac: Command, channels: None, home: Path, mail: MailBox, hook: Hook
) -> None:
    config = home / "canhgiac.toml"
    config.write_text(config.read_text().replace('severity = "warning"', 'severity = "info"'))
    with open_store(Settings(home=home)) as store:
        filled(store)
    for _ in range(2):  # the second time it is known already
        assert canhgiac("digest", "--day", "2026-11-21", "--send").returncode == 0
    flushed = canhgiac("notify", "flush", "--json")
    assert json.loads(flushed.stdout)["delivered"] == {"team": 1, "bot": 1}, flushed.stderr
    [received] = mail.mails
    assert received["Subject"] == "Bản tin Cảnh Giác 2026-11-21" and received["To"] == "lead@bank.example"
    html, text = (received.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr]
    assert "Kèo hôm qua" in html and "<h1" in html and "<script" not in html and "data:" not in html
    assert "Kèo hôm qua" in text and "<p" not in text and len(received.as_bytes()) < 200_000
    assert hook.posts[0]["message"].startswith("Bản tin Cảnh Giác 2026-11-21") and "<" not in hook.posts[0]["message"]


def test_each_named_list_has_its_digest_and_a_channel_may_want_one_alone(
    canhgiac: Command, channels: None, home: Path, mail: MailBox, hook: Hook
) -> None:
    config = home / "canhgiac.toml"
    config.write_text(config.read_text().replace('severity = "warning"', 'lists = ["cards"]'))
    (home / "watch.toml").write_text('[lists.cards]\nbrands = ["jcb"]\n[lists.loans]\nbrands = ["vay"]\n')
    with open_store(Settings(home=home)) as store:
        filled(store)
    assert canhgiac("digest", "--day", TODAY, "--send").returncode == 0
    assert canhgiac("notify", "flush").returncode == 0
    titles = [f"Bản tin Cảnh Giác 2026-11-20 – {TODAY} · danh sách {name}" for name in ("cards", "loans")]
    assert sorted(each["Subject"] for each in mail.mails) == titles and [each["title"] for each in hook.posts] == titles[:1]


def test_channels_are_tried_and_told_apart(canhgiac: Command, channels: None, mail: MailBox, hook: Hook) -> None:
    hook.broken = True
    tried = canhgiac("notify", "test", "--json")
    answers = {each["channel"]: each for each in map(json.loads, tried.stdout.splitlines())}
    assert tried.returncode == 1 and answers["team"]["ok"] and not answers["bot"]["ok"]
    assert "bi-mat-cua-hook" not in tried.stdout + tried.stderr
    assert canhgiac("notify", "test", "team").returncode == 0
    assert "did you mean `team`" in canhgiac("notify", "test", "taem").stderr


def test_a_missing_secret_is_named_and_nothing_is_lost(
    canhgiac: Command, channels: None, monkeypatch: pytest.MonkeyPatch, hook: Hook
) -> None:
    monkeypatch.delenv("MAIL_PASSWORD")
    send(canhgiac, "m9")
    failed = canhgiac("notify", "flush")
    assert failed.returncode == 1 and "channel `team`: the variable MAIL_PASSWORD is not set" in failed.stderr
    assert len(hook.posts) == 1 and "m9" in canhgiac("notify", "list").stdout


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[channels.team]\nurl = "khong-co://bi-mat-lam@x"', "none that Apprise reads"),
        ('[channels.team]\nurl = "json://127.0.0.1:1/bi-mat-lam"', "did not take the message"),
    ],
)
def test_a_url_is_never_shown(canhgiac: Command, home: Path, written: str, said: str) -> None:
    (home / "canhgiac.toml").write_text(written)
    tried = canhgiac("notify", "test")
    assert tried.returncode == 1 and said in tried.stdout and "bi-mat-lam" not in tried.stdout + tried.stderr


@pytest.mark.parametrize(
    "written",
    ['[channels.team]\nurl = "json://x"\nsevrity = "info"', '[channels."a b"]\nurl = "json://x"', '[channels.team]\nurl = 1'],
)
def test_a_wrong_channel_is_refused(canhgiac: Command, home: Path, written: str) -> None:
    (home / "canhgiac.toml").write_text(written)
    refused = canhgiac("notify", "flush")
    assert refused.returncode == 2 and "canhgiac.toml" in refused.stderr


def test_channels_may_come_from_a_variable(canhgiac: Command, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    hook.broken = False
    channel = {"hook": {"url": f"json://127.0.0.1:{hook.port}/x"}}
    monkeypatch.setenv("CANHGIAC_CHANNELS", json.dumps(channel))
    assert canhgiac("notify", "test").stdout == "hook: works\n"
    monkeypatch.setenv("CANHGIAC_CHANNELS", "{bi-mat")
    refused = canhgiac("notify", "test")
    assert refused.returncode == 2 and "CANHGIAC_CHANNELS is not JSON" in refused.stderr and "bi-mat" not in refused.stderr


def test_without_channels_messages_wait(canhgiac: Command) -> None:
    send(canhgiac, "m1")
    flushed = canhgiac("notify", "flush")
    assert flushed.returncode == 0 and "1 waiting" in flushed.stdout and "[channels.team]" in flushed.stderr
    assert canhgiac("notify", "test").returncode == 1


def test_purge_covers_the_outbox(canhgiac: Command, home: Path) -> None:
    with open_store(Settings(home=home)) as store:
        filled(store)
    outbox = Outbox(Settings(home=home).spool_url)
    outbox.add(Message("shows", "info", "x", "hxxps://vn99bet[.]vip/dk", dt.datetime.now(dt.UTC)))
    outbox.add(Message("other", "info", "x", "không liên quan", dt.datetime.now(dt.UTC)))
    outbox.add(Message("old", "info", "x", "cũ", NOW - dt.timedelta(days=100)))
    purged = canhgiac("purge", "f1")
    assert purged.returncode == 0 and "1 message deleted" in purged.stdout
    assert {each.id for each in outbox.waiting()} == {"other", "old"}
    assert "1 message never delivered would go" in canhgiac("purge", "--dry-run").stdout
    assert "1 message never delivered deleted" in canhgiac("purge").stdout
    assert [each.id for each in outbox.waiting()] == ["other"]
