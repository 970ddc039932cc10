"""Claims about the house itself: what the README, the Makefile and the settings of the project promise."""

from __future__ import annotations

import argparse
import dataclasses
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dialogbot import __version__
from dialogbot.cli import parser
from dialogbot.commands import Vocabulary, vocabulary
from dialogbot.config import Config, settings
from dialogbot.domain import LANGUAGES
from dialogbot.texts import load, sentences

ROOT = Path(__file__).parents[1]
TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "Dockerfile", "LICENSE", "Makefile", "README.md", "config.example.toml",
    "dialogbot", "docs", "pyproject.toml", "tests", "training",
}  # fmt: skip
TARGETS = ("setup", "demo", "test", "lint", "train", "run")
HEAVY = {
    "babel", "charset_normalizer", "datasette", "h11", "holidays", "ijson", "lxml", "matplotlib", "nltk", "numpy",
    "onnxruntime", "openpyxl", "orjson", "phonenumbers", "schedule", "selectolax", "sqlite_utils", "telegram", "tqdm",
    "zstandard",
}  # fmt: skip
# Written so that this file does not hold what it looks for.
STRANGE = re.compile(r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian|/wor[k]/[a-z]|/far[m]/|/roo[t]/")
ELSEWHERE = {"newbot", "revoke", "setprivacy"}  # commands of @BotFather
PICTURE_BYTES = 120_000


@cache
def _files() -> tuple[Path, ...]:
    """List what stands in the repository, or would with the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout with git")
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads(_read("pyproject.toml"))["project"]
    return project


def _words() -> Vocabulary:
    return vocabulary(sentences(language) for language in LANGUAGES)


def _commands() -> list[str]:
    config = Config()
    made = parser(load(config.language, config.zone))
    (commands,) = (one for one in made._actions if isinstance(one, argparse._SubParsersAction))  # noqa: SLF001 - argparse tells it no other way
    return list(commands.choices)


def _setting_names(kind: Any = Config) -> Iterator[str]:
    for one in settings(kind):
        default = one.default_factory() if callable(one.default_factory) else one.default
        if dataclasses.is_dataclass(default):
            yield from _setting_names(default)
        yield one.name


@pytest.mark.parametrize("target", TARGETS)
def test_makefile_has_the_target_with_its_help(target: str) -> None:
    assert re.search(rf"^{target}:.*## \w", _read("Makefile"), re.MULTILINE)


def test_top_level_holds_only_what_was_agreed() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in _files()} <= TOP_LEVEL


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [path.name for path in _files() if STRANGE.search(path.read_bytes().decode("latin-1"))]
    assert found == []


def test_licence_is_mit() -> None:
    assert _read("LICENSE").startswith("MIT License")
    assert _project()["license"] == "MIT"


def test_changelog_tells_of_this_version() -> None:
    assert f"## [{__version__}]" in _read("CHANGELOG.md")


def test_every_dependency_has_an_upper_bound() -> None:
    extras = [one for group in _project()["optional-dependencies"].values() for one in group]
    assert [one for one in (*_project()["dependencies"], *extras) if "<" not in one and "==" not in one] == []


def test_every_dependency_is_accounted_for() -> None:
    names = {re.split(r"[\[<>=]", one)[0] for one in _project()["dependencies"]}
    assert names <= set(re.findall(r"^\| ([\w-]+)", _read("docs/decisions.md"), re.MULTILINE))


@pytest.mark.parametrize("command", _commands())
def test_readme_names_the_command(command: str) -> None:
    assert re.search(rf"`(dialogbot )?{command}\b", _read("README.md"))


@pytest.mark.parametrize("page", ["README.md", "docs/staff.md"])
def test_words_for_staff_are_understood(page: str) -> None:
    written = set(re.findall(r"`/(\w+)", _read(page))) - ELSEWHERE
    assert written <= _words().words.keys()


@pytest.mark.parametrize("page", ["README.md", "docs/staff.md"])
def test_every_action_of_staff_is_told(page: str) -> None:
    known = _words()
    told = {known.words.get(word) for word in re.findall(r"`/(\w+)", _read(page))}
    assert set(known.words.values()) <= told


def test_every_setting_is_told() -> None:
    told = _read("config.example.toml") + "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("docs/*.md"))
    assert [name for name in _setting_names() if not re.search(rf"\b{name}\b", told)] == []


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in _files() if path.suffix == ".md" and path.parts[len(ROOT.parts)] in ("README.md", "docs")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))]
    broken = [f"{page.name}: {link}" for page, link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs" / "images").glob("*.png")}
    assert sizes.keys() >= {"alert.png", "digest.png"}
    assert max(sizes.values()) < PICTURE_BYTES


def test_container_does_not_run_as_root_and_looks_after_its_health() -> None:
    lines = _read("Dockerfile").splitlines()
    assert "USER dialogbot" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_help_lists_every_command_and_loads_nothing_heavy(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "dialogbot", "--help"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in ended.stderr.splitlines()}
    assert "dialogbot" in loaded
    assert loaded & HEAVY == set()
    assert [name for name in _commands() if not re.search(rf"^ +{name}\b", ended.stdout, re.MULTILINE)] == []
