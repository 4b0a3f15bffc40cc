#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The offload check, held to rulesets whose answers are known, and to brute force.

In cases/*.nft the line of a rule may end in what is expected of it:

    ... # = CLASS [lost] [possible] [NAME:SEVERITY[:possible] ...]

written `#=` without the blank. A line that says so has exactly these findings; every other line has none but of severity info.
A line `#= finding NAME:SEVERITY ...` has findings whose rule is not looked at, `#= options ...` gives further options of nft,
and `#= exit=N` the exit status that is expected. quiet/*.nft are rulesets as firewalls and manuals make them, with a flowtable used
as it should be: none of them has a finding but of severity info. seeds/*.nft are rulesets of which the two forms of the check once
said different things.
"""
import json
import os
import re
import subprocess
import sys

import brute
import full

HERE = os.path.dirname(os.path.abspath(__file__))
NFT = os.environ.get("NFT", os.path.join(os.path.dirname(os.path.dirname(HERE)), "src", "nft"))
CLASSES = ("unaffected", "offloadable", "fastpath-bypassed", "blocking")
SEEDS = 12
CHANCE = 60     # random rulesets that are analysed in two ways


def expectations(path):
    options, rules, findings, status = [], {}, {}, 0
    for number, line in enumerate(open(path), 1):
        found = re.search(r"#=\s*(.*)$", line)
        words = found.group(1).split() if found else []
        if words[:1] == ["options"]:
            options = words[1:]
            continue
        if words and words[0].startswith("exit="):
            status = int(words[0][5:])
            continue
        if words and words[0] in CLASSES:
            rules[number] = (words[0], "lost" in words, "possible" if "possible" in words else "certain")
        findings[number] = {w for w in words if ":" in w}
    return options, rules, findings, status


def findings_by_line(report):
    got = {}
    for f in report["findings"]:
        text = f["name"] + ":" + f["severity"] + (":possible" if f["certainty"] == "possible" else "")
        got.setdefault(f["line"], set()).add(text)
    return got


def check_case(path):
    options, rules, findings, status = expectations(path)
    done = subprocess.run([NFT, "--check", "--offline", "--report", "json"] + options + ["-f", path], capture_output=True, text=True,
                          timeout=120)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        return ["no report: " + done.stderr]
    wrong = ["%s" % e["message"] for e in report.get("errors", ())]
    if done.returncode != status:
        wrong.append("exit status %d, want %d" % (done.returncode, status))
    have = {r["line"]: (r["class"], r["lost"], r["certainty"]) for r in report["rules"]}
    for line, want in rules.items():
        if have.get(line) != want:
            wrong.append("line %d: want %s, got %s" % (line, want, have.get(line)))
    got = findings_by_line(report)
    for line, want in findings.items():
        told = got.get(line, set())
        if not want:
            told = {t for t in told if ":info" not in t}
        if told != want:
            wrong.append("line %d: want the findings %s, got %s" % (line, sorted(want), sorted(told)))
    return wrong


def rulesets():
    return [os.path.join(d, n) for d in ("cases", "quiet") for n in sorted(os.listdir(os.path.join(HERE, d)))]


def seeds():
    return [os.path.join(HERE, "seeds", n) for n in sorted(os.listdir(os.path.join(HERE, "seeds")))]


def checks():
    for name in rulesets():
        yield check_case(os.path.join(HERE, name)), name
    for seed in range(1, SEEDS + 1):
        wrong, text = brute.compare(NFT, seed)
        yield wrong + [text] * bool(wrong), "seed %d" % seed


def main():
    passed = failed = 0
    for wrong, name in checks():
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for line in wrong:
            print("%s: %s" % (name, line))
        if wrong and "--first" in sys.argv:
            break
    for status, told in (full.engines(CHANCE, 1), full.kept(seeds())):
        passed, failed = passed + (not status), failed + bool(status)
        if status:
            print(told)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
