"""Reads a rendered page back as a tree, strictly: a page that is not well-formed is no page."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from omelog import resources

TEMPLATES = sorted(path for path in resources.folder("templates").rglob("*") if path.is_file())
PLAIN = [path for path in TEMPLATES if path.name.endswith(".txt.j2")]  # text alone: nothing in it to escape


def parse(page: bytes) -> Element:
    """Parse a page; any parse error raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(page.decode())
    return tree


def text(element: Element | None) -> str:
    """Return what a reader sees of an element, with white space collapsed."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def by_id(tree: Element, name: str) -> Element:
    """Return the one element of an id."""
    found = [element for element in tree.iter() if element.get("id") == name]
    assert len(found) == 1, (name, len(found))
    return found[0]


def sections(tree: Element) -> list[str]:
    """Return the ids of the page's sections, in order."""
    main = tree.find(".//main")
    assert main is not None
    return [child.get("id", "") for child in main if child.tag == "section"]


def headings(tree: Element) -> list[int]:
    """Return the levels of the headings, in order."""
    return [int(e.tag[1]) for e in tree.iter() if isinstance(e.tag, str) and len(e.tag) == 2 and e.tag[1:].isdigit()]


def loose(tree: Element, needle: str) -> Iterator[str]:
    """Yield the tags of elements whose own text holds the needle, outside <bdi>, <title> and the lines of a drawing."""
    yield from _loose(tree, needle, isolated=False)


def _loose(element: Element, needle: str, *, isolated: bool) -> Iterator[str]:
    here = isolated or element.tag in ("bdi", "title", "{http://www.w3.org/2000/svg}text")
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    if needle in own and not here:
        yield str(element.tag)
    for child in element:
        yield from _loose(child, needle, isolated=here)
