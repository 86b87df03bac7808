"""Where in the administration a thing is: addresses of lists and forms, and of the field that a fault concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

from frameworks import models
from frameworks.domain.checks import Fault
from frameworks.domain.snapshot import ITEMS, Facts

FIELDS = {
    "questions": "question_1",
    "levels": "level_0",
    "signs": "sign_0",
    "strands": "strand_1_name",
    "institution": "code",
    "characteristic": "code",
}
Keys = dict[type[Model], dict[tuple[str, ...], int]]
SECTION_OF = {model: section for section, model in ITEMS.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """A fault with the address of the field that needs mending."""

    message: str
    url: str


def list_of(model: type[Model], framework: models.Framework, part: str = "") -> str:
    """The address of the list of one kind of piece in this version."""
    url = reverse(f"admin:frameworks_{model._meta.model_name}_changelist")
    return f"{url}?{urlencode({'framework': framework.pk} | ({'part': part} if part else {}))}"


def form_of(row: models.framework.Item | models.Criterion) -> str:
    """The address of a piece's form."""
    return reverse(f"admin:frameworks_{row._meta.model_name}_change", args=[row.pk])


def desk_of(framework: models.Framework) -> str:
    """The address of a version's own page."""
    return reverse("admin:frameworks_framework_change", args=[framework.pk])


def told(framework: models.Framework, facts: Facts, faults: Iterable[Fault]) -> list[Told]:
    """Each fault with its address; one query for each kind of piece that has faults."""
    keys: Keys = {}
    return [Told(fault.message, _url(framework, facts, fault, keys)) for fault in faults]


def _url(framework: models.Framework, facts: Facts, fault: Fault, keys: Keys) -> str:
    match fault.path:
        case ("criteria", part):
            return list_of(models.Criterion, framework, str(part))
        case ("criteria", part, int(place), *rest):
            return _piece(framework, models.Criterion, (str(part), facts["criteria"][part][place]["code"]), rest, keys)
        case ("scales", int(place), *rest):
            return _piece(framework, models.Scale, (facts["scales"][place]["code"],), rest, keys)
        case (str(section), int(place), *rest):
            return _piece(framework, ITEMS[section], (facts[section][place]["code"],), rest, keys)
    return f"{desk_of(framework)}#id_{fault.path[0]}"


def _piece(
    framework: models.Framework, model: type[Model], key: tuple[str, ...], rest: list[str | int], keys: Keys
) -> str:
    if model not in keys:
        names = ("part", "code") if model is models.Criterion else ("code",)
        rows = model._default_manager.filter(framework=framework).values_list("pk", *names)
        keys[model] = {row[1:]: row[0] for row in rows}
    if key not in keys[model]:
        return list_of(model, framework)
    url = reverse(f"admin:frameworks_{model._meta.model_name}_change", args=[keys[model][key]])
    return f"{url}#id_{_field(rest)}" if rest else url


def _field(rest: list[str | int]) -> str:
    """The field of a form that a fault within a piece concerns."""
    match rest:
        case ["strands", int(place), what, *_rest]:
            return f"strand_{place + 1}_{'step_1' if what == 'steps' else what}"
        case ["signs", int(level)]:
            return f"sign_{level}"
    return FIELDS.get(str(rest[0]), str(rest[0]))
