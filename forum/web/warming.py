"""What the first requests would have to load, loaded once, before the server divides into workers.

What is in memory by then is shared by all workers, and nobody waits for it.
"""

from flask import Flask
from sqlalchemy.orm import configure_mappers

from forum.lib import clock
from forum.web import templating


def warm(app: Flask) -> None:
    """Load the templates, the relations between the tables' classes, and the words for dates."""
    configure_mappers()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with app.test_request_context():
        templating.coarse_time(clock.now() - templating.LONG_AGO)
