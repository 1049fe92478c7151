"""Somebody's browser as a server sees it: cookies, headers, an address; and what it was trusted with."""

import re
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.serving.conftest import PATIENCE

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
AGENT, ADDRESS = "Planted-Agent/1.0", "203.0.113.77"


class Browser:
    """Somebody with cookies, from an address that the proxy tells, or from one of this machine's own."""

    def __init__(self, port: str, *, address: str | None = ADDRESS, source: str = "127.0.0.1") -> None:
        self._port = int(port)
        self._told = {"X-Forwarded-For": address} if address else {}
        self._source = source
        self.cookies: dict[str, str] = {}
        self.secrets: set[str] = set()  # tokens in cookies and forms
        self.location = ""

    def ask(self, path: str, **form: str) -> tuple[int, str]:
        """Open a page, or send a form with the token of the page at its address."""
        headers = {"User-Agent": AGENT, "Cookie": self._cookies(), **self._told}
        connection = HTTPConnection("127.0.0.1", self._port, PATIENCE, (self._source, 0))
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST" if form else "GET", path, urlencode(form) or None, headers)
        answer = connection.getresponse()
        self.location = answer.getheader("Location") or ""
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._keep(*value.partition(";")[0].partition("=")[::2])
        text = answer.read().decode()
        connection.close()
        self.secrets.update(TOKEN.findall(text), TICKET.findall(text))
        return answer.status, text

    def send(self, path: str, form_at: str = "", **form: str) -> tuple[int, str]:
        """Send a form with the token of the page that offers it."""
        found = TOKEN.search(self.ask(form_at or path)[1])
        return self.ask(path, csrf_token=found.group(1) if found else "", **form)

    def do(self, path: str, form_at: str = "", **form: str) -> str:
        """The same, of which something must come; the page, or where it leads."""
        status, text = self.send(path, form_at, **form)
        assert status < 400, f"{path}: {status} {text}"
        return self.location or text

    def _keep(self, name: str, content: str) -> None:
        self.cookies[name] = content
        if len(content) > 8:
            self.secrets.add(content)

    def _cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())
