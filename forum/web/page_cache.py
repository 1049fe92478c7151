"""Whole pages for visitors, kept in memory and checked at each request by a version read.

It stands before Flask. A request is answered from here only if it comes from a visitor without an account
whose cookie has passed the gate, and only with a page that was made for the same address, day, age level
and theme, whose versions are still those of the database. Everything else goes on to Flask, which offers
what it makes to be kept. A kept page holds nothing of a person: no token, no name, no message.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache
from flask import Flask, g, request, session
from werkzeug.wrappers import Response

from forum.access import AgeLevel
from forum.lib import clock
from forum.lib.db import db
from forum.web import compression, cookies, current, metrics, page_versions, templating
from forum.web.page_versions import VersionReader, Versions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MOST_BYTES = 8 * 1024 * 1024  # a process: about 400 long conversations, compressed
LONGEST_COOKIES = 1000  # ours have some 300 characters; what was read of them is remembered
OFFER = "alcove.page_offer"
AgeFloor = Callable[[Flask, str | None], AgeLevel]
DYNAMIC_HEADERS = frozenset({"content-length", "content-encoding"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a visitor's cookies say that a page can show."""

    age_level: AgeLevel
    theme: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a kept page was made for."""

    path: str
    query: str
    visitor: Visitor
    day: date


@dataclass(frozen=True, slots=True)
class Offer:
    """A page that Flask makes may be kept under this key, as of these versions."""

    key: Key
    versions: Versions


@dataclass(frozen=True, slots=True)
class Page:
    """A kept page in the forms in which it was asked for, by their encodings: "br", "gzip", "" as it is."""

    headers: list[tuple[str, str]]
    versions: Versions
    bucket: int | None  # of the piece it shows; None for a list, which depends on all
    forms: Mapping[str, bytes]
    packed_well: frozenset[str] = frozenset({""})  # those that need not be made again, better
    view: str = ""
    until: datetime | None = None  # when what it shows changes by itself

    def is_current(self, now: Versions) -> bool:
        """Whether nothing that the page shows has changed."""
        if self.until is not None and clock.now() >= self.until:
            return False
        if self.bucket is None:
            return now == self.versions
        return now[0] == self.versions[0] and now[self.bucket] == self.versions[self.bucket]

    def size(self) -> int:
        """Bytes that it takes, without what every page has."""
        return sum(len(form) for form in self.forms.values())


def keep_for_visitors(*arguments: str, piece_id: int | None = None, until: datetime | None = None) -> None:
    """Say in a view that its page is the same for all visitors, until what it shows changes.

    `piece_id` is the one piece it shows, None for lists; `arguments` are those of its address that change
    the page: with any other the page is not kept, so that nobody can fill the memory by inventing some.
    `until` is the moment at which the page changes though no row does.
    """
    if set(arguments).issuperset(request.args):
        g.kept_page_until = until
        g.kept_page_bucket = None if piece_id is None else page_versions.bucket_of(piece_id)


def install(app: Flask, age_level: Callable[[str], AgeLevel], age_floor: AgeFloor) -> None:
    """Put the cache before Flask; the hooks tell what an age cookie proves and what an address must."""
    cache = PageCache(app, age_level, age_floor)
    app.wsgi_app = cache  # type: ignore[method-assign]  # Flask's documented way to wrap
    app.after_request(cache.offer)
    app.extensions["page_cache"] = cache


class PageCache:
    """The WSGI application that answers visitors from memory, or asks Flask."""

    def __init__(self, app: Flask, age_level: Callable[[str], AgeLevel], age_floor: AgeFloor) -> None:
        self._app = app
        self._next = app.wsgi_app
        self._age_level = age_level
        self._age_floor = age_floor
        self._pages: LRUCache[Key, Page] = LRUCache(MOST_BYTES, getsizeof=Page.size)
        self._lock = Lock()
        self._visitor_of = lru_cache(maxsize=1024)(self._read_cookies)
        with app.app_context():
            self._versions = VersionReader(db.engine)
            self._session_cookie = cookies.name("session") + "="
        self.answered = 0
        self.made = 0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from memory, or by Flask."""
        key = self._key(environ)
        versions = self._versions.read() if key is not None else None
        if key is None or versions is None:  # where nothing can be checked, nothing is answered
            return self._next(environ, start_response)
        with self._lock:
            page = self._pages.get(key)
        if page is not None and page.is_current(versions):
            self.answered += 1
            environ[metrics.FROM_MEMORY] = page.view
            return self._answer(key, page, environ, start_response)
        environ[OFFER] = Offer(key, versions)
        return self._next(environ, start_response)

    def offer(self, response: Response) -> Response:
        """Keep the page that Flask has made, if it was asked for one and this is one for everybody."""
        offer: Offer | None = request.environ.get(OFFER)
        if offer is None or "kept_page_bucket" not in g or not _is_for_everybody(response):
            return response
        headers = [(name, value) for name, value in response.headers if name.lower() not in DYNAMIC_HEADERS]
        view = request.endpoint or ""
        forms = {response.headers.get("Content-Encoding", ""): response.get_data()}
        page = Page(headers, offer.versions, g.kept_page_bucket, forms, view=view, until=g.kept_page_until)
        self._keep(offer.key, page)
        self.made += 1
        request.environ[metrics.NOW_KEPT] = True
        return response

    def _key(self, environ: "WSGIEnvironment") -> Key | None:
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
            return None
        today = clock.today()
        raw = environ.get("HTTP_COOKIE", "")
        # A member's token is not even remembered as something that was looked at.
        is_other = self._session_cookie in raw or len(raw) > LONGEST_COOKIES
        visitor = None if is_other else self._visitor_of(raw, today)
        if visitor is None or visitor.age_level < self._age_floor(self._app, environ.get("REMOTE_ADDR")):
            return None
        return Key(environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""), visitor, today)

    def _read_cookies(self, raw: str, _today: date) -> Visitor | None:
        """Whoever sends these cookies, as far as pages differ; None for those who must see another page."""
        with self._app.test_request_context(environ_overrides={"HTTP_COOKIE": raw}):
            if "_flashes" in session:  # a message waits for them
                return None
            level = self._age_level(request.cookies.get(cookies.name("age"), ""))
            return Visitor(level, templating.theme() or "")

    def _answer(
        self, key: Key, page: Page, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> list[bytes]:
        encoding = compression.wanted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if encoding not in page.forms or encoding not in page.packed_well:
            page = self._with_form(key, page, encoding)
        body = page.forms[encoding]
        headers = [*page.headers, ("Content-Length", str(len(body)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        start_response("200 OK", headers)
        return [body]

    def _with_form(self, key: Key, page: Page, encoding: str) -> Page:
        """The page with the form that is asked for now, compressed well."""
        made_as, made = next(iter(page.forms.items()))
        form = compression.pack(compression.unpack(made, made_as), encoding, compression.WELL)
        better = replace(
            page, forms={**page.forms, encoding: form}, packed_well=page.packed_well | {encoding}
        )
        self._keep(key, better)
        return better

    def _keep(self, key: Key, page: Page) -> None:
        with self._lock:
            self._pages.pop(key, None)
            if page.size() <= self._pages.maxsize:
                self._pages[key] = page


def _is_for_everybody(response: Response) -> bool:
    return (
        response.status_code == 200
        and response.mimetype == "text/html"
        and not response.is_streamed
        and "Set-Cookie" not in response.headers
        and "csrf_token" not in g
        and current.session() is None
    )
