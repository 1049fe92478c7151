"""The switchboard: the rooms' routes, the hall's hooks and the listeners, each in one table."""

from pathlib import Path
from typing import Any

from forum.about import routes as about_routes
from forum.access import Viewer
from forum.accounts import entrance
from forum.accounts import routes as accounts_routes
from forum.agegate import cookie, page, regions
from forum.agegate import jobs as agegate_jobs
from forum.agegate import routes as agegate_routes
from forum.discussion import checks as discussion_checks
from forum.discussion import jobs as discussion_jobs
from forum.discussion import listeners as discussion_listeners
from forum.discussion import routes as discussion_routes
from forum.discussion.queries import posts as discussion_posts
from forum.export import jobs as export_jobs
from forum.export import routes as export_routes
from forum.gateways.importing import models as importing_models
from forum.keeping import installation
from forum.keeping import jobs as keeping_jobs
from forum.lib.checks import Check
from forum.lib.jobs import Job
from forum.moderation import checks as moderation_checks
from forum.moderation import jobs as moderation_jobs
from forum.moderation import listeners as moderation_listeners
from forum.moderation import queries as moderation
from forum.moderation import routes as moderation_routes
from forum.moderation.routes import rules as moderation_rules
from forum.notifications import jobs as notifications_jobs
from forum.notifications import listeners as notifications_listeners
from forum.notifications import queries as notifications
from forum.notifications import routes as notifications_routes
from forum.notifications.queries import mail as notifications_mail
from forum.records import routes as records_routes
from forum.retention import jobs as retention_jobs
from forum.search import checks as search_checks
from forum.search import jobs as search_jobs
from forum.search import routes as search_routes
from forum.web import routes as web_routes
from forum.web.doors import Room
from forum.web.hall import Hooks

MIGRATIONS = Path(__file__).parents[1] / "migrations"

# What importing notes is part of the database wherever it is copied or compared, though only the operator's
# command, which is loaded when it is called, uses it.
TABLES_OF_COMMANDS = (importing_models.ImportOrigin,)

ROOMS: tuple[Room, ...] = (
    web_routes.room,
    agegate_routes.room,
    accounts_routes.room,
    discussion_routes.room,
    moderation_routes.room,
    notifications_routes.room,
    search_routes.room,
    export_routes.room,
    records_routes.room,
    about_routes.room,
)

JOBS: tuple[Job, ...] = (
    agegate_jobs.refresh_trust,
    discussion_jobs.let_leave,
    discussion_jobs.rename_mentions,
    discussion_jobs.render_anew,
    export_jobs.make_archive,
    keeping_jobs.examine,
    keeping_jobs.shorten_log,
    moderation_jobs.let_later_flags_count,
    moderation_jobs.remind_of_overdue,
    moderation_jobs.tell_those_revealed,
    notifications_jobs.gather_mail,
    notifications_jobs.send_mail,
    notifications_jobs.tell_more_flaggers,
    notifications_jobs.tell_of_ends,
    retention_jobs.enforce,
    retention_jobs.forget_archives,
    retention_jobs.forget_ceremonies,
    retention_jobs.forget_salts,
    search_jobs.catch_up,
    search_jobs.forget,
)

# What `flask alcove doctor` looks at, and what is looked at after a restore and a move.
CHECKS: tuple[Check, ...] = (
    *installation.CHECKS,
    *discussion_checks.CHECKS,
    *moderation_checks.CHECKS,
    *search_checks.CHECKS,
)


def _menu(viewer: Viewer) -> dict[str, Any]:
    """What the page's head counts for the person who looks."""
    return {
        "unread_notices": notifications.unread_count(viewer),
        "open_cases": moderation.open_case_count(viewer),
    }


def _onward(viewer: Viewer, path: str) -> str:
    """What waits for somebody who has just signed in: new rules first, then a second factor."""
    return moderation_rules.onward(viewer, accounts_routes.confirming.onward(viewer, path))


HOOKS = Hooks(
    signed_in=entrance.signed_in,
    still_signed_in=entrance.still_signed_in,
    age_level=cookie.level,
    age_floor=regions.floor_of,
    gate_page=page.refuse,
    age_above=discussion_posts.age_above,
    menu=_menu,
    offers_mail=notifications_mail.is_offered,
    before_writing=moderation_rules.before_writing,
    confirm=accounts_routes.confirming.lead_to_confirm,
    wake=accounts_routes.confirming.wake,
    onward=_onward,
    leave=entrance.leave,
)


def listen() -> None:
    """Have the higher rooms hear of what happens in the lower ones."""
    discussion_listeners.listen()
    moderation_listeners.listen()
    notifications_listeners.listen()
