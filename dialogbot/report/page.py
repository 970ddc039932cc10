"""A report as one HTML file: nothing is loaded from elsewhere, nothing runs, and it prints on A4.

The rules for the browser (``Content-Security-Policy``) forbid both once more, whatever a group's name may hold.
"""

from __future__ import annotations

import base64
import html
import re
from importlib import resources
from urllib.parse import urlsplit

from dialogbot.report.document import Cell, Document, Listing, Paragraph, Part, Section, Table
from dialogbot.report.drawing import Form, Picture, can_draw
from dialogbot.report.wording import percent
from dialogbot.texts import Texts

# what HTML cannot hold, and marks that turn the direction of all that follows
_UNFIT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(document: Document, texts: Texts) -> str:
    """Write a report as HTML; pictures are in it as SVG, or as their words where they cannot be drawn."""
    style = resources.files(__package__ or "").joinpath("page.css").read_text(encoding="utf-8")
    body = '<body class="apart">' if document.apart else "<body>"
    lead = "".join(_part(part, texts) for part in document.lead)
    sections = "".join(_section(section, texts) for section in document.sections)
    return (
        f'<!DOCTYPE html>\n<html lang="{texts.locale[:2]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(document.title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"{body}\n<main>\n"
        f"<header>\n<h1>{_safe(document.title)}</h1>\n{lead}</header>\n{sections}</main>\n</body>\n</html>\n"
    )


def _section(section: Section, texts: Texts) -> str:
    parts = "".join(_part(part, texts) for part in section.parts)
    return f"<section>\n<h2>{_safe(section.heading)}</h2>\n{parts}</section>\n"


def _part(part: Part, texts: Texts) -> str:
    match part:
        case Paragraph(text=text):
            return f"<p>{_safe(text)}</p>\n"
        case Listing(entries=entries):
            lines = "".join(f"<li>{_linked(one.text, one.url)}</li>\n" for one in entries)
            return f"<ul>\n{lines}</ul>\n" if lines else ""
        case Picture():
            return _picture(part)
        case Table():
            return _table(part, texts)


def _picture(picture: Picture) -> str:
    if not can_draw():
        return f"<p>{_safe(picture.title)}: {_safe(picture.alt)}</p>\n"
    drawn = base64.b64encode(picture.draw(Form.SVG)).decode("ascii")
    source = f"data:image/svg+xml;base64,{drawn}"
    return (
        f'<figure>\n<img src="{source}" alt="{_safe(picture.alt)}">\n'
        f"<figcaption>{_safe(picture.alt)}</figcaption>\n</figure>\n"
    )


def _table(table: Table, texts: Texts) -> str:
    """Write a table in a frame that a narrow screen can move sideways, and a keyboard can reach."""
    heads = "".join(f'<th scope="col">{_safe(name)}</th>' for name in table.columns)
    rows = "".join(_row(row, texts) for row in table.rows)
    caption = _safe(table.caption)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{caption}">\n<table>\n'
        f"<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _row(row: tuple[Cell, ...], texts: Texts) -> str:
    first, *others = row
    cells = "".join(f"<td>{_safe(_written(cell, texts))}</td>" for cell in others)
    return f'<tr><th scope="row">{_safe(_written(first, texts))}</th>{cells}</tr>\n'


def _written(cell: Cell, texts: Texts) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return percent(cell, texts)
    return texts.number(cell) if isinstance(cell, int) else cell


def _linked(text: str, url: str | None) -> str:
    if url is None or urlsplit(url).scheme not in ("http", "https"):
        return _safe(text)
    return f'<a href="{_safe(url)}" rel="noreferrer">{_safe(text)}</a>'


def _safe(text: str) -> str:
    return html.escape(_UNFIT.sub("", text))
