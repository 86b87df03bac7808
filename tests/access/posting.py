"""What a browser posts from a form as a page showed it."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.test import Client

from ssr_portal.accounts import once
from tests.fuzz.forms import LINE, TEXT, Form, Page, opened

# With the first of these, a second post would have the answer of the first.
OF_THE_PAGE = {once.FIELD, "csrfmiddlewaretoken", "kept_for"}
TYPED = "Typed by somebody who means well."

Body = dict[str, list[str]]


def forms(client: Client, answer: HttpResponse, address: str) -> Iterator[Form]:
    """The posted forms of a page that this client was shown, without what is of one person's page alone."""
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:  # noqa: PLR2004
        if answer.streaming:
            list(answer.streaming_content)  # sent to its end, a file is closed
        return
    for form in Page(opened(answer.content.decode(), lambda body: client.get(body).content.decode()), address).forms:
        form.fields = [each for each in form.fields if each.name not in OF_THE_PAGE]
        yield form


def body(form: Form) -> Body:
    """Its fields with the first button pressed, and words in every empty place for words."""
    found: Body = {}
    for each in form.fields:
        if each not in form.buttons:
            words = TYPED if each.kind in {LINE, TEXT} else ""
            found.setdefault(each.name, []).append(each.value or words)
    for each in form.buttons[:1]:
        found[each.name] = [each.value]
    return found
