"""Posts with pictures: how many are counted, and what their QR codes say. Codes are drawn by zxing-cpp itself."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy
import pytest
import zxingcpp
from lxml import html
from PIL import Image

import nlp
from crawlers import SourceSpec
from crawlers.pictures import PictureRefused, codes_in, is_pictured, pictures_in
from nlp.indicators.vietqr import crc16
from tests.crawlers.conftest import Crawls
from tests.sites.faulty import status
from tests.sites.static import StaticSite, answer
from tests.sites.telegram import TelegramSite


def qr(text: str, form: str = "PNG") -> bytes:
    """A picture with a QR code, as people post them: in colour, with a margin."""
    code = Image.fromarray(numpy.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6)))
    picture = Image.new("RGB", (code.width + 120, code.height + 200), (230, 240, 255))
    picture.paste(code.convert("RGB"), (60, 120))
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()


def vietqr(account: str, bank: str = "970436") -> str:
    """A payload as NAPAS has it, with its checksum."""

    def field(tag: str, value: str) -> str:
        return f"{tag}{len(value):02d}{value}"

    target = field("00", bank) + field("01", account)
    merchant = field("00", "A000000727") + field("01", target) + field("02", "QRIBFTTA")
    payload = "000201010211" + field("38", merchant) + field("53", "704") + field("58", "VN") + "6304"
    return payload + crc16(payload)


def _bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 50,000 by 50,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0" * 9999)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_codes_are_read(form: str) -> None:
    assert codes_in(qr("https://keo-thom.example/vao", form)) == ["https://keo-thom.example/vao"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (_bomb(), "pixels"),
        (b"<html>not a picture</html>", "no picture"),
        (qr("x")[:300], "damaged"),
        (b"", "no picture"),
    ],
    ids=["bomb", "page", "cut off", "empty"],
)
def test_what_is_not_unpacked(data: bytes, why: str) -> None:
    with pytest.raises(PictureRefused, match=why):
        codes_in(data)


def test_a_picture_without_a_code() -> None:
    out = BytesIO()
    Image.new("RGB", (200, 200), "red").save(out, "PNG")
    assert codes_in(out.getvalue()) == []


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<img src='/a.jpg'>", ["/a.jpg"]),
        ("<img src='data:image/gif;base64,R0' data-src='/a.jpg'>", ["/a.jpg"]),
        ("<img class='smilie' src='/s/cuoi.png'>", []),
        ("<img class='bbImage' src='/styles/default/xenforo/smilies/a.png'>", []),
        ("<img src='https://stats.example/p.gif' width='1' height='1'>", []),
        ("<img class='avatar' src='/u/9.jpg'>", []),
        ("<img>", []),
    ],
)
def test_what_counts_as_a_picture(markup: str, found: list[str]) -> None:
    assert pictures_in(html.fromstring(f"<div>{markup}</div>")) == found


def test_little_text_beside_a_picture_counts_as_none() -> None:
    assert is_pictured("", True) and is_pictured("Ib em nhé cả nhà ơi !!!", True)
    assert not is_pictured("Ib em nhé", False)
    assert not is_pictured("Nhà em cần bán lại chiếc xe máy cũ còn chạy tốt, giá mềm", True)


@pytest.fixture
def channel() -> Iterator[TelegramSite]:
    with TelegramSite() as site, StaticSite("127.0.0.1") as pictures:
        site.cdn = pictures  # type: ignore[attr-defined]
        pictures.pages["/robots.txt"] = status(404)
        yield site


def _source(site: TelegramSite, **options: object) -> SourceSpec:
    # The pictures stand on the channel's own place: others on this machine are private to a crawler.
    return SourceSpec("kenh", "telegram", site.address, options, allow_private=True)


def test_a_code_becomes_part_of_the_post(channel: TelegramSite, crawls: Crawls) -> None:
    payload = vietqr("0071000777888")
    data = qr(payload)
    channel.pages["/ma.png"] = lambda handler: answer(handler, data, content_type="image/png")
    channel.post("Nạp vốn quét mã", photo=f"{channel.url}/ma.png")
    channel.post("Một tin dài hơn để không ai phải nhìn vào hình mới biết là tin nói gì", photo=f"{channel.url}/khac.png")
    done = crawls.run(_source(channel, images=True))
    first, second = done.posts
    assert first.text == f"Nạp vốn quét mã\n\n[QR] {payload}" and first.image_only and not second.image_only
    assert first.fragment is not None and payload in first.fragment.html
    assert "/khac.png" not in str(channel.asked), "a post with words of its own is read without its picture"
    assessment = next(iter(nlp.assess_many([first])))
    accounts = [(each.value, each.bank) for each in assessment.indicators if each.type == "bank_account"]
    assert accounts == [("0071000777888", "vietcombank")]
    assert crawls.run(_source(channel, images=True)).visit.state == "nothing_new", "the same text, the same post"


def test_off_by_default_and_counted_all_the_same(channel: TelegramSite, crawls: Crawls) -> None:
    channel.post("Ib ngay", photo=f"{channel.url}/ma.png")
    done = crawls.run(_source(channel))
    assert (done.texts, done.visit.image_only) == (["Ib ngay"], 1)
    assert "/ma.png" not in channel.asked


def test_pictures_that_cannot_be_had_hold_up_nothing(channel: TelegramSite, crawls: Crawls) -> None:
    channel.pages["/robots.txt"] = lambda handler: answer(
        handler, b"User-agent: *\nDisallow: /kin/\n", content_type="text/plain"
    )
    large = b"\x89PNG" + bytes(5 * 1024 * 1024)
    channel.pages["/lon.png"] = lambda handler: answer(handler, large, content_type="image/png")
    channel.pages["/trang.png"] = lambda handler: answer(handler, b"<html>", content_type="image/png")
    elsewhere = channel.cdn.url  # type: ignore[attr-defined]
    for number, photo in enumerate((f"{channel.url}/kin/a.png", f"{channel.url}/lon.png", f"{channel.url}/trang.png",
                                    f"{channel.url}/mat.png", f"{elsewhere}/rieng.png", "http://[::bad/x.png")):  # fmt: skip
        channel.pages["/mat.png"] = status(404)
        channel.post(f"Tin {number}", photo=photo)
    done = crawls.run(_source(channel, images=True))
    assert done.texts == [f"Tin {number}" for number in range(6)]
    assert (done.visit.state, done.visit.image_only) == ("ok", 6)
    reasons = {refusal.url.rpartition("/")[2]: refusal.reason for refusal in done.visit.refusals}
    assert "robots.txt asks not to" in reasons["a.png"]
    assert "private address" in reasons["rieng.png"]
    assert "no picture" in reasons["trang.png"] and "404" in reasons["mat.png"] and "larger than" in reasons["lon.png"]
    assert channel.cdn.asked == []  # type: ignore[attr-defined]
    assert not any(path.startswith("/kin/") for path in channel.asked)


def test_pages_and_adverts(crawls: Crawls) -> None:
    data = qr("https://vao-ngay.example/nap")
    with StaticSite() as site:
        site.pages["/p/1.png"] = lambda handler: answer(handler, data, content_type="image/png")
        site.text("/", "<li><a href='/t/1'>Tin <img src='/p/xem-truoc.png'></a></li>")
        site.text("/t/1", "<main>Quét mã<img src='/p/1.png'></main>")
        options: dict[str, object] = {"item": "li", "link": "a", "text": "main", "images": True}
        done = crawls.run(SourceSpec("trang", "page", f"{site.url}/", options, allow_private=True))
        assert done.texts == ["Quét mã\n\n[QR] https://vao-ngay.example/nap"]
        assert "/p/xem-truoc.png" not in site.asked
        site.text("/bai", "<div class=tin>Quét mã này<img src='/p/1.png'></div><div class=tin>Không hình</div>")
        on_page: dict[str, object] = {"item": "div.tin", "images": True}
        again = crawls.run(SourceSpec("bai", "page", f"{site.url}/bai", on_page, allow_private=True))
    assert again.texts == ["Quét mã này\n\n[QR] https://vao-ngay.example/nap", "Không hình"]
    assert [post.image_only for post in again.posts] == [True, False]
