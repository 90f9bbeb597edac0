"""Pictures in posts: which posts may have their offer in one, and the QR codes that a picture shows.

The picture itself is never kept: what a code says becomes part of the post's text, and is kept or dropped with it.
Reading codes needs the extra ``images`` (Pillow, zxing-cpp).
"""

from __future__ import annotations

import re
import warnings
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.http import TextResponse

    from crawlers.markup import Element

#: With a picture and fewer letters and digits than this, the offer may be in the picture.
LITTLE = 40
#: Bytes of a file and pixels of a picture that is read, codes that are taken from one, characters of a code.
MAX_BYTES = 4 * 1024 * 1024
MAX_PIXELS = 20_000_000
MAX_CODES, MAX_CODE = 4, 1000
#: How a code is told in a post's text.
LABEL = "[QR]"
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")


# What engines draw with pictures that nobody posted, by the class of the image or the name of its file.
_DRAWN = re.compile(r"smil(ie|ey|y)|emoji|emoticon|avatar|icon|spacer|logo|gravatar", re.IGNORECASE)
#: An image that is declared no wider or higher than this shows nothing to read.
_SMALL = 64


class PictureRefused(Exception):
    """A picture that is not read; the message says why."""


def is_pictured(words: str, pictures: bool) -> bool:
    """Whether a post's offer may be in a picture: there is one, and little or no text beside it."""
    return pictures and sum(letter.isalnum() for letter in words) < LITTLE


def pictures_in(element: Element) -> list[str]:
    """Addresses, as written, of the pictures that an element shows: not of smileys, avatars and counting pixels."""
    return [address for image in element.iter("img") if (address := picture_of(image))]


def picture_of(image: Element) -> str:
    """The address of an ``img`` that somebody posted; empty for one that only decorates."""
    # Where a script loads it when it comes into sight, ``src`` is a placeholder.
    address = (image.get("data-src") or image.get("data-url") or image.get("src") or "").strip()
    if not address or address.startswith("data:") or _DRAWN.search(f"{image.get('class') or ''} {address}"):
        return ""
    sizes = [image.get(side) or "" for side in ("width", "height")]
    return "" if any(size.isdigit() and int(size) <= _SMALL for size in sizes) else address


def can_read() -> bool:
    """Whether the extra is installed."""
    return find_spec("PIL") is not None and find_spec("zxingcpp") is not None


def codes_in(data: bytes) -> list[str]:
    """What the QR codes of a picture say, each as one line.

    Raises :class:`PictureRefused` for what is no picture of a known format, too large (a small file may unpack to
    gigabytes; its head tells before any of it is unpacked), or damaged.
    """
    # Imported here: they belong to an extra.
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise PictureRefused(f"it has {picture.width} × {picture.height} pixels")
                grey = picture.convert("L")
    except UnidentifiedImageError:
        raise PictureRefused("it is no picture of a known format") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused("it has too many pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureRefused(f"it is damaged ({type(error).__name__})") from None
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    texts = dict.fromkeys(" ".join(code.text.split())[:MAX_CODE] for code in found if code.text)
    return list(texts)[:MAX_CODES]


def with_codes(text: str, codes: list[str]) -> str:
    """A post's text with what its pictures' codes say below it."""
    return "\n\n".join(part for part in (text, "\n".join(f"{LABEL} {code}" for code in codes)) if part)


def add_codes(piece: Element, codes: list[str]) -> None:
    """Writes what a post's codes say into its evidence, below what the page shows."""
    for code in codes:
        line = piece.makeelement("p")
        piece.append(line)
        line.text = f"{LABEL} {''.join(letter for letter in code if letter.isprintable())}"


def pictures_shown(pieces: list[Element], page: TextResponse) -> list[str]:
    """Addresses of the pictures in a post."""
    return [page.urljoin(address) for piece in pieces for address in pictures_in(piece)]
