"""What the web server and Flask's command line load."""

from forum.app import create_app

app = create_app()
