#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random rulesets, and what --optimize makes of them: every packet must meet the same.

usage: NFT=.../src/nft optimize.py [--rulesets N] [--seed N]      (in a network namespace of its own)

Each ruleset is loaded as it is and with --optimize. Both are listed as JSON, and an interpreter that knows nothing of how rules
are merged takes every packet of a small world through them: what is logged, the marks, and the verdict must be equal.
"""
import argparse
import ipaddress
import itertools
import json
import os
import random
import subprocess
import sys

NFT = os.environ["NFT"]
ADDRESSES = ["10.0.0.%d" % i for i in range(8)]
PORTS = [1, 2, 3, 4, 5]
NAMES = ["a", "b", "c"]
STATES = ["new", "established", "invalid"]
MARKS = [0, 1, 2]


def value(rng, what):
    """A value of the selector, as text of a rule."""
    if what == "ip saddr" or what == "ip daddr":
        kind = rng.randrange(8)
        if kind < 5:
            return rng.choice(ADDRESSES)
        if kind == 5:
            return "10.0.0.%d/%d" % rng.choice([(0, 30), (4, 30), (0, 31), (2, 31), (6, 31)])
        if kind == 6:
            low, high = sorted(rng.sample(range(8), 2))
            return "10.0.0.%d-10.0.0.%d" % (low, high)
        return "{ %s }" % ", ".join(rng.sample(ADDRESSES, 2))
    if what == "tcp dport":
        kind = rng.randrange(6)
        if kind < 4:
            return str(rng.choice(PORTS))
        if kind == 4:
            low, high = sorted(rng.sample(PORTS, 2))
            return "%d-%d" % (low, high)
        return "{ %s }" % ", ".join(map(str, rng.sample(PORTS, 2)))
    if what == "iifname":
        return '"%s"' % rng.choice(NAMES)
    if what == "ct state":
        return ",".join(rng.sample(STATES, rng.choice([1, 1, 1, 2])))
    return str(rng.choice(MARKS))


def tail(rng):
    verdict = rng.choice(["accept", "drop", "jump y", "goto z", "return", "jump w"])
    kind = rng.randrange(10)
    if kind < 6:
        return verdict
    if kind == 6:
        return 'log prefix "%s" %s' % (rng.choice("pq"), verdict)
    if kind == 7:
        return 'log prefix "%s"' % rng.choice("pq")
    if kind == 8:
        return "meta mark set %d" % rng.choice(MARKS)
    return "meta mark set %d %s" % (rng.choice(MARKS), verdict)


def chain(rng):
    """Runs of rules that look alike, so that there is something to merge."""
    rules = []
    while len(rules) < 14:
        selectors = rng.sample(["ip saddr", "ip daddr", "tcp dport", "iifname", "ct state", "meta mark"], rng.choice([1, 1, 2, 3]))
        what = tail(rng)
        common = {s: value(rng, s) for s in selectors}
        for _ in range(rng.randrange(1, 6)):
            parts = ["%s %s%s" % (s, "!= " if rng.randrange(12) == 0 and s != "ct state" else "",
                                  common[s] if rng.randrange(3) == 0 else value(rng, s)) for s in selectors]
            if rng.randrange(2):
                rng.shuffle(parts)
            rules.append(" ".join(parts + [what if rng.randrange(3) else tail(rng)]))
    return rules


def ruleset(rng):
    blocks = {"y": ["tcp dport 2 log prefix \"y\"", "ip saddr 10.0.0.1 drop", "ip saddr 10.0.0.2 drop"],
              "z": ["iifname \"a\" accept", "ip daddr 10.0.0.1 return"],
              "w": ["meta mark set 2"],
              "c": ["type filter hook input priority 0; policy accept;"] + chain(rng)}
    return "table ip t {\n%s}\n" % "".join("\tchain %s {\n%s\t}\n" % (name, "".join("\t\t%s\n" % rule for rule in rules))
                                           for name, rules in blocks.items())


# ---- the interpreter

def nft(*args, text=None):
    done = subprocess.run([NFT, *args], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, text=True)
    if done.returncode:
        sys.exit("nft %s: %s%s" % (" ".join(args), done.stderr, text or ""))
    return done.stdout


def load(text, *options):
    nft("flush", "ruleset")
    nft(*options, "-f", "-", text=text)
    chains = {}
    for item in json.loads(nft("-j", "list", "ruleset"))["nftables"]:
        if "rule" in item:
            chains.setdefault(item["rule"]["chain"], []).append(item["rule"]["expr"])
    return chains


def name_of(left):
    if "payload" in left:
        return "%s %s" % (left["payload"]["protocol"], left["payload"]["field"])
    if "meta" in left:
        return left["meta"]["key"]
    return "ct " + left["ct"]["key"]


def read(packet, left):
    if "concat" in left:
        return [packet[name_of(part)] for part in left["concat"]]
    return packet[name_of(left)]


def number(x):
    if isinstance(x, int):
        return x
    return int(ipaddress.ip_address(x)) if "." in x else x


def holds(have, want):
    if isinstance(want, dict) and "concat" in want:
        return all(holds(h, w) for h, w in zip(have, want["concat"]))
    if isinstance(want, dict) and "range" in want:
        return number(want["range"][0]) <= number(have) <= number(want["range"][1])
    if isinstance(want, dict) and "prefix" in want:
        return ipaddress.ip_address(have) in ipaddress.ip_network("%s/%d" % (want["prefix"]["addr"], want["prefix"]["len"]))
    if isinstance(want, dict) and "set" in want:
        return any(holds(have, w) for w in want["set"])
    if isinstance(want, list):
        return any(holds(have, w) for w in want)
    return number(have) == number(want)


def verdict_of(statement):
    for word in "accept", "drop", "return":
        if word in statement:
            return word, None
    for word in "jump", "goto":
        if word in statement:
            return word, statement[word]["target"]
    return None


def run_rule(packet, rule, seen):
    """The verdict of one rule, or None."""
    for s in rule:
        if "match" in s:
            m = s["match"]
            if holds(read(packet, m["left"]), m["right"]) == (m["op"] == "!="):
                return None
        elif "vmap" in s:
            have = read(packet, s["vmap"]["key"])
            data = [d for key, d in s["vmap"]["data"]["set"] if holds(have, key)]
            if not data:
                return None
            assert len(data) == 1, (packet, s)
            return verdict_of(data[0])
        elif "log" in s:
            seen.append(s["log"]["prefix"])
        elif "mangle" in s:
            packet[name_of(s["mangle"]["key"])] = s["mangle"]["value"]
        else:
            return verdict_of(s)
    return None


def run_chain(packet, chains, name, seen):
    for rule in chains.get(name, []):
        verdict = run_rule(packet, rule, seen)
        if verdict is None:
            continue
        word, target = verdict
        if word == "return":
            return None
        if word in ("accept", "drop"):
            return word
        end = run_chain(packet, chains, target, seen)
        if end or word == "goto":
            return end
    return None


def outcome(packet, chains):
    packet, seen = dict(packet), []
    return run_chain(packet, chains, "c", seen), seen, packet["mark"]


def packets():
    for values in itertools.product(ADDRESSES, ADDRESSES[:5], PORTS, NAMES, STATES, MARKS):
        yield dict(zip(("ip saddr", "ip daddr", "tcp dport", "iifname", "ct state", "mark"), values))


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--rulesets", type=int, default=25)
    args.add_argument("--seed", type=int, default=1)
    args = args.parse_args()
    merged = 0
    every = list(packets())
    for seed in range(args.seed, args.seed + args.rulesets):
        rng = random.Random(seed)
        text = ruleset(rng)
        plain, short = load(text), load(text, "-o")
        merged += len(plain["c"]) - len(short["c"])
        for packet in rng.sample(every, 1500):
            if outcome(packet, plain) != outcome(packet, short):
                sys.exit("seed %d: %s\nmeets %s\nand with -o %s\n%s\n%s" % (
                    seed, packet, outcome(packet, plain), outcome(packet, short), text, nft("list", "ruleset")))
    print("%d rules less in %d rulesets" % (merged, args.rulesets))
    if merged < 2 * args.rulesets:
        sys.exit("hardly anything was merged")


if __name__ == "__main__":
    main()
