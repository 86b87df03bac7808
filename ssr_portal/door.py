"""What a request brings besides its forms passes the same door as their texts: its address, query, cookies and charset.

PostgreSQL refuses a NUL in any question that is put to it, so that one in an address would be an error of ours and not of whoever
wrote it. No address of ours holds such a character: it leads nowhere.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from ssr_portal.plain_text import clean

FORM = "application/x-www-form-urlencoded"
PLAIN = b"abc=%41&x+y"


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
    request.GET = cleaned


def _read_as_declared(request: HttpRequest) -> None:
    """A form in another charset than ours is read in it, where Django refuses; one in no charset of texts is read as ours."""
    charset = request.encoding
    if charset is None or charset.lower() == "utf-8":
        return
    request.encoding = charset if _reads(charset) else "utf-8"
    if request.content_type == FORM and request.method == "POST":
        pairs = _pairs(request, request.encoding)
        request.encoding = "utf-8"
        request._body = urlencode(pairs).encode()


def _reads(charset: str) -> bool:
    """Whether it is a charset of texts in which plain letters are plain: only such can carry a form."""
    try:
        return PLAIN.decode(charset, "replace") == PLAIN.decode()
    except (LookupError, ValueError):
        return False


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
