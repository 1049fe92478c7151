"""A block: private, undone by a button, and it leaves everybody else's view as it was."""

import re

import pytest

from forum.access import AccessRefused, Refused
from forum.accounts.models import Persona
from forum.discussion import reach
from forum.discussion.actions.block import block
from forum.discussion.models import Block, BlockKind
from forum.lib.db import db
from tests.cast import Cast
from tests.discussion.reach.conftest import CLOSED, DONE, PLACEHOLDER, Meeting, article, without_tokens
from tests.moderation.stage import address


def test_one_blocks_from_a_persons_page_and_undoes_it_in_the_settings(meeting: Meeting, cast: Cast) -> None:
    ada = meeting.visitor(cast.ada)
    assert 'href="/u/Pia/block"' in ada.get("/u/Pia").text
    assert "They are not told." in ada.get("/u/Pia/block").text
    for _twice in range(2):
        answer = ada.post("/u/Pia/block", wish="block")
        assert (answer.status_code, answer.location) == (DONE, "/u/Pia")
    assert meeting.count(Block) == 1
    listed = ada.get("/settings/blocks").text
    assert "Pia" in listed
    lift = re.search(r'action="(/settings/blocks/\w+/lift)"', listed)
    assert lift
    assert meeting.visitor(meeting.kim).post(lift[1]).status_code == 404
    assert ada.post(lift[1]).status_code == DONE
    assert meeting.count(Block) == 0
    assert "You keep nobody away." in ada.get("/settings/blocks").text


def test_one_blocks_from_under_a_reply_and_comes_back_to_it(meeting: Meeting, cast: Cast) -> None:
    reply = meeting.reply(meeting.pia, meeting.piece(meeting.kim))
    ada = meeting.visitor(cast.ada)
    public_id = reply.split(":")[1]
    page = ada.get(address(reply), follow_redirects=True).text
    assert f'href="/u/Pia/block?from={public_id}"' in article(page, reply)
    assert f'name="from" value="{public_id}"' in ada.get(f"/u/Pia/block?from={public_id}").text
    assert ada.post("/u/Pia/block", wish="block", **{"from": public_id}).location == f"/r/{public_id}"
    assert ada.post("/u/Pia/block", wish="block", **{"from": "//evil.example"}).location == "/u/Pia"


def test_the_blocker_sees_a_placeholder_that_opens_and_nothing_else_moves(
    meeting: Meeting, cast: Cast
) -> None:
    piece = meeting.piece(meeting.kim)
    reply = meeting.reply(meeting.pia, piece, "A cuckoo.")
    answer = meeting.reply(meeting.kim, reply, "A robin.")
    readers = [meeting.guest(), meeting.visitor(meeting.kim), meeting.visitor(meeting.pia)]
    before = [without_tokens(reader.get(address(piece)).text) for reader in readers]
    own = meeting.visitor(cast.ada).get(address(piece)).text
    meeting.blocks(cast.ada, meeting.pia)
    page = meeting.visitor(cast.ada).get(address(piece)).text
    shown = article(page, reply)
    assert f'<details class="reply__folded"><summary>{PLACEHOLDER}</summary>' in shown
    assert "A cuckoo." in shown.partition("</summary>")[2]
    assert "Pia" not in shown.partition("<summary>")[0].replace('data-author="Pia"', "")
    assert "A robin." in article(page, answer)
    assert "in reply to somebody you have blocked" in article(page, answer)
    tree = re.compile(r'id="r-(\w+)"|data-depth="(\d+)"|(</?ol|</?li)|(\d+ repl)')
    assert tree.findall(page) == tree.findall(own)
    assert [without_tokens(reader.get(address(piece)).text) for reader in readers] == before
    meeting.unblocks(cast.ada, meeting.pia)
    assert PLACEHOLDER not in meeting.visitor(cast.ada).get(address(piece)).text


def test_the_blocked_cannot_reply_beneath_what_the_blocker_wrote(meeting: Meeting, cast: Cast) -> None:
    own, elsewhere = meeting.piece(cast.ada), meeting.piece(meeting.kim, title="Another")
    beneath_own = meeting.reply(meeting.kim, own, "Under Ada's piece.")
    adas = meeting.reply(cast.ada, elsewhere, "Ada's reply.")
    beneath_adas = meeting.reply(meeting.kim, adas, "Under Ada's reply.")
    kims = meeting.reply(meeting.kim, elsewhere, "Beside it.")
    meeting.blocks(cast.ada, meeting.pia)
    for place in (own, beneath_own, adas, beneath_adas):
        status, page = meeting.sends(meeting.pia, place, "Let me in.")
        assert status == 409, place
        assert CLOSED in page
        assert "Let me in." in page, "what was typed is kept"
    assert meeting.sends(meeting.pia, elsewhere, "To Kim.")[0] == DONE
    assert meeting.sends(meeting.pia, kims, "To Kim's reply.")[0] == DONE
    for other in (meeting.kim, cast.root):
        assert meeting.sends(other, own, f"From {other.pen_name}.")[0] == DONE
    meeting.unblocks(cast.ada, meeting.pia)
    assert meeting.sends(meeting.pia, own, "Let me in.")[0] == DONE


def test_the_blocked_are_offered_no_reply_where_they_cannot(meeting: Meeting, cast: Cast) -> None:
    elsewhere = meeting.piece(meeting.kim)
    adas = meeting.reply(cast.ada, elsewhere, "Ada's reply.")
    kims = meeting.reply(meeting.kim, elsewhere, "Beside it.")
    own = meeting.piece(cast.ada, title="Another")
    meeting.blocks(cast.ada, meeting.pia)
    pia = meeting.visitor(meeting.pia)
    page = pia.get(address(elsewhere)).text
    assert "data-reply-to" not in article(page, adas)
    assert "data-reply-to" in article(page, kims)
    page = pia.get(address(own)).text
    assert CLOSED in page
    assert 'name="body"' not in page


def test_a_block_covers_every_name_of_both(meeting: Meeting, cast: Cast) -> None:
    pieces = [meeting.piece(cast.ada), meeting.piece(meeting.adas_other, title="Another")]
    meeting.blocks(meeting.adas_other, meeting.pia)
    for piece in pieces:
        for name in (meeting.pia, meeting.pias_other):
            assert meeting.sends(name, piece, f"From {name.pen_name}.")[0] == 409


def test_nobody_blocks_themselves_or_a_name_without_a_person(meeting: Meeting, cast: Cast) -> None:
    meeting.leaves(meeting.kim)
    ada = meeting.visitor(cast.ada)
    for name in ("Ada", "Heron", "Kim"):
        assert f'href="/u/{name}/block"' not in ada.get(f"/u/{name}").text
        assert ada.get(f"/u/{name}/block").status_code == 403
        assert ada.post(f"/u/{name}/block", wish="block").status_code == 403
    guest = meeting.guest()
    assert 'href="/u/Pia/block"' not in guest.get("/u/Pia").text
    assert guest.post("/u/Pia/block", wish="block").status_code == 401
    assert meeting.visitor(cast.bo).post("/u/Pia/block", wish="block").status_code == DONE
    assert meeting.count(Block) == 1


def test_a_list_of_blocks_has_an_end(meeting: Meeting, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "MOST_BLOCKS", 1)
    meeting.blocks(cast.ada, meeting.pia)
    with meeting.app.app_context():
        kim = db.session.get_one(Persona, meeting.kim.persona_id)
        with pytest.raises(AccessRefused) as refused:
            block(cast.ada.viewer, kim, BlockKind.BLOCK)
        assert refused.value.decision == Refused("too_many_blocks")


def test_a_mute_folds_for_oneself_and_changes_nothing_for_the_other(meeting: Meeting, cast: Cast) -> None:
    piece = meeting.piece(cast.ada)
    reply = meeting.reply(meeting.pia, piece, "A cuckoo.")
    meeting.blocks(cast.ada, meeting.pia, BlockKind.MUTE)
    ada = meeting.visitor(cast.ada)
    assert "A reply by somebody you have muted" in article(ada.get(address(piece)).text, reply)
    told = meeting.told(cast.ada)
    assert meeting.sends(meeting.pia, piece, "And a robin.")[0] == DONE
    assert meeting.told(cast.ada) == told
    assert "muted" in ada.get("/settings/blocks").text
    assert ada.post("/u/Pia/block", wish="block").status_code == DONE
    assert meeting.sends(meeting.pia, piece, "And a wren.")[0] == 409
