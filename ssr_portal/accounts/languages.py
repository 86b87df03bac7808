"""The languages of the portal, and who reads in which: a page its reader's, a mail its receiver's, a file its asker's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

ORIGINAL = "en-gb"  # of everything that was made before there was a choice


def choices() -> list[tuple[str, str]]:
    """Every language of the portal, named in itself: so whoever reads no other finds it."""
    return [(code, _own_name(code, name)) for code, name in settings.LANGUAGES]


def _own_name(code: str, name: object) -> str:
    with translation.override(code):
        return str(name)


def named(code: str) -> str:
    """The language with this code, named in itself."""
    return dict(choices()).get(code, code)


def are_several() -> bool:
    """Whether there is anything to choose."""
    return len(settings.LANGUAGES) > 1


def known(code: str) -> str:
    """The language with this code, or the portal's own where none was chosen or it is spoken no longer."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def active() -> str:
    """The language that is spoken now; the portal's own where none is, as in commands."""
    return translation.get_language() or settings.LANGUAGE_CODE


def speak(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer a person in the language that they chose, whatever their browser asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.language:
            translation.activate(known(request.user.language))
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware
