"""YouTube by its Data API v3: comments of a video or of all videos of a channel, and videos found by a search.

A channel's and a video's comment threads come newest first, so a visit reads pages until one holds nothing new; what
a cut visit left below is gone on with. Threads that are young are read again for edits now and then. A search is
made a few times a day; the videos that it found are read like video sources.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from scrapy.http import TextResponse

from crawlers.api_faults import PACIFIC, Fault, next_quota_day, of_youtube
from crawlers.forum_state import digest
from crawlers.options import YouTubeOptions
from crawlers.spiders.api import ApiSpider, Step
from crawlers.youtube import Said, comment_of, items, mapping, video_of
from crawlers.youtube_address import Target, target_of

#: Most that a page of the API holds, by method.
_THREADS, _REPLIES, _SEARCH = 100, 100, 50
#: Videos are found late: each search looks back over what the one before it should have seen.
_OVERLAP = dt.timedelta(days=1)
#: Key of the crawl state's marks for a video that a search found, and for a channel's id by its name.
_VIDEO, _CHANNEL = "video ", "channel "


class YouTubeSpider(ApiSpider):
    """Reads one video, channel or search."""

    kind = "youtube"
    official = "https://www.googleapis.com/youtube/v3"
    # Taken by every Google API; a parameter `key` would stand in each address.
    header = "X-Goog-Api-Key"
    home = "www.youtube.com"
    options: YouTubeOptions

    def no_key(self) -> str:
        """What to do where no key is set."""
        return (
            "no key for the YouTube Data API: make one in the Google Cloud console and set youtube_key or "
            "youtube_key_file (CANHGIAC_YOUTUBE_KEY, CANHGIAC_YOUTUBE_KEY_FILE)"
        )

    def first(self) -> list[Step]:
        """Newest comments, or a search and the comments of what earlier ones found."""
        target = target_of(self.url) or Target("search", "")
        if target.what == "video":
            return [Step("video", target.id), Step("threads", target.id)]
        if target.what == "channel":
            return [Step("channel", target.id)]
        if target.what == "search":
            return [*self._found_before(), *self._search_if_due(target.id)]
        known = self.known.marks.get(_CHANNEL + target.id)
        return [Step("channel", known[0]) if known else Step("whose", target.id)]

    def _search_if_due(self, words: str) -> list[Step]:
        last = self.known.marks.get("searched", ("", 0, 0))[2]
        pause = 86400 / self.options.searches_per_day
        return [Step("search", words)] if self.now.timestamp() - last >= pause else []

    def _found_before(self) -> list[Step]:
        """Videos found not long ago, whose comments are to be read again."""
        seconds, day = self.now.timestamp(), 86400
        return [
            Step("threads", key.removeprefix(_VIDEO))
            for key, (_, met, read) in self.known.marks.items()
            if key.startswith(_VIDEO)
            and seconds - met <= self.options.recheck_days * day
            and seconds - read >= self.options.recheck_hours * 3600
        ]

    def address(self, step: Step) -> tuple[str, dict[str, str]]:
        """The method and its parameters, as documented."""
        page = {"pageToken": step.token} if step.token else {}
        if step.what == "replies":
            return "comments", {"part": "snippet", "parentId": step.of, "maxResults": str(_REPLIES), **page}
        if step.what in ("threads", "channel"):
            name = "videoId" if step.what == "threads" else "allThreadsRelatedToChannelId"
            wanted = {"part": "snippet,replies", name: step.of, "order": "time", "maxResults": str(_THREADS)}
            return "commentThreads", {**wanted, **page}
        if step.what == "video":
            return "videos", {"part": "snippet", "id": step.of}
        if step.what == "whose":
            return "channels", {"part": "id", "forHandle" if step.of.startswith("@") else "forUsername": step.of}
        wanted = {"part": "snippet", "type": "video", "order": "date", "q": step.of, "maxResults": str(_SEARCH)}
        return "search", {**wanted, "publishedAfter": self._since(), **page}

    def _since(self) -> str:
        last = self.known.marks.get("searched")
        before = self.now - dt.timedelta(days=self.options.history_days or 3650)
        since = dt.datetime.fromtimestamp(last[2], dt.UTC) - _OVERLAP if last else before
        return f"{since:%Y-%m-%dT%H:%M:%SZ}"

    def today(self) -> str:
        """The quota day, which is California's."""
        return f"{self.now.astimezone(PACIFIC):%Y-%m-%d}"

    def afford(self, step: Step) -> str | None:
        """Why the source's share of the day does not reach."""
        purse, limit = self._purse(step)
        if self.known.spent.get(purse, 0) < limit:
            return None
        return (
            f"this source's share of {limit} {purse} a day ({purse}_per_day) is used up; it goes on after "
            f"{next_quota_day(self.now):%Y-%m-%d %H:%M} UTC"
        )

    def spend(self, step: Step) -> None:
        """Counts a call."""
        purse, _ = self._purse(step)
        self.known.spent[purse] = self.known.spent.get(purse, 0) + 1

    def _purse(self, step: Step) -> tuple[str, int]:
        if step.what == "search":
            return "searches", self.options.searches_per_day
        return "units", self.options.units_per_day

    def fault_of(self, response: TextResponse) -> Fault | None:
        """What an error answer says."""
        return of_youtube(response.status, response.body, self.now)

    def read(self, step: Step, data: dict[str, Any], response: TextResponse) -> list[Step]:
        """What follows from an answer."""
        if step.what in ("threads", "channel"):
            return self._threads(step, data, response)
        if step.what == "replies":
            for resource in items(data):
                self._take(comment_of(resource), response, step.of)
            return self._more(step, data)
        if step.what == "video":
            return self._videos(data, response)
        if step.what == "whose":
            return self._whose(step, data, response)
        return self._found(step, data)

    def _threads(self, step: Step, data: dict[str, Any], response: TextResponse) -> list[Step]:
        fresh = young = False
        oldest = 0.0
        replies = []
        for thread in items(data):
            snippet = mapping(thread.get("snippet"))
            top = comment_of(snippet.get("topLevelComment"))
            if top is None:
                continue
            shown = [comment_of(each) for each in _listed(mapping(thread.get("replies")).get("comments"))]
            self._take(top, response, top.id)
            for reply in shown:
                self._take(reply, response, top.id, top.video)
            total = snippet.get("totalReplyCount")
            updates = [each.updated for each in shown if each is not None]
            changed = self.changed(top.id, digest(f"{top.updated} {total} {max(updates, default='')}"))
            age = self.age(top.written)
            fresh, oldest = fresh or changed, max(oldest, age)
            again = self.recheck and age <= self.options.recheck_days
            young = young or again
            if isinstance(total, int) and total > len(shown) and (changed or again):
                replies.append(Step("replies", top.id))
        if step.what == "threads" and _VIDEO + step.of in self.known.marks:
            self.changed(_VIDEO + step.of, "")
        beyond = bool(self.options.history_days) and oldest > self.options.history_days
        more = self._more(step, data) if (fresh or young) and not beyond else []
        return more + replies

    def _more(self, step: Step, data: dict[str, Any]) -> list[Step]:
        token = data.get("nextPageToken")
        return [Step(step.what, step.of, token)] if isinstance(token, str) and token and token != step.token else []

    def _videos(self, data: dict[str, Any], response: TextResponse) -> list[Step]:
        if not items(data):
            self.visit.trouble("unreachable", self.url, "the video is not there (any more), or private")
        for resource in items(data):
            self._take(video_of(resource), response, "")
        return []

    def _whose(self, step: Step, data: dict[str, Any], response: TextResponse) -> list[Step]:
        ids = [id for each in items(data) if isinstance(id := each.get("id"), str)]
        if not ids:
            self.visit.understood -= 1
            self.visit.trouble("unreachable", self.url, f"no channel is named {step.of}; correct the url")
            return []
        self.changed(_CHANNEL + step.of, ids[0])
        return [Step("channel", ids[0])]

    def _found(self, step: Step, data: dict[str, Any]) -> list[Step]:
        ids = [id for each in items(data) if isinstance(id := mapping(each.get("id")).get("videoId"), str)]
        new = [id for id in ids if _VIDEO + id not in self.known.marks]
        for id in new:
            self.changed(_VIDEO + id, "")
        more = self._more(step, data)
        if not more:
            self.changed("searched", "")
        # One call gives up to fifty videos.
        videos = [Step("video", ",".join(new))] if new else []
        return more + [Step("threads", id) for id in new] + videos

    def _take(self, said: Said | None, response: TextResponse, thread: str, video: str = "") -> None:
        if said is None or not said.text:
            return
        url = said.url if said.video or not video else f"https://www.youtube.com/watch?v={video}&lc={said.id}"
        place = url.partition("&lc=")[0]
        self.visit.take(
            self.make(
                response,
                id=said.id,
                url=url,
                text=said.text,
                content=said.content,
                names=said.names,
                author=said.author,
                written=said.written,
                thread=f"{place}&lc={thread}" if thread else place,
            )
        )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
