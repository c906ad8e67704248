"""A child process: a file comes in, its text goes out. It may use little memory and time, and opens no file itself.

PDF: pages divided by form feeds. DOCX: paragraphs divided by blank lines, headings and items marked as one types them.
"""
from __future__ import annotations

import io
import resource
import sys
import zipfile
from xml.etree import ElementTree

MEMORY = 768 * 1024 * 1024
SECONDS = 15
MOST_PAGES = 300
MOST_CHARACTERS = 600_000
LARGEST_PART = 40 * 1024 * 1024  # of the unpacked text of a DOCX
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of_pdf(content: bytes) -> str:
    """The text of the pages; none when the PDF holds only pictures of pages."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    pages, length = [], 0
    for number in range(min(len(reader.pages), MOST_PAGES)):
        pages.append(reader.pages[number].extract_text())
        length += len(pages[-1])
        if length > MOST_CHARACTERS:
            break
    return "\f".join(pages)


def text_of_docx(content: bytes) -> str:
    """The body of the document in its order, tables row by row."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("word/document.xml")
        if part.file_size > LARGEST_PART:
            raise ValueError("too large")
        xml = archive.read(part)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("entities")
    root = ElementTree.fromstring(xml)  # noqa: S314 no entities, and this process has limits
    return "\n\n".join(_paragraph(element) for element in root.iter(f"{_WORD}p"))


def _paragraph(element: ElementTree.Element) -> str:
    words = "".join(_piece(node) for node in element.iter()).strip()
    style = element.find(f"{_WORD}pPr/{_WORD}pStyle")
    name = style.get(f"{_WORD}val", "").lower() if style is not None else ""
    if words and (name.startswith(("heading", "title")) or name.isdecimal()):
        return f"# {words}"
    is_item = element.find(f"{_WORD}pPr/{_WORD}numPr") is not None
    return f"- {words}" if words and is_item else words


def _piece(node: ElementTree.Element) -> str:
    if node.tag == f"{_WORD}t":
        return node.text or ""
    return " " if node.tag in {f"{_WORD}tab", f"{_WORD}br"} else ""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to a disk


if __name__ == "__main__":
    _limit()
    extract = {"pdf": text_of_pdf, "docx": text_of_docx}[sys.argv[1]]
    sys.stdout.buffer.write(extract(sys.stdin.buffer.read())[:MOST_CHARACTERS].encode(errors="replace"))
