"""Have another pen name, which nothing ties to the first, and go over to it."""

import secrets

from forum.access import Viewer, require
from forum.accounts import events, key_rings, limits, names, policy, queries, recovery, tokens
from forum.accounts.actions._new_account import store_account
from forum.accounts.actions._open_session import Opened, open_for
from forum.accounts.models import Account, Departure, Persona, SignInSession
from forum.accounts.names import NameRefused
from forum.accounts.refusals import Leaving
from forum.agegate import actions as agegate
from forum.lib.db import by_public_id, db, writing
from forum.lib.events import emit


@writing()
def add_pen_name(viewer: Viewer, pen_name: str, *, site_name: str = "") -> None:
    """Open one more account, without keys of its own, for another pen name; raises a Refusal."""
    require(policy.can_change_credentials(viewer))
    own = key_rings.hold(viewer.account_id or 0)
    require(policy.can_add_pen_name(viewer, len(own), key_rings.most()))
    if db.session.get(Departure, own[0]) is not None:
        raise Leaving
    limits.PEN_NAME.spend(str(own[0]))
    name = names.pen_name(pen_name, also_reserved=[site_name])
    if not queries.is_pen_name_free(name.key, name.skeleton):
        raise NameRefused("taken")
    key_rings.check_apart(own[0], name)
    nobody_types_it = tokens.sign_in_digest(f" {secrets.token_hex(16)}")
    account = store_account(nobody_types_it, name, "", recovery.digest(recovery.new_code()))
    account.rules_agreed_version = queries.account_of(viewer).rules_agreed_version
    agegate.bring_along(viewer, account.id)
    key_rings.store([*own, account.id])
    emit(events.AccountOpened(account))


@writing()
def use_pen_name(viewer: Viewer, public_id: str, *, this: int) -> Opened:
    """Go over to another of one's own pen names: a new session, as well confirmed as the one it replaces."""
    persona = by_public_id(Persona, public_id)
    own = key_rings.accounts_with(viewer.account_id or 0)
    require(policy.can_use_pen_name(viewer, persona, own))
    session = db.session.get_one(SignInSession, this)
    confirmed_until, has_second_factor = session.confirmed_until, session.has_second_factor
    account = db.session.get_one(Account, persona.account_id if persona else 0)
    opened = open_for(account, instead_of=this, has_second_factor=has_second_factor)
    db.session.get_one(SignInSession, opened.session_id).confirmed_until = confirmed_until
    return opened
