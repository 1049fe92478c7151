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
    "declared on verified: pages": "test_pages",
    "declared on verified: methods": "test_methods",
    "declared on verified: writes": "test_writes",
    "declared on verified: JSON": "test_programs",
    "declared on verified: conditions and ranges": "test_conditions_and_ranges",
    "declared on verified: crawlers": "test_crawlers",
    "declared on verified: queries": "test_queries",
    "declared on verified: lists and feeds": "test_lists",
    "declared on verified: notices": "test_notices",
    "declared on verified: its author": "test_its_own_author",
    "declared on verified: a moderator": "test_a_moderator_without_a_proof",
    "ranges and conditions": "test_a_range_or_a_condition_comes_after_the_gate",
    "an account without an answer": "test_an_account_is_no_declaration",
    "by GET": "test_the_gate_is_not_passed_by_get",
    "plain cookies": "test_plain_cookies_that_others_use",
    "addresses": "test_addresses",
    "public pages": "test_public_pages",
    "403 bodies": "test_bodies_of_refusals",
    "403 headers": "test_headers_of_refusals",
    "error pages": "test_error_pages",
    "flash messages": "test_messages_that_wait_for_the_next_page",
    "feeds": "test_feeds_and_sitemaps",
    "search": "test_search",
    "author pages": "test_pages_of_people",
    "counters": "test_counters",
    "notifications": "test_notices",
    "mail": "test_mail",
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
    "redirects from the exit": "test_the_exit_leads_where_the_operator_said_whatever_is_sent",
    "two answers of equal weight": "test_the_two_answers_weigh_the_same",
    "Shift three times": "test_shift_three_times_leaves",
    "Shift as a modifier": "test_a_shift_that_is_used_as_a_modifier_does_not_count",
    "history after leaving": "test_no_page_read_before_leaving_comes_back",
    "blank before leaving": "test_the_page_is_blank_before_anything_is_asked_of_the_server",
    "first in the page": "test_the_exit_is_the_first_thing_on_every_page_behind_the_gate",
}


def test_each_has_its_test() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for file in Path(__file__).parent.glob("test_*.py")]
    written = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert set(PROMISED.values()) <= written
    assert len(PROMISED) >= 50
