"""Every page there is, by the name of its route: who opens it, and where. A new page has to be added here."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.house.reading.crowd import Crowd

Address = Callable[[Crowd], str]


@dataclass(frozen=True)
class Page:
    """Who opens what."""

    who: str
    address: Address


def _piece(suffix: str = "") -> Address:
    return lambda crowd: f"/p/{crowd.posts[0]}{suffix.format(*crowd.replies)}"


def _plain(path: str) -> Address:
    return lambda crowd: path


PAGES: dict[str, tuple[Page, ...]] = {
    "discussion.front": (
        Page("guest", _plain("/")),
        Page("ada", _plain("/")),
        Page("mira", _plain("/")),
        Page("ada", lambda crowd: f"/?page={crowd.posts[3]}"),
    ),
    "discussion.space": (
        Page("guest", _plain("/s/essays")),
        Page("ada", lambda crowd: f"/s/essays?page={crowd.posts[3]}"),
    ),
    "discussion.post": (
        *(Page(who, _piece()) for who in ("guest", "ada", "mira")),
        Page("guest", _piece("?page={5}")),
        Page("ada", _piece("?page={4}")),
        Page("guest", _piece("?sort=newest")),
        Page("ada", _piece("?sort=newest&page={4}")),
        Page("guest", _piece("?view={4}&context=3")),
        Page("ada", _piece("?view={1}&page={2}")),
    ),
    "discussion.replies_since": (
        Page("guest", _piece("/news?since=3")),
        Page("ada", _piece("/news?since=3")),
    ),
    "discussion.unread": (Page("ada", _piece("/unread")),),
    "discussion.reply": (
        Page("guest", lambda crowd: f"/r/{crowd.replies[2]}"),
        Page("ada", lambda crowd: f"/r/{crowd.replies[-1]}"),
    ),
    "discussion.waiting": (
        Page("ada", _piece("/waiting")),
        Page("mira", _piece("/waiting?page={2}&hidden={3}")),
    ),
    "discussion.person": (
        Page("guest", _plain("/u/Ada")),
        Page("ada", _plain("/u/Ada")),
        Page("guest", lambda crowd: f"/u/Ada?page={crowd.posts[2]}"),
        Page("guest", _plain("/u/Author1")),
    ),
    "discussion.new_post": (Page("ada", _plain("/s/essays/new")),),
    "discussion.new_reply": (Page("ada", _piece("/replies/new?parent={3}")),),
    "discussion.edit_post": (Page("ada", _piece("/edit")),),
    "discussion.withdraw_post": (Page("ada", _piece("/withdraw")),),
    "discussion.edit_reply": (Page("ada", lambda crowd: f"/r/{crowd.own_replies[1]}/edit"),),
    "discussion.withdraw_reply": (Page("ada", lambda crowd: f"/r/{crowd.own_replies[1]}/withdraw"),),
    "discussion.keep_away": (Page("ada", _plain("/u/Mira/block")),),
    "discussion.blocks": (
        Page("ada", _plain("/settings/blocks")),
        Page("ada", lambda crowd: f"/settings/blocks?page={crowd.blocks[5]}"),
    ),
    "discussion.bookmarks": (
        Page("ada", _plain("/bookmarks")),
        Page("ada", lambda crowd: f"/bookmarks?page={crowd.bookmarks[5]}"),
    ),
    "discussion.visitors": (Page("ada", _plain("/settings/visitors")),),
    "discussion.remembered": (Page("ada", _plain("/settings/reading")),),
    "notifications.notices": (
        Page("ada", _plain("/notifications")),
        Page("ada", lambda crowd: f"/notifications?page={crowd.notices[5]}"),
    ),
    "notifications.mail": (Page("ada", _plain("/settings/mail")),),
    "notifications.follow": (Page("ada", lambda crowd: f"/notifications/{crowd.notices[0]}"),),
    "moderation.queue": (
        Page("mira", _plain("/moderation")),
        Page("mira", lambda crowd: f"/moderation?page={crowd.cases[4]}"),
        *(
            Page("mira", _plain(f"/moderation?tab={tab}"))
            for tab in ("held", "appeals", "second", "escalated", "mine", "decided")
        ),
    ),
    "moderation.desk": (Page("mira", _plain("/moderation/desk")),),
    "moderation.overrides": (Page("mira", _plain("/moderation/overrides")),),
    "moderation.case": (
        Page("mira", lambda crowd: f"/moderation/cases/{crowd.cases[0]}"),
        Page("mira", lambda crowd: f"/moderation/cases/{crowd.cases[1]}"),
    ),
    "moderation.log": (
        Page("guest", _plain("/moderation/log")),
        Page("mira", lambda crowd: f"/moderation/log?page={crowd.entries[5]}"),
    ),
    "discussion.spaces": (Page("root", _plain("/moderation/spaces")),),
    "discussion.new_space": (Page("root", _plain("/moderation/spaces/new")),),
    "discussion.edit_space": (Page("root", _plain("/moderation/spaces/essays")),),
    "moderation.watched": (Page("root", _plain("/moderation/watch-list")),),
    "moderation.rules": (Page("root", _plain("/moderation/rules")),),
    "moderation.rule": (Page("root", _plain("/moderation/rules/1")),),
    "moderation.agreement": (Page("ada", _plain("/moderation/rules/agree")),),
    "moderation.mine": (Page("ada", _plain("/moderation/mine")),),
    "moderation.statement": (Page("ada", lambda crowd: f"/moderation/statements/{crowd.decisions[0]}"),),
    "moderation.appeal": (Page("ada", lambda crowd: f"/moderation/statements/{crowd.decisions[0]}/appeal"),),
    "moderation.flag_form": (
        Page("guest", lambda crowd: f"/flag?on=reply:{crowd.replies[0]}"),
        Page("ada", lambda crowd: f"/flag?on=post:{crowd.posts[1]}"),
    ),
    "moderation.thanks": (Page("guest", lambda crowd: f"/flag/thanks?on=post:{crowd.posts[1]}"),),
    "accounts.settings": (Page("ada", _plain("/settings")),),
    "accounts.pen_name": (Page("ada", _plain("/settings/pen-name")),),
    "accounts.pen_names": (Page("ada", _plain("/settings/pen-names")),),
    "accounts.leaving": (Page("ada", _plain("/settings/leaving")),),
    "export.archive": (Page("ada", _plain("/settings/export")),),
    "discussion.disowned_texts": (Page("ada", _plain("/settings/disowned")),),
    "accounts.sessions": (Page("ada", _plain("/settings/sessions")),),
    "accounts.signing_in": (Page("ada", _plain("/settings/signing-in")),),
    "accounts.confirm": (Page("ada", _plain("/settings/confirm")),),
    "accounts.passkeys": (Page("ada", _plain("/settings/passkeys")),),
    "accounts.codes": (Page("ada", _plain("/settings/codes")),),
    "accounts.password": (Page("ada", _plain("/settings/password")),),
    "accounts.recovery": (Page("ada", _plain("/settings/recovery")),),
    "accounts.join": (Page("guest", _plain("/join")),),
    "accounts.sign_in": (Page("guest", _plain("/sign-in")),),
    "accounts.recover": (Page("guest", _plain("/recover")),),
    "agegate.ask": (Page("guest", _plain("/age")),),
    "records.records": (Page("root", _plain("/moderation/records")),),
    "records.worksheet": (Page("root", _plain("/moderation/records/new/uk-illegal")),),
    "records.record": (Page("root", lambda crowd: f"/moderation/records/{crowd.record}"),),
    "agegate.state": (Page("root", _plain("/moderation/age")),),
    "agegate.young": (Page("guest", _plain("/age/young")),),
    "agegate.explain": (Page("guest", _plain("/age/with/eu_av")), Page("ada", _plain("/age/with/eu_av"))),
    "agegate.tell": (Page("guest", _plain("/age/with/eu_av/standing")),),
    "search.ask": (Page("ada", _plain("/search")),),
    "about.transparency_for_machines": (Page("guest", _plain("/about/transparency.json")),),
    **{
        f"about.{name}": (Page("guest", _plain(f"/about/{name}".removesuffix("/about"))),)
        for name in ("about", "age", "data", "privacy", "rules", "safety", "transparency")
    },
}
# For machines, and asking the database no more than whether it is there.
NOT_PAGES = {
    *("moderation.decisions_csv", "export.fetch", "agegate.come_back"),
    *("static", "web.health", "web.ready", "web.robots", "web.counts"),
}
