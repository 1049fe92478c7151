"""Style sheets and scripts: joined at start into one file each, served under a hashed name.

No build step: the parts are plain CSS and self-contained script files, so joining is enough.
"""

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

STATIC = Path(__file__).parents[2] / "static"
FIRST_STYLES = ("layers.css", "tokens.css", "base.css", "layout.css")
LAST_STYLES = ("utilities.css",)


def install(app: Flask) -> None:
    """Join the parts, serve them for ever under their hash, and give templates `asset()`."""
    files = {"alcove.css": _join(_styles()), "alcove.js": _join_scripts()}
    for path in sorted(STATIC.glob("*.*")):
        files[path.name] = path.read_bytes()
    version = hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()[:12]
    folder = Path(app.config["DATA_DIR"]) / "assets" / version
    _write(folder, files)
    noise = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        add_headers_function=_add_headers,
        immutable_file_test=lambda path, url: True,
    )
    noise.add_files(str(folder), prefix=f"static/{version}/")
    app.wsgi_app = noise  # type: ignore[method-assign]  # Flask's documented way to wrap
    app.jinja_env.globals["asset"] = lambda name: f"/static/{version}/{name}"


def _styles() -> list[Path]:
    css = STATIC / "css"
    first = [css / name for name in FIRST_STYLES]
    last = [css / name for name in LAST_STYLES]
    return [path for path in (*first, *sorted((css / "components").glob("*.css")), *last) if path.is_file()]


def _join(parts: list[Path]) -> bytes:
    return b"\n".join(path.read_bytes() for path in parts)


def _join_scripts() -> bytes:
    """Each script in a block of its own, so that none sees another's names."""
    parts = sorted((STATIC / "js" / "behaviours").glob("*.js"))
    return b"\n".join(b"{\n" + path.read_bytes() + b"\n}" for path in parts)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files with their compressed twins; whole or not at all when several processes start."""
    if folder.is_dir():
        return
    draft = folder.with_name(f"{folder.name}.{id(files)}")
    draft.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (draft / name).write_bytes(content)
        for _path in Compressor(quiet=True).compress(str(draft / name)):
            pass
    try:
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
