"""What the web server and Flask's command line load."""

from forum.app import create_app
from forum.config import Config, ConfigError
from forum.lib import logs

try:
    config = Config.from_env()
    logs.configure(config.log_level, requests=config.log_requests)
    app = create_app(config)
except ConfigError as error:
    raise SystemExit(f"Alcove cannot start. {error}") from None
