"""Evidence as WARC (ISO 28500, WARC 1.1): what a court, a registrar or an archive reads with its own tools.

Every finding's evidence is one ``response`` record. Its HTTP head has the status and the headers that are kept (never
a cookie), its body is the post's own piece of the page with the author taken out. ``WARC-Truncated`` says that the
body is not the whole page (by the standard's word ``unspecified``), and ``Canhgiac-Page-Digest``
is the SHA-256 of the whole page as it was received, so that somebody who kept it can prove that it is the same.
"""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from canhgiac import __version__
from canhgiac.records import Finding, Fragment

#: Named fields of ours beside the standard's.
PAGE_DIGEST = "Canhgiac-Page-Digest"
FINDING = "Canhgiac-Finding"

_ABOUT = (
    "Each record holds a post's own piece of a public page: its author was taken out, the rest of the page was not "
    f"kept. {PAGE_DIGEST} is of the whole page as received. What the server called its content type stands in "
    "X-Archive-Orig-Content-Type."
)
_PIECE_TYPE = "text/html; charset=utf-8"


def write_warc(file: BinaryIO, evidence: Iterable[tuple[Finding, Fragment]], name: str = "") -> int:
    """Writes a gzip-compressed WARC file, one member a record, and gives the number of findings in it.

    ``name`` is the file's own name. The same evidence makes the same records whenever it is written (but the first
    one, which describes the file).
    """
    writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
    described = {"software": f"canhgiac/{__version__}", "format": "WARC File Format 1.1", "description": _ABOUT}
    writer.write_record(writer.create_warcinfo_record(name, described))
    count = 0
    for finding, fragment in evidence:
        _write(writer, finding, fragment)
        count += 1
    return count


def _write(writer: WARCWriter, finding: Finding, fragment: Fragment) -> None:
    body = fragment.html.encode("utf-8", "replace")
    about = {
        "WARC-Record-ID": f"<{_record_id(finding, fragment).urn}>",
        "WARC-Date": _date(fragment.fetched_at),
        "WARC-Truncated": "unspecified",
        PAGE_DIGEST: f"sha256:{fragment.page_sha256}",
        FINDING: finding.id,
    }
    writer.write_record(
        writer.create_warc_record(
            _one_line(fragment.url),
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict=about,
            http_headers=_http_head(fragment, len(body)),
        )
    )


def _http_head(fragment: Fragment, length: int) -> StatusAndHeaders:
    headers = [("Content-Type", _PIECE_TYPE), ("Content-Length", str(length))]
    for name, value in fragment.headers.items():
        shown = "X-Archive-Orig-Content-Type" if name.lower() == "content-type" else name.title()
        headers.append((shown, _one_line(value)))
    try:
        phrase = HTTPStatus(fragment.status).phrase
    except ValueError:
        phrase = ""
    return StatusAndHeaders(f"{fragment.status} {phrase}".strip(), headers, protocol="HTTP/1.1")


def _record_id(finding: Finding, fragment: Fragment) -> uuid.UUID:
    key = "\0".join((finding.id, fragment.url, fragment.fetched_at.isoformat(), fragment.page_sha256))
    return uuid.uuid5(uuid.NAMESPACE_URL, key)


def _date(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _one_line(value: str) -> str:
    """A header's value: what a page put into an address or a header must not begin another header."""
    return "".join(c for c in value if c.isprintable()).encode("utf-8", "replace").decode("utf-8")
