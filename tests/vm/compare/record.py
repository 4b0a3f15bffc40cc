# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kernel counted, kept, so that a check can be held to it without a virtual machine.

A record is a compressed JSON text: the kernel, and for each case its ruleset, its rules as the kernel numbered them, its
connections, and what each did without and with `flow add`. It stands for itself: neither the generator nor the traffic of
another day changes what it says.
"""
import gzip
import json
import os

import case as cases
import judge
import traffic


def counts_text(played):
    status, arrived, counts = played
    return [status, arrived, {str(n): list(pair) for n, pair in counts.items()}]


def counts_of(kept):
    status, arrived, counts = kept
    return status, arrived, {int(n): tuple(pair) for n, pair in counts.items()}


def entry(case, runs):
    names = [c.name for c in case.connections]
    made = {"name": case.name, "text": case.text, "expect": case.expect, "rules": {str(n): place for n, place in runs["on"].rules.items()},
            "control": case.control, "connections": [[c.name, c.proto, c.source, c.sport, c.dest, c.dport, c.device, c.out, c.steps] for c in case.connections]}
    for which in ("off", "on"):
        made[which] = {part: {name: counts_text(getattr(runs[which], part)[name]) for name in names if name in getattr(runs[which], part)}
                       for part in ("conns", "rest")}
    return made


def write(path, about, entries):
    """about: kernel (the version that the check is told), release, date"""
    data = json.dumps(dict(about, cases=entries), separators=(",", ":")).encode()
    with open(path, "wb") as out:
        out.write(gzip.compress(data, 9, mtime=0))


def read_run(made, which):
    run = judge.Run()
    run.rules = {int(n): tuple(place) for n, place in made["rules"].items()}
    run.conns = {name: counts_of(kept) for name, kept in made[which]["conns"].items()}
    run.rest = {name: counts_of(kept) for name, kept in made[which]["rest"].items()}
    return run


def read(path):
    """(what `write` was told about it, [(case, runs)])"""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        record = json.load(file)
    played = []
    for made in record["cases"]:
        connections = [traffic.Connection(name, proto, source, sport, dest, dport, steps, device, out)
                       for name, proto, source, sport, dest, dport, device, out, steps in made["connections"]]
        case = cases.Case(made["name"], made["text"], connections, expect=[tuple(e) for e in made["expect"]])
        case.control = made["control"]		# and was found to be the same
        off = read_run(made, "off")
        played.append((case, {"off": off, "again": off, "on": read_run(made, "on")}))
    return record, played


def default_path():
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "kernel-6.12.json.gz")
