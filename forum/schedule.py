"""The table of recurring jobs: what, how often, and why. A machine that was off makes up for it, once.

Besides, each worker sweeps the outbox every minute (`forum.lib.worker.TICK`), for rows whose nudge was
lost and for those whose worker died.
"""

from datetime import timedelta

from forum.agegate import jobs as agegate
from forum.discussion import jobs as discussion
from forum.keeping import jobs as keeping
from forum.lib.jobs import Recurring
from forum.moderation import jobs as moderation
from forum.notifications import jobs as notifications
from forum.retention import jobs as retention
from forum.search import jobs as search

DAILY = timedelta(days=1)
OFTEN = timedelta(minutes=10)

SCHEDULE: tuple[Recurring, ...] = (
    Recurring(
        retention.forget_salts,
        what="destroy yesterday's salt",
        every=DAILY,
        why="/about/data promises 24 hours, and attempts can be traced as long as their salt is there",
    ),
    Recurring(
        retention.enforce,
        what="erase what has been kept long enough",
        every=DAILY,
        after_midnight=timedelta(hours=4, minutes=15),  # the quietest hour of Europe, in UTC
        why="/about/data promises it to the day",
    ),
    Recurring(
        retention.forget_archives,
        what="delete archives that could be fetched for 48 hours",
        every=OFTEN,
        why="/about/data promises 48 hours, and each is a copy of all that somebody wrote",
    ),
    Recurring(
        retention.forget_ceremonies,
        what="delete attempts to prove one's age that count no more",
        every=timedelta(minutes=5),
        why="/about/data promises it within ten minutes",
    ),
    Recurring(
        agegate.refresh_trust,
        what="read anew whom the methods trust that prove people's age",
        every=DAILY,
        after_midnight=timedelta(hours=5),
        why="who is trusted no more must not be for longer than a day; nothing is read where nothing is set",
    ),
    Recurring(
        discussion.let_leave,
        what="close the accounts of those who said a day ago that they leave",
        every=OFTEN,
        why="they can change their mind for 24 hours, and wait no longer than that to be gone",
    ),
    Recurring(
        search.catch_up,
        what="read the words of new texts into the search index",
        every=OFTEN,
        why="each search reads what is new first, and should find little to read",
    ),
    Recurring(
        search.forget,
        what="take words that were erased out of the search index's file",
        every=DAILY,
        after_midnight=timedelta(hours=4, minutes=45),  # after retention
        why="an older SQLite keeps a deleted word in its file until parts of the index are merged",
    ),
    Recurring(
        moderation.remind_of_overdue,
        what="remind moderators of cases that should have been read by now",
        every=OFTEN,
        why="the time within which a case should be read is an hour at the shortest",
    ),
    Recurring(
        moderation.let_later_flags_count,
        what="let flags count that came in the day after a moderator had let a text stand",
        every=OFTEN,
        why="the text they are about stays shown until then, and should not for longer",
    ),
    Recurring(
        notifications.tell_of_ends,
        what="tell people that a warning, a limit or a suspension is over",
        every=OFTEN,
        why="whoever was kept out should not have to try whether they are let in again",
    ),
    Recurring(
        notifications.gather_mail,
        what="send mail to members who gave an address and have not seen that there is something to read",
        every=OFTEN,
        why="notices are ten minutes old before anybody hears of them by mail",
    ),
    Recurring(
        moderation.tell_those_revealed,
        what="tell members that moderators looked up who had sent their flag",
        every=DAILY,
        after_midnight=timedelta(hours=6),
        why="they are told after 30 days, and the day is what counts",
    ),
    Recurring(
        keeping.examine,
        what="look whether counters, states and files are as they must be, and log what is not",
        every=DAILY,
        after_midnight=timedelta(hours=5, minutes=15),
        why="a fault that is found the next morning can still be explained",
    ),
    Recurring(
        keeping.shorten_log,
        what="empty SQLite's log of changes, if it has become long",
        every=OFTEN,
        why="while somebody is always reading SQLite never begins it anew, and it would fill the disk",
    ),
)
