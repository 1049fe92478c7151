"""The settings an operator gives through the environment, read once and frozen."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvValidationError

from forum.lib import mail

MIN_SECRET_LENGTH = 32
MIN_TOKEN_LENGTH = 16  # it opens no more than counts
LOG_LEVELS = ("debug", "info", "warning", "error")
WHO_WORKS = ("embedded", "worker")
MOST_PEN_NAMES = 5
SECOND_FACTORS = (None, "required", "optional")


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
        values: dict[str, Any] = {
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
            "age_policy": _file(env.str("ALCOVE_AGE_POLICY", None)),
            "geoip_database": _file(env.str("ALCOVE_GEOIP_DATABASE", None)),
            "age_trust_eu_av": env.str("ALCOVE_AGE_TRUST_EU_AV", None),
            "age_trust_mdl": env.str("ALCOVE_AGE_TRUST_MDL", None),
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
        _check(config)
        return config


def _malformed(found: Sequence[str] | Mapping[str, Sequence[str]]) -> str:
    if not isinstance(found, Mapping):
        return " ".join(found)
    return " ".join(f"{name} is malformed: {' '.join(said)}" for name, said in found.items())


def _file(path: str | None) -> Path | None:
    return Path(path).absolute() if path else None


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


def _is_web_address(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).netloc)


def _check(config: Config) -> None:
    faults = []
    if len(config.secret_key) < MIN_SECRET_LENGTH:
        faults.append(f"ALCOVE_SECRET_KEY must have at least {MIN_SECRET_LENGTH} characters.")
    if not config.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        faults.append("ALCOVE_DATABASE_URL must start with sqlite:/// or postgresql://.")
    if config.redis_url and not config.redis_url.startswith(("redis://", "rediss://", "unix://")):
        faults.append("ALCOVE_REDIS_URL must start with redis://, rediss:// or unix://.")
    if not 1 <= len(config.site_name) <= 60:
        faults.append("ALCOVE_SITE_NAME must have 1 to 60 characters.")
    for name, url in (("ALCOVE_BASE_URL", config.base_url), ("ALCOVE_LEAVE_URL", config.leave_url)):
        if not _is_web_address(url):
            faults.append(f"{name} must be a whole http:// or https:// address.")
    if config.demo and config.secure:
        faults.append(
            "ALCOVE_DEMO must be 0 where ALCOVE_BASE_URL is https://: the demonstration's moderators have "
            "a password that everybody can read."
        )
    faults += _faults_of_people(config) + _faults_of_serving(config) + _faults_of_mail(config)
    if faults:
        raise ConfigError(" ".join(faults))


def _faults_of_people(config: Config) -> list[str]:
    faults = []
    if not 1 <= config.pen_names <= MOST_PEN_NAMES:
        faults.append(f"ALCOVE_PEN_NAMES must be 1 to {MOST_PEN_NAMES}.")
    if config.second_factor not in SECOND_FACTORS:
        faults.append("ALCOVE_SECOND_FACTOR must be required or optional.")
    return faults


def _faults_of_serving(config: Config) -> list[str]:
    faults = []
    if config.jobs not in WHO_WORKS:
        faults.append("ALCOVE_JOBS must be embedded, or worker where `flask alcove worker` runs.")
    if config.metrics_token is not None and len(config.metrics_token) < MIN_TOKEN_LENGTH:
        faults.append(f"ALCOVE_METRICS_TOKEN must have at least {MIN_TOKEN_LENGTH} characters.")
    if config.log_level not in LOG_LEVELS:
        faults.append(f"ALCOVE_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}.")
    if config.proxies < 0:
        faults.append("ALCOVE_PROXIES must be 0 or the number of proxies in front.")
    return faults


def _faults_of_mail(config: Config) -> list[str]:
    if config.smtp_url is None:
        return []
    faults = []
    try:
        mail.server(config.smtp_url)
    except ValueError as error:
        faults.append(f"ALCOVE_SMTP_URL {error}")
    if mail.address(config.mail_from or "") is None:
        faults.append("ALCOVE_MAIL_FROM must be the address that mail comes from, such as post@example.org.")
    return faults
