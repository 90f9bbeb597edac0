"""Words of a finding, for naming clusters and counting what rises: underthesea's word segmentation."""

from __future__ import annotations

import unicodedata

_WORDS = """
và là của có cho với các những được trong không một này đó khi thì mà để từ đến tại theo như về ra vào lên
xuống đã đang sẽ bị do bởi vì nên nếu hay hoặc cũng còn chỉ rất lại nữa rồi nhé nha ạ ơi à ừ vâng dạ thôi đi
nào gì ai đâu sao bao mấy tôi mình em anh chị bạn ta nó họ chúng bác cô chú ông bà cháu con mọi người mn ae
ace k ko kh hok dc đc vs ib lh trên dưới sau trước giữa qua lúc vẫn mới hơn nhất mỗi từng cả tất nhiều ít quá
lắm thế vậy đây kia ấy đều phải cần muốn biết làm bên phía việc cái chiếc
"""
#: Words that say nothing by themselves (function words, pronouns, particles of chat).
STOP_WORDS = frozenset(_WORDS.split())


def words(text: str) -> tuple[str, ...]:
    """The content words of ``text`` in order, each once, lower case, syllables of a word joined by a space.

    Without stop words, numbers, signs and single letters. underthesea is loaded on the first call.
    """
    import underthesea  # loading takes seconds and findings are few

    found = underthesea.word_tokenize(unicodedata.normalize("NFC", text))
    kept = (word.lower().strip() for word in found)
    return tuple(dict.fromkeys(word for word in kept if _speaks(word)))


def _speaks(word: str) -> bool:
    letters = word.replace(" ", "").replace("_", "")
    return len(letters) > 1 and letters.isalpha() and word not in STOP_WORDS
