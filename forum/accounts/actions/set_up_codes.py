"""Have one-time codes asked for at signing in, and stop that."""

from forum.access import Viewer, require
from forum.accounts import key_rings, limits, one_time_codes, policy, tickets, ways_in
from forum.accounts.actions.end_other_sessions import end_other_sessions
from forum.accounts.models import OneTimeCodes, SignInSession
from forum.accounts.refusals import ShortPassword, StaleTicket, WrongOneTimeCode
from forum.lib import clock
from forum.lib.db import db, writing


@writing()
def set_up_codes(viewer: Viewer, *, ticket: str, code: str, this: int | None) -> None:
    """Ask for codes from now on, once the app has shown a right one; every other device is signed out."""
    require(policy.can_change_keys(viewer, key_rings.keeper_of(viewer).id))
    offer = tickets.read(ways_in.TO_SET_UP_CODES, ticket)
    if offer.claims["account"] != viewer.account_id:
        raise StaleTicket
    limits.ONE_TIME_CODE.spend(str(viewer.account_id))
    secret = offer.claims["secret"]
    step = one_time_codes.fitting_step(secret, code, clock.now(), last_step=0)
    if step is None:
        raise WrongOneTimeCode
    tickets.spend(offer)
    sealed = one_time_codes.seal(secret)
    codes = db.session.get(OneTimeCodes, viewer.account_id)
    if codes is None:
        codes = OneTimeCodes(account_id=viewer.account_id, has_short_password=False)
        db.session.add(codes)
    codes.sealed_secret, codes.last_step = sealed, step
    limits.ONE_TIME_CODE.forget(str(viewer.account_id))
    end_other_sessions(viewer, this)
    db.session.get_one(SignInSession, this).has_second_factor = True
    db.session.flush()


@writing()
def switch_off_codes(viewer: Viewer, *, this: int | None) -> None:
    """Ask for no more codes; raises ShortPassword where the password is too short to be alone."""
    require(policy.can_change_keys(viewer, key_rings.keeper_of(viewer).id))
    codes = db.session.get(OneTimeCodes, viewer.account_id)
    if codes is None:
        return
    if codes.has_short_password:
        raise ShortPassword
    db.session.delete(codes)
    end_other_sessions(viewer, this)
