"""What an archive holds of what somebody was told, and of the archives they asked for."""

from flask_babel import lazy_gettext as _
from sqlalchemy import case

from forum.export.models import Archive
from forum.export.table.part import Address, Field, LeftOut, Part, statement, texts
from forum.export.table.reasons import CREDENTIAL, DERIVED, LINK, YOURS
from forum.lib import keys
from forum.notifications.models import MailAddress, Notice, NoticeKind
from forum.notifications.queries.mail import PURPOSE as MAIL

# What answered somebody's flag is a decision about somebody else, whose statement is not theirs to open.
_STATEMENT = statement(Notice.decision_id, _("Decision"))
_DECISION = Field(
    Notice.decision_id,
    _STATEMENT.label,
    (case((Notice.kind != NoticeKind.OUTCOME, _STATEMENT.read[0])),),
    Address,
)


def _address(account_id: int, sealed: bytes) -> str:
    return keys.unseal_of(MAIL, account_id, sealed)


OF_WHAT_WAS_TOLD: tuple[Part, ...] = (
    Part(
        "notices",
        _("Notices"),
        Notice,
        lambda owner: Notice.account_id == owner.account_id,
        (
            Field(Notice.kind, _("About")),
            *texts(Notice.post_id, Notice.reply_id),
            _DECISION,
            Field(Notice.at, _("When")),
            Field(Notice.read_at, _("Read")),
        ),
    ),
    Part(
        "mail",
        _("Mail"),
        MailAddress,
        lambda owner: MailAddress.account_id == owner.account_id,
        (
            Field(
                MailAddress.sealed,
                _("Your e-mail address"),
                (MailAddress.account_id.expression, MailAddress.sealed.expression),
                _address,
            ),
            Field(MailAddress.confirmed_on, _("Confirmed")),
            Field(MailAddress.refused_on, _("Took no mail")),
            Field(MailAddress.code_until, _("Can be confirmed until")),
            Field(MailAddress.queued_at, _("A mail waits since")),
            Field(MailAddress.sent_at, _("The last mail, to the hour")),
            Field(MailAddress.has_looked, _("You have seen your notices since")),
        ),
    ),
    Part(
        "archives",
        _("Archives you asked for"),
        Archive,
        lambda owner: Archive.account_id == owner.account_id,
        (
            Field(Archive.asked_at, _("Asked for")),
            Field(Archive.state, _("State")),
            Field(Archive.until, _("Kept until")),
            Field(Archive.size, _("Bytes")),
        ),
    ),
)

NOT_OF_WHAT_WAS_TOLD: tuple[LeftOut, ...] = (
    LeftOut("notice", ("account_id",), _("Whose notice it is"), YOURS),
    LeftOut("notice", ("flag_id",), _("Which of your flags a notice is about"), LINK),
    LeftOut("mail_address", ("account_id",), _("Whose address it is"), YOURS),
    LeftOut("mail_address", ("digest",), _("The digest of your e-mail address"), DERIVED),
    LeftOut("mail_address", ("code_digest", "code_sealed"), _("The code that confirms it"), CREDENTIAL),
    LeftOut("mail_address", ("told_through",), _("Which notice you were told of last"), LINK),
    LeftOut("archive", ("account_id",), _("Whose archive it is"), YOURS),
    LeftOut("archive", ("token_digest",), _("The digest of an archive’s link"), CREDENTIAL),
    LeftOut("archive_part", ("archive_id", "number", "sealed"), _("Earlier archives themselves"), DERIVED),
)
