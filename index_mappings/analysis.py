"""How Vietnamese text becomes terms in the search engine: the same cut and folding as on every other store.

A term is a run of letters, digits and the marks on them, so a host falls into its labels
(``vietcombank.vn-x.top`` is ``vietcombank``, ``vn``, ``x``, ``top``). Invisible characters are passed
over. ``vi_exact`` keeps accents, ``vi_folded`` drops them, written as one letter (NFC) or as letter and
mark (NFD), so that what people type into Kibana is found either way. Offsets are those of the text as it
is stored, so highlights are, too.

Built of parts that every Elasticsearch has (module ``analysis-common``): ``pattern_replace``, ``pattern``,
``lowercase``, ``asciifolding``.
"""

from __future__ import annotations

from elasticsearch.dsl import analyzer, char_filter, token_filter, tokenizer

#: Letters in a term, at most: a longer run (a page of one letter) becomes several, for Lucene refuses
#: terms over 32,766 bytes.
LONGEST = 255

_INVISIBLE = char_filter("vi_invisible", "pattern_replace", pattern=r"\p{Cf}", replacement="")
_MARKS = char_filter("vi_marks", "pattern_replace", pattern=r"\p{M}", replacement="")
_WORDS = tokenizer(
    "vi_words", "pattern", pattern=rf"[\p{{L}}\p{{N}}][\p{{L}}\p{{N}}\p{{M}}]{{0,{LONGEST - 1}}}", group=0
)
_FOLDING = token_filter("vi_folding", "asciifolding", preserve_original=False)

#: Accents count.
VI_EXACT = analyzer("vi_exact", char_filter=[_INVISIBLE], tokenizer=_WORDS, filter=["lowercase"])
#: Accents do not count, in the text or in what is typed.
VI_FOLDED = analyzer("vi_folded", char_filter=[_INVISIBLE, _MARKS], tokenizer=_WORDS, filter=["lowercase", _FOLDING])
