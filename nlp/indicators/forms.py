"""Forms that anybody can make and put up: ``host/path`` without what varies from one visit to the next.

The services' own addresses: Google Forms, Microsoft Forms, Jotform, Typeform, SurveyMonkey, Zoho Forms, Tally,
Airtable, Cognito Forms, forms.app, Formsite, Lark.
"""

from __future__ import annotations

import re

from nlp.indicators.grounds import Grounds
from nlp.indicators.links import Link

_MICROSOFT = re.compile(r"/(?:[re]/[\w-]{4,}|Pages/ResponsePage\.aspx\?id=[\w-]+)")
#: Under a host (or any name below it, where it begins with a dot): how the path of a form begins.
_FORMS: dict[str, re.Pattern[str]] = {
    "docs.google.com": re.compile(r"/forms/(?:u/\d+/)?d/(?:e/)?[\w-]{8,}"),
    "forms.gle": re.compile(r"/[\w-]{6,}"),
    "forms.office.com": _MICROSOFT,
    "forms.microsoft.com": _MICROSOFT,
    "forms.cloud.microsoft": _MICROSOFT,
    ".jotform.com": re.compile(r"/(?:form/)?\d{9,}"),
    ".typeform.com": re.compile(r"/to/\w{4,}"),
    ".surveymonkey.com": re.compile(r"/r/[\w-]{4,}"),
    "zfrmz.com": re.compile(r"/\w{6,}"),
    ".zohopublic.com": re.compile(r"/[^?#]*/form/[^?#]+"),
    "tally.so": re.compile(r"/(?:r|forms)/\w{4,}"),
    "airtable.com": re.compile(r"/(?:app\w+/)?(?:pag\w+/)?shr\w+"),
    ".cognitoforms.com": re.compile(r"/[\w-]+/[\w-]+"),
    ".forms.app": re.compile(r"/[\w-]{4,}"),
    ".formsite.com": re.compile(r"/[\w-]+/[\w-]+(?:/index\.html)?"),
    ".larksuite.com": re.compile(r"/share/base/form/shr\w+"),
}
_ACCOUNT = re.compile(r"/u/\d+(?=/)")


def form_of(link: Link) -> str | None:
    """The canonical address of the form that a link leads to, or ``None`` where it leads to none."""
    pattern = _FORMS.get(link.host) or _FORMS.get(f".{link.host}")
    if pattern is None and link.host.count(".") > 1:
        pattern = _FORMS.get("." + link.host.split(".", 1)[1])
    found = pattern.match(link.path) if pattern else None
    return link.host + _ACCOUNT.sub("", found.group(), count=1) if found else None


def add_form(grounds: Grounds, link: Link) -> bool:
    """Records a link to a form; whether it was one."""
    value = form_of(link)
    if value:
        grounds.add("form", value, link.start, link.end, verdict="shared")
    return value is not None
