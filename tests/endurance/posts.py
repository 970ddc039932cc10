"""Invented posts in any number: small talk, and questions to a library that are unlike each other."""

from __future__ import annotations

import random
from datetime import datetime

from tests.endurance.world import GROUPS

_ASKED = (
    "Hei! Er det noen som vet hvordan jeg fornyer lånet av {thing} på biblioteket? Fristen går ut {when}.",
    "Noen som vet om biblioteket har {thing} til utlån? Trenger det {when}.",
    "Hvordan reserverer jeg {thing} på biblioteket så den kan hentes {when}?",
    "Finnes {thing} som lydbok hos biblioteket, og kan jeg låne den {when}?",
    "Vet noen om biblioteket er åpent {when}? Skal levere {thing}.",
)
_TALK = (
    "For en nydelig {when}, sol og skare på {thing}!",
    "Gratulerer med dagen til {thing}, og en fin {when} til alle.",
    "Vi spiste {thing} ute {when}, det var så koselig.",
    "Selger {thing}, hentes {when}. Pris kan diskuteres.",
)
_FIRST = ("bre", "kyst", "fjell", "gruve", "hage", "ull", "torv", "drage", "måne", "elve", "skred", "fyr", "vinter")
_SECOND = ("vokteren", "boka", "kartet", "sangene", "krøniken", "dronninga", "historia", "reisen", "løperen", "huset")
_THIRD = ("av Testvik", "av Myrland", "av Lovaas", "på nynorsk", "på samisk", "fra 1920", "bind to", "med bilder")
_WHEN = ("i morgen", "på torsdag", "til helga", "i påska", "etter jul", "i februar", "på lørdag", "neste uke")


def question(chance: random.Random, ref: str, when: datetime) -> dict[str, object]:
    """Make a question of which detection is sure."""
    return _post(chance, ref, when, chance.choice(_ASKED))


def talk(chance: random.Random, ref: str, when: datetime) -> dict[str, object]:
    """Make a post that no library needs to answer."""
    return _post(chance, ref, when, chance.choice(_TALK))


def _post(chance: random.Random, ref: str, when: datetime, pattern: str) -> dict[str, object]:
    made_up = "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiouyæøå") for _ in range(6)).title()
    thing = f"«{chance.choice(_FIRST).title()}{chance.choice(_SECOND)} {made_up}» {chance.choice(_THIRD)}"
    return {
        "id": ref,
        "platform": "facebook",
        "group": chance.choice(list(GROUPS)),
        "author": f"Nina Testvik {chance.randrange(999)}",
        "created": when.isoformat(),
        "text": pattern.format(thing=thing, when=chance.choice(_WHEN)),
    }
