"""What AO3's leak fixes and the threat of being found out teach about blocks, a test for each lesson."""

import re

from sqlalchemy import update

from forum.accounts.actions.rename import rename
from forum.discussion.models import BlockKind, Post, RepliesWanted
from forum.lib.db import db
from tests.cast import Cast
from tests.discussion.reach.conftest import CLOSED, DONE, PLACEHOLDER, Meeting, article, without_tokens
from tests.moderation.stage import address, text_of

NEUTRAL = "Somebody who does not write under that name now"


def test_a_block_answers_alike_on_a_piece_whose_author_is_not_shown(meeting: Meeting, cast: Cast) -> None:
    """Imported, or disowned: whoever is refused there would know whose it was."""
    piece = meeting.piece(cast.ada)
    elsewhere = meeting.piece(meeting.kim, title="Another")
    adas = meeting.reply(cast.ada, elsewhere, "Ada's reply.")
    meeting.blocks(cast.ada, meeting.pia)
    meeting.leaves(cast.ada)
    for place in (piece, adas):
        assert meeting.sends(meeting.pia, place, f"Beneath {place}.")[0] == DONE


def test_what_somebody_disowned_is_not_folded_for_whoever_blocked_them(meeting: Meeting, cast: Cast) -> None:
    reply = meeting.reply(meeting.pia, meeting.piece(meeting.kim), "A cuckoo.")
    meeting.blocks(cast.ada, meeting.pia)
    meeting.leaves(meeting.pia)
    assert PLACEHOLDER not in meeting.visitor(cast.ada).get(address(reply), follow_redirects=True).text
    listed = meeting.visitor(cast.ada).get("/settings/blocks").text
    assert NEUTRAL in listed
    assert "Pia" not in listed


def test_a_disowned_text_is_offered_to_nobody_to_block_and_closes_nothing(
    meeting: Meeting, cast: Cast
) -> None:
    adas = meeting.reply(cast.ada, meeting.piece(meeting.kim), "Ada's reply.")
    pia = meeting.visitor(meeting.pia)
    assert "/block?from=" in article(pia.get(address(adas), follow_redirects=True).text, adas)
    meeting.blocks(cast.ada, meeting.pia)
    meeting.blocks(meeting.pia, cast.ada)
    assert meeting.visitor(cast.ada).post(f"{address(adas)}/disown").status_code == DONE
    shown = article(pia.get(address(adas), follow_redirects=True).text, adas)
    assert "/block?from=" not in shown
    assert PLACEHOLDER not in shown
    assert meeting.sends(meeting.pia, adas)[0] == DONE


def test_nothing_is_closed_beneath_a_tombstone_which_says_not_whose_it_was(
    meeting: Meeting, cast: Cast
) -> None:
    adas = meeting.reply(cast.ada, meeting.piece(meeting.kim), "Ada's reply.")
    beneath = meeting.reply(meeting.kim, adas, "Kim's reply.")
    meeting.blocks(cast.ada, meeting.pia)
    assert meeting.sends(meeting.pia, beneath)[0] == 409
    assert meeting.visitor(cast.ada).post(f"{address(adas)}/withdraw").status_code == DONE
    pia = meeting.visitor(meeting.pia)
    page = pia.get(address(beneath), follow_redirects=True).text
    assert "data-reply-to" in article(page, beneath)
    assert meeting.sends(meeting.pia, beneath, "May I now?")[0] == DONE


def test_a_placeholder_tells_no_second_name(meeting: Meeting, cast: Cast) -> None:
    """Only what was written under the name that was chosen is folded, named and listed."""
    piece = meeting.piece(meeting.kim)
    chosen = meeting.reply(meeting.pia, piece, "A cuckoo.")
    other = meeting.reply(meeting.pias_other, piece, "A robin.")
    before = article(meeting.visitor(cast.ada).get(address(piece)).text, other)
    person = without_tokens(meeting.visitor(cast.ada).get("/u/Quill/block").text)
    meeting.blocks(cast.ada, meeting.pia)
    ada = meeting.visitor(cast.ada)
    page = ada.get(address(piece)).text
    assert PLACEHOLDER in article(page, chosen)
    assert article(page, other) == before
    assert "Quill" not in ada.get("/settings/blocks").text
    assert without_tokens(ada.get("/u/Quill/block").text) == person
    assert ada.post("/u/Quill/block", wish="lift").status_code == DONE
    assert PLACEHOLDER in ada.get(address(piece)).text, "the other name's block stands"


def test_the_list_does_not_follow_a_change_of_name(meeting: Meeting, cast: Cast) -> None:
    meeting.blocks(cast.ada, meeting.pia)
    with meeting.work():
        rename(meeting.pia.confirmed, "Magnolia", site_name="Alcove")
    listed = meeting.visitor(cast.ada).get("/settings/blocks").text
    assert NEUTRAL in listed
    assert "Magnolia" not in listed
    assert meeting.sends(meeting.pia, meeting.piece(cast.ada))[0] == 409, "and it still holds"


def test_the_blocked_read_what_anybody_reads_where_a_conversation_is_closed(
    meeting: Meeting, cast: Cast
) -> None:
    """The same words, status and page as for one whose author wants no replies at all."""
    piece = meeting.piece(cast.ada)

    def refused() -> list[tuple[int, str]]:
        pia = meeting.visitor(meeting.pia)
        asked = pia.get(f"{address(piece)}/replies/new")
        sent = pia.post(f"{address(piece)}/replies", body="May I?", parent="")
        return [(answer.status_code, without_tokens(answer.text)) for answer in (asked, sent)]

    meeting.blocks(cast.ada, meeting.pia)
    blocked = refused()
    notice = re.compile(r"<p>Replies are not open to you here\.</p>")
    assert notice.search(meeting.visitor(meeting.pia).get(address(piece)).text)
    meeting.unblocks(cast.ada, meeting.pia)
    with meeting.work():
        db.session.execute(update(Post).values(replies_wanted=RepliesWanted.NONE))
    closed = refused()
    assert [status for status, _page in blocked] == [status for status, _page in closed] == [409, 409]
    wish = "No replies, please."
    assert [page for _status, page in blocked] == [page.replace(wish, "") for _status, page in closed]
    assert notice.search(meeting.visitor(meeting.pia).get(address(piece)).text)


def test_a_lock_for_everybody_is_said_before_a_block(meeting: Meeting, cast: Cast) -> None:
    piece = meeting.piece(cast.ada)
    meeting.blocks(cast.ada, meeting.pia)
    assert meeting.visitor(cast.ada).post(f"{address(piece)}/lock", hours="24").status_code == DONE
    status, page = meeting.sends(meeting.pia, piece)
    assert status == 409
    assert CLOSED not in page
    assert CLOSED not in meeting.visitor(meeting.pia).get(address(piece)).text


def test_nobody_but_the_blocker_is_told_anywhere(meeting: Meeting, cast: Cast) -> None:
    """Every page of everybody else is the same before and after, but for the reply box of the blocked."""
    piece = meeting.piece(meeting.kim)
    meeting.reply(cast.ada, piece, "Ada's reply.")
    meeting.reply(meeting.pia, piece, "Pia's reply.")
    paths = ("/", "/s/essays", "/u/Ada", "/u/Pia", "/u/Heron", "/u/Quill", "/notifications", "/settings")
    more = ("/settings/blocks", "/u/Ada/block", "/moderation", "/moderation/log", "/about/transparency")
    people = (meeting.pia, meeting.pias_other, meeting.kim, cast.mira)
    readers = {person.pen_name: meeting.visitor(person) for person in people}

    def everything() -> dict[tuple[str, str], str]:
        found = {}
        for name, reader in readers.items():
            for path in (*paths, *more):
                found[name, path] = without_tokens(reader.get(path).text)
        guest = meeting.guest()
        return found | {("guest", path): guest.get(path).text for path in (*paths[:6], address(piece))}

    before = everything()
    meeting.blocks(cast.ada, meeting.pia)
    assert everything() == before


def test_a_notice_from_the_time_before_is_not_shown_until_it_is_undone(meeting: Meeting, cast: Cast) -> None:
    piece = meeting.piece(cast.ada)
    meeting.reply(meeting.pia, piece, "A cuckoo.")
    meeting.reply(meeting.kim, piece, "A robin.")
    meeting.blocks(cast.ada, meeting.pia)
    ada = meeting.visitor(cast.ada)
    page = ada.get("/notifications").text
    assert "Kim replied under your piece" in page
    assert "Pia" not in page
    assert "A cuckoo." not in page
    meeting.unblocks(cast.ada, meeting.pia)
    assert "Pia replied under your piece" in ada.get("/notifications").text


def test_the_blocked_call_the_blocker_nowhere(meeting: Meeting, cast: Cast) -> None:
    elsewhere = meeting.piece(meeting.kim)
    meeting.blocks(cast.ada, meeting.pia)
    for name in (meeting.pia, meeting.pias_other):
        meeting.reply(name, elsewhere, f"Dear @Ada and @Heron, says {name.pen_name}.")
        meeting.piece(name, f"Dear @Ada, says {name.pen_name}.", title=name.pen_name)
    assert meeting.told(cast.ada) == []
    meeting.reply(meeting.kim, elsewhere, "Dear @Ada.")
    assert len(meeting.told(cast.ada)) == 1


def test_what_a_moderator_approves_later_calls_nobody_who_has_blocked_meanwhile(
    meeting: Meeting, cast: Cast
) -> None:
    held = meeting.reply(cast.nell, meeting.piece(cast.ada), "Hello @Ada.")
    meeting.blocks(cast.ada, cast.nell)
    meeting.decide(cast.mira, held, "approve")
    assert meeting.told(cast.ada) == []


def test_a_mute_is_about_one_name_alone(meeting: Meeting, cast: Cast) -> None:
    piece = meeting.piece(cast.ada)
    meeting.blocks(cast.ada, meeting.pia, BlockKind.MUTE)
    meeting.reply(meeting.pia, piece, "A cuckoo.")
    assert meeting.told(cast.ada) == []
    meeting.reply(meeting.pias_other, piece, "A robin.")
    assert len(meeting.told(cast.ada)) == 1


def test_whoever_wrote_a_text_is_stored_with_it_whoever_blocks_them(meeting: Meeting, cast: Cast) -> None:
    reply = meeting.reply(meeting.pias_other, meeting.piece(cast.ada), "A robin.")
    meeting.blocks(cast.ada, meeting.pia)
    with meeting.app.app_context():
        assert text_of(reply).persona_id == meeting.pias_other.persona_id


def test_a_report_on_somebody_who_blocks_one_is_never_refused(meeting: Meeting, cast: Cast) -> None:
    piece = meeting.piece(cast.ada)
    meeting.blocks(cast.ada, meeting.pia)
    sent = meeting.visitor(meeting.pia).post("/flag", on=piece, reason="harassment", words="Look.")
    assert sent.status_code == DONE
