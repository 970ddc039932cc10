"""What a report is made of, free of HTML and of spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from dialogbot.report.drawing import Picture

Cell: TypeAlias = str | int | float | None
"""What stands in a table: words, a count, a share 0..1 (every ``float`` is one), or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a list, and where it leads, if anywhere."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures; the first cell of a row says what the row is about. ``name`` is its sheet in a workbook."""

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Part: TypeAlias = Paragraph | Listing | Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands under one heading."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report: ``lead`` stands under the title, before the sections.

    ``apart``: each section begins a new page when it is printed.
    """

    title: str
    lead: tuple[Part, ...]
    sections: tuple[Section, ...]
    apart: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in their order."""
        parts = [*self.lead, *(part for section in self.sections for part in section.parts)]
        return tuple(part for part in parts if isinstance(part, Table))
