"""What people do with their accounts, one file per verb."""

from forum.accounts.actions._open_session import Opened
from forum.accounts.actions.appoint import appoint
from forum.accounts.actions.change_passkeys import add_passkey, remove_passkey
from forum.accounts.actions.change_password import change_password
from forum.accounts.actions.change_pen_names import add_pen_name, use_pen_name
from forum.accounts.actions.confirm import confirm_by_passkey, confirm_by_password
from forum.accounts.actions.end_other_sessions import end_other_sessions
from forum.accounts.actions.end_session import end_session
from forum.accounts.actions.join import NewPasskey, can_have_names, join
from forum.accounts.actions.leave import close, leave, stay
from forum.accounts.actions.name_session import name_session
from forum.accounts.actions.new_nobody import new_nobody
from forum.accounts.actions.recover import recover
from forum.accounts.actions.rename import forget_former_name, rename
from forum.accounts.actions.renew_recovery_code import renew_recovery_code
from forum.accounts.actions.set_up_codes import set_up_codes, switch_off_codes
from forum.accounts.actions.sign_in import CodeWanted, sign_in, sign_in_with_code
from forum.accounts.actions.sign_in_with_passkey import sign_in_with_passkey
from forum.accounts.actions.sign_out import sign_out

__all__ = [
    "CodeWanted",
    "NewPasskey",
    "Opened",
    "add_passkey",
    "add_pen_name",
    "appoint",
    "can_have_names",
    "change_password",
    "close",
    "confirm_by_passkey",
    "confirm_by_password",
    "end_other_sessions",
    "end_session",
    "forget_former_name",
    "join",
    "leave",
    "name_session",
    "new_nobody",
    "recover",
    "remove_passkey",
    "rename",
    "renew_recovery_code",
    "set_up_codes",
    "sign_in",
    "sign_in_with_code",
    "sign_in_with_passkey",
    "sign_out",
    "stay",
    "switch_off_codes",
    "use_pen_name",
]
