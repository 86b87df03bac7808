"""No word stays in the language in which it was asked for first: not in a module, not in a memory, not in a mail."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path
    for app in ("ssr_portal", "frameworks", "assessments")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
CACHES = {"cache", "lru_cache", "cached", "cachedmethod"}
# What gives words or figures in the language that is spoken.
SPEAKING = {"gettext", "ngettext", "pgettext", "npgettext", "render_to_string", "date_format", "number_format", "label"}
LAZY = {"gettext_lazy", "ngettext_lazy", "pgettext_lazy"}
THE_ONLY_SENDERS = {"ssr_portal/accounts/mails.py", "ssr_portal/upkeep/outgoing.py"}


def translators(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The names under which a module knows Django's functions: those that answer at once, and the lazy ones."""
    at_once, lazy = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for each in node.names:
                name = each.asname or each.name
                (lazy if each.name in LAZY else at_once if each.name in SPEAKING else set()).add(name)
    return at_once, lazy


def read_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What is worked out when the module is read: all but the insides of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for each in (*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield from (each, *read_at_import(each))
            continue
        yield child
        yield from read_at_import(child)


def called(node: ast.AST) -> str:
    """The name of the function that is called; empty for everything else."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def worked_out(node: ast.AST, lazy: set[str]) -> bool:
    """Whether a lazy translation becomes a plain text here: formatted, joined into another, or asked for its letters."""
    match node:
        case ast.BinOp():
            parts = [node.left, node.right]
        case ast.FormattedValue():
            parts = [node.value]
        case ast.Call(func=ast.Attribute(value=of)):
            parts = [of]
        case ast.Call(func=ast.Name(id="str")):
            parts = list(node.args)
        case _:
            parts = []
    return any(called(each) in lazy for each in parts)


def faults_of(tree: ast.Module) -> list[int]:
    """Lines on which a translation is made when the module is read."""
    at_once, lazy = translators(tree)
    return [
        node.lineno
        for node in read_at_import(tree)
        if called(node) in at_once or worked_out(node, lazy)  # a FormattedValue has a line too
    ]


def forgetful(tree: ast.Module) -> list[str]:
    """Functions that are remembered and speak, but do not ask in which language."""
    at_once, lazy = translators(tree)
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(_name(each) in CACHES for each in node.decorator_list)
        and any(_name(each) in SPEAKING | at_once | lazy for each in ast.walk(node))
        and not any(each.arg.strip("_") == "language" for each in node.args.args)
    ]


def _name(node: ast.AST) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_are_found_when_they_are_read(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert (faults_of(tree), forgetful(tree)) == ([], [])


def test_mail_is_written_in_one_place() -> None:
    written = {str(path.relative_to(ROOT)) for path in MODULES if _sends(path.read_text(encoding="utf-8"))}
    assert written == THE_ONLY_SENDERS


def _sends(text: str) -> bool:
    return any(word in text for word in ("send_mail(", "outgoing.send.enqueue(", "outgoing.deliver(", "EmailMessage("))


SPOKEN = "from django.utils.translation import gettext as _, gettext_lazy as lazy\n"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('NAME = _("Name")', ([2], [])),
        ('class A:\n    NAME = lazy("%s a") % 1', ([3], [])),
        ("NAME = f'{lazy(1)}!'", ([2], [])),
        ('NAME = str(lazy("Name"))', ([2], [])),
        ('NAME = lazy("Name").lower()', ([2], [])),
        ('def f(name=_("Name")): ...', ([2], [])),
        ('NAME = lazy("Name")\ndef f(): return _("Name")\nG = lambda: _("Name")', ([], [])),
        ('@lru_cache\ndef f(): return _("Name")', ([], ["f"])),
        ("@cache\ndef f(of): return of.label", ([], ["f"])),
        ('@lru_cache(maxsize=2)\ndef f(_language): return _("Name")', ([], [])),
    ],
)
def test_words_that_would_stay_are_found(text: str, faults: tuple[list[int], list[str]]) -> None:
    tree = ast.parse(SPOKEN + text)
    assert (faults_of(tree), forgetful(tree)) == faults
