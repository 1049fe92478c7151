"""The room whose routes the modules beside this one add."""

from forum.web.doors import Room

room = Room("about", "forum.about")
