"""Pen names and sign-in names: which ones are taken, which refused, and that no twin gets through."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.accounts import names
from forum.accounts.names import NameRefused, check_apart, pen_name, sign_in_key, sign_in_name
from forum.accounts.scripts import skeleton

GOOD = [
    "Ada", "ada_lovelace", "J.R", "x-1", "Zoë", "Łukasz", "Ørsted", "Ñandú",
    "Straße", "Ада", "Οδυσσέας", "小雨花", "さくら花ー", "カタカナ", "김철수", "金哲수", "ㄅㄆ漢",
    "محمد", "محمد1", "שלום", "नमस्ते", "ภาษาไทย", "Nguyễn", "ქართული", "Հայերեն",
    "አማርኛ",
]  # fmt: skip
BAD = [
    ("", "too_short"), ("ab", "too_short"), ("  ab  ", "too_short"), ("x" * 21, "too_long"),
    ("ﷺﷺ", "too_long"), ("two words", "characters"),
    ("mail@home", "characters"), ("a/b", "characters"), ("heart❤", "characters"),
    ("ab\U0001f600", "characters"), ("👩‍👩‍👧", "characters"),
    ("a\tbc", "characters"), ("nul\0name", "characters"),
    ("lone\ud800", "characters"), ("tag\U000e0041x", "characters"),
    ("zero\u200bwidth", "characters"), ("joi\u200dner", "characters"),
    ("over\u202eride", "characters"), ("soft\u00adhyphen", "characters"),
    ("김\u3164철수", "characters"), ("braille\u2800x", "characters"), ("-abc", "ends"),
    ("abc.", "ends"), ("a..b", "ends"), ("a-_b", "ends"), ("123", "no_letter"),
    ("1.2", "no_letter"), ("pаypal", "scripts"), ("раураl", "scripts"),
    ("ΑBC", "scripts"), ("aあい", "scripts"), ("한かな", "scripts"),
    ("محمدabc", "scripts"), ("क1२", "digits"), ("a̴̵̶̷b", "marks"),
    ("éé́́", "marks"), ("\u0301abc", "marks"), ("1محمد", "direction"),
]  # fmt: skip
TWINS = [
    ("Ada", "ada"), ("Ada", "ADA"), ("ada", "a-d_a"), ("a.da", "ad.a"),
    ("Iris", "lris"), ("Iris", "1ris"), ("mona", "rnona"), ("corn", "com"),
    ("Olive", "0live"), ("scope", "ѕсоре"), ("HOPE", "НОРЕ"), ("AHA", "ΑΗΑ"),
    ("Strasse", "Straße"), ("ada", "ａｄａ"), ("ada", "𝐚𝐝𝐚"), ("fiona", "ﬁona"),
    ("Zoë", "Zoe\u0308"),
]  # fmt: skip


@pytest.mark.parametrize("typed", GOOD)
def test_people_write_their_names_in_their_own_script(typed: str) -> None:
    name = pen_name(typed)
    assert name.shown == unicodedata.normalize("NFKC", typed)


@pytest.mark.parametrize(("typed", "code"), BAD)
def test_a_name_that_will_not_do_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(NameRefused) as refused:
        pen_name(typed)
    assert refused.value.code == code


def test_blanks_around_a_name_are_no_part_of_it() -> None:
    assert pen_name("\u3000 Ada\u00a0\n").shown == "Ada"


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_have_one_skeleton(one: str, other: str) -> None:
    assert pen_name(one).skeleton == skeleton(unicodedata.normalize("NFKC", other))


def test_names_that_merely_resemble_each_other_may_both_exist() -> None:
    known = ["Ada", "Adam", "Adda", "nina", "vina", "Anna", "Hannah", "Ольга", "Олег", "Mara", "Maria"]
    assert len({pen_name(name).skeleton for name in known}) == len(known)


@pytest.mark.parametrize(
    "typed", ["admin", "ADMlN", "A-d-m-i-n", "rnoderator", "Moderat0r", "аdmіn", "R00T", "alc0ve", "Deleted"]
)
def test_nobody_speaks_for_the_house(typed: str) -> None:
    with pytest.raises(NameRefused):
        pen_name(typed)


def test_nobody_takes_the_name_of_the_site() -> None:
    with pytest.raises(NameRefused) as refused:
        pen_name("Lanterns", also_reserved=["The Lanterns", "lantems"])
    assert refused.value.code == "reserved"


def test_every_reason_has_its_sentence() -> None:
    for code, sentence in names.SENTENCES.items():
        assert NameRefused(code).said is sentence


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_name_or_refused(typed: str) -> None:
    try:
        name = pen_name(typed)
    except NameRefused:
        return
    assert 3 <= len(name.shown) <= 20
    assert pen_name(name.shown) == name, "what is shown can be typed again"
    assert names.pen_name_key(name.key) == name.key
    assert not any(unicodedata.category(c) in {"Cf", "Cc", "Co", "Cs", "Cn", "Zs", "So"} for c in name.shown)


@given(st.text(max_size=30))
def test_a_skeleton_is_its_own_skeleton(typed: str) -> None:
    once = skeleton(typed)
    assert skeleton(once) == once


@given(st.text(alphabet="abcdefghilmnoprstuwyzABDEIMO01", min_size=3, max_size=12), st.data())
def test_separators_and_case_never_make_another_name(plain: str, data: st.DataObject) -> None:
    pieces = [data.draw(st.sampled_from([c, c.upper(), f"{c}-", f"{c}_", f"{c}."])) for c in plain]
    assert skeleton("".join(pieces)) == skeleton(plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Blue Heron", " blue  heron "), ("Straße", "STRASSE"), ("ＡＤＡ１", "ada1"), ("Zoë.x", "ZOE\u0308.X")],
)
def test_a_sign_in_name_is_found_however_it_is_written(one: str, other: str) -> None:
    assert sign_in_name(one) == sign_in_key(other)


@pytest.mark.parametrize(
    "typed", ["ab", "   ", "x" * 65, "x" * 5000, "a\u200bbc", "nul\0", "lone\ud800", "bi\u202edi"]
)
def test_a_sign_in_name_nobody_could_type_again_is_refused(typed: str) -> None:
    with pytest.raises(NameRefused):
        sign_in_name(typed)


@given(st.text(max_size=300))
def test_looking_a_sign_in_name_up_never_fails(typed: str) -> None:
    key = sign_in_key(typed)
    assert sign_in_key(key) == key


@pytest.mark.parametrize("key", ["ada", "a d a", "a.d-a"])
def test_the_private_name_is_not_the_public_one(key: str) -> None:
    with pytest.raises(NameRefused) as refused:
        check_apart(sign_in_name(key), pen_name("Ada"))
    assert refused.value.field == "sign_in_name"


def test_the_private_name_may_hold_more_than_the_public_one() -> None:
    check_apart(sign_in_name("the private name of Ada"), pen_name("Ada"))
