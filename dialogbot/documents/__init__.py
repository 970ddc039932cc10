"""Documents that a library needs before it reads groups: drafts, filled in from its real settings.

A record of processing activities (GDPR article 30), a start for an assessment (article 35), and a notice for the
administrator of a group. Each is a ``string.Template`` in Markdown, one folder a language.
"""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path
from string import Template

from dialogbot.config import Config
from dialogbot.domain import DialogbotError
from dialogbot.texts import Texts, load

LANGUAGES = ("nb", "nn")
NAMES = ("behandlingsprotokoll.md", "dpia.md", "varsel-til-administrator.md")


def written(folder: Path, config: Config, language: str, today: date) -> list[Path]:
    """Write the documents into a folder, and return their paths. Raises ``DialogbotError``: one stands there already.

    What is there is not overwritten: people fill these drafts in.
    """
    paths = [folder / name for name in NAMES]
    standing = [path for path in paths if path.exists()]
    if standing:
        raise DialogbotError(f"{standing[0]}: there is such a file already; choose another folder with --to")
    values = facts(config, load(language, config.zone), today)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            path.write_text(_template(language, path.name).substitute(values), encoding="utf-8")
    except OSError as error:
        raise DialogbotError(f"{folder}: cannot be written to ({error.strerror})") from None
    return paths


def facts(config: Config, texts: Texts, today: date) -> dict[str, str]:
    """Return what the templates are filled in with, in words."""
    told = config.privacy
    days = {
        name: texts("documents.days", count=count) if count else texts("documents.ever")
        for name, count in {
            "keep_posts": told.keep_posts_days,
            "keep_text_closed": told.keep_text_days_closed,
            "keep_decisions": told.keep_decisions_days,
            "keep_messages": told.keep_messages_days,
            "keep_imports": told.keep_imports_days,
            "keep_done_files": told.keep_done_files_days,
        }.items()
    }
    content = config.alerts.content if config.channel == "telegram" else "local"
    copies = config.backup.every_days * config.backup.keep
    return days | {
        "keep_backups": texts("documents.days", count=copies) if copies else texts("documents.no_copies"),
        "today": texts.day(today),
        "library": _listed(config.detection.own_accounts) or texts("documents.library"),
        "default": texts(f"documents_default.{told.default}"),
        "closed": _listed(told.closed) or texts("documents.none"),
        "open": _listed(told.open) or texts("documents.none"),
        "channel": texts(f"documents_channel.{config.channel}"),
        "content": texts(f"documents_content.{content}"),
        "people": _listed([one.name for one in config.colleagues.people]) or texts("documents.people"),
    }


def _template(language: str, name: str) -> Template:
    return Template(resources.files(__name__).joinpath(language, name).read_text(encoding="utf-8"))


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names)
