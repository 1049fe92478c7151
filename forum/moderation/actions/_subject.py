"""Whom and what a case is about, for the verbs that need one of them."""

from datetime import datetime

from sqlalchemy import select

from forum.access import AccessRefused, Hidden
from forum.accounts.models import Account, Persona
from forum.discussion import visibility
from forum.discussion.models import Post, Reply, Space
from forum.lib.db import db
from forum.moderation.models import Case, Decision
from forum.moderation.refusals import DetailMissing


def lock(case: Case) -> None:
    """Have others wait, the conversation first and the case second, as the discussion's verbs do."""
    if case.text is not None:
        visibility.lock(case.text)
    db.session.refresh(case, with_for_update=True)


def text_of(case: Case) -> Post | Reply:
    """The text; raises AccessRefused for a case about a person."""
    if case.text is None:
        raise AccessRefused(Hidden())
    return case.text


def post_of(case: Case) -> Post:
    """The piece; raises AccessRefused where the case is about something else."""
    text = text_of(case)
    if not isinstance(text, Post):
        raise AccessRefused(Hidden())
    return text


def persona_of(case: Case) -> Persona:
    """Whoever wrote the text, or whom the case is about."""
    persona = case.text.persona if case.text is not None else case.persona
    if persona is None:
        raise AccessRefused(Hidden())
    return persona


def account_of(case: Case) -> Account:
    """The account behind them; raises AccessRefused for a pen name that came with an import."""
    account = persona_of(case).account
    if account is None:
        raise AccessRefused(Hidden())
    db.session.refresh(account, ["suspended_until", "limited_until"], with_for_update=True)
    return account


def account_id_of(case: Case) -> int | None:
    """The same, where only its id is wanted; None where there is none."""
    persona = case.text.persona if case.text is not None else case.persona
    return persona.account_id if persona is not None else None


def end_of(decision: Decision) -> datetime:
    """When a decision ends that must."""
    if decision.in_force_until is None:
        raise DetailMissing("hours")
    return decision.in_force_until


def space_of(decision: Decision) -> Space:
    """The space that a piece is moved to."""
    slug = decision.details.get("space")
    found = db.session.scalar(select(Space).where(Space.slug == slug))
    if found is None:
        raise DetailMissing("space")
    return found
