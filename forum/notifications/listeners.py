"""What concerns whom: rows are written here, and whether they may be read is decided when shown."""

from sqlalchemy import bindparam, insert, select, update

from forum import markup
from forum.access import SYSTEM, Role
from forum.accounts import names
from forum.accounts.models import Account, Persona
from forum.discussion.events import PersonBlocked, TextHidden, TextPublished
from forum.discussion.models import Block, BlockKind, Post, Reply, Visibility
from forum.lib import clock
from forum.lib.db import db
from forum.lib.events import subscribe
from forum.moderation.events import AppealQuestioned, CasesOverdue, DecisionMade, FlaggerRevealed
from forum.moderation.models import DecisionAction
from forum.notifications import disowning, tending
from forum.notifications.actions.tell_flaggers import tell_flaggers
from forum.notifications.events import MailWaits
from forum.notifications.jobs import send_mail, tell_more_flaggers
from forum.notifications.models import Notice, NoticeKind
from forum.notifications.queries import is_by

MOST_MENTIONS = 10  # more names than that call nobody


def listen() -> None:
    """Hear of new texts and of decisions."""
    subscribe(TextPublished, _tell_of_text)
    subscribe(DecisionMade, _tell_of_decision)
    subscribe(CasesOverdue, _remind_moderators)
    subscribe(AppealQuestioned, _tell_of_question)
    subscribe(TextHidden, _tell_of_hiding)
    subscribe(FlaggerRevealed, _tell_of_reveal)
    subscribe(PersonBlocked, _forget_calls)
    subscribe(MailWaits, _send)
    tending.listen()
    disowning.listen()


def _tell_of_text(event: TextPublished) -> None:
    """Tell each account once of a new text, by what concerns it most, and never its own author."""
    text = event.text
    about = {"post_id": None, "reply_id": None, f"{text.kind}_id": text.id, "at": clock.now()}
    rows = [about | {"account_id": account_id, "kind": kind} for account_id, kind in _concerned(text).items()]
    if rows:
        db.session.connection().execute(insert(Notice), rows)


def _concerned(text: Post | Reply) -> dict[int, NoticeKind]:
    """The accounts whom a text concerns, and by what most."""
    post, parent = (text.post, text.parent) if isinstance(text, Reply) else (None, None)
    called = {names.pen_name_key(name) for name in markup.names_in(text.html)[:MOST_MENTIONS]}
    written = {text.persona_id} | {above.persona_id for above in (post, parent) if above is not None}
    asked = {"ids": list(written), "keys": list(called)}
    found = db.session.connection().execute(_PEOPLE, asked).all()
    account_of = {persona_id: account_id for persona_id, account_id, _key in found}
    concerned: dict[int | None, NoticeKind] = {}
    if parent is not None:
        concerned[account_of[parent.persona_id]] = NoticeKind.REPLY_TO_YOU
    if post is not None:
        concerned.setdefault(account_of[post.persona_id], NoticeKind.UNDER_YOUR_PIECE)
    for _id, account_id, key in found:
        if key in called:
            concerned.setdefault(account_id, NoticeKind.MENTION)
    own = account_of[text.persona_id]
    reached = {account: kind for account, kind in concerned.items() if account is not None and account != own}
    if not reached or own is None:
        return reached
    asked = {"writer": text.persona_id, "writers": own, "accounts": list(reached)}
    kept_away = set(db.session.connection().execute(_KEPT_AWAY, asked).scalars())
    return {account: kind for account, kind in reached.items() if account not in kept_away}


# Asked with every text that is shown, so it is made once.
_PEOPLE = select(Persona.id, Persona.account_id, Persona.pen_name_key).where(
    Persona.id.in_(bindparam("ids", expanding=True))
    | Persona.pen_name_key.in_(bindparam("keys", expanding=True))
)


# Of `accounts`, those that block the writer under any name, or have muted the name they wrote under.
_KEPT_AWAY = (
    select(Block.account_id)
    .join(Persona, Persona.id == Block.persona_id)
    .where(
        Block.account_id.in_(bindparam("accounts", expanding=True)),
        Persona.account_id == bindparam("writers"),
        (Block.kind == BlockKind.BLOCK) | (Block.persona_id == bindparam("writer")),
    )
)


def _forget_calls(event: PersonBlocked) -> None:
    """What they were told of that person so far does not wait to be read any more."""
    block = event.block
    unread = (Notice.account_id == block.account_id, Notice.read_at.is_(None), is_by(block.persona_id))
    seen = update(Notice).where(*unread).values(read_at=clock.now())
    db.session.execute(seen.execution_options(synchronize_session=False))


def _send(event: MailWaits) -> None:
    send_mail.later(account=event.account_id)


def _tell_of_decision(event: DecisionMade) -> None:
    """Tell the author what was done and why, and each member who flagged what came of it."""
    decision, text = event.decision, event.text
    persona = text.persona if text is not None else decision.case.persona
    nothing_new = decision.action == DecisionAction.APPROVE and event.before == Visibility.PUBLISHED
    tells = not nothing_new and decision.action != DecisionAction.DISMISS
    if tells and persona is not None and persona.account_id is not None:
        _write(persona.account_id, NoticeKind.STATEMENT, text, decision_id=decision.id)
    db.session.flush()
    rest = tell_flaggers(SYSTEM, decision.id)
    if rest is not None:
        tell_more_flaggers.later(**rest)


def _tell_of_question(event: AppealQuestioned) -> None:
    """Tell whoever appealed that they are asked something."""
    appealed = event.appeal.decision
    person = db.session.get(Persona, appealed.subject_persona_id) if appealed.subject_persona_id else None
    if person is not None and person.account_id is not None:
        kind = NoticeKind.APPEAL_QUESTION
        _write(person.account_id, kind, event.appeal.case.text, decision_id=appealed.id)


def _tell_of_hiding(event: TextHidden) -> None:
    """Tell the author at once; the statement follows with the decision."""
    account_id = event.text.persona.account_id
    if account_id is not None:
        _write(account_id, NoticeKind.HIDDEN, event.text)


def _tell_of_reveal(event: FlaggerRevealed) -> None:
    """Tell a member that moderators know who sent their flag; not which moderators."""
    person = event.flag.persona
    if person is not None and person.account_id is not None:
        _write(person.account_id, NoticeKind.REVEALED, None)


def _remind_moderators(_event: CasesOverdue) -> None:
    """Say to everybody who moderates that cases wait, once until they have read it; not which, nor why."""
    reminded = select(Notice.account_id).where(Notice.kind == NoticeKind.OVERDUE, Notice.read_at.is_(None))
    moderators = select(Account.id).where(Account.role >= Role.MODERATOR, Account.id.not_in(reminded))
    for account_id in db.session.scalars(moderators).all():
        _write(account_id, NoticeKind.OVERDUE, None)


def _write(
    account_id: int,
    kind: NoticeKind,
    text: Post | Reply | None,
    *,
    decision_id: int | None = None,
) -> None:
    db.session.add(
        Notice(
            account_id=account_id,
            kind=kind,
            post_id=text.id if isinstance(text, Post) else None,
            reply_id=text.id if isinstance(text, Reply) else None,
            decision_id=decision_id,
            at=clock.now(),
        )
    )
