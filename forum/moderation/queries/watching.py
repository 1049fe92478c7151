"""The operator's watch list: which phrases sort the queue, and whether a text has one of them."""

import re

from sqlalchemy import select

from forum.access import Viewer, require
from forum.discussion.models import Post, Reply
from forum.lib.db import db
from forum.moderation import rights
from forum.moderation.models import WatchPhrase


def watch_list(viewer: Viewer) -> list[str]:
    """The phrases, for who may change them."""
    require(rights.can_edit_watch_list(viewer))
    return phrases()


def phrases() -> list[str]:
    """All phrases in their order."""
    return sorted(db.session.scalars(select(WatchPhrase.phrase)))


def has_phrase(text: Post | Reply) -> bool:
    """Whether a text has a watched phrase, as whole words, however they are written."""
    watched = phrases()
    if not watched:
        return False
    words = _plain(f"{text.title} {text.source}" if isinstance(text, Post) else text.source)
    return any(re.search(rf"(?<!\w){re.escape(_plain(phrase))}(?!\w)", words) for phrase in watched)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
