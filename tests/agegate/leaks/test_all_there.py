"""Every leak check that was promised (TRUST.md §4) has a test of its own here."""

import ast
from pathlib import Path

PROMISED = {
    "every route without cookie": "test_every_route_without_a_cookie",
    "HEAD, OPTIONS": "test_every_method",
    "slashes": "test_slashes_and_dots",
    "case": "test_letters_of_another_case",
    "forged cookies": "test_a_forged_cookie",
    "truncated cookies": "test_a_truncated_or_changed_cookie",
    "expired cookies": "test_an_expired_cookie",
    "cookies of an older policy": "test_a_cookie_of_an_older_policy",
    "foreign-instance cookies": "test_a_cookie_of_another_installation",
    "?view_adult=1": "test_a_query_that_says_one_is_an_adult",
    "override headers": "test_override_headers",
    "forwarding headers": "test_forwarding_headers",
    "crawlers": "test_crawlers_and_link_previews_are_ordinary_visitors",
    "403 bodies": "test_bodies_of_refusals",
    "403 headers": "test_headers_of_refusals",
    "error pages": "test_error_pages",
    "flash messages": "test_messages_that_wait_for_the_next_page",
    "feeds": "test_feeds_and_sitemaps",
    "search": "test_search",
    "author pages": "test_pages_of_people",
    "counters": "test_counters",
    "notifications": "test_notices",
    "exports": "test_exports",
    "page titles": "test_titles_of_pages",
    "no-store": "test_no_answer_that_is_made_for_somebody_is_stored",
    "no 304 past the gate": "test_no_304_past_the_gate",
    "shared-proxy simulation": "test_a_shared_proxy_hands_nobody_what_another_was_shown",
    "cache-deception suffixes": "test_an_address_that_looks_like_a_file_is_none",
    "bfcache in a real browser": "test_a_page_that_the_browser_kept_is_blank_and_then_asked_for_anew",
    "redirects from the gate": "test_the_gate_leads_nowhere_else",
    "redirects from signing in": "test_signing_in_leads_nowhere_else",
    "whole flow for everybody": "test_the_whole_way_in_and_out",
    "by keyboard": "test_by_keyboard_alone",
}


def test_each_has_its_test() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for file in Path(__file__).parent.glob("test_*.py")]
    written = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert set(PROMISED.values()) <= written
