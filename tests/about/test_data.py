"""/about/data says what the table of retention says, all of it, to everybody."""

from markupsafe import escape

from forum.retention import RETENTION
from tests.fixtures.clients import Visitor


def test_the_public_page_shows_every_entry_with_its_lifetime(client: Visitor) -> None:
    page = client.get("/about/data")
    assert page.status_code == 200, "also before the gate"
    rows = page.text.split("<tr>")
    shown = [entry for entry in RETENTION if entry.only_if is None]
    for entry in shown:
        said = f"<td>{escape(str(entry.what))}</td>", f"<td>{escape(str(entry.how_long))}</td>"
        assert any(all(cell in row for cell in said) for row in rows), f"{entry.table}: {entry.what}"
    assert page.text.count("<tr>") == len(shown) + 1, "and nothing that is not in the table"
