"""An author hides a reply beneath their piece: its writer keeps it for a while, and it can be undone."""

from datetime import timedelta

import time_machine

from forum import retention
from forum.discussion.models import SetAside, Visibility
from forum.lib import clock
from tests.cast import Cast
from tests.discussion.tending.conftest import SEEN, Garden
from tests.moderation.stage import address

PLANTED = "xylophone-under-the-stairs"


def test_a_hidden_reply_leaves_a_tombstone_and_its_answers_stay(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, PLANTED)
    answer = garden.says(garden.kim, "I would not say so.", to=reply)
    assert garden.acts(cast.ada, reply, "hide") == SEEN
    for reader in (garden.guest(), garden.visitor(garden.kim)):
        page = reader.get(garden.place).text
        assert PLANTED not in page
        assert "Hidden by the author of the piece." in page
        assert "I would not say so." in page
        assert garden.answerable(reader) == {answer}
        assert f'data-parent="{reply.split(":")[1]}"' in page
    assert "1 reply" in garden.guest().get(garden.place).text
    assert garden.is_sound()


def test_its_writer_is_told_and_keeps_the_words_with_a_sentence(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, PLANTED)
    garden.acts(cast.ada, reply, "hide")
    pia = garden.visitor(garden.pia)
    assert "The author of a piece hid your reply." in pia.get("/notifications").text
    page = pia.get(address(reply), follow_redirects=True).text
    assert PLANTED in page
    assert "Your words are kept here for you for 30 days." in page
    assert f"{address(reply)}/edit" not in page


def test_moderators_still_read_it(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, PLANTED)
    garden.acts(cast.ada, reply, "hide")
    page = garden.visitor(cast.mira).get(garden.place).text
    assert PLANTED in page
    assert "Hidden by the author of the piece." in page


def test_hiding_is_undone_and_the_reply_is_back_in_its_place(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, PLANTED)
    garden.says(garden.kim, "Second.")
    garden.acts(cast.ada, reply, "hide")
    garden.acts(cast.ada, reply, "hide")  # a second click finds it done
    assert garden.count(SetAside) == 1
    ada = garden.visitor(cast.ada)
    assert PLANTED not in ada.get(garden.place).text
    assert f"{address(reply)}/unhide" in ada.get(garden.place).text
    assert PLANTED in ada.get(f"{garden.place}/waiting").text
    assert garden.acts(cast.ada, reply, "unhide") == SEEN
    page = garden.guest().get(garden.place).text
    assert page.index(PLANTED) < page.index("Second.")
    assert "2 replies" in page
    assert "It is shown again." in garden.visitor(garden.pia).get("/notifications").text
    assert garden.is_sound()


def test_only_the_author_of_the_piece_hides_and_not_what_they_wrote_themselves(
    garden: Garden, cast: Cast
) -> None:
    reply, own = garden.says(garden.pia, PLANTED), garden.says(cast.ada, "Thank you.")
    for person in (garden.pia, garden.kim, cast.mira, cast.root, cast.bo):
        assert garden.acts(person, reply, "hide") == 403
    assert garden.acts(cast.ada, own, "hide") == 403
    assert garden.guest().post(f"{address(reply)}/hide").status_code == 401
    assert garden.state_of(reply) == garden.state_of(own) == Visibility.PUBLISHED


def test_a_moderators_removal_is_not_the_authors_to_undo_nor_the_other_way_round(
    garden: Garden, cast: Cast
) -> None:
    reply = garden.says(garden.pia, PLANTED)
    garden.acts(cast.ada, reply, "hide")
    garden.removed(reply)
    assert garden.state_of(reply) == Visibility.REMOVED
    assert garden.acts(cast.ada, reply, "unhide") == 403
    assert PLANTED not in garden.visitor(cast.ada).get(f"{garden.place}/waiting").text
    garden.restored(reply)
    assert garden.state_of(reply) == Visibility.SET_ASIDE
    assert garden.is_sound()


def test_its_writer_can_withdraw_it_for_good(garden: Garden, cast: Cast) -> None:
    reply = garden.says(garden.pia, PLANTED)
    garden.acts(cast.ada, reply, "hide")
    assert garden.acts(garden.pia, reply, "withdraw") == SEEN
    assert garden.acts(cast.ada, reply, "unhide") == 403
    assert "Withdrawn by its author." in garden.guest().get(garden.place).text
    assert garden.is_sound()


def test_after_thirty_days_the_words_are_erased_and_it_cannot_be_shown_again(
    garden: Garden, cast: Cast
) -> None:
    reply, shown = garden.says(garden.pia, PLANTED), garden.says(garden.pia, "Shown again.")
    for each in (reply, shown):
        garden.acts(cast.ada, each, "hide")
    garden.acts(cast.ada, shown, "unhide")
    for days, is_kept in ((29, True), (31, False)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            with garden.work():
                retention.enforce()
            assert (PLANTED in garden.visitor(garden.pia).get(garden.place).text) is is_kept
    assert garden.acts(cast.ada, reply, "unhide") == 403
    assert "Its words have been erased" in garden.visitor(cast.ada).get(f"{garden.place}/waiting").text
    assert "Shown again." in garden.guest().get(garden.place).text
    assert garden.is_sound()
