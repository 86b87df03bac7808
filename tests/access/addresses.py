"""Every address of the resolver, its arguments filled from rows of the world: of one assessment, mixed of two, or of none."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from assessments import models
from assessments.domain import workflow
from assessments.generation.kinds import KINDS
from assessments.queries import portfolio_tables, sections
from assessments.views.records import NOUNS
from frameworks.models import Framework
from ssr_portal.accounts.models import Person
from tests.access import rules
from tests.access.world import World

PARTS = ("governance", "need", "policy")
KEYS: dict[str, type[Model]] = {  # whose key an address holds, by the beginning of its name
    "score-programme": models.Programme,
    "rating": models.Rating,
    "progress": models.Action,
    "evidence": models.Evidence,
}


@dataclass(frozen=True)
class Address:
    """A path under the name of its pattern; `assessment` is whose row it leads to, and `query` what is asked of it."""

    name: str
    path: str
    assessment: models.Assessment | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""  # of a generated file


def patterns() -> dict[str, list[set[str]]]:
    """The names of all patterns of the resolver, each with the arguments that it takes, once for each way to write it."""
    found: dict[str, list[set[str]]] = {}
    for name, arguments in _patterns(get_resolver(), ""):
        found.setdefault(name, []).append(arguments)
    return found


def _patterns(resolver: URLResolver, space: str) -> Iterator[tuple[str, set[str]]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each, f"{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern) and each.name:
            yield space + each.name, set(each.pattern.regex.groupindex)


def of_assessments(world: World) -> Iterator[Address]:
    """Those in the table of needs, for each assessment: every part, section, move and kind of record."""
    for name, assessment in product(rules.NEED, world.assessments()):
        yield from (_address(name, given, assessment) for given in _given(world, name, assessment))


def mixed(world: World) -> Iterator[Address]:
    """Those with a key: the reference of each assessment with a row of each other, the kinds of rows taking turns."""
    for name in rules.NEED:
        if all({"reference", "pk"} <= arguments for arguments in patterns()[name]):
            rows = {each.pk: list(_given(world, name, each)) for each in world.assessments()}
            for number, (one, other) in enumerate(permutations(world.assessments(), 2)):
                given = rows[other.pk][number * 5 % len(rows[other.pk])]
                yield _address(name, given | {"reference": one.reference}, other)


def _address(name: str, given: dict[str, Any], assessment: models.Assessment) -> Address:
    kind = given["kind"] if "uuid" in given else ""
    return Address(name, reverse(name, kwargs=given), assessment, kind=kind)


def _given(world: World, name: str, assessment: models.Assessment) -> Iterator[dict[str, Any]]:
    (arguments,) = patterns()[name]
    if "uuid" in arguments:
        yield from _files(world, assessment)
        return
    whose = {"reference": assessment.reference} if "reference" in arguments else {}
    for named in _named(world, name, arguments - {"reference", "pk"}, assessment):
        if "pk" not in arguments:
            yield whose | named
            continue
        model = NOUNS[named["noun"]].model if named else next(KEYS[each] for each in KEYS if name.startswith(each))
        yield from (whose | named | {"pk": row.pk} for row in _one_of_each(world.rows[assessment.pk][model]))


def _files(world: World, assessment: models.Assessment) -> Iterator[dict[str, Any]]:
    """Generated files of every kind, one of each outline."""
    for kind, made in KINDS.items():
        for row in _one_of_each(world.rows[assessment.pk].get(made.model, [])):
            yield {"kind": kind, "uuid": row.uuid}


def _named(world: World, name: str, arguments: set[str], assessment: models.Assessment) -> list[dict[str, str]]:
    """The words in the address besides reference and key."""
    if not arguments:
        return [{}]
    (argument,) = arguments
    (programme, *_others) = world.rows[assessment.pk][models.Programme]
    stretches = (*PARTS, f"programme-{programme.pk}")
    words = {"noun": NOUNS, "part": PARTS, "key": stretches, "stretch": stretches, "name": sections.SECTIONS}
    return [{argument: word} for word in (workflow.MOVES if name == "move" else words[argument])]


def _one_of_each(rows: Iterable[Model]) -> list[Model]:
    """The first row, or where rows have audiences or outlines the first of each."""
    found: dict[str, Model] = {}
    for row in rows:
        found.setdefault(f"{getattr(row, 'audience', '')} {getattr(row, 'outline', '')}", row)
    return list(found.values())


def of_none(world: World) -> Iterator[Address]:
    """All others, with what their queries can ask about assessments."""
    for name, ways in patterns().items():
        if name not in rules.NEED:
            for arguments in ways:
                yield from _of_none(world, name, arguments)


def _of_none(world: World, name: str, arguments: set[str]) -> Iterator[Address]:
    for given in _desk(name, arguments) if name.startswith("admin:") else _filled(name, arguments):
        for query in _queries(world, name):
            yield Address(name, reverse(name, kwargs=given), query=query)


def _filled(name: str, arguments: set[str]) -> list[dict[str, Any]]:
    """The arguments of the product's own pages."""
    match name:
        case "country-export":
            return [{"code": "BI", "name": "country", "kind": "xlsx"}]
        case "country":
            return [{"code": "BI"}]
        case "compare-export":
            return [{"kind": "csv"}]
        case "portfolio-export":
            return [{"name": "portfolio", "kind": "xlsx"}]
        case "portfolio":
            return [{"name": each} for each in portfolio_tables.VIEWS] if arguments else [{}]
        case "account_reset_password_from_key":
            return [{"uidb36": "1", "key": "set-password"}]
    if "version" not in arguments:
        return [{}]
    part = {"part": "governance"} if "part" in arguments else {}
    return [part | {"code": each.code, "version": each.version} for each in Framework.objects.order_by("version")]


def _queries(world: World, name: str) -> list[dict[str, str]]:
    """What the address is asked: each assessment that can be named in a query."""
    every = world.assessments()
    match name:
        case "compare" | "compare-export":
            return [{"one": one.reference, "other": other.reference} for one, other in permutations(every, 2)]
        case "check":
            return [{"fingerprint": row.fingerprint} for each in every for row in world.rows[each.pk][models.Report]]
        case "dashboard":
            return [{}, {"words": "BI"}, {"state": "given_up"}]
        case "admin:autocomplete":
            return [{"app_label": "assessments", "model_name": "rating", "field_name": "assessment", "term": ""}]
    return [{}]


def _desk(name: str, arguments: set[str]) -> list[dict[str, Any]]:
    """The arguments of the administration: a row of the model that the address names, every version of a framework."""
    if "app_label" in arguments:
        return [{"app_label": each} for each in ("accounts", "frameworks")]
    if "content_type_id" in arguments:
        kind, row = ContentType.objects.get_for_model(models.Assessment), models.Assessment.objects.first()
        return [{"content_type_id": kind.pk, "object_id": row.pk}]
    if not arguments:
        return [{}]
    if arguments == {"pk"}:
        return [{"pk": pk} for pk in Framework.objects.values_list("pk", flat=True)]
    if arguments == {"id"}:
        return [{"id": Person.objects.first().pk}]
    model = next(each for each in admin.site._registry if f":{each._meta.label_lower.replace('.', '_')}_" in name)
    return [{"object_id": getattr(model.objects.first(), "pk", 1)}]
