"""What the templates show of pieces and replies: words and addresses, nothing the reader may not know."""

from forum.discussion.routes.rows.pieces import PieceRow, piece_rows
from forum.discussion.routes.rows.replies import ReplyRow, reply_row, reply_rows
from forum.discussion.routes.rows.saying import person_url, state_note

__all__ = ["PieceRow", "ReplyRow", "person_url", "piece_rows", "reply_row", "reply_rows", "state_note"]
