"""Pages that show their posts by JavaScript, in the real Chromium, on a site of our own."""

from __future__ import annotations

import json

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.sites.faulty import status
from tests.sites.static import StaticSite, answer

PAGE = """<!doctype html><html><head><title>Rao vặt</title><script src="/app.js" defer></script></head>
<body><div id="app">Đang tải…</div></body></html>"""
APP = """
const tries = [
  fetch('/kin/bi-mat.json').then(() => 'kín'), fetch('%(private)s/noi-bo.json', {mode: 'no-cors'}).then(() => 'nội bộ'),
  fetch('/gui', {method: 'POST', body: 'x'}).then(() => 'gửi'), fetch('/di').then(() => 'chuyển'),
  new Promise((yes, no) => { const s = new WebSocket('%(socket)s'); s.onopen = () => yes('ổ cắm'); s.onerror = no; }),
];
const image = new Image(); image.src = '/hinh.png';
Promise.allSettled(tries).then(all => fetch('/tin.json').then(r => r.json()).then(rows => {
  const got = all.filter(each => each.status === 'fulfilled').map(each => each.value);
  document.getElementById('app').innerHTML = rows.map(
    row => `<div class="tin" data-id="${row.id}"><b class="ten">${row.ten}</b><p>${row.chu}</p></div>`).join('')
    + (got.length ? `<div class="tin" data-id="99"><p>thoát: ${got}</p></div>` : '');
}));
"""
ROWS = [{"id": n, "ten": "Lê Thị Kín", "chu": f"Tin rao số {n} do tập lệnh viết ra"} for n in range(3)]
OPTIONS: dict[str, object] = {"item": "div.tin", "id": "::attr(data-id)", "text": "p", "author": ".ten"}


def _site(site: StaticSite, private: StaticSite) -> None:
    script = APP % {"private": private.url, "socket": private.url.replace("http", "ws")}
    site.text("/rao", PAGE)
    site.text("/app.js", script, "text/javascript")
    site.text("/tin.json", json.dumps(ROWS), "application/json")
    site.text("/kin/bi-mat.json", "{}", "application/json")
    site.pages["/di"] = lambda handler: answer(handler, b"", status=302, Location=f"{private.url}/qua-cho-khac")
    site.pages["/robots.txt"] = lambda handler: answer(
        handler, b"User-agent: *\nDisallow: /kin/\n", content_type="text/plain"
    )


def _source(site: StaticSite, **options: object) -> SourceSpec:
    return SourceSpec("rao", "page", f"{site.url}/rao", {**OPTIONS, **options}, allow_private=True)


def test_what_scripts_show_is_read_and_what_they_may_not_ask_for_is_refused(crawls: Crawls) -> None:
    with StaticSite() as site, StaticSite("127.0.0.2") as private:
        _site(site, private)
        without = crawls.run(_source(site)).visit
        assert (without.state, without.posts) == ("changed", 0), "off by default"
        site.asked.clear()
        done = crawls.run(_source(site, javascript=True), timeout=20)
        assert done.texts == [row["chu"] for row in ROWS], "and nothing got through that may not"
        assert (done.visit.state, "read in a browser" in done.visit.reason) == ("ok", True)
        assert "Lê Thị Kín" not in crawls.everything()
        assert private.asked == [], "neither by itself nor behind a redirect"
        assert sorted(site.taken()) == ["/app.js", "/di", "/rao", "/tin.json"]
        reasons = {refusal.url.rpartition("/")[2]: refusal.reason for refusal in done.visit.refusals}
        assert "robots.txt asks not to read" in reasons["bi-mat.json"]
        assert "private address" in reasons["noi-bo.json"]
        # robots.txt, page, script, rows, and the redirect
        assert done.visit.requests == 5
        again = crawls.run(_source(site, javascript=True), timeout=20).visit
    assert (again.state, again.posts) == ("nothing_new", 0)


def test_robots_budget_and_faults_hold_in_a_browser(crawls: Crawls) -> None:
    with StaticSite() as site, StaticSite("127.0.0.2") as private:
        _site(site, private)
        cut = crawls.run(_source(site, javascript=True), timeout=20, max_requests=1).visit
        assert (cut.posts, cut.requests, "budget of 1" in cut.reason) == (0, 2, True), cut.reason
        site.pages["/rao"] = status(403)
        assert crawls.run(_source(site, javascript=True), timeout=20).visit.state == "blocked"
        site.pages["/robots.txt"] = lambda handler: answer(handler, b"User-agent: *\nDisallow: /\n")
        site.taken()
        assert crawls.run(_source(site, javascript=True), timeout=20).visit.state == "robots"
        assert site.taken() == []
