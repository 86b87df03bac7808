"""What a request brings besides its forms passes the same door as their texts: its address, query, cookies and charset.

PostgreSQL refuses a NUL in any question that is put to it, so that one in an address would be an error of ours and not of whoever
wrote it. No address of ours holds such a character: it leads nowhere.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.http import parse_header_parameters

from ssr_portal.text.charsets import OURS, charset_of_text
from ssr_portal.text.plain_text import clean

FORM, WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"
IN_OTHER_CHARSET = re.compile(
    r";\s*[^;=]*\*[^;=]*=[^;]*"
)  # RFC 2231; no browser sends it, and some of it cannot be read


def through_the_door(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Clean what would make a later part fail; before sessions are looked up and anything is read of the body."""

    def respond(request: HttpRequest) -> HttpResponse:
        _read_as_declared(request)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if _is_clean(value)}
        _clean_query(request)
        if not _is_clean(request.path_info):
            raise Http404
        return get_response(request)

    return respond


def _read_declaration(request: HttpRequest, meta: dict[str, Any]) -> None:
    """What Django does as it makes a request, before any middleware; one of no texts is an error that nobody catches."""
    try:
        declared = IN_OTHER_CHARSET.sub("", meta.get("CONTENT_TYPE", ""))
        request.content_type, request.content_params = parse_header_parameters(declared)
    except (ValueError, LookupError):
        request.content_type, request.content_params = "", {}
    if "charset" in request.content_params:
        request.encoding = charset_of_text(request.content_params["charset"])
    if request.content_type == WITH_FILES and "boundary" in request.content_params:
        # Nothing else is asked of it, and Django refuses the whole form for one letter beyond ASCII.
        meta["CONTENT_TYPE"] = f'{WITH_FILES}; boundary="{request.content_params["boundary"]}"'


HttpRequest._set_content_type_params = _read_declaration  # type: ignore[attr-defined]  # Django's own, not for others


def _is_clean(text: str) -> bool:
    return clean(f"|{text}|") == f"|{text}|"


def _clean_query(request: HttpRequest) -> None:
    if all(_is_clean(each) for name, values in request.GET.lists() for each in (name, *values)):
        return
    cleaned = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        cleaned.setlist(clean(name), [clean(value) for value in values])
    request.META["QUERY_STRING"] = cleaned.urlencode()
    cleaned._mutable = False
    request.GET = cleaned  # type: ignore[assignment]  # immutable by now, which its type does not say


def _read_as_declared(request: HttpRequest) -> None:
    """A form in another charset than ours is read in it, where Django refuses; one in no charset of texts is read as ours."""
    charset = request.encoding or OURS
    if charset != OURS and request.content_type == FORM and request.method == "POST":
        pairs = _pairs(request, charset)
        request.encoding = OURS
        request._body = urlencode(pairs, errors="replace").encode()


def _pairs(request: HttpRequest, charset: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            request.body.decode(charset, "replace"),
            keep_blank_values=True,
            encoding=charset,
            errors="replace",
            max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        )
    except (RequestDataTooBig, TooManyFieldsSent, ValueError):
        return []
