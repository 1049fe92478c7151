"""The operator's commands for the age gate."""

from pathlib import Path

import click
from flask.cli import AppGroup

from forum.access import SYSTEM
from forum.agegate import policy_file
from forum.agegate.actions import revoke as take_back
from forum.agegate.actions.revoke import LONGEST_REASON
from forum.agegate.policy import METHOD_LEVELS, AgePolicy
from forum.agegate.trust.actions import refresh
from forum.lib.db import db, writing


@click.group("age", cls=AppGroup)
def age() -> None:
    """Look after what is asked of people's age."""


@age.command("check-policy")
@click.argument("file", type=click.Path(path_type=Path), required=False)
def check_policy(file: Path | None) -> None:
    """Check a policy file before it is put in force, and say what it asks; without FILE, the one in force."""
    try:
        policy = policy_file.in_force() if file is None else policy_file.read(file)
    except policy_file.PolicyFault as fault:
        raise click.ClickException(str(fault)) from fault
    for line in _told(policy):
        click.echo(line)


@age.command("refresh-trust")
def refresh_trust() -> None:
    """Read anew whom the methods trust that prove people's age."""
    found = refresh(SYSTEM)
    db.session.commit()
    if not found:
        click.echo("No list is set: see docs/operators/age.md, Methods.")
    for refreshed in found:
        if refreshed.fault is None:
            click.echo(f"{refreshed.method}: {refreshed.count} keys to trust.")
    faults = [f"{refreshed.method}: {refreshed.fault}" for refreshed in found if refreshed.fault]
    if faults:
        raise click.ClickException(f"The list kept before stays for {'; '.join(faults)}.")


@age.command("revoke")
@click.option("--method", required=True, type=click.Choice(list(METHOD_LEVELS)), help="Whose answers.")
@click.option("--provider", help="Only those by one provider, by its key as stored.")
@click.option(
    "--reason", required=True, help=f"Shown to those it concerns, at most {LONGEST_REASON} characters."
)
def revoke(method: str, provider: str | None, reason: str) -> None:
    """Have answers count no more, for instance when a provider turns out not to be trusted."""
    if len(reason) > LONGEST_REASON:
        raise click.ClickException(f"The reason has more than {LONGEST_REASON} characters.")
    with writing():
        taken = take_back(SYSTEM, reason, method=method, provider_key=provider)
        db.session.commit()
    click.echo(
        f"{taken} accounts are asked again. Visitors' cookies are not kept here: to ask visitors again too, "
        "raise version and min_version in the policy file."
    )


def _told(policy: AgePolicy) -> list[str]:
    """What a policy asks, a line for each region."""
    lines = [
        f"Version {policy.version}; whoever is elsewhere or unknown is taken for {policy.default_region}."
    ]
    for name, region in policy.regions.items():
        lines.append(
            f"{name:<7} reading: {region.floor.name.lower():<9} joining: "
            f"{region.account_floor.name.lower():<9} by {', '.join(region.methods)}"
        )
    older = [f"{level.name.lower()} before version {least}" for level, least in policy.min_version.items()]
    return [*lines, f"Asked again: {', '.join(older)}."] if older else lines
