"""The operator's watch list sorts the queue, and does nothing else."""

import pytest
from sqlalchemy import select

from forum.access import AccessRefused
from forum.discussion.actions.edit import edit
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Visibility
from forum.lib.db import db
from forum.moderation import queries
from forum.moderation.actions.set_watch_list import MOST_PHRASES, set_watch_list
from forum.moderation.models import WatchPhrase
from forum.wiring import CHECKS
from tests.cast import Cast
from tests.moderation.stage import Stage, open_case, text_of


def watch(stage: Stage, *phrases: str) -> None:
    """Have an administrator set the list."""
    with stage.work():
        set_watch_list(stage.cast.root.viewer, phrases)


def test_what_is_watched_comes_first_and_is_neither_held_nor_blocked(stage: Stage, cast: Cast) -> None:
    watch(stage, "Free  Lamps")
    plain, lamps = stage.piece(cast.ada, "Nothing."), stage.piece(cast.ada, "Our FREE\nlamps!", title="L")
    other = stage.piece(cast.ada, "Carefree lamps.", title="No whole word")
    for on in (plain, lamps, other):
        stage.flag(cast.bo, on, reason="spam")
    with stage.app.app_context():
        assert text_of(lamps).visibility == Visibility.PUBLISHED
        first, *others = queries.queue(cast.mira.viewer).items
        assert first.text is text_of(lamps)
        assert [item.case.is_watched for item in others] == [False, False]
        assert [fault for check in CHECKS if check.of_rows for fault in check.faults()] == []
    assert "on the watch list" in stage.visitor(cast.mira).get("/moderation").text


def test_an_edit_moves_a_case_both_ways(stage: Stage, cast: Cast) -> None:
    watch(stage, "lamps")
    reply = stage.reply(cast.ada, stage.piece(cast.mira), "Words.")
    stage.flag(cast.bo, reply)
    for words, watched in (("Lamps.", True), ("Words again.", False)):
        with stage.work():
            edit(cast.ada.viewer, text_of(reply), ReplyDraft(words))
        with stage.app.app_context():
            assert open_case(reply).is_watched is watched
            assert [fault for check in CHECKS if check.of_rows for fault in check.faults()] == []


def test_only_administrators_set_the_list(stage: Stage, cast: Cast) -> None:
    for person in (cast.mira, cast.ada):
        with stage.work(), pytest.raises(AccessRefused):
            set_watch_list(person.viewer, ["lamps"])
    assert stage.visitor(cast.mira).get("/moderation/watch-list").status_code == 403
    root = stage.visitor(cast.root)
    assert root.post("/moderation/watch-list", phrases="lamps\n\n Free  lamps").status_code == 303
    assert "free lamps\nlamps" in root.get("/moderation/watch-list").text
    many = "\n".join(f"phrase {number}" for number in range(MOST_PHRASES + 1))
    for typed in (many, "x" * 81):
        refused = root.post("/moderation/watch-list", phrases=typed)
        assert refused.status_code == 400
        assert typed in refused.text
    assert root.post("/moderation/watch-list", phrases="lamps").status_code == 303
    with stage.app.app_context():
        assert list(db.session.scalars(select(WatchPhrase.phrase))) == ["lamps"]
