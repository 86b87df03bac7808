"""Many small tables in one query.

Pages may not cost more queries the more there is to show, and a report or a framework version shows everything: each table's
rows become JSON objects of one united query, and model instances again here. Order is by the model's own `ordering`.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import (
    Aggregate,
    DecimalField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, JSONObject

from ssr_portal.values.fields import ExactDecimal


def gather(querysets: Sequence[QuerySet[Any]]) -> dict[type[Model], list[Any]]:
    """All rows of the querysets, as instances by model; `only()` is honoured. One query; each model at most once."""
    wanted = [_fields(queryset) for queryset in querysets]
    selects = [
        queryset.order_by().values_list(
            Value(place), JSONObject(**{field.attname: _written(field) for field in fields})
        )
        for place, (queryset, fields) in enumerate(zip(querysets, wanted, strict=True))
    ]
    found: dict[type[Model], list[Any]] = {queryset.model: [] for queryset in querysets}
    for place, row in selects[0].union(*selects[1:], all=True):
        model, fields = querysets[place].model, wanted[place]
        names = [field.attname for field in fields]
        found[model].append(model.from_db(None, names, [_value(field, row[field.attname]) for field in fields]))
    for model, rows in found.items():
        rows.sort(key=attrgetter(*_ordering(model)))
    return found


def _fields(queryset: QuerySet[Any]) -> list[Field[Any, Any]]:
    names, deferred = queryset.query.deferred_loading
    every = queryset.model._meta.concrete_fields
    return [field for field in every if deferred or field.primary_key or field.name in names]


def _written(field: Field[Any, Any]) -> str | Cast:
    """The column; as text where a number of JSON would lose digits, or where the databases nest JSON each in its own way."""
    return Cast(field.attname, TextField()) if isinstance(field, ExactDecimal | JSONField) else field.attname


def _value(field: Field[Any, Any], value: Any) -> Any:
    """What the database would have given: JSON knows neither dates nor decimals."""
    target = field.target_field if isinstance(field, ForeignKey) else field
    if isinstance(target, ExactDecimal):
        return target.quantized(value)
    if isinstance(target, JSONField):
        return None if value is None else json.loads(value)
    value = target.to_python(value)
    if isinstance(target, DecimalField) and value is not None:
        return value.quantize(Decimal(1).scaleb(-target.decimal_places))
    return value


def _ordering(model: type[Model]) -> list[str]:
    columns = {field.name: field.attname for field in model._meta.concrete_fields}
    names = [name for name in model._meta.ordering or () if isinstance(name, str) and "__" not in name]
    return [columns.get(name, name) for name in names] or ["pk"]


class _JSONRows(Aggregate):
    """Rows as one JSON array; each database has a word of its own for it."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Sequence[Any]]:
        """PostgreSQL's word."""
        return super().as_sql(compiler, connection, function="JSONB_AGG", **more)


def rows_of(queryset: QuerySet[Any], owner: str, owned: str, **fields: str) -> Subquery:
    """An annotation: the rows whose column `owner` is the outer row's `owned`, as JSON objects of `fields`; None without any."""
    found = queryset.filter(**{owner: OuterRef(owned)}).order_by().values(owner)
    return Subquery(found.annotate(rows=_JSONRows(JSONObject(**fields))).values("rows"))
