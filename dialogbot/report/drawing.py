"""How every picture looks, and how it becomes a file: one style, no state kept, the same bytes each time.

The colours are those of Okabe and Ito (2008), which people with any colour vision tell apart; since a report is also
printed in grey, no picture says anything by colour alone: there are hatches, markers, line styles and figures.
Matplotlib is an extra (``dialogbot[reports]``); where it is missing, ``can_draw`` says so.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, DOTS = 6.0, 180
"""Inches, and dots in an inch: 1080 dots wide, as a phone shows it."""

BLUE, ORANGE, INK = "#0072B2", "#E69F00", "#222222"
_SMALLEST = 13  # points, so that 1080 dots on a phone can still be read

_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 14,
    "axes.titlesize": 16,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    "axes.labelsize": 14,
    "axes.edgecolor": "#555555",
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.labelsize": _SMALLEST,
    "ytick.labelsize": _SMALLEST,
    "text.color": INK,
    "grid.color": "#DDDDDD",
    "hatch.color": "#555555",
    "hatch.linewidth": 1.0,
    "legend.frameon": False,
    "legend.fontsize": _SMALLEST,
    "svg.hashsalt": "dialogbot",
    "svg.fonttype": "path",
    "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.08,
}


class Form(StrEnum):
    """What a picture is written as: dots for a chat, lines for a page."""

    PNG = "png"
    SVG = "svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that is drawn when it is wanted; ``alt`` says in sentences, with the figures, what it shows."""

    name: str
    title: str
    alt: str
    draw: Callable[[Form], bytes]


def can_draw() -> bool:
    """Say whether Matplotlib is installed."""
    return find_spec("matplotlib") is not None


def drawn(paint: Callable[[Figure], None], height: float, form: Form) -> bytes:
    """Paint a figure of this height in inches and return it as a file, the same bytes for the same values."""
    with canvas(height) as figure:
        paint(figure)
        target = io.BytesIO()
        nothing = {"Date": None, "Creator": None} if form is Form.SVG else {"Software": None}
        figure.savefig(target, format=form, dpi=DOTS, metadata=nothing)
    return target.getvalue()


@contextmanager
def canvas(height: float) -> Iterator[Figure]:
    """Give a figure in our style; Matplotlib's own settings are put back afterwards."""
    from matplotlib import rc_context, rcParamsDefault  # noqa: PLC0415 - heavy, and only some installations have it
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - the same
    from matplotlib.figure import Figure  # noqa: PLC0415 - the same

    plain: dict[str, Any] = {
        key: value for key, value in rcParamsDefault.items() if not key.startswith(("backend", "interactive"))
    }
    plain.update(_STYLE)
    with rc_context(plain):  # type: ignore[arg-type]  # the stubs want each key as a literal
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure
