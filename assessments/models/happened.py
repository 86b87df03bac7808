"""What a line of the timeline tells, in words, from the facts that it keeps: codes, names and counts.

Shared: `organisation`, `with_evidence`. Moved to another version, and back: `source` and `target`, each a name and a number.
Country corrected: `before` and `after`, codes. Removed: `record`, a model, its `title`, empty where not everybody may read
it, and `along`, how many of which models went with it.
"""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries.fields import Country

from frameworks.values import version_in_words

Facts = Mapping[str, Any]


def in_words(kind: str, facts: Facts) -> str:
    """What happened, for the reader's language."""
    return WORDS[kind](facts)


def _shared(facts: Facts) -> str:
    words = _("%(name)s, with evidence") if facts["with_evidence"] else _("%(name)s, without evidence")
    return words % {"name": facts["organisation"]}


def _moved(facts: Facts) -> str:
    return f"{version_in_words(*facts['source'])} → {version_in_words(*facts['target'])}"


def _country(facts: Facts) -> str:
    return f"{Country(facts['before']).name} → {Country(facts['after']).name}"


def _removed(facts: Facts) -> str:
    kind = str(_model(facts["record"])._meta.verbose_name).capitalize()
    words = f"{kind}: {facts['title']}" if facts["title"] else kind
    along = ", ".join(f"{count} {kind_of_rows(_model(name), count)}" for name, count in facts["along"])
    return f"{words} ({along})" if along else words


def kind_of_rows(model: type[Model], count: int) -> str:
    """The kind of row in words, as many as there are."""
    if model._meta.model_name == "evidencelink":
        return ngettext("link to a source", "links to sources", count)
    if model._meta.model_name == "reviewmark":
        return ngettext("reviewer's mark", "reviewers' marks", count)
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)


def _model(name: str) -> type[Model]:
    return apps.get_model("assessments", name)


WORDS = {
    "shared": _shared,
    "migrated": _moved,
    "moved_back": _moved,
    "country": _country,
    "removed": _removed,
}
