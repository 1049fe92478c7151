"""What an import did, in numbers and sentences: everything in the file is accounted for."""

from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.gateways.importing.pieces import LeftOut, Mended, Tally

LEFT_OUT = {
    LeftOut.NO_PIECE: _l("pages, pictures and other things that are no pieces"),
    LeftOut.NEVER_PUBLIC: _l("drafts, private and unpublished pieces"),
    LeftOut.PASSWORD: _l("behind a password"),
    LeftOut.TWICE: _l("in the file twice"),
    LeftOut.EMPTY: _l("without words"),
    LeftOut.WITH_PIECE: _l("under a piece that is left out"),
    LeftOut.PINGBACK: _l("pingbacks and trackbacks"),
    LeftOut.SPAM: _l("spam"),
    LeftOut.TRASH: _l("in the trash"),
    LeftOut.OTHER_KIND: _l("of a kind that only a plug-in knows"),
    LeftOut.TOO_LONG: _l("too long to be shown here"),
    LeftOut.ERASED_HERE: _l("under a piece that has been erased here"),
}
MENDED = {
    Mended.MISSING_PARENT: _l("answered a comment that is not there: now at top level"),
    Mended.CIRCLE: _l("answered each other in a circle: the first is now at top level"),
    Mended.HELD_PARENT: _l("answered a comment that waits: now one level up"),
    Mended.TOO_DEEP: _l("were nested too deep: now beside what they answer"),
    Mended.SAME_ID: _l("had the number of another comment"),
    Mended.NO_DATE: _l("had no date: now dated as their piece"),
    Mended.OTHER_WORDS: _l("look a little different from how they did"),
}


@dataclass(frozen=True)
class Difference:
    """A count that should be another."""

    what: str
    expected: int
    found: int


@dataclass
class Report:
    """The outcome of one import."""

    tally: Tally  # of the pass that wrote
    checked: Tally  # of the pass before, which only read
    dry_run: bool
    already_pieces: int = 0
    already_comments: int = 0
    arrived_pieces: int = 0
    arrived_comments: int = 0
    held: int = 0
    stored_pieces: int = 0
    stored_comments: int = 0
    renamed: dict[str, str] = field(default_factory=dict)

    @property
    def differences(self) -> list[Difference]:
        """Where what went in is not what came out; empty when all is well."""
        tally, checked = self.tally, self.checked
        pieces = checked.pieces - sum(tally.left_out_pieces.values()) - self.already_pieces
        comments = checked.comments - sum(tally.left_out_comments.values()) - self.already_comments
        counts = [
            Difference(_("pieces in the file"), checked.pieces, tally.pieces),
            Difference(_("comments in the file"), checked.comments, tally.comments),
            Difference(_("pieces written"), pieces, self.arrived_pieces),
            Difference(_("comments written"), comments, self.arrived_comments),
            Difference(_("pieces in the database"), pieces, self.stored_pieces),
            Difference(_("comments in the database"), comments, self.stored_comments),
        ]
        return [count for count in counts if count.expected != count.found]

    def lines(self) -> list[str]:
        """The report as a person reads it."""
        tally = self.tally
        pieces = [(tally.pieces, _("in the file")), (self.arrived_pieces, self._arrived())]
        comments = [(tally.comments, _("in the file")), (self.arrived_comments, self._arrived())]
        comments.append((self.held, _("of these, held for a moderator, as they were on the blog")))
        pieces.append((self.already_pieces, _("here already")))
        comments.append((self.already_comments, _("here already")))
        pieces += [(n, _out(LEFT_OUT[why])) for why, n in sorted(tally.left_out_pieces.items())]
        comments += [(n, _out(LEFT_OUT[why])) for why, n in sorted(tally.left_out_comments.items())]
        lines = [_("Pieces"), *_table(pieces), _("Comments"), *_table(comments)]
        mended = [(n, str(MENDED[what])) for what, n in sorted(tally.mended.items())]
        if mended:
            lines += [_("Put right on the way"), *_table(mended)]
        if self.renamed:
            lines += [_("Names that had to change")]
            lines += [f"  {old} → {new}" for old, new in sorted(self.renamed.items())]
        return lines

    def difference_lines(self) -> list[str]:
        """A table of what differs."""
        lines = [_("What went in is not what came out, so nothing was written:")]
        row = _("  %(what)s: %(expected)d expected, %(found)d found")
        return lines + [row % vars(count) for count in self.differences]

    def _arrived(self) -> str:
        return str(_("would be imported") if self.dry_run else _("imported"))


def _out(why: object) -> str:
    return str(_("left out: %(why)s", why=why))


def _table(rows: list[tuple[int, str]]) -> list[str]:
    return [f"  {count:>9,}  {what}" for count, what in rows if count or what == _("in the file")]
