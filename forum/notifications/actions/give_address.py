"""Say where one wants to hear by mail that there is something to read, confirm it, and take it back."""

import hmac
from datetime import timedelta

from sqlalchemy import delete

from forum.access import Viewer, require
from forum.accounts import recovery
from forum.accounts.limits import HOUR, QUARTER, Limit
from forum.lib import clock, keys, mail, throttle
from forum.lib.db import db, writing
from forum.lib.events import emit
from forum.notifications import policy
from forum.notifications.events import MailWaits
from forum.notifications.letters import HOURS
from forum.notifications.models import MailAddress
from forum.notifications.queries.mail import PURPOSE, has_address, is_leaving, newest_notice
from forum.notifications.refusals import Leaving, NoAddress, WrongMailCode

CODE = "mail code"  # the purpose of the keys that hide it
DAY = timedelta(days=1)
MAILS_A_DAY = 3  # to one address, whoever gives it: nobody's mailbox is filled from here
GIVEN = Limit("mail address by account", 5, HOUR)
GIVEN_BY_NETWORK = Limit("mail address by network", 20, HOUR)
CODES = Limit("mail code by account", 10, QUARTER)


@writing()
def give_address(viewer: Viewer, typed: str, *, network: str | None) -> None:
    """Note an address in place of any other, and have a code sent there; raises a Refusal.

    Where others have given the same one, the answer is the same: nobody learns from it.
    """
    require(policy.can_give_address(viewer, is_on=mail.is_on()))
    address = mail.address(typed)
    if address is None:
        raise NoAddress
    account_id = int(viewer.account_id or 0)
    if is_leaving(account_id):
        raise Leaving
    GIVEN.spend(str(account_id))  # and others of theirs wait here until this one is done
    GIVEN_BY_NETWORK.spend(network)
    _forget(account_id)
    digest = keys.digest(PURPOSE, address.lower())
    is_quiet = not throttle.allow("mail to an address", digest, MAILS_A_DAY, DAY)
    db.session.add(_address(account_id, address, digest, recovery.new_code(), is_quiet=is_quiet))
    db.session.flush()
    if not is_quiet:
        emit(MailWaits(account_id))


@writing()
def confirm_address(viewer: Viewer, code: str) -> None:
    """Show by the code that one reads what is sent there; raises a Refusal."""
    require(policy.can_give_address(viewer, is_on=mail.is_on()))
    CODES.spend(str(viewer.account_id))
    kept = db.session.get(MailAddress, viewer.account_id)
    given = keys.digest(CODE, recovery.parse(code) or "")
    if kept is None or kept.code_digest is None or not hmac.compare_digest(given, kept.code_digest):
        raise WrongMailCode
    if kept.code_until is None or kept.code_until <= clock.now():
        raise WrongMailCode
    kept.confirmed_on, kept.refused_on = clock.today(), None
    kept.code_digest = kept.code_sealed = kept.code_until = None
    kept.told_through = newest_notice(kept.account_id)


@writing()
def forget_address(viewer: Viewer) -> None:
    """Have one's address be gone at once."""
    require(policy.can_see_address(viewer, is_on=mail.is_on(), has_one=has_address(viewer)))
    _forget(int(viewer.account_id or 0))


def _forget(account_id: int) -> None:
    db.session.execute(delete(MailAddress).where(MailAddress.account_id == account_id))


def _address(account_id: int, address: str, digest: str, code: str, *, is_quiet: bool) -> MailAddress:
    return MailAddress(
        account_id=account_id,
        digest=digest,
        sealed=keys.seal_for(PURPOSE, account_id, address),
        code_digest=keys.digest(CODE, recovery.parse(code) or ""),
        code_sealed=None if is_quiet else keys.seal_for(CODE, account_id, code),
        code_until=clock.now() + timedelta(hours=HOURS),
    )
