"""The settings an operator gives through the environment, read once and frozen."""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError

from forum.config.faults import MIN_SECRET_LENGTH, faults_in


class ConfigError(Exception):
    """A setting is missing or malformed; the message says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that may differ between two installations."""

    secret_key: str
    data_dir: Path
    database_url: str
    redis_url: str | None = None
    site_name: str = "Alcove"
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    second_factor: str | None = None
    pen_names: int = 1
    leave_url: str = "https://www.wikipedia.org/"  # neutral, large, in every language
    proxies: int = 0
    jobs: str = "embedded"
    smtp_url: str | None = None
    mail_from: str | None = None
    age_policy: Path | None = None  # without one: a declaration, everywhere
    geoip_database: Path | None = None
    age_trust_eu_av: str | None = None  # a file or an https:// address
    age_trust_mdl: str | None = None
    oidc_age_issuer: str | None = None
    oidc_age_client_id: str = ""
    oidc_age_client_secret: str | None = None
    oidc_age_claim: str = "age_over_18"
    oidc_age_value: bool | int | str | None = True
    oidc_age_scope: str = "openid"
    oidc_age_name: str | None = None
    metrics_token: str | None = None
    log_level: str = "warning"
    log_requests: bool = False
    testing: bool = False

    @property
    def secure(self) -> bool:
        """Whether people reach the site by HTTPS, so that cookies can be bound to it."""
        return self.base_url.startswith("https://")

    @property
    def needs_second_factor(self) -> bool:
        """Whether moderators must show a second factor; everybody knows the demonstration's passwords."""
        return self.second_factor == "required" or (self.second_factor is None and not self.demo)

    @classmethod
    def from_env(cls) -> "Config":
        """Read the settings; raises ConfigError with a sentence for each fault."""
        env = Env(eager=False)
        data_dir = Path(env.str("ALCOVE_DATA_DIR", "instance")).absolute()
        default_url = f"sqlite:///{data_dir / 'alcove.db'}"
        database_url = _secret("ALCOVE_DATABASE_URL") or default_url
        base_url: str = env.str("ALCOVE_BASE_URL", cls.base_url).rstrip("/")
        values: dict[str, Any] = _of_age(env) | {
            "redis_url": _secret("ALCOVE_REDIS_URL"),
            "site_name": env.str("ALCOVE_SITE_NAME", cls.site_name),
            "demo": env.bool("ALCOVE_DEMO", False),
            "pen_names": env.int("ALCOVE_PEN_NAMES", cls.pen_names),
            "second_factor": env.str("ALCOVE_SECOND_FACTOR", None),
            "leave_url": env.str("ALCOVE_LEAVE_URL", cls.leave_url),
            "proxies": env.int("ALCOVE_PROXIES", 0),
            "jobs": env.str("ALCOVE_JOBS", cls.jobs),
            "smtp_url": _secret("ALCOVE_SMTP_URL"),
            "mail_from": _secret("ALCOVE_MAIL_FROM"),
            "metrics_token": _secret("ALCOVE_METRICS_TOKEN"),
            "log_level": env.str("ALCOVE_LOG_LEVEL", cls.log_level).lower(),
            "log_requests": env.bool("ALCOVE_LOG_REQUESTS", cls.log_requests),
        }
        try:
            env.seal()
        except EnvValidationError as error:
            raise ConfigError(_malformed(error.error_messages)) from error
        production = base_url.startswith("https://") or not _is_sqlite(database_url)
        config = cls(
            secret_key=_secret_key(data_dir, production),
            data_dir=data_dir,
            database_url=database_url,
            base_url=base_url,
            **values,
        )
        faults = faults_in(config)
        if faults:
            raise ConfigError(" ".join(faults))
        return config


def _of_age(env: Env) -> dict[str, Any]:
    """What the age gate needs to know: its policy, where addresses lie, and who vouches for people."""
    policy, countries = env.str("ALCOVE_AGE_POLICY", None), env.str("ALCOVE_GEOIP_DATABASE", None)
    return {
        "age_policy": Path(policy).absolute() if policy else None,
        "geoip_database": Path(countries).absolute() if countries else None,
        "age_trust_eu_av": env.str("ALCOVE_AGE_TRUST_EU_AV", None),
        "age_trust_mdl": env.str("ALCOVE_AGE_TRUST_MDL", None),
        "oidc_age_issuer": env.str("ALCOVE_OIDC_AGE_ISSUER", None),
        "oidc_age_client_id": env.str("ALCOVE_OIDC_AGE_CLIENT_ID", Config.oidc_age_client_id),
        "oidc_age_client_secret": _secret("ALCOVE_OIDC_AGE_CLIENT_SECRET"),
        "oidc_age_claim": env.str("ALCOVE_OIDC_AGE_CLAIM", Config.oidc_age_claim),
        "oidc_age_value": _plain_json(env.str("ALCOVE_OIDC_AGE_VALUE", "true")),
        "oidc_age_scope": env.str("ALCOVE_OIDC_AGE_SCOPE", Config.oidc_age_scope),
        "oidc_age_name": env.str("ALCOVE_OIDC_AGE_NAME", None),
    }


def _plain_json(written: str) -> bool | int | str | None:
    """What a JSON word or number says; None for anything else."""
    try:
        value = json.loads(written)
    except ValueError:
        return None
    return value if isinstance(value, bool | int | str) else None


def _malformed(found: Sequence[str] | Mapping[str, Sequence[str]]) -> str:
    if not isinstance(found, Mapping):
        return " ".join(found)
    return " ".join(f"{name} is malformed: {' '.join(said)}" for name, said in found.items())


def _secret(name: str) -> str | None:
    """A secret from `NAME`, or from the file that `NAME_FILE` names."""
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return os.environ.get(name) or None
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise ConfigError(f"{name}_FILE cannot be read: {error.strerror}.") from error


def _secret_key(data_dir: Path, production: bool) -> str:
    """The secret key as set, else, on a small installation, one that is made and kept beside the data."""
    given = _secret("ALCOVE_SECRET_KEY")
    if given:
        return given
    if production:
        raise ConfigError(
            "ALCOVE_SECRET_KEY is missing; set it (or ALCOVE_SECRET_KEY_FILE) to at least "
            f"{MIN_SECRET_LENGTH} random characters, the same on every machine."
        )
    file = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _is_sqlite(url: str) -> bool:
    return url.startswith("sqlite:")
