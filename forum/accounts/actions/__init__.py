"""What people do with their accounts, one file per verb."""

from forum.accounts.actions._open_session import Opened
from forum.accounts.actions.appoint import appoint
from forum.accounts.actions.change_password import change_password
from forum.accounts.actions.end_other_sessions import end_other_sessions
from forum.accounts.actions.end_session import end_session
from forum.accounts.actions.join import join
from forum.accounts.actions.leave import close, leave, stay
from forum.accounts.actions.name_session import name_session
from forum.accounts.actions.new_nobody import new_nobody
from forum.accounts.actions.recover import recover
from forum.accounts.actions.rename import forget_former_name, rename
from forum.accounts.actions.renew_recovery_code import renew_recovery_code
from forum.accounts.actions.sign_in import sign_in
from forum.accounts.actions.sign_out import sign_out

__all__ = [
    "Opened",
    "appoint",
    "change_password",
    "close",
    "end_other_sessions",
    "end_session",
    "forget_former_name",
    "join",
    "leave",
    "name_session",
    "new_nobody",
    "recover",
    "rename",
    "renew_recovery_code",
    "sign_in",
    "sign_out",
    "stay",
]
