"""A text into sentences, for showing which of them asks: Punkt with abbreviations of our own, nothing downloaded."""

from __future__ import annotations

from functools import cache
from typing import Protocol

_ABBREVIATIONS = (
    "adr aug avd bl.a ca d.v.s des div dr dvs e.g e.l eks ekskl etc ev evt f.eks f.o.m feb fr frk forf h.h hr i.e inkl"
    " jan jf jfr jr kap kl kr m.a.o m.fl m.m m.v mht mnd mr mrs ms mvh nov nr o.a o.l okt osv p.g.a pga prof pst red"
    " resp s sep st t.d t.o.m tel tlf u.a utg vs årg"
)


class _Splitter(Protocol):
    def tokenize(self, text: str) -> list[str]: ...


def sentences(text: str) -> list[str]:
    """Split a text into its sentences, each line for itself."""
    return [sentence for line in text.splitlines() if line.strip() for sentence in _punkt().tokenize(line)]


@cache
def _punkt() -> _Splitter:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer  # noqa: PLC0415 - heavy: loaded when needed

    learned = PunktParameters()
    learned.abbrev_types = set(_ABBREVIATIONS.split())
    splitter: _Splitter = PunktSentenceTokenizer(learned)
    return splitter
