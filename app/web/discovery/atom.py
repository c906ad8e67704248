"""Atom feeds (RFC 4287), put together as a tree, so that no text can break them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_XML = "{http://www.w3.org/XML/1998/namespace}"
SINCE = 2026  # the year from which the names of entries are ours: it never changes (RFC 4151)


@dataclass(frozen=True)
class Entry:
    """One entry. `name` is for ever the same; `sha256`: of the document that it tells of."""

    name: str
    title: str
    text: str
    address: str
    at: datetime
    author: str
    category: str
    sha256: str = ""
    data_address: str = ""


@dataclass(frozen=True)
class Feed:
    name: str
    title: str
    subtitle: str
    language: str
    host: str
    address: str  # of the page for people
    own_address: str
    began_at: datetime  # for a feed without entries
    entries: Sequence[Entry]


def feed_xml(feed: Feed) -> bytes:
    """The feed as bytes; the same news give the same bytes."""
    ElementTree.register_namespace("", ATOM)
    ElementTree.register_namespace("alqa", _own(feed))
    root = ElementTree.Element(_tag("feed"), {f"{_XML}lang": feed.language})
    _add(root, "id", _name(feed, feed.name))
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _moment(max((entry.at for entry in feed.entries), default=feed.began_at)))
    _add(_add(root, "author"), "name", feed.title)
    _link(root, "self", feed.own_address, MEDIA_TYPE)
    _link(root, "alternate", feed.address, "text/html", hreflang=feed.language)
    _add(root, "generator", "Alqa")
    _add(root, "rights", "CC BY 4.0")
    for entry in feed.entries:
        _entry(root, feed, entry)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(root: ElementTree.Element, feed: Feed, entry: Entry) -> None:
    node = _add(root, "entry")
    _add(node, "id", _name(feed, entry.name))
    _add(node, "title", entry.title)
    _add(node, "updated", _moment(entry.at))
    _add(node, "published", _moment(entry.at))
    _add(_add(node, "author"), "name", entry.author)
    _link(node, "alternate", entry.address, "text/html", hreflang=feed.language)
    ElementTree.SubElement(node, _tag("category"), {"term": entry.category})
    if entry.data_address:
        _link(node, "enclosure", entry.data_address, "application/json")
    if entry.text:
        _add(node, "summary", entry.text, type="text")
    if entry.sha256:
        ElementTree.SubElement(node, f"{{{_own(feed)}}}sha256").text = entry.sha256


def _own(feed: Feed) -> str:
    return f"tag:{feed.host},{SINCE}:words"


def _name(feed: Feed, name: str) -> str:
    return f"tag:{feed.host},{SINCE}:{name}/{feed.language}"


def _tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    node = ElementTree.SubElement(parent, _tag(name), attributes)
    node.text = _printable(text) or None
    return node


def _link(parent: ElementTree.Element, rel: str, address: str, media_type: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, _tag("link"), {"rel": rel, "type": media_type, "href": address, **attributes})


def _printable(text: str) -> str:
    """XML has no place for control characters, whatever people paste."""
    return "".join(letter for letter in text if letter in "\t\n" or (
        letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff"))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
