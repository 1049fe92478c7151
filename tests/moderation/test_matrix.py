"""Every role at every route of the moderation: exactly those who may succeed, and the rest leave no trace."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import Table, select

from forum.access import Role
from forum.accounts.models import Persona
from forum.accounts.passwords import hash_password
from forum.discussion.actions.block import block
from forum.discussion.models import BlockKind
from forum.lib.db import db
from forum.moderation import actions
from forum.moderation.models import Case, Decision, Flag, Proposal, Reveal
from tests.cast import PASSWORD, Cast, Person, somebody
from tests.fixtures.clients import Visitor
from tests.moderation.stage import REASONS, Stage, text_of

Address = tuple[str, dict[str, str]]
NUMBERS = count()

# "author" wrote the text; "conflicted" moderates and flagged it; "blocked" moderates and is blocked by her.
ROLES = (
    "at the gate",
    "guest",
    "newcomer",
    "member",
    "suspended",
    "author",
    "conflicted",
    "blocked",
    "moderator",
    "admin",
)
EVERYBODY = frozenset(ROLES)
PAST_GATE = EVERYBODY - {"at the gate"}
MEMBERS = PAST_GATE - {"guest"}
MODERATORS = frozenset(("conflicted", "blocked", "moderator", "admin"))
TIED = frozenset(("conflicted", "blocked"))
UNTIED = MODERATORS - TIED
ADMIN = frozenset(("admin",))
AUTHOR = frozenset(("author",))
PASSING = "/sign-in"
# What a visit alone may change: who is signed in, limits, versions of pages.
VOLATILE = {"sign_in_session", "throttle_hit", "daily_salt", "page_version", "visit", "milestone"}


@dataclass(frozen=True)
class Request:
    """A route, how to come by an address of it with a form that fits, and who gets through."""

    method: str
    make: Callable[[Stage], Address]
    allowed: frozenset[str]


def _text(stage: Stage) -> str:
    """Ada's reply, which Tim and Mira flagged."""
    text = stage.reply(stage.cast.ada, _piece(stage), f"Words, number {next(NUMBERS)}.")
    stage.flag(stage.cast.tim, text, reason="spam")
    stage.flag(stage.cast.mira, text, reason="spam")
    return text


def _piece(stage: Stage) -> str:
    return stage.piece(stage.cast.ada, f"It snowed, number {next(NUMBERS)}.")


def _case(stage: Stage) -> str:
    return f"/moderation/cases/{stage.case_on(_text(stage))}"


def _on_case(suffix: str, **form: str) -> Callable[[Stage], Address]:
    return lambda stage: (f"{_case(stage)}{suffix}", form)


def _version(stage: Stage, case: str) -> str:
    with stage.app.app_context():
        query = select(Case.version).where(Case.public_id == case.rsplit("/", 1)[1])
        return str(db.session.scalar(query))


def _decision(suffix: str) -> Callable[[Stage], Address]:
    def make(stage: Stage) -> Address:
        case = _case(stage)
        form = {"action": "remove", "rule": "1", "reasons": REASONS, "version": _version(stage, case)}
        return f"{case}/{suffix}", form

    return make


def _statement(stage: Stage) -> str:
    """The address of a decision by Mira on Ada's text."""
    text = stage.reply(stage.cast.ada, _piece(stage), f"Words, number {next(NUMBERS)}.")
    return f"/moderation/statements/{stage.decide(stage.cast.mira, text, 'remove', rule=1)}"


def _appealed(stage: Stage) -> tuple[str, str]:
    """The statement and the case of an appeal."""
    statement = _statement(stage)
    ada = stage.visitor(stage.cast.ada)
    assert ada.post(f"{statement}/appeal", words="It was a joke.").status_code == 303
    with stage.app.app_context():
        newest = select(Case.public_id).order_by(Case.id.desc()).limit(1)
        return statement, f"/moderation/cases/{db.session.scalar(newest)}"


def _answered(stage: Stage) -> Address:
    statement, case = _appealed(stage)
    asked = stage.visitor(stage.cast.otto).post(f"{case}/question", words="Which one?")
    assert asked.status_code == 303
    return f"{statement}/appeal/answer", {"words": "The second."}


def _proposal(answer: str) -> Callable[[Stage], Address]:
    def make(stage: Stage) -> Address:
        with stage.work():
            case = actions.open_own_case(stage.cast.mira.viewer, text_of(_piece(stage)))
            made = actions.decide(
                stage.cast.mira.viewer, case, actions.Verdict("ban", 1, REASONS), case.version
            )
            assert isinstance(made, Proposal)
            return f"/moderation/proposals/{made.public_id}/{answer}", {}

    return make


def _override(stage: Stage) -> Address:
    public_id = _case(stage).rsplit("/", 1)[1]
    with stage.work():
        case = db.session.scalars(select(Case).where(Case.public_id == public_id)).one()
        made = actions.override(stage.cast.mira.viewer, case, "It is urgent.")
        return f"/moderation/overrides/{made.public_id}/review", {"review": "That was right."}


def _flag(stage: Stage) -> Address:
    """Tim's flag, whose sender somebody wants to know."""
    case = _case(stage)
    with stage.app.app_context():
        tims = select(Flag.public_id).where(Flag.persona_id == stage.cast.tim.persona_id)
        flag = db.session.scalar(tims.order_by(Flag.id.desc()).limit(1))
    return f"{case}/reveals", {"flag": str(flag), "reason": "The police ask for it."}


def _reveal(stage: Stage) -> Address:
    """Asked for by Otto."""
    path, form = _flag(stage)
    assert stage.visitor(stage.cast.otto).post(path, **form).status_code == 303
    with stage.app.app_context():
        asked = db.session.scalar(select(Reveal.public_id).order_by(Reveal.id.desc()).limit(1))
    return f"/moderation/reveals/{asked}/confirm", {}


def _removal(stage: Stage) -> Address:
    case = _case(stage)
    chosen = f"{case.rsplit('/', 1)[1]}:{_version(stage, case)}"
    return "/moderation/removals", {"chosen": chosen, "rule": "1", "reasons": REASONS}


def _at(path: str, **form: str) -> Callable[[Stage], Address]:
    return lambda _stage: (path, form)


MATRIX: dict[str, Request] = {
    "flag_form": Request("GET", lambda stage: (f"/flag?on={_text(stage)}", {}), EVERYBODY - {"author"}),
    "send_flag": Request(
        "POST",
        lambda stage: ("/flag", {"on": _text(stage), "reason": "spam", "words": "Look."}),
        EVERYBODY - {"author"},
    ),
    "thanks": Request("GET", _at("/flag/thanks"), EVERYBODY),
    "log": Request("GET", _at("/moderation/log"), PAST_GATE),
    "mine": Request("GET", _at("/moderation/mine"), MEMBERS),
    "agreement": Request("GET", _at("/moderation/rules/agree"), MEMBERS),
    "agree": Request("POST", _at("/moderation/rules/agree"), MEMBERS),
    "queue": Request("GET", _at("/moderation"), MODERATORS),
    "desk": Request("GET", _at("/moderation/desk"), MODERATORS),
    "set_desk": Request("POST", _at("/moderation/desk", spared="spam"), MODERATORS),
    "overrides": Request("GET", _at("/moderation/overrides"), MODERATORS),
    "open_case": Request("POST", lambda stage: ("/moderation/cases", {"on": _piece(stage)}), MODERATORS),
    "case": Request("GET", _on_case(""), MODERATORS),
    "pass_on": Request("POST", _on_case("/pass"), MODERATORS),
    "escalate": Request("POST", _on_case("/escalate"), MODERATORS),
    "take_over": Request("POST", _on_case("/claim"), UNTIED),
    "preview": Request("POST", _decision("preview"), UNTIED),
    "decide": Request("POST", _decision("decisions"), UNTIED),
    "remove_many": Request("POST", _removal, UNTIED),
    "override": Request("POST", _on_case("/override", reason="It is urgent."), TIED),
    "review": Request("POST", _override, MODERATORS - {"conflicted"}),
    "confirm": Request("POST", _proposal("confirm"), UNTIED),
    "decline": Request("POST", _proposal("decline"), UNTIED),
    "statement": Request("GET", lambda stage: (_statement(stage), {}), MODERATORS | AUTHOR),
    "appeal": Request("GET", lambda stage: (f"{_statement(stage)}/appeal", {}), AUTHOR),
    "send_appeal": Request(
        "POST", lambda stage: (f"{_statement(stage)}/appeal", {"words": "It was a joke."}), AUTHOR
    ),
    "ask_question": Request(
        "POST", lambda stage: (f"{_appealed(stage)[1]}/question", {"words": "Which one?"}), UNTIED
    ),
    "answer_question": Request("POST", _answered, AUTHOR),
    "ask_reveal_of": Request("POST", _flag, UNTIED),
    "confirm_reveal_of": Request("POST", _reveal, ADMIN),
    "decisions_csv": Request("GET", _at("/moderation/decisions.csv"), ADMIN),
    "rules": Request("GET", _at("/moderation/rules"), ADMIN),
    "rule": Request("GET", _at("/moderation/rules/1"), ADMIN),
    "add_rule": Request("POST", _at("/moderation/rules", title="Be brief", text="Say it."), ADMIN),
    "reword_rule": Request(
        "POST", _at("/moderation/rules/1", title="Be kind", text="And brief.", version="1"), ADMIN
    ),
    "watched": Request("GET", _at("/moderation/watch-list"), ADMIN),
    "watch": Request("POST", _at("/moderation/watch-list", phrases="cheap watches"), ADMIN),
    "retire_rule": Request("POST", _at("/moderation/rules/9/retire", version="1"), ADMIN),
}


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """Who may what is decided in Python, and takes long to try: one database is enough."""
    return sqlite_app


@pytest.fixture
def visitors(stage: Stage, cast: Cast) -> dict[str, Visitor]:
    """Somebody in each role."""
    with stage.work():
        blocked = somebody("Birch", hash_password(PASSWORD), role=Role.MODERATOR)
        block(cast.ada.viewer, db.session.get_one(Persona, blocked.persona_id), BlockKind.BLOCK)
    people: dict[str, Person] = {
        "newcomer": cast.nell,
        "member": cast.tim,
        "suspended": cast.bo,
        "author": cast.ada,
        "conflicted": cast.mira,
        "blocked": blocked,
        "moderator": cast.otto,
        "admin": cast.root,
    }
    known = {role: stage.visitor(person) for role, person in people.items()}
    return {"at the gate": stage.new_visitor(), "guest": stage.guest(), **known}


def _go(visitor: Visitor, method: str, address: Address) -> bool:
    """Whether somebody gets through."""
    path, form = address
    answer = visitor.get(path) if method == "GET" else visitor.post(path, **form)
    assert answer.status_code < 500
    if answer.status_code == 303:
        return not answer.location.startswith(PASSING)
    return answer.status_code == 200


def _everything(app: Flask) -> list[object]:
    """All rows of all tables but for what a visit alone may change."""
    with app.app_context():
        tables = [table for table in db.metadata.sorted_tables if table.name not in VOLATILE]
        return [_rows(table) for table in tables]


def _rows(table: Table) -> list[tuple[object, ...]]:
    found = db.session.execute(select(table).order_by(*table.primary_key))
    return [tuple(row) for row in found]


def test_the_matrix_has_every_route(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("moderation.")}
    assert known == {f"moderation.{name}" for name in MATRIX}


@pytest.mark.parametrize("name", MATRIX)
def test_who_may_not_leaves_no_trace(name: str, stage: Stage, visitors: dict[str, Visitor]) -> None:
    wanted = MATRIX[name]
    address = wanted.make(stage)
    for role in ROLES:
        if role not in wanted.allowed:
            before = _everything(stage.app)
            assert not _go(visitors[role], wanted.method, address), role
            assert _everything(stage.app) == before, role


@pytest.mark.parametrize("name", MATRIX)
def test_who_may_gets_through(name: str, stage: Stage, visitors: dict[str, Visitor]) -> None:
    wanted = MATRIX[name]
    for role in ROLES:
        if role in wanted.allowed:
            assert _go(visitors[role], wanted.method, wanted.make(stage)), role


@pytest.mark.parametrize(
    "name", ["case", "take_over", "preview", "decide", "pass_on", "escalate", "override"]
)
def test_nobody_touches_the_case_about_their_own_text(
    name: str, stage: Stage, cast: Cast, visitors: dict[str, Visitor]
) -> None:
    own = stage.reply(cast.otto, _piece(stage), "A moderator's own words.")
    stage.flag(cast.tim, own, reason="spam")
    suffix = MATRIX[name].make(stage)[0].partition("/moderation/cases/")[2].partition("/")[2]
    address = f"/moderation/cases/{stage.case_on(own)}/{suffix}".rstrip("/")
    before = _everything(stage.app)
    form = {"action": "approve", "version": "1", "reason": "It is urgent."}
    assert not _go(visitors["moderator"], MATRIX[name].method, (address, form))
    assert _everything(stage.app) == before
    assert stage.count(Decision) == 0
