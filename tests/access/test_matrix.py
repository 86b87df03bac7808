"""Every address of the resolver, by everybody, read and posted to: the status, the words and the changes are judged."""

from collections.abc import Container, Iterable, Iterator

import pytest

from assessments.generation.kinds import KINDS
from tests.access import addresses, posting, rules, world
from tests.access.addresses import Address
from tests.access.posting import Body
from tests.access.visits import Visitor
from tests.access.world import PEOPLE, World

pytestmark = pytest.mark.same_on_any_database

FLOOR = 5_000  # cells: a walk that lost its addresses proves nothing
TURNS = 3  # of so many kinds of records one person tries one
# Who is shown the forms of a donor, or of what is shared. They read first, and everybody posts what they were shown.
SHOWN = ("assessor and reviewer", "other assessor", "other reviewer", "shared with")


def test_every_address_is_decided_upon() -> None:
    """A new address, or a new kind of generated file, fails this until `rules.py` says who needs what for it."""
    assert rules.KINDS.keys() == KINDS.keys()
    own = {name for name in addresses.patterns() if not name.startswith("admin:") or name in rules.PUBLIC}
    assert own == rules.NEED.keys() | rules.PUBLIC | rules.FOR_ALL | rules.SOME.keys()


def test_everybody_at_every_address(db, nothing_made, capsys) -> None:
    walk = Walk(world.build())
    for method in ("GET", "POST"):
        for who in (*SHOWN, *(who for who in PEOPLE if who not in SHOWN)):
            walk.go(who, method)
    cells = sum(visitor.cells for visitor in walk.visitors.values())
    names = {name for _who, name in walk.been}
    with capsys.disabled():
        print(f"\nthe matrix: {cells} cells, {len(names)} addresses, {len(PEOPLE)} people, {len(walk.bodies)} bodies")
    faults = [fault for visitor in walk.visitors.values() for fault in visitor.faults]
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])
    assert walk.been == {(who, name) for who in PEOPLE for name in addresses.patterns()}
    assert cells >= FLOOR


class Walk:
    """Everybody at every address: `bodies` are what forms would post to a path, `been` who was at which address.

    Of assessments that a person may not know of, the first row of each address is tried; kinds of records take turns among
    people. A method that an address does not take is not tried again. Of two people one reads an address of the desk, and the
    other posts to it.
    """

    def __init__(self, at: World) -> None:
        self.world = at
        self.visitors = {who: Visitor(at, who) for who in PEOPLE}
        self.own = list(addresses.of_assessments(at))
        self.mixed = list(addresses.mixed(at))
        self.others = list(addresses.of_none(at))
        self.bodies: dict[str, Body] = {}
        self.been: set[tuple[str, str]] = set()
        self.not_taken: set[tuple[str, str]] = set()

    def go(self, who: str, method: str) -> None:
        """One person everywhere, with one method."""
        for is_mixed, every in ((False, self.own), (True, self.mixed)):
            for each in self._chosen(who, every):
                may = rules.statuses(
                    self.world, who, each.name, method, each.assessment, kind=each.kind, mixed=is_mixed
                )
                self._visit(who, method, each, may)
        turn = PEOPLE.index(who) + (method == "POST")
        for number, each in enumerate(self.others):
            if not each.name.startswith("admin:") or (number + turn) % 2:
                self._visit(who, method, each, rules.elsewhere(self.world, who, each.name))

    def _chosen(self, who: str, every: Iterable[Address]) -> Iterator[Address]:
        seen: set[tuple[str, str, int]] = set()
        for number, each in enumerate(every):
            is_first = (each.name, each.kind, each.assessment.pk) not in seen
            seen.add((each.name, each.kind, each.assessment.pk))
            is_turn = not each.name.startswith("record-") or (number + PEOPLE.index(who)) % TURNS == 0
            if is_first or (is_turn and rules.standing(self.world, who, each.assessment)):
                yield each

    def _visit(self, who: str, method: str, address: Address, may: Container[int]) -> None:
        self.been.add((who, address.name))
        if (method, address.name) in self.not_taken:
            return
        data = address.query if method == "GET" else self.bodies.get(address.path, {})
        answer = self.visitors[who].visit(method, address.path, data, may=may)
        if answer.status_code == 405:  # noqa: PLR2004
            self.not_taken.add((method, address.name))
        if method == "GET" and who in SHOWN:
            for form in posting.forms(self.visitors[who].client, answer, address.path):
                self.bodies.setdefault(form.path, posting.body(form))
