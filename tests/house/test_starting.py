"""The server starts with what it serves pages with, and leaves the rest to who asks for it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT, report

# What they cost was measured: half of the time and a fifth of the memory of a start.
OF_COMMANDS = ("alembic", "mako", "bs4", "markdownify", "flask_migrate", "forum.cli", "forum.demo", "rich")
OF_RARE_REQUESTS = (
    *("confusable_homoglyphs.confusables", "confusable_homoglyphs.categories"),
    *("cbor2", "joserfc", "httpx", "maxminddb"),  # proofs of age, where they are asked for
)


def test_a_server_loads_no_more_than_it_serves_with(tmp_path: Path) -> None:
    names = [*OF_COMMANDS, *OF_RARE_REQUESTS]
    serve = "from wsgi import app; app.test_client().get('/readyz'); app.test_client().get('/age')"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {serve}; print(*(n for n in {names} if n in sys.modules))"],
        cwd=ROOT,
        env={**os.environ, "ALCOVE_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    instead = "Import it where it is used, inside the function, and say why (see forum/lib/later.py)."
    assert not done.stdout.strip(), report(done.stdout.split(), instead)
