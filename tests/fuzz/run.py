#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hostile and damaged input ends in success or a clear error, in bounded time and memory.

usage: NFT=.../src/nft run.py [--seed N] [--rounds N] [--keep DIR]

Feeds --check --offline with good rulesets that are cut short, have bytes changed or lines swapped, with binary, with deep
nesting and with very long things; and with the same rulesets as JSON, whose values also change places. nft must end with status 0 or 1, say where and what on an error, and never die of a
signal. The same seed gives the same inputs; --keep writes those that fail to DIR.
"""
import argparse
import glob
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SECONDS = 10
MEGABYTES = 400
# a sanitizer's shadow memory and its red zones are no fault of the program
SANITIZED_FACTOR = 8
SHOWN = 10


def nested(opening, closing, depth):
    return opening * depth + closing * depth


def shapes():
    """(name, text, statuses allowed)"""
    rules = "".join("\t\tip saddr 10.%d.%d.%d tcp dport %d counter accept\n" % (i >> 16 & 255, i >> 8 & 255, i & 255, i % 65535 + 1)
                    for i in range(20000))
    chain = "table ip t {\n\tchain c {\n%s\t}\n}\n"
    addresses = ", ".join("10.%d.%d.%d" % (i >> 16, i >> 8 & 255, i & 255) for i in range(50000))
    yield "empty", "", (0,)
    yield "blank lines", "\n" * 100000, (0,)
    yield "20,000 rules", chain % rules, (0,)
    yield "50,000 addresses", "table ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = { %s }\n\t}\n}\n" % addresses, (0,)
    yield "50,000 addresses in a rule", chain % ("\t\tip saddr { %s } drop\n" % addresses), (0,)
    for depth in (200, 20000):
        yield "%d open tables" % depth, "table ip t {\n" * depth, (1,)
        yield "%d nested sets" % depth, chain % ("ip saddr %s accept\n" % nested("{ ", " }", depth)), (1,)
        yield "%d nested brackets" % depth, chain % ("meta mark set %s\n" % nested("(", ")", depth)), (1,)
        yield "%d nested operations" % depth, chain % ("meta mark set %s1%s\n" % ("(1 | " * depth, ")" * depth)), (0, 1)
        yield "%d defines on each other" % depth, "define v0 = 1\n" + "".join(
            "define v%d = $v%d\n" % (i, i - 1) for i in range(1, depth)), (0, 1)
    yield "doubling defines", "define v0 = { 1, 2 }\n" + "".join(
        "define v%d = { $v%d, $v%d }\n" % (i, i - 1, i - 1) for i in range(1, 40)) + "add table t\nadd chain t c\nadd rule t c tcp dport $v39\n", (0, 1)
    yield "a jump in a circle", "table t {\n chain a { jump b; }\n chain b { jump a; }\n}\n", (0, 1)
    yield "a name of 100,000 letters", "add table %s\n" % ("a" * 100000), (1,)
    yield "a number of 100,000 digits", chain % ("tcp dport %s\n" % ("9" * 100000)), (1,)
    yield "an open string", 'add table "abc\n', (1,)
    yield "100,000 backslashes", "\\\n" * 100000, (0, 1)
    yield "a comment that never ends", "#" * 1000000, (0,)
    yield "a file that includes itself", 'include "/dev/stdin"\n', (0, 1)
    yield "zero bytes", "add table t\0\0\0\n", (0, 1)


def json_shapes():
    rule = '{"nftables": [{"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [%s]}}}]}'
    match = rule % '{"match": {"op": "==", "left": {"meta": {"key": "mark"}}, "right": %s}}'
    things = ['{"table": {"family": "ip", "name": "t"}}', '{"chain": {"family": "ip", "table": "t", "name": "c"}}']
    things += ['{"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"accept": null}]}}'] * 50000
    yield "50,000 commands", '{"nftables": [%s]}' % ", ".join(things), (0,)
    yield "no commands", '{"nftables": []}', (0,)
    yield "an array", "[]", (1,)
    yield "an open object", "{", (1,)
    for depth in (100, 200, 100000):
        yield "%d nested arrays" % depth, nested("[", "]", depth), (1,)
        yield "%d nested objects" % depth, '{"nftables":' * depth, (1,)
        yield "%d nested sets" % depth, match % nested('{"set": [', "]}", depth), (1,)
        yield "%d nested operations" % depth, match % ('{"|": [1, ' * depth + "1" + "]}" * depth), (1,)
    yield "100,000 operands", match % ('{"|": [%s]}' % ", ".join("1" for _ in range(100000))), (1,)
    yield "100,000 members", "{" + ", ".join('"a": 1' for _ in range(100000)) + "}", (1,)
    yield "a number of 100,000 digits", match % ("9" * 100000), (1,)
    yield "a string of 1,000,000 letters", match % ('"%s"' % ("a" * 1000000)), (1,)
    yield "an open string", '{"nftables": "', (1,)
    yield "escapes", match % ('"%s"' % ("\\u0001" * 100000)), (1,)


def json_seeds(nft):
    """The seeds as nft tells them in JSON."""
    for name, text in seeds():
        done = subprocess.run([nft, "--check", "--offline", "--no-warn", "-j", "-f", "-"], input=text + b"\nlist ruleset\n",
                              capture_output=True, check=False)
        if done.returncode == 0 and done.stdout:
            yield name + " as JSON", json.loads(done.stdout)


def nodes(tree):
    """(holder, key) of everything in a JSON tree."""
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(value, (dict, list)):
            yield from nodes(value)


VALUES = (None, True, False, 0, -1, 1 << 31, 1 << 63, 1 << 64, 1.5, "", "@", "@s", "*", "a", "ip", "0x10", "1.2.3.4", [], {}, [[]], [{}],
          {"set": []}, {"range": [2, 1]}, {"prefix": {"addr": "1.2.3.4", "len": 65535}}, {"concat": []}, {"elem": {"val": 1}}, {"accept": None})


def exchange(rng, text):
    """Some values of a JSON text become others, or trade places."""
    tree = json.loads(text)
    places = list(nodes(tree))
    for _ in range(rng.randrange(1, 4)):
        holder, key = rng.choice(places)
        other, at = rng.choice(places)
        if rng.randrange(2):
            holder[key] = rng.choice(VALUES)
        elif key in holder if isinstance(holder, dict) else key < len(holder):
            holder[key] = json.loads(json.dumps(other[at]))
    return json.dumps(tree).encode()


def seeds():
    paths = sorted(glob.glob(os.path.join(TOP, "files", "examples", "*.nft")))
    paths += sorted(glob.glob(os.path.join(HERE, "seeds", "*.nft")))
    for path in paths:
        with open(path, "rb") as f:
            yield os.path.relpath(path, TOP), f.read()


WORDS = (b"{", b"}", b"(", b")", b",", b";", b"\n", b"-", b"/", b"$", b"@", b"\0", b"\xff", b"\"", b"4294967296", b"-1",
         b"ip", b"ip6", b"set", b"map", b"vmap", b"accept", b"timeout 1s", b"0x", b"1.2.3.4-1.2.3.3", b"::", b"!=", b"1.2.3.4/33")


def damage(rng, text):
    kind = rng.randrange(6)
    at, to = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[:at] + bytes([rng.randrange(256)]) + text[at + 1:]
    if kind == 2:
        return text[:at] + rng.choice(WORDS) + text[at:]
    if kind == 3:
        return text[:at] + text[min(to, at + 40):]
    if kind == 4:
        return text[:at] + text[at:to] * 2 + text[to:]
    words = re.split(rb"(\s+)", text)
    a, b = rng.randrange(len(words)), rng.randrange(len(words))
    words[a], words[b] = words[b], words[a]
    return b"".join(words)


def inputs(options, nft):
    for name, text, allowed in list(shapes()) + list(json_shapes()):
        yield name, text.encode(), allowed
    rng = random.Random(options.seed)
    yield "binary", bytes(rng.randrange(256) for _ in range(20000)), (1,)
    for name, text in seeds():
        for i in range(options.rounds):
            bad = text
            for _ in range(rng.randrange(1, 4)):
                bad = damage(rng, bad)
            yield "%s damaged, round %d" % (name, i), bad, (0, 1)
    for name, tree in json_seeds(nft):
        text = json.dumps(tree).encode()
        for i in range(options.rounds):
            yield "%s damaged, round %d" % (name, i), damage(rng, text), (0, 1)
            yield "%s exchanged, round %d" % (name, i), exchange(rng, text), (0, 1)


def run(nft, text):
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(text)
        given.seek(0)
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        child = subprocess.Popen([nft, "--check", "--offline", "-j", "-f", "-"], stdin=given, stdout=subprocess.DEVNULL,
                                 stderr=said, preexec_fn=limit)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return child.returncode, usage, said.read(1 << 20).decode(errors="replace")


def judge(nft, text, allowed, megabytes):
    status, usage, said = run(nft, text)
    if status not in allowed:
        return "exit status %d, want %s\n%s" % (status, " or ".join(map(str, allowed)), said[-1500:])
    if status == 1 and not said.strip():
        return "refused without a word"
    if status == 1 and ("internal:0:0" in said or not re.search(r":\d+:\d+", said)):
        return "an error without a place: " + said[:300]
    if usage.ru_utime + usage.ru_stime > SECONDS:
        return "took %.1f s" % (usage.ru_utime + usage.ru_stime)
    if usage.ru_maxrss > megabytes * 1024:
        return "took %d MB" % (usage.ru_maxrss // 1024)
    return None


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--keep")
    options = parser.parse_args()
    nft = os.environ.get("NFT", os.path.join(TOP, "src", "nft"))
    with open(nft, "rb") as f:
        megabytes = MEGABYTES * (SANITIZED_FACTOR if b"__asan_init" in f.read() else 1)
    passed = failed = 0
    for name, text, allowed in inputs(options, nft):
        wrong = judge(nft, text, allowed, megabytes)
        if not wrong:
            passed += 1
            continue
        failed += 1
        if failed <= SHOWN:
            print("not ok: %s: %s" % (name, wrong))
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
            with open(os.path.join(options.keep, "%d.nft" % failed), "wb") as f:
                f.write(text)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
