# ruff: noqa: INP001 - a script of the documentation, not a package
"""Draw the pictures of the documentation from what the program really sends to a chat.

usage, from the root of a checkout with its development packages, where Chromium is installed:
    .venv/bin/python -m docs.images.draw

The samples of the demonstration go through import, detection and the outbox to the Telegram channel, which talks over
HTTP to the make-believe Telegram of the tests. What arrives there is put on a page and photographed.
"""

from __future__ import annotations

import asyncio
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from PIL import Image

from dialogbot import deliver, jobs, respond
from dialogbot.cli.bench import Bench, bench
from dialogbot.cli.demo import ANSWERS, OWN, Clock
from dialogbot.cli.reading import imported
from dialogbot.cli.running import channel
from dialogbot.config import AnswersConfig, Config, DetectionConfig, TelegramConfig
from dialogbot.domain import Command
from dialogbot.notices import LIKELY
from dialogbot.serve import announced
from dialogbot.store import Store, opened
from dialogbot.suggest import bank
from tests.conftest import Emulator

GROUP, KARI = -1001, 501
WRITTEN = datetime(2026, 11, 25, 11, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)
ALERTED = "dysleksi"
LEFT = 4
COLOURS = 192
FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
STYLE = """
body { margin: 0; font: 15px/1.36 'Noto Sans', 'DejaVu Sans', sans-serif; background: #fff; }
main { display: inline-flex; gap: 16px; padding: 8px; align-items: flex-start; }
section { width: 372px; background: #dbe6d3; border-radius: 14px; overflow: hidden; padding-bottom: 10px; }
header { background: #fff; padding: 9px 14px; font-weight: 600; border-bottom: 1px solid #cfd8c8; }
article { margin: 10px 10px 0; max-width: 338px; }
article > div { background: #fff; border-radius: 12px; padding: 7px 11px 8px; white-space: pre-wrap;
                overflow-wrap: anywhere; }
article.own { margin-left: auto; width: fit-content; } article.own > div { background: #e3fbcb; }
b.name { color: #2b7fb8; display: block; } article.own b.name { color: #3d8b37; }
a { color: #2678b6; text-decoration: none; } i { color: #4c555a; }
blockquote { margin: 4px 0; padding: 3px 9px; border-left: 3px solid #4f9bd0; background: #edf5fb; border-radius: 4px; }
q { display: block; quotes: none; border-left: 3px solid #5aa64f; padding-left: 7px; color: #4c555a; font-size: 13px;
    white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 250px; }
nav { display: flex; gap: 4px; margin-top: 4px; }
nav span { flex: 1; background: #7f9a75; color: #fff; border-radius: 8px; text-align: center; padding: 6px 2px;
           font-size: 13px; }
"""


def main() -> None:
    """Run the story and draw both pictures."""
    command = [sys.executable, "-m", "tests.telegram_emulator"]
    os.environ["NO_PROXY"] = "127.0.0.1"
    with (
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process,  # noqa: S603 - our own tests
        tempfile.TemporaryDirectory() as folder,
    ):
        port = int(process.stdout.readline()) if process.stdout else 0
        try:
            with closing(Emulator(f"http://127.0.0.1:{port}")) as telegram:
                asyncio.run(_story(telegram, Path(folder)))
        finally:
            process.kill()


async def _story(telegram: Emulator, folder: Path) -> None:
    telegram.add_chat(GROUP)
    telegram.add_user(KARI, first_name="Kari", last_name="Holm")
    clock = Clock(WRITTEN)
    config = Config(
        folder=folder,
        channel="telegram",
        detection=DetectionConfig(own_accounts=OWN),
        answers=AnswersConfig(folder=ANSWERS),
        telegram=TelegramConfig(api_url=telegram.api_url, chats=(GROUP,)),
    )
    story = bench(config, clock)
    _import("oss-i-lyngvik.jsonl", story)
    async with channel(config, telegram.token) as bot:
        await deliver.drain(bot, _desk(story))
        alert = telegram.wait_for("sendMessage", contains=ALERTED)[0]
        arrived = _bubble(alert["params"])
        clock.forward(23)
        said = telegram.say(GROUP, KARI, "jeg tar den", reply_to=alert["result"]["message_id"])
        _answer("jeg tar den", f"{GROUP}:{said}", f"{GROUP}:{alert['result']['message_id']}", story)
        await deliver.drain(bot, _desk(story))
        edited = _bubble(telegram.wait_for("editMessageText", contains=ALERTED)[-1]["params"])
        answer = _bubble(telegram.wait_for("sendMessage", contains="Du har tatt")[0]["params"], replied="jeg tar den")
        own = _own("Kari Holm", "jeg tar den", replied=re.sub("<[^>]+>", "", alert["params"]["text"]).split("\n")[0])
        _photograph("alert", [[arrived], [edited, own, answer]])
        for name in ("vannkanna-apify.json", "lesesirkelen.csv"):
            _import(name, story)
        _work_through(story, clock)
        clock.time = MONDAY
        jobs.send_digest(config, MONDAY)
        await deliver.drain(bot, _desk(story))
        _photograph("digest", [[_bubble(telegram.wait_for("sendMessage", contains="Uke 48")[0]["params"])]])


def _import(sample: str, story: Bench) -> None:
    with resources.as_file(resources.files("dialogbot.samples") / sample) as path:
        imported(path, story)
    announced(story.config, story.clock())


def _work_through(story: Bench, clock: Clock) -> None:
    """Put away what is only a maybe, and answer the rest but for the last few."""
    with opened(jobs.database(story.config)) as store:
        found = [one for one in store.opportunities.unfinished() if one.last is None]
    maybe = [one.number for one in found if one.verdict.score < LIKELY]
    likely = [one.number for one in found if one.verdict.score >= LIKELY]
    lines = [*(f"/nei {one}" for one in maybe), *(f"/ferdig {one}" for one in likely[LEFT:])]
    for place, line in enumerate(lines):
        clock.forward(37)
        with opened(jobs.database(story.config)) as store:
            respond.carry_out(Command(line=line, by=("Kari Holm", "Ola Lie")[place % 2]), _front(store, story))


def _answer(line: str, own: str, replied: str, story: Bench) -> None:
    command = Command(line=line, by="Kari Holm", key=own, address=str(GROUP), message_ref=own, reply_to=replied)
    with opened(jobs.database(story.config)) as store:
        respond.answer(command, _front(store, story))


def _front(store: Store, story: Bench) -> respond.Desk:
    return respond.Desk(
        store=store,
        now=story.clock(),
        texts=story.texts,
        vocabulary=story.vocabulary,
        alerts=story.config.alerts,
    )


def _desk(story: Bench) -> deliver.Desk:
    return deliver.Desk(
        path=jobs.database(story.config),
        texts=story.texts,
        alerts=story.config.alerts,
        clock=story.clock,
        answers=partial(bank, story.config),
    )


def _bubble(sent: dict[str, Any], replied: str = "") -> str:
    """Return a message of the bot: its own HTML, with its buttons below."""
    rows = json.loads(sent.get("reply_markup") or "{}").get("inline_keyboard", [])
    keys = "".join(f"<nav>{''.join(map(_key, row))}</nav>" for row in rows)
    return f"<article><div><b class=name>dialogbot</b>{_quoted(replied)}{sent['text']}</div>{keys}</article>"


def _key(button: dict[str, str]) -> str:
    return f"<span>{html.escape(button['text'])}</span>"


def _own(name: str, text: str, replied: str) -> str:
    words = html.escape(text)
    return f"<article class=own><div><b class=name>{html.escape(name)}</b>{_quoted(replied)}{words}</div></article>"


def _quoted(words: str) -> str:
    return f"<q>{html.escape(html.unescape(words))}</q>" if words else ""


def _photograph(name: str, chats: list[list[str]]) -> None:
    head = "<header>Lyngvik bibliotek: samtaler</header>"
    columns = "".join(f"<section>{head}{''.join(one)}</section>" for one in chats)
    measured = "<script>document.title = `${main.offsetWidth},${main.offsetHeight}`</script>"
    page = f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main id=main>{columns}</main>{measured}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        dumped = chromium("--dump-dom", "--window-size=1200,2000", path.as_uri())
        size = re.search(r"<title>(\d+,\d+)</title>", dumped)
        if size is None:
            raise SystemExit("Chromium did not measure the page")
        target = FOLDER / f"{name}.png"
        chromium(f"--screenshot={target}", f"--window-size={size[1]}", "--hide-scrollbars", path.as_uri())
    keep(name, target.read_bytes())


def keep(name: str, picture: bytes) -> None:
    """Write a picture with few colours, so that it stays small."""
    with Image.open(io.BytesIO(picture)) as drawn:
        drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def chromium(*arguments: str) -> str:
    """Let Chromium do one thing, and return what it prints."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("install Chromium first")
    command = [program, "--headless=new", "--no-sandbox", "--disable-gpu", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - a browser and a page of ours


if __name__ == "__main__":
    main()
