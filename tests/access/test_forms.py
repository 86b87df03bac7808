"""Every form that somebody is shown, and every field of it in turn filled with a key of another assessment, then posted."""

import re
from collections.abc import Iterator

import pytest
from django.urls import resolve

from assessments import models
from assessments.views.records import NOUNS
from tests.access import addresses, posting, rules, world
from tests.access.posting import Body
from tests.access.visits import Visitor
from tests.fuzz.forms import Form

pytestmark = pytest.mark.same_on_any_database

SHOWN = ("assessor", "reviewer", "viewer", "shared with", "other assessor", "other reviewer", "assessor and reviewer")
KEY = re.compile(r"\d{5,}")  # no other number is as long: `world.keys_apart`
NUMBER = re.compile(r"\d+")
FLOOR = 400
TAKEN = 20  # kinds of forms that are stored as they were shown: what is refused anyway proves nothing


def test_no_form_reads_or_writes_what_is_of_another_assessment(db, nothing_made, capsys) -> None:
    world.keys_apart()
    at = world.build()
    kinds: set[tuple] = set()
    visitors = [Visitor(at, who) for who in SHOWN]
    taken = sum(_try(visitor, form) for visitor in visitors for form in _shown(visitor, kinds))
    cells = sum(visitor.cells for visitor in visitors)
    with capsys.disabled():
        print(f"\nforms: {cells} cells, {len(kinds)} kinds of forms, of which {taken} are taken as they are shown")
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert not faults, "\n".join(faults[:30])
    assert cells >= FLOOR
    assert taken >= TAKEN


def _shown(visitor: Visitor, kinds: set[tuple]) -> Iterator[Form]:
    """The posted forms on the person's pages, the first of each kind: of the same address with fields of the same names.

    Rows of one kind in one state of the assessment have pages alike: the first is asked for.
    """
    every = (*addresses.of_assessments(visitor.world), *addresses.of_none(visitor.world))
    own = [each for each in every if _is_own(visitor, each)]
    for address in {_page(each): each for each in reversed(own)}.values():
        for form in posting.forms(visitor.client, visitor.client.get(address.path, address.query), address.path):
            kind = _kind(form)
            if kind not in kinds:
                kinds.add(kind)
                yield form


def _is_own(visitor: Visitor, address: addresses.Address) -> bool:
    if address.assessment is None:
        return not address.name.startswith(("account_", "admin:"))
    return bool(rules.standing(visitor.world, visitor.who, address.assessment))


def _kind(form: Form) -> tuple:
    return *_place(form.path), frozenset(NUMBER.sub("N", each.name) for each in form.fields)


def _page(address: addresses.Address) -> tuple:
    at = address.assessment
    query = tuple(sorted((address.query or {}).keys()))
    return *_place(address.path), query, at and (at.state, at.organisation_id)


def _place(path: str) -> tuple:
    match = resolve(path)
    words = frozenset(NUMBER.sub("N", str(value)) for name, value in match.kwargs.items() if name != "reference")
    return match.url_name, words


def _try(visitor: Visitor, form: Form) -> bool:
    """Post it as it is, then with one field after the other spoiled; whether it was taken as it is."""
    body = posting.body(form)
    answer = visitor.visit("POST", form.action, body)
    offered = {number for values in form.offered.values() for value in values for number in KEY.findall(value)}
    done: set[tuple[str, str]] = set()
    fields = [(each.name, each.value) for each in form.fields]
    choices = [(name, value) for name, values in form.offered.items() for value in sorted(values)]
    for name, value in [*fields, *choices]:
        shape = NUMBER.sub("N", name), NUMBER.sub("N", value) if KEY.search(value) else ""
        if shape not in done:
            done.add(shape)
            for spoiled, key in _spoiled(visitor, body, name, value, offered):
                visitor.visit("POST", form.action, spoiled, follow=True, foreign=key)
    return answer.status_code == 302  # noqa: PLR2004


def _spoiled(visitor: Visitor, body: Body, name: str, value: str, offered: set[str]) -> Iterator[tuple[Body, int]]:
    """The body with a foreign key in the name or the value of one field; where neither holds a key, with a foreign reference."""
    in_name, in_value = KEY.search(name), KEY.search(value)
    if not in_name and not in_value:
        donor = visitor.world.donors["NL" if visitor.world.of(visitor.who) == "DDA" else "DDA"]
        yield body | {name: [donor["draft"].reference]}, 0
    for key in _foreign(visitor, int(in_name[0]), offered) if in_name else ():
        rest = {each: values for each, values in body.items() if each != name}
        yield rest | {KEY.sub(str(key), name): body.get(name, [value])}, key
    for key in _foreign(visitor, int(in_value[0]), offered) if in_value else ():
        yield body | {name: [KEY.sub(str(key), value)]}, key


def _foreign(visitor: Visitor, key: int, offered: set[str]) -> list[int]:
    """Keys of the same table that were not offered: of each other assessment one, or of whatever else there is."""
    model, rows = world.model_of(key), visitor.world.rows
    if model is None:
        return []
    if model is models.Assessment:
        return [each.pk for each in visitor.world.assessments() if not rules.standing(visitor.world, visitor.who, each)]
    if not any(model in tables for tables in rows.values()):
        unoffered = model._base_manager.exclude(pk__in=[key, visitor.world.people[visitor.who].pk, *offered])
        return list(unoffered.order_by("-pk").values_list("pk", flat=True)[:2])
    others = [tables.get(model, []) for tables in rows.values() if all(row.pk != key for row in tables.get(model, []))]
    return [found[0].pk for found in others if found]


def test_no_page_for_a_new_record_tells_what_its_query_names(db, nothing_made) -> None:
    world.keys_apart()
    at = world.build()
    visitor = Visitor(at, "assessor")
    here = at.donors["NL"]["draft"]
    keys = {"goal": models.Goal, "programme": models.Programme, "rating": models.Rating}
    for address in addresses.of_assessments(at):
        if address.name == "record-add" and address.assessment == here:
            for name, model in keys.items():
                for other in at.assessments():
                    visitor.visit("GET", address.path, {name: at.rows[other.pk][model][0].pk})
    assert not visitor.faults, "\n".join(visitor.faults[:30])
    assert visitor.cells >= len(keys) * 4 * len(NOUNS)
