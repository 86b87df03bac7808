"""Who may do what, as a table: a need for each address, and who has it (docs/domain.md §5).

An address of an assessment *hides* it from those who may not know of it, *refuses* those who know of it and may not do this,
and *answers* the others.
"""

from django.db.models import Model

from assessments import models
from tests.access.world import Secret, World, is_of_dialogue

SHOW = "read"  # what the organisation reads: viewers, of what is approved
TALK = "dialogue"  # assessors and reviewers
EDIT = "edit"  # assessors
SHARE = "share"  # reviewers
OTHERS = "others"  # whom it is shared with
ASKER = "asker"  # who asked for it, and nobody else
KIND = "kind"  # of a generated file: as KINDS says
HAVE = {
    SHOW: {"viewer", "assessor", "reviewer", "both"},
    TALK: {"assessor", "reviewer", "both"},
    EDIT: {"assessor", "both"},
    SHARE: {"reviewer", "both"},
    OTHERS: {"shared"},
    ASKER: set(),
}
# Reading the address and posting to it need the same, unless two are named.
NEEDS = {
    "overview section report report-ask history evidence-file rating-body": (SHOW, SHOW),
    "rating": (SHOW, TALK),
    "evidence-uses score-part score-programme": (SHOW, EDIT),
    "audience": (TALK, EDIT),
    "review remarks as-shared": (TALK, TALK),
    "move": (SHOW, SHOW),  # what state it is in is told first; that a viewer moves nothing, its rows tell
    "pulse": (EDIT, EDIT),  # nobody collides with whoever only reads
    "share": (SHARE, SHARE),
    "progress": (TALK, TALK),
    "facts version-move version-undo correct context-change record-add record-change record-remove rating-save rating-restore": (
        EDIT,
        EDIT,
    ),
    "shared shared-ask": (OTHERS, OTHERS),
    "file file-again file-cancel file-download": (KIND, KIND),
}
KINDS = {"report": SHOW, "shared-report": OTHERS, "combined-report": ASKER, "bundle": ASKER, "sample-report": ASKER}
NEED = {name: need for names, need in NEEDS.items() for name in names.split()}
# Addresses of no assessment: without a sign-in, for all who are signed in, and for some of them.
PUBLIC = {
    *("account_login", "account_logout", "account_signup", "account_inactive", "account_reauthenticate"),
    *("account_change_password", "account_set_password", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done", "admin:login"),
}
FOR_ALL = {
    *(
        "frameworks",
        "framework",
        "dashboard",
        "check",
        "compare",
        "compare-export",
        "combined-ask",
        "bundles",
        "country",
    ),
    *("country-export", "portfolio", "portfolio-export", "version-difference", "account_language"),
}
FOR_SOME = {
    "assessment-new": {"assessor", "assessor and reviewer", "other assessor", "shared with"},
    "version-preview version-preview-report version-sample": {"framework administrator", "superuser"},
}
SOME = {name: people for names, people in FOR_SOME.items() for name in names.split()}
DESKS = {  # beginnings of the desk's addresses, and who may open them
    "admin:frameworks_": {"framework administrator", "superuser"},
    "admin:accounts_": {"people administrator", "superuser"},
    "admin:": {"superuser"},
}
STAFF = {"framework administrator", "people administrator", "superuser"}
ANYBODY_ON_STAFF = (
    "admin:index",
    "admin:app_list",
    "admin:jsi18n",
    "admin:logout",
    "admin:password_change",
    "admin:view_on_site",
)
SIGN_IN = {302, 401}  # 401 is the page that asks for it and keeps what was posted
HIDDEN = {404, 405}
REFUSED = {403, 404, 405, 409}
ANSWERED = {200, 302, 400, 405, 409, 422}
ROWS_OF_SOME = (
    "evidence",
    "record",
    "report",
    "shared-",
)  # who reads the assessment may not read each of these rows: then 404
STANDINGS = {
    "viewer": "viewer",
    "assessor": "assessor",
    "reviewer": "reviewer",
    "assessor and reviewer": "both",
    "other assessor": "assessor",
    "other reviewer": "reviewer",
}


def standing(world: World, who: str, assessment: models.Assessment) -> str:
    """What the person is to the assessment; empty for those who may not know of it."""
    donor = assessment.organisation.short_name
    if who == "shared with":
        return "shared" if donor == "NL" and assessment.is_approved else ""
    found = STANDINGS.get(who, "") if world.of(who) == donor else ""
    return "" if found == "viewer" and not assessment.is_approved else found


def statuses(
    world: World, who: str, name: str, method: str, assessment: models.Assessment, *, kind: str = "", mixed: bool
) -> set[int]:
    """What an address of an assessment may answer; `mixed` are the reference of one and the key of another.

    `kind` is that of a generated file.
    """
    if world.people[who] is None or who == "deactivated":
        return SIGN_IN
    reads, does = (KINDS[kind], KINDS[kind]) if kind else NEED[name]
    if reads == ASKER:  # in the world, whoever opened the assessment
        return ANSWERED if world.people[who] == assessment.opened_by else HIDDEN
    at = standing(world, who, assessment)
    if mixed:  # what takes no changes says that first, of the assessment in the reference
        return REFUSED | {302} if does == EDIT else REFUSED
    if not at or (at == "shared" and reads != OTHERS):
        return HIDDEN
    if at not in HAVE[reads if method == "GET" else does] or (name == "share" and not assessment.is_approved):
        return REFUSED
    if name in {"move", "section", "rating"}:  # not everybody makes each move, reads the tasks or links evidence
        return ANSWERED | {403}
    return ANSWERED | {404} if (kind or name).startswith(ROWS_OF_SOME) else ANSWERED


def elsewhere(world: World, who: str, name: str) -> set[int]:
    """What an address of no assessment may answer; what it may tell is judged by the words."""
    if name in PUBLIC:
        return {200, 302, 404, 405, 422}
    if world.people[who] is None or who == "deactivated":
        return SIGN_IN
    if name.startswith("admin:"):
        return desk(who, name)
    return ANSWERED | {404} if who in SOME.get(name, {who}) else REFUSED


def desk(who: str, name: str) -> set[int]:
    """What an address of the administration may answer."""
    if who not in STAFF:
        return REFUSED | {302}
    if name.startswith(ANYBODY_ON_STAFF) or who in next(
        found for start, found in DESKS.items() if name.startswith(start)
    ):
        return ANSWERED | REFUSED
    return REFUSED | {302}


def may_see(world: World, who: str, secret: Secret) -> bool:
    """Whether the person may read this word."""
    at, row = standing(world, who, secret.assessment), secret.row
    if isinstance(row, models.CombinedReport | models.Bundle):
        return row.asked_by == world.people[who]
    if at == "shared":
        return not _is_closed_to_others(row)
    if not at:
        return False
    if is_of_dialogue(row) and at == "viewer":
        return False
    return not _is_for_reviewers(row) or at in {"reviewer", "both"} or row.added_by_id == world.people[who].pk


def _is_for_reviewers(row: Model) -> bool:
    return isinstance(row, models.Evidence) and row.audience == "reviewers"


def _is_closed_to_others(row: Model) -> bool:
    """What the shared edition leaves out; here it goes without evidence."""
    if isinstance(row, models.Report):
        return "shareable" not in row.outline
    never = (models.Evidence, models.EvidenceLink, models.Attachment, models.OpenPart, models.Assignment)
    return isinstance(row, never) or is_of_dialogue(row) or getattr(row, "audience", "shareable") not in {"shareable"}
