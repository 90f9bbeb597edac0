"""Pages from before Unicode are read as their readers see them."""

from __future__ import annotations

import html

import pytest

from crawlers import SourceSpec
from crawlers.markup import page_tree, words_of
from crawlers.old_encodings import unicode_page, unicode_text
from tests.crawlers.conftest import Crawls
from tests.sites.static import StaticSite, answer

TEXT = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc. Nhận tiền của khách và chuyển cho người được "
    "ủy quyền trong ngày; bạn có một số tài khoản ở ngân hàng này là đã đủ. Ỷ lại, kỵ, quỵ, kỳ vọng, kỹ lưỡng, kỷ luật, Đỗ Ưng."
)
# As the fonts' users typed them: what the bytes look like with an ordinary font.
TCVN = (
    "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. NhËn tiÒn cña kh¸ch vµ chuyÓn cho ng­êi ®­îc "
    "ñy quyÒn trong ngµy; b¹n cã mét sè tµi kho¶n ë ng©n hµng nµy lµ ®· ®ñ. û l¹i, kþ, quþ, kú väng, kü l­ìng, kû luËt, §ç ¦ng."
)
VNI = (
    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc. Nhaän tieàn cuûa khaùch vaø chuyeån cho ngöôøi ñöôïc "
    "uûy quyeàn trong ngaøy; baïn coù moät soá taøi khoaûn ôû ngaân haøng naøy laø ñaõ ñuû. YÛ laïi, kî, quî, kyø voïng, kyõ löôõng, kyû luaät, Ñoã Öng."
)
FRENCH = "Où est-ce que la leçon où l’été naïf a été coûteux à côté de l'île, déjà reçue à Noël ? Voilà où tu étais : là, à Zoë."


def _told(text: str) -> str:
    """TCVN has no capital with a mark but in fonts of its own: a sentence that begins with one is written small."""
    return text.replace("Ỷ lại", "ỷ lại")


@pytest.mark.parametrize(("old", "text"), [(TCVN, _told(TEXT)), (VNI, TEXT)], ids=["tcvn3", "vni"])
@pytest.mark.parametrize("form", ["bytes", "utf-8", "entities", "utf-8 declared"])
def test_a_page_reads_as_with_its_font(old: str, text: str, form: str) -> None:
    if form == "entities":
        body = "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in old).encode()
    else:
        body = old.encode("utf-8" if form == "utf-8" else "latin-1")
    page = b"<html><head><title>x &lt; y</title></head><body><p>" + body + b"</p></body></html>"
    root = page_tree(page, "cp1252" if form in ("bytes", "entities") else "utf-8")
    assert root is not None
    assert words_of(root.find("body")) == text  # type: ignore[arg-type]
    assert words_of(root.find("head")) == "x < y"  # type: ignore[arg-type]


def test_named_entities_are_letters_too() -> None:
    named = html.escape(TCVN).encode("ascii", "xmlcharrefreplace").decode().replace("&#225;", "&aacute;").replace("&#233;", "&eacute;")
    assert unicode_text(named) == html.escape(_told(TEXT))


@pytest.mark.parametrize(
    "text", [FRENCH * 20, TEXT * 3, "Xin chao cac ban, minh can ban xe cho nguoi quen. " * 9, "một " * 50, "café của và", ""]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert unicode_text(text) == text
    for encoding in ("utf-8", "utf-16"):
        assert unicode_page(text.encode(encoding), encoding) is None


def test_a_board_with_old_fonts_is_crawled(crawls: Crawls) -> None:
    with StaticSite() as site:
        page = f"<html><body><div class=tin>{VNI}</div></body></html>".encode("latin-1")
        site.pages["/"] = lambda handler: answer(handler, page, content_type="text/html")
        done = crawls.run(SourceSpec("cu", "page", f"{site.url}/", {"item": "div.tin"}, allow_private=True))
    assert done.texts == [TEXT]
