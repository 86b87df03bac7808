"""What a record was that stayed with an older framework version, in words, from the facts that were kept of it.

Each has `record`, the model. Of a programme's activity it has `programme`, of what a goal is tied to `goal`, of an actor
`name`, of a priority `horizon` and `activity`. What hangs on a rating has `part` and `code` of its criterion, its `moment` if
any, `stance`, and `who` replied or the linked `source`, empty where not everybody sees it, with its `place`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments import moments
from frameworks.models import Criterion

Facts = Mapping[str, Any]


def what(facts: Facts) -> str:
    """What it was, for the reader's language."""
    kind = facts["record"]
    if kind in SENTENCES:
        return SENTENCES[kind](facts)
    return capfirst(str(_model(kind)._meta.verbose_name))


def said(facts: Facts) -> str:
    """What it said where that is no text of a person, for the reader's language; empty for all others."""
    if facts["record"] != "evidencelink":
        return ""
    place = f", {facts['place']}" if facts["place"] else ""
    return f"{facts['source'] or _('Restricted source')}{place} ({_label('evidencelink', 'stance', facts['stance'])})"


def _priority(facts: Facts) -> str:
    names = {"horizon": _label("priority", "horizon", facts["horizon"]).lower(), "activity": facts["activity"]}
    return _("Priority, %(horizon)s: %(activity)s") % names


def _reply(facts: Facts) -> str:
    names = {"who": facts["who"], "stance": _label("reply", "stance", facts["stance"])}
    return _("Reply to %(criterion)s, %(who)s: %(stance)s") % {"criterion": _criterion(facts), **names}


def _criterion(facts: Facts) -> str:
    return moments.named(str(Criterion(part=facts["part"], code=facts["code"])), facts.get("moment", ""))


def _label(model: str, field: str, value: str) -> str:
    return str(dict(_model(model)._meta.get_field(field).flatchoices).get(value, value))


def _model(name: str) -> Any:
    return apps.get_model("assessments", name)


SENTENCES: dict[str, Callable[[Facts], str]] = {
    "programmeactivity": lambda facts: _("Programme “%(title)s” works on") % {"title": facts["programme"]},
    "goalactivity": lambda facts: _("Goal “%(title)s” is pursued through") % {"title": facts["goal"]},
    "goalinstitution": lambda facts: _("Goal “%(title)s” concerns") % {"title": facts["goal"]},
    "priority": _priority,
    "reply": _reply,
    "evidencelink": lambda facts: (
        _("Source linked to %(criterion)s, which is not rated") % {"criterion": _criterion(facts)}
    ),
    "actor": lambda facts: _("“%(name)s” stands in") % {"name": facts["name"]},
}
