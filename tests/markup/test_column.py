"""What comes out of the column may stand in a page; only rendered text goes in."""

import pytest
from markupsafe import Markup
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import StatementError

from forum.lib.db import writing
from forum.markup import RenderedHtml, render

texts = Table("texts", MetaData(), Column("id", Integer, primary_key=True), Column("html", RenderedHtml))


def test_rendered_text_comes_back_as_markup_and_a_plain_string_is_refused() -> None:
    engine = create_engine("sqlite://")
    with writing(), engine.connect() as connection:
        texts.metadata.create_all(connection)
        html = render("<b> & *x* \u00a0").html
        connection.execute(insert(texts), [{"html": html}, {"html": None}])
        loaded = connection.scalars(select(texts.c.html).order_by(texts.c.id)).all()
        assert loaded == [html, None]
        assert isinstance(loaded[0], Markup)
        assert Markup("{}").format(loaded[0]) == html
        with pytest.raises(StatementError, match="never a plain string"):
            connection.execute(insert(texts).values(html="<script>"))
    engine.dispose()
