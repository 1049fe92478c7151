"""Getting back in with a recovery code."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts import actions
from forum.accounts.forms import RecoverForm, site_name
from forum.accounts.routes.room import code_page, let_in, room, session_id, show
from forum.lib.refusal import Refusal
from forum.web import current, network
from forum.web.doors import PUBLIC


@room.get("/recover", door=PUBLIC)
def recover() -> ResponseReturnValue:
    """Show the form for somebody who forgot their password."""
    return show("recover.html", RecoverForm(formdata=None))


@room.post("/recover", door=PUBLIC)
def get_back_in() -> ResponseReturnValue:
    """Set a new password, sign in, and show the code that replaces the one just used."""
    form = RecoverForm()
    if not form.validate():
        return show("recover.html", form)
    try:
        recovered = actions.recover(
            current.viewer(),
            sign_in_name=form.sign_in_name.data or "",
            code=form.recovery_code.data or "",
            new_password=form.new_password.data or "",
            network=network.key(),
            site_name=site_name(),
            instead_of=session_id(),
        )
    except Refusal as refusal:
        return show("recover.html", form, refusal)
    page = code_page(
        recovered.recovery_code,
        next_path="/",
        title=_("You are back"),
        lead=_(
            "Your new password is set, and every other device is signed out. The code you used works "
            "no more; please write down the new one."
        ),
    )
    return let_in(page, recovered.session, stay=False)
