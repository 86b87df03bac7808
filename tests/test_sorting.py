"""Names as people sort them, codes as numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import remaining
from assessments.forms.records import ReplyForm
from assessments.queries.tables import Cell, Head, ordered
from ssr_portal.text.sorting import sort_key
from tests.conftest import client_of


@pytest.mark.parametrize(
    "names",
    [
        ["F1", "F2", "F2a", "F2b", "F10", "F10a"],
        ["I2.G1", "I2.G10", "I10.G1"],
        ["Afghanistan", "Åland Islands", "Albania"],
        ["Congo", "Costa Rica", "Côte d'Ivoire", "Croatia", "Curaçao", "Cyprus"],
        ["Åsa", "bert", "Élodie", "Ørsted", "Zoë"],
        ["Łukasz", "Luna"],
        ["2 programmes", "10 programmes", "a programme"],
        ["NL-BI-2014", "NL-BI-2014-2", "NL-BI-2014-10"],
        ["٢ b", "١٠ a"],
    ],
)
def test_names_and_codes_stand_where_people_look_for_them(names: list[str]) -> None:
    mixed = [*names[::2], *names[1::2]][::-1]
    assert sorted(mixed, key=sort_key) == names


@given(st.lists(st.text()))
def test_any_texts_have_one_order(texts: list[str]) -> None:
    turned = texts[::-1]
    assert sorted(texts, key=sort_key) == sorted(turned, key=sort_key)


def test_a_number_longer_than_python_reads_is_sorted() -> None:
    assert sort_key("9" * 5000) < sort_key("1" + "0" * 5000)


def test_gaps_of_one_size_rank_by_code_as_a_number() -> None:
    places = {remaining.order(Fraction(3), remaining.Word.NOBODY, code): code for code in ("F10", "F2", "F1a")}
    assert [places[each] for each in sorted(places)] == ["F1a", "F2", "F10"]


def test_tables_sort_words_like_people() -> None:
    rows = [(Cell(name),) for name in ("Zambia", "Côte d'Ivoire", "Croatia", "Congo", "10 b", "9 a")]
    found = ordered(rows, (Head("Country", sort="country"),), "country")
    assert [row[0].value for row in found] == ["9 a", "10 b", "Congo", "Côte d'Ivoire", "Croatia", "Zambia"]


def test_ratings_are_offered_by_code(burundi) -> None:
    form = ReplyForm(assessment=burundi)
    offered = [str(label).split()[0] for _value, label in form.fields["rating"].choices if _value]
    assert offered == sorted(offered, key=sort_key)
    assert len(offered) == burundi.ratings.count()


def test_countries_are_listed_by_name(cast, burundi) -> None:
    for code in ("CI", "CR", "CG"):
        burundi.pk = None
        burundi.country, burundi.reference = code, f"NL-{code}-2014"
        burundi.save(force_insert=True)
    page = client_of(cast.anna).get("/").context["page"]
    assert [label for value, label in page.search.fields["country"].choices if value] == [
        "Burundi",
        "Congo",
        "Costa Rica",
        "Côte d'Ivoire",
    ]
