"""What every row has to meet before it is stored, whichever door it came through: the rules of its fields, and of itself."""

from collections.abc import Collection

from django.db.models import Model


def require(row: Model, among: Collection[str] | None = None) -> None:
    """Refuse a row whose fields, those `among` where stated, or whose `clean` do not take what is in it.

    No query: keys are asked by `belonging`, and constraints by the database. Raises ValidationError by field.
    """
    fields = row._meta.concrete_fields
    others = {field.name for field in fields if field.is_relation or (among is not None and field.name not in among)}
    row.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
