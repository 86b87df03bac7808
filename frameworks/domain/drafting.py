"""Beginning a new version: a draft that says the same as the version it was copied from."""

from django.db import transaction
from django.db.models import Max

from frameworks import models
from frameworks.domain import exchange


def copy_to_draft(framework: models.Framework) -> models.Framework:
    """A draft with the next free version number, equal in content to the version given."""
    with transaction.atomic():
        last = models.Framework.objects.filter(code=framework.code).aggregate(last=Max("version"))["last"]
        draft = exchange.write(exchange.described(framework) | {"version": last + 1})
        draft.predecessor = framework
        draft.save(update_fields=["predecessor"])
    return draft
