"""What can be wrong with an operator's settings, and what to do about it."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from forum.lib import mail

if TYPE_CHECKING:
    from forum.config import Config

MIN_SECRET_LENGTH = 32
MIN_TOKEN_LENGTH = 16  # it opens no more than counts
LOG_LEVELS = ("debug", "info", "warning", "error")
WHO_WORKS = ("embedded", "worker")
MOST_PEN_NAMES = 5
SECOND_FACTORS = (None, "required", "optional")


def faults_in(config: "Config") -> list[str]:
    """What is wrong with the settings, a sentence for each."""
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
            "ALCOVE_DEMO must be 0 where ALCOVE_BASE_URL is https://: the demonstration’s moderators have "
            "a password that everybody can read."
        )
    faults += _faults_of_people(config) + _faults_of_serving(config) + _faults_of_mail(config)
    faults += _faults_of_age(config)
    return faults


def _faults_of_people(config: "Config") -> list[str]:
    faults = []
    if not 1 <= config.pen_names <= MOST_PEN_NAMES:
        faults.append(f"ALCOVE_PEN_NAMES must be 1 to {MOST_PEN_NAMES}.")
    if config.second_factor not in SECOND_FACTORS:
        faults.append("ALCOVE_SECOND_FACTOR must be required or optional.")
    return faults


def _faults_of_serving(config: "Config") -> list[str]:
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


def _faults_of_mail(config: "Config") -> list[str]:
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


def _faults_of_age(config: "Config") -> list[str]:
    if config.oidc_age_issuer is None:
        return []
    faults = []
    if not _is_web_address(config.oidc_age_issuer):
        faults.append("ALCOVE_OIDC_AGE_ISSUER must be the whole address by which the provider calls itself.")
    if not config.oidc_age_client_id:
        faults.append("ALCOVE_OIDC_AGE_CLIENT_ID must be the name that the provider knows this site by.")
    if config.oidc_age_value is None:
        faults.append("ALCOVE_OIDC_AGE_VALUE must be true, a number, or a word in quotation marks.")
    return faults


def _is_web_address(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).netloc)
