"""A WordPress export of any size, as large blogs have them."""

import random
from pathlib import Path

from benchmarks.community import SEED, WORDS

COMMENTS_A_PIECE = 100
COMMENTERS = 500
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old blog</title><link>https://old.example</link><language>en</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>jo</wp:author_login>
<wp:author_display_name>Jo</wp:author_display_name></wp:author>
"""
ITEM = """<item><title>Piece {number}</title><link>https://old.example/?p={number}</link>
<dc:creator>jo</dc:creator><content:encoded><![CDATA[{text}]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2012-01-02 15:04:05</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
"""
COMMENT = """<wp:comment><wp:comment_id>{key}</wp:comment_id>
<wp:comment_author><![CDATA[Guest {guest}]]></wp:comment_author>
<wp:comment_author_email>guest{guest}@mail.example</wp:comment_author_email>
<wp:comment_date_gmt>2012-02-{day:02} {hour:02}:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""


def write(path: Path, comments: int) -> None:
    """Write an export with so many comments of about seventy words, a hundred beneath each piece."""
    chance = random.Random(SEED)  # nosec B311  # for sameness, not for secrecy
    with path.open("w") as file:
        file.write(HEAD)
        for number in range(1, comments // COMMENTS_A_PIECE + 1):
            file.write(ITEM.format(number=number, text=_text(chance, 300)))
            first = number * COMMENTS_A_PIECE
            for key in range(first, first + COMMENTS_A_PIECE):
                answers = key > first and chance.random() < 0.6
                file.write(
                    COMMENT.format(
                        key=key,
                        guest=chance.randrange(COMMENTERS),
                        day=1 + (key - first) // 24,
                        hour=(key - first) % 24,
                        text=_text(chance, 70),
                        parent=chance.randrange(max(first, key - 10), key) if answers else 0,
                    )
                )
            file.write("</item>\n")
        file.write("</channel></rss>\n")


def _text(chance: random.Random, words: int) -> str:
    drawn = [chance.choice(WORDS) for _ in range(words)]
    drawn[1], drawn[-2] = f"<em>{drawn[1]}</em>", f'<a href="https://old.example/">{drawn[-2]}</a>'
    return f"{' '.join(drawn[: words // 2])}\n\n{' '.join(drawn[words // 2 :])}"
