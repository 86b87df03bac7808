"""A form that is posted twice does its work once: a double click, a reload, Back and Save, a repeated request.

Every form of a signed-in person carries a token beside its CSRF token (`{% csrf_token %}` writes both, so that no form can forget
it). The first post of it is done and its answer remembered; the same post again, at the same time or later, is answered with
that. A post that was refused leaves nothing behind. What a script sends by itself (`HX-Request`) carries ids of its own.
"""

import hashlib
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ssr_portal.accounts import drafts, given_back, unsent
from ssr_portal.accounts.models import SentForm
from ssr_portal.http.requests import PortalRequest

FIELD = "sent_once"
SALT = "ssr_portal.accounts.once"
MOST_WAIT = 15.0  # seconds that a second post waits for the answer of the first
PAUSE = 0.05
ABANDONED = timedelta(
    minutes=2
)  # longer than any answer takes: the database was locked when it ended, or its server died
REMEMBERED = timedelta(days=7)


def token_on(request: PortalRequest) -> str:
    """The token for the forms of a page that a signed-in person is shown, of use to them alone.

    A fresh one; on the page that refuses a post the one that it brought: whoever goes back past the refusal, after what was
    mended is stored, still sends the same form.
    """
    brought = request.POST.get(FIELD, "")
    return brought if _is_ours(brought, request.user.pk) else _signer(request.user.pk).sign(uuid4().hex)


def _signer(person_pk: int) -> signing.Signer:
    return signing.Signer(salt=f"{SALT}.{person_pk}")


def _is_ours(token: str, person_pk: int) -> bool:
    try:
        _signer(person_pk).unsign(token)
    except signing.BadSignature:
        return False
    return True


class Added(HttpResponseRedirect):
    """The answer to a form that added something."""

    def __init__(self, onwards: str, mended_at: str) -> None:
        super().__init__(onwards)
        self.mended_at = mended_at


def added(onwards: HttpResponseRedirect, *, mended_at: str) -> Added:
    """Say where what a form added is changed: the same form posted with other words leads there, with these words unsaved."""
    return Added(onwards.url, mended_at)


def purge() -> int:
    """Forget the answers of forms that were posted long ago; how many."""
    return SentForm.objects.filter(begun_at__lt=timezone.now() - REMEMBERED).delete()[0]


class AnswerOnce:
    """The middleware; the last one, so that sign-in and CSRF are checked before any answer is given again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing around the view itself is changed."""
        return self.get_response(request)

    def process_view(
        self, request: PortalRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The answer that this very post had before, or that of the view, remembered."""
        if not _carries_a_token(request):
            return None
        until = time.monotonic() + MOST_WAIT
        content = _content(request)
        sent, new = _claim(request, content)
        while not new and not sent.onwards and time.monotonic() < until:
            time.sleep(PAUSE)
            sent, new = _claim(request, content)  # anew, where the first post was refused meanwhile
        if not new:
            return _answered(request, sent) if sent.onwards else _given_back(request, "")
        if (before := _added_before(sent)) is not None:
            sent.delete()
            return _with_other_words(request, before)
        return _remembered(request, sent, lambda: view(request, *args, **kwargs))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What is posted without a token is refused in the same words."""
        if request.method != "POST" or not isinstance(exception, given_back.REFUSALS):
            return None
        return given_back.told(request, exception)


def _carries_a_token(request: PortalRequest) -> bool:
    if request.method != "POST" or not request.user.is_authenticated or request.headers.get("HX-Request"):
        return False
    if _name_of_page(request).startswith("account_"):
        return False
    return _is_ours(request.POST.get(FIELD, ""), request.user.pk)


def _name_of_page(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _claim(request: PortalRequest, content: str) -> tuple[SentForm, bool]:
    """The row of this post, and whether it is ours to do: nobody did it, or whoever began died over it."""
    sent, new = SentForm.objects.get_or_create(
        person=request.user,
        token=request.POST[FIELD].partition(":")[0],
        content=content,
        defaults={"address": request.path},
    )
    now = timezone.now()
    if not new and not sent.onwards and sent.begun_at < now - ABANDONED:
        dead = SentForm.objects.filter(pk=sent.pk, onwards="", begun_at=sent.begun_at)
        new = dead.update(begun_at=now) == 1
    return sent, new


def _content(request: HttpRequest) -> str:
    """A digest of the address and of everything that was filled in, under the secret key: passwords may be among it."""
    filled = sorted((name, values) for name, values in request.POST.lists() if name not in given_back.TOKENS)
    files = [(name, [_digest(each) for each in sent]) for name, sent in sorted(request.FILES.lists())]
    said = json.dumps([request.get_full_path(), filled, files])
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()


def _digest(file: UploadedFile[bytes]) -> tuple[str | None, str]:
    digest = hashlib.sha256()
    if file.file is not None:  # a full disk may have left none (`uploads.receiving`)
        for block in file.chunks():
            digest.update(block)
        file.seek(0)
    return file.name, digest.hexdigest()


def _remembered(request: PortalRequest, sent: SentForm, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The view's answer; kept where the view did what it was asked for, which it says by leading on without an error.

    A refusal that leads elsewhere, or says that there is no such thing any more, gives back what was typed.
    """
    done = False
    try:
        response = view()
        leads_on = 300 <= response.status_code < 400  # noqa: PLR2004
        done = leads_on and not request._messages.tells_of_an_error
    except given_back.REFUSALS as refusal:
        answer = given_back.told(request, refusal)
        if answer is None:
            raise
        return answer
    finally:
        if not done:
            sent.delete()
    if not done:
        return given_back.page(request, given_back.CONFLICT, "") if leads_on and given_back.typed(request) else response
    sent.onwards = response["Location"]
    if isinstance(response, Added):
        sent.mended_at = response.mended_at
    elif _adds_at_the_desk(request):
        sent.mended_at = sent.onwards
    sent.told = request._messages.told
    sent.save(update_fields=["onwards", "mended_at", "told"])
    return drafts.taken(request, response, sent.token)


def _adds_at_the_desk(request: HttpRequest) -> bool:
    name = _name_of_page(request)
    return name.startswith("admin:") and name.endswith("_add")


def _answered(request: HttpRequest, sent: SentForm) -> HttpResponse:
    for level, text in sent.told:
        messages.add_message(request, level, text)
    return drafts.taken(request, redirect(sent.onwards), sent.token)


def _added_before(sent: SentForm) -> SentForm | None:
    """What this form, with other words, added already."""
    others = SentForm.objects.filter(person=sent.person_id, token=sent.token, address=sent.address)
    return others.exclude(pk=sent.pk).exclude(onwards="").exclude(mended_at="").order_by("pk").last()


def _with_other_words(request: HttpRequest, before: SentForm) -> HttpResponse:
    """Lead to what the form added, with what is typed now as unsaved; where a page cannot show that, give it back as text."""
    why = unsent.SENT_BEFORE if before.mended_at == before.address else unsent.ADDED_BEFORE
    if _adds_at_the_desk(request) or not unsent.hold(request, before.mended_at, why):
        return _given_back(request, before.mended_at)
    return redirect(before.mended_at)


def _given_back(request: HttpRequest, made: str) -> HttpResponse:
    """What was typed, as text: it was not stored, and the form it came from was sent before (what that made is at `made`)."""
    return render(
        request, "sent_before.html", {"typed": given_back.typed(request), "made": made}, status=given_back.CONFLICT
    )
