"""Copies of the test database in which the cast and its cases stand already.

Making a case takes a third of a second and most tests start from one, so each is made once a run: a state is a copy of
the state before it, and a test begins in the furthest one that its fixtures ask for. Tests with real commits, which empty
their database afterwards, always begin in the first one, where only the framework stands.
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

FIRST = "framework"


@dataclass(frozen=True)
class State:
    """What a fixture of this name gives, made in a copy of the state before it."""

    name: str
    make: Callable[["States"], Any]
    after: str = FIRST
    migrates: bool = False  # no transaction may be open then


class States:
    """The states of one run, each made when it is first asked for."""

    def __init__(self, *states: State) -> None:
        """Each after the one that it starts from."""
        self._states = {state.name: state for state in states}
        self._databases = {FIRST: connection.settings_dict["NAME"]}
        self._made: dict[str, Any] = {}
        self._current = FIRST

    def furthest(self, fixtures: Iterable[str]) -> str:
        """The state that holds what these fixtures give."""
        asked = set(fixtures)
        return next((name for name in reversed(self._states) if name in asked), FIRST)

    def hold(self, fixture: str) -> bool:
        """Whether what the fixture gives stands in the present database."""
        return fixture in self._up_to(self._current)

    def made(self, fixture: str) -> Any:
        """What its maker gave, for one test to change as it likes."""
        return copy.deepcopy(self._made[fixture])

    def enter(self, name: str) -> None:
        """From now on the connection leads to this state."""
        if name not in self._databases:
            self._make(self._states[name])
        self._connect(name)

    def forget(self) -> None:
        """Remove the copies."""
        self._connect(FIRST)
        for name in self._databases.keys() - {FIRST}:
            # Not `destroy_test_db`: it destroys the database that is connected, which a run may be told to keep.
            connection.creation._destroy_test_db(self._databases[name], verbosity=0)

    def _up_to(self, name: str) -> Iterator[str]:
        while name != FIRST:
            yield name
            name = self._states[name].after

    def _make(self, state: State) -> None:
        self.enter(state.after)
        connection.close()
        settings = connection.creation.get_test_db_clone_settings(state.name)
        _clear_beside(settings["NAME"])
        connection.creation.clone_test_db(state.name, verbosity=0)
        self._databases[state.name] = settings["NAME"]
        self._connect(state.name)
        try:
            with nullcontext() if state.migrates else transaction.atomic():
                self._made[state.name] = state.make(self)
                connection.run_on_commit = []  # what follows a commit does not follow in a test either
        except BaseException:
            del self._databases[state.name]
            raise

    def _connect(self, name: str) -> None:
        if name != self._current:
            connection.close()
            connection.settings_dict["NAME"] = self._databases[name]
            self._current = name


def _clear_beside(database: str) -> None:
    """Remove the journal of a copy in SQLite that a run which was killed left: it would be read into the new copy."""
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
