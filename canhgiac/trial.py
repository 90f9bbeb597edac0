"""``python -m canhgiac.trial``: does with posts what ``process`` does, keeps nothing, and lives or dies of it.

Posts come as JSON Lines on standard input. Exit status 0 says that the analysis of all of them ends; a post
that merely raises an error is no death: ``process`` sets it aside by itself.
"""

from __future__ import annotations

import sys

import msgspec

import nlp
from canhgiac.findings import finding_of
from canhgiac.keys import Keys
from canhgiac.names import assess_posts
from canhgiac.records import Post


def main() -> None:
    """Assesses the posts on standard input and makes findings of them."""
    posts = [msgspec.json.decode(line, type=Post) for line in sys.stdin.buffer]
    keys = Keys(bytes(32))  # nothing is kept, so that no key matters
    for post, outcome in zip(posts, assess_posts(posts), strict=True):
        if not isinstance(outcome, nlp.Failed):
            try:
                finding_of(post, outcome, keys)
            except Exception as error:
                sys.stderr.write(f"{post.id}: {type(error).__name__}\n")


if __name__ == "__main__":
    main()
