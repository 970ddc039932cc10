"""Measure the shipped detector: verdicts for a labelled file, flags per 1,000 of plain sentences, speed and memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from textmodels import post, read

from dialogbot.detect import judge_all, judge
from dialogbot.domain import Post


def main() -> None:
    if sys.argv[1] == "verdicts":
        rows = read([Path(sys.argv[2])])
        threads = {}
        for r in rows: threads.setdefault(r["thread"], []).append(r)
        with open(sys.argv[3], "w") as out:
            for t in threads.values():
                for r, v in zip(t, judge([post(r) for r in t])):
                    out.write(json.dumps(dict(id=r["id"], opportunity=v.opportunity, score=v.score, kind=v.kind, topic=v.topic, language=v.language), ensure_ascii=False) + "\n")
    else:
        for path in sys.argv[2:]:
            rows = [json.loads(l) for l in open(path)]
            if "questions" in path: rows = [r for r in rows if not r["is_question"]]
            V = judge_all([[Post(text=r["text"])] for r in rows])
            flags = sum(v[0].opportunity for v in V)
            print(f"{Path(path).stem:24} {len(rows):6} {1000*flags/max(1,len(rows)):.1f} per 1,000")

main()
