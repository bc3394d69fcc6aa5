"""A page as a whole: its language, and nothing in it that could show other than what its text says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tallyproof.verify.differences import Difference, shown
from tallyproof.verify.pageset import Page

_LANGUAGE = re.compile(r'<html(?:\s[^<>]*)?\slang="([^"<>]*)"')
# What pages are made of, the frequent first. Anything else could run, fetch, or keep what is checked out of sight,
# as comments and templates do.
_ELEMENTS = (
    "td|th|tr|data|small|tbody|table|thead|span|a|p|div|section|details|summary|h1|h2|h3|h4|nav|ol|ul|"
    "li|dl|dt|dd|b|em|i|strong|abbr|br|hr|header|footer|main|title|html|head|body|meta|link|img|figure|"
    "figcaption|code|caption|time|svg|rect|defs|pattern|circle|path|line"
)
_OTHER_TAG = re.compile(rf"<(?!/?(?:{_ELEMENTS})[\s>/]|!doctype html>)[^\s<>]*")
_TITLE = re.compile(r"<title>[^<>]*</title>")
# Each begins with fixed letters, which is what makes them quick.
_MAYBE_CONCEALS = tuple(re.compile(one, re.ASCII) for one in (r"hidden(?<!aria-hidden)", r"style\s*=", "popover"))
_SINGLE_QUOTED = re.compile(r"=\s*'")
_CONCEALING = re.compile(r"""<[a-z][^<>]*[\s"'/](style|hidden|popover)(?=[\s=/>])""", re.ASCII)
_REFRESH = re.compile(r"http-equiv[\s=\"']*refresh", re.ASCII)
_FETCHED = re.compile(
    r"""<(?:link|img|image|use|source|audio|video|input)\b[^<>]*?[\s"'/](src|srcset|href)\s*=[\s"']*(?:[a-z]+:)?//""",
    re.ASCII,
)
_MAYBE_HANDLER = re.compile(r"on[a-z]+\s*=", re.ASCII)
_HANDLER = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?[\s"'/](on[a-z]+)\s*=""", re.ASCII)


def page_differences(page: Page, text: str, small: str) -> Iterator[Difference]:
    """Give what is wrong with a page as a whole: its language, and what could change what it shows."""
    languages = _LANGUAGE.findall(text)
    if languages != [page.language]:
        yield Difference(page.path, f'expected <html lang="{page.language}">, got {shown(languages)}')
    active = [f"a {other[0]}>"] if (other := _OTHER_TAG.search(text)) else []
    if len(_TITLE.findall(text)) != 1:
        active.append("no plain title")
    if _SINGLE_QUOTED.search(small):
        active.append("an attribute in single quotes")
    if any(maybe.search(small) for maybe in _MAYBE_CONCEALS) and (concealing := _CONCEALING.search(small)):
        active.append(f"an attribute {concealing[1]}")
    if _REFRESH.search(small):
        active.append("a redirection")
    if _maybe_has_handler(small) and (handler := _HANDLER.search(small)):
        active.append(f"an attribute {handler[1]}")
    if active:
        yield Difference(page.path, f"expected a page that shows what it says, got {shown(' and '.join(active))}")
    if "//" in small and (fetched := _FETCHED.search(small)):
        yield Difference(page.path, f"expected nothing from another place, got {shown(fetched[0])}")


def _maybe_has_handler(small: str) -> bool:
    """Return whether a page needs the slow search: 'on…=' after anything but a letter, as in no 'content='."""
    return any(not small[match.start() - 1].isalpha() for match in _MAYBE_HANDLER.finditer(small))
