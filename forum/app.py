"""The application: which rooms there are, and what listens to what."""

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import click
from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from forum import wiring
from forum.agegate import policy_file, regions
from forum.config import Config, ConfigError
from forum.lib import jobs, later, mail, nudges, worker
from forum.lib.db import db
from forum.schedule import SCHEDULE
from forum.web import cookies, doors, edge, environment, hall, metrics

# Of libpq: seconds for a new connection, milliseconds for what was sent on one that is there. Somebody
# waits with a text in their form; without these it would be minutes.
BOUNDS: dict[str, str | tuple[str, ...]] = {"connect_timeout": "5", "tcp_user_timeout": "10000"}
MAX_REQUEST_BYTES = 4 * 1024 * 1024  # a long essay has 100,000 characters of up to four bytes, encoded


class Application(Flask):
    """Flask, but the edge commits what a view did, and a fault is logged by the view's name.

    An address would tell what somebody read.
    """

    jinja_environment = environment.Environment

    def dispatch_request(self) -> ResponseReturnValue:
        """Call the view of the present request."""
        return edge.carry_out(super().dispatch_request)

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]
    ) -> None:
        """Log a fault that nothing else answered for."""
        self.logger.error("a fault in %s", request.endpoint, exc_info=exc_info)


def create_app(config: Config | None = None) -> Flask:
    """Build the application from a Config, or from the environment."""
    config = config or Config.from_env()
    app = Application("forum", static_folder=None, template_folder="../templates")
    _configure(app, config)
    config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make_private(config.database_url)
    db.init_app(app)
    later.install(app, str(wiring.MIGRATIONS), {"alcove": _commands})
    Babel(app)
    metrics.note_views(app)
    _put_in_force(app, config)
    hall.open_hall(app, wiring.HOOKS)
    doors.register(app, wiring.ROOMS)
    wiring.listen()
    jobs.install(app, wiring.JOBS)
    nudges.install(app, config.data_dir, config.redis_url)
    mail.install(app, config.smtp_url, config.mail_from)
    if config.jobs == "embedded":
        worker.install_besides(app, SCHEDULE)
    app.extensions["checks"] = wiring.CHECKS
    if config.proxies:  # before all that asks where somebody comes from
        # Not X-Forwarded-Host: a proxy that hands on the Host need not set it, and then anybody could.
        app.wsgi_app = ProxyFix(app.wsgi_app, config.proxies, config.proxies)  # type: ignore[method-assign]  # Flask's documented way to wrap
    app.wsgi_app = metrics.Meter(app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way to wrap
    return app


def _put_in_force(app: Flask, config: Config) -> None:
    """Have the age gate know its policy and where addresses lie; raises ConfigError."""
    try:
        policy_file.install(app, config.age_policy)
    except policy_file.PolicyFault as fault:
        raise ConfigError(f"ALCOVE_AGE_POLICY: {fault}") from fault
    try:
        regions.install(app, config.geoip_database)
    except regions.DatabaseFault as fault:
        raise ConfigError(f"ALCOVE_GEOIP_DATABASE: {fault}") from fault


def _commands() -> click.Command:
    from forum import cli

    return cli.alcove


def _make_private(database_url: str) -> None:
    """Make a new SQLite file that only we may read; those beside it get its mode from SQLite."""
    path = make_url(database_url).database or ""
    if not database_url.startswith("sqlite:") or not Path(path).is_absolute():
        return
    with suppress(OSError):  # it is there already, or SQLite will say what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _with_bounds(database_url: str) -> str:
    """Have a PostgreSQL that says nothing given up soon, unless the address itself says how soon."""
    url = make_url(database_url)
    if url.get_backend_name() != "postgresql":
        return database_url
    return url.update_query_dict(BOUNDS | dict(url.query)).render_as_string(hide_password=False)


def _configure(app: Flask, config: Config) -> None:
    app.config.from_mapping(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=_with_bounds(config.database_url),
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": not config.database_url.startswith("sqlite"),
            "hide_parameters": True,  # a fault that is logged must not repeat what somebody wrote
        },
        SITE_NAME=config.site_name,
        PEN_NAMES=config.pen_names,
        SECOND_FACTOR=config.needs_second_factor,
        BASE_URL=config.base_url,
        LEAVE_URL=config.leave_url,
        AGE_TRUST_EU_AV=config.age_trust_eu_av,
        AGE_TRUST_MDL=config.age_trust_mdl,
        OIDC_AGE_ISSUER=config.oidc_age_issuer,
        OIDC_AGE_CLIENT_ID=config.oidc_age_client_id,
        OIDC_AGE_CLIENT_SECRET=config.oidc_age_client_secret,
        OIDC_AGE_CLAIM=config.oidc_age_claim,
        OIDC_AGE_VALUE=config.oidc_age_value,
        OIDC_AGE_SCOPE=config.oidc_age_scope,
        OIDC_AGE_NAME=config.oidc_age_name,
        DATA_DIR=str(config.data_dir),
        DEMO=config.demo,
        METRICS_TOKEN=config.metrics_token,
        TESTING=config.testing,
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME=("__Host-" if config.secure else "") + cookies.NAMES["form"],
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        TRAP_BAD_REQUEST_ERRORS=False,
    )
