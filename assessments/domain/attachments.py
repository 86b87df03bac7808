"""Keeping files: the file first, then its row, so that a row never names a file that is not there (docs/operator.md)."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Attachment, Evidence
from ssr_portal.accounts.models import Person
from ssr_portal.uploads import Upload

FOLDER = "evidence"
PENDING = timedelta(days=1)  # how long a file may wait for the record that it was uploaded with
BLOCK = 1024**2


def keep(upload: Upload, *, by: Person) -> Attachment:
    """Store a checked file; it waits for a day for evidence that points at it. Raises OSError when it cannot be stored."""
    name = f"{FOLDER}/{uuid4().hex}"
    try:
        with upload.path.open("rb") as content:
            default_storage.save(name, File(content))
        size, sha256 = _settled(name)
        return Attachment.objects.create(
            file=name,
            name=upload.name,
            kind=upload.kind.code,
            size=size,
            sha256=sha256,
            original=upload.original,
            by=by,
        )
    except BaseException:
        default_storage.delete(name)
        raise
    finally:
        upload.path.with_suffix(".anew").unlink(missing_ok=True)


def _settled(name: str) -> tuple[int, str]:
    """Size and digest of a stored file, once the disk has it."""
    digest = hashlib.sha256()
    with default_storage.open(name) as stored:
        os.fsync(stored.fileno())
        for block in iter(partial(stored.read, BLOCK), b""):
            digest.update(block)
        return stored.tell(), digest.hexdigest()


def waiting(pk: int, *, by: Person) -> Attachment | None:
    """A file that this person uploaded and no evidence points at yet."""
    return Attachment.objects.filter(pk=pk, by=by, evidence__isnull=True).first()


def require_own(pk: int | None, *, by: Person) -> None:
    """Refuse a file that is not one of those `waiting`, so that nobody takes another's; raises ValidationError."""
    if pk is not None and waiting(pk, by=by) is None:
        raise ValidationError(_("This file is used already, or was sent by somebody else. Choose it again."))


def drop_unused(pk: int | None) -> None:
    """Remove a file that no evidence points at any more; within the transaction that let go of it."""
    if pk is None or Evidence.objects.filter(attachment=pk).exists():
        return
    for attachment in Attachment.objects.filter(pk=pk):
        attachment.delete()
        transaction.on_commit(partial(default_storage.delete, str(attachment.file)))


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where database and files disagree; `leftover` where removing it loses nothing that anybody can reach."""

    what: str
    name: str
    leftover: bool = False


def faults() -> Iterator[Fault]:
    """Every file that is missing, changed, or belongs to nothing; reads every byte."""
    known = set()
    for attachment in Attachment.objects.order_by("pk").iterator():
        name = str(attachment.file)
        known.add(name)
        if not default_storage.exists(name):
            yield Fault("missing", f"{name} ({attachment})")
        elif _settled(name) != (attachment.size, attachment.sha256):
            yield Fault("changed", f"{name} ({attachment})")
    for name in _stored():
        if name not in known:
            yield Fault("without a record", name, leftover=True)
    for attachment in _abandoned():
        yield Fault("never used", f"{attachment.file} ({attachment})", leftover=True)


def count() -> int:
    """How many files there are records of."""
    return Attachment.objects.count()


def sweep() -> int:
    """Remove what `faults` calls leftover, unless it may still be on its way; how many files went."""
    known = set(Attachment.objects.values_list("file", flat=True))
    strays = [name for name in _stored() if name not in known]
    old = [name for name in strays if default_storage.get_modified_time(name) < timezone.now() - PENDING]
    for name in old:
        default_storage.delete(name)
    abandoned = _abandoned()
    for attachment in abandoned:
        with transaction.atomic():
            drop_unused(attachment.pk)
    return len(old) + len(abandoned)


def _stored() -> Iterator[str]:
    if default_storage.exists(FOLDER):
        yield from (f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1])


def _abandoned() -> list[Attachment]:
    return list(Attachment.objects.filter(at__lt=timezone.now() - PENDING, evidence__isnull=True))
