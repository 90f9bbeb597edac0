"""How fast indicators are found, beside ``phonenumbers.PhoneNumberMatcher`` (one type of them) on the same texts.

``python -m tests.bench.extraction_bench`` prints one JSON object a row. Texts and mixes are those of the row of
assessment; the work counted is normalisation and every extractor.
"""

from __future__ import annotations

import json
import sys

import phonenumbers

from nlp import indicators
from tests.bench.assess_bench import mixes, rate


def measure() -> list[dict[str, object]]:
    """One row for each mix of texts."""
    rows: list[dict[str, object]] = []
    for name, texts in mixes().items():
        few = texts[: len(texts) // 8]

        def extract(texts: list[str] = texts) -> None:
            for text in texts:
                indicators.find(text)

        def match(few: list[str] = few) -> None:
            for text in few:
                list(phonenumbers.PhoneNumberMatcher(text, "VN"))

        extracted, matched = rate(extract, len(texts)), rate(match, len(few))
        rows.append(
            {
                "row": f"extraction, {name.replace('_', ' ')}",
                "figure": round(extracted),
                "unit": "posts/s",
                "reference": "phonenumbers.PhoneNumberMatcher",
                "reference_figure": round(matched),
                "ratio": round(extracted / matched, 2),
                "budget": "none",
            }
        )
    return rows


if __name__ == "__main__":
    for row in measure():
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
