"""How the gate stands, for administrators: which methods can answer, and how old their lists are."""

from dataclasses import dataclass

from flask import render_template

from forum.access import require
from forum.agegate import methods, policy, policy_file
from forum.agegate.methods import Method
from forum.agegate.policy import AgePolicy
from forum.agegate.routes.room import room
from forum.agegate.trust import queries as trust
from forum.agegate.trust.queries import Freshness
from forum.web import current
from forum.web.doors import MODERATOR


@dataclass(frozen=True)
class MethodState:
    """One method, whether it can answer, and the list it relies on, if it needs one and has it."""

    method: Method
    is_usable: bool
    list: Freshness | None


@room.get("/moderation/age", door=MODERATOR)
def state() -> str:
    """Which methods the policy names, and how each stands."""
    require(policy.can_see_state(current.viewer()))
    in_force = policy_file.in_force()
    return render_template("agegate/state.html", policy=in_force, states=_states(in_force))


def _states(in_force: AgePolicy) -> list[MethodState]:
    keys = list(dict.fromkeys(key for region in in_force.regions.values() for key in region.methods))
    usable = methods.usable(keys)
    lists = {each.method: each for each in trust.freshness()}
    return [MethodState(each, each.key in usable, lists.get(each.key)) for each in methods.named(keys)]
