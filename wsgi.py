"""What the web server and Flask's command line load."""

from forum.app import create_app
from forum.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    raise SystemExit(f"Alcove cannot start. {error}") from None
