"""A memory that forgets what nobody asks for, and never holds more than it may."""

from forum.lib.memo import Memo


def _memo(most: int = 20) -> Memo[str, str]:
    return Memo(most, lambda key, made: len(key) + len(made))


def test_what_was_kept_is_found() -> None:
    memo = _memo()
    memo.keep("a", "made")
    assert memo.get("a") == "made"
    assert memo.get("b") is None
    memo.clear()
    assert memo.get("a") is None


def test_it_never_holds_more_than_it_may() -> None:
    memo = _memo(most=60)
    for number in range(500):
        memo.keep(str(number), "x" * (number % 29))
        held = [key for key in map(str, range(number + 1)) if memo.get(key) is not None]
        assert sum(len(key) + int(key) % 29 for key in held) <= 60


def test_what_is_asked_for_stays_and_the_rest_goes() -> None:
    memo = _memo(most=40)
    memo.keep("wanted", "x")
    memo.keep("unwanted", "x")
    for number in range(50):
        assert memo.get("wanted") == "x"
        memo.keep(str(number), "x" * 5)
    assert memo.get("unwanted") is None


def test_what_is_larger_than_all_of_it_is_not_kept_and_drives_nothing_out() -> None:
    memo = _memo()
    memo.keep("a", "made")
    memo.keep("b", "x" * 100)
    assert memo.get("b") is None
    assert memo.get("a") == "made"
