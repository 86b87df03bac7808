"""PDFs on several assessments, made of what the person who asked may see; the same content is laid out once."""

from assessments.domain import making
from assessments.models import Paper
from ssr_portal.accounts.models import Person


def ask(kind: str, asked: str, *, by: Person) -> tuple[Paper, bool]:
    """The paper being made for the same question, or a new one, and whether it has to be queued."""
    waiting = Paper.objects.filter(kind=kind, asked=asked, asked_by=by, state=Paper.State.ASKED).first()
    if waiting is not None:
        return waiting, False
    return Paper.objects.create(kind=kind, asked=asked, asked_by=by), True


def made_before(paper: Paper, fingerprint: str) -> Paper | None:
    """A ready paper of the same person that shows the very same."""
    same = Paper.objects.filter(
        kind=paper.kind, asked_by=paper.asked_by_id, fingerprint=fingerprint, state=Paper.State.READY
    )
    return same.first()


def store(paper: Paper, fingerprint: str, pdf: bytes, pages: int) -> Paper:
    """Keep the file."""
    paper.fingerprint, paper.pages = fingerprint, pages
    making.keep_file(paper, f"{paper.kind}-{fingerprint[:12]}.pdf", pdf)
    paper.save()
    return paper


def point_at(paper: Paper, before: Paper) -> Paper:
    """Use the file that was made before."""
    paper.fingerprint, paper.pages, paper.file = before.fingerprint, before.pages, before.file
    paper.state, paper.made_at, paper.why = Paper.State.READY, before.made_at, ""
    paper.save()
    return paper
