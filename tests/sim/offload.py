#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold the offload check to the simulator, which shares nothing with it but the ruleset.

Connections are lived through with and without the fast path. A rule that matches less often with it has lost packets, so
the check must not call it unaffected; and where the check says that a `flow add` takes no connection, none is taken up.

usage: offload.py [--rulesets N] [--connections N] [--seed N] [--only N]
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import rulesets		# noqa: E402
from net import HOSTS		# noqa: E402

NFT = os.path.abspath(os.environ.get("NFT", os.path.join(HERE, "..", "..", "src", "nft")))
KERNELS = ("6.1", "6.18")


def nft(*words, stdin):
    return subprocess.run([NFT, *words], input=stdin, capture_output=True, text=True, timeout=60, check=False)


class Maker(rulesets.Maker):
    """a router that accepts most of what comes, with a `flow add` somewhere"""

    def verdict(self, table, hook, depth):
        word = super().verdict(table, hook, depth)
        return "accept" if word in ("drop", "reject") and self.chance(0.7) else word

    def flow_add(self, six):
        gate = self.some("", "", "ct state established ", "ip6 daddr %s " % self.host(True) if six else "ip daddr 192.0.2.0/24 ", "tcp dport { 80, 443 } ", "ct mark != 7 ", 'iifname "r0" ')
        what = self.some("meta l4proto { tcp, udp } ", "ip protocol { tcp, udp } " if not six else "meta l4proto tcp ")
        return gate + (what if not gate.startswith("tcp") else "") + "flow add @f1" + self.some("", " counter", " counter accept" if self.chance(0.2) else "")

    def fill(self, t):
        for c in t["chains"]:
            same = dict(t, chains=[x for x in t["chains"] if x["hook"] == c["hook"]])
            c["rules"] = [self.rule(same, c["hook"], c["depth"]) for _ in range(self.r.randrange(1, 4))]

    def make(self):
        self.answers = True
        for i in range(self.some(1, 1, 2)):
            family = self.some("ip", "ip6", "inet", "inet", "inet")
            hooks = ["forward"] + self.r.sample(["prerouting", "postrouting"], self.r.randrange(3))
            t = self.table(family, hooks)
            self.fill(t)
            for c in t["chains"]:
                c["head"] = c["head"].replace("policy drop", self.some("policy accept", "policy accept", "policy drop"))
            if i:
                continue
            t["objects"].append("flowtable f1 { hook ingress priority 0; devices = { %s }; }" % self.some("r0, r1", "r0, r1", "r0, r1", "r0"))
            chain = self.r.choice([c for c in t["chains"] if c["hook"] == "forward"])
            chain["rules"].insert(self.r.randrange(len(chain["rules"]) + 1), self.flow_add(family == "ip6"))
            base = next(c for c in t["chains"] if c["hook"] == "forward" and c["depth"] == 0)
            if chain is not base:
                base["rules"].insert(0, "jump " + chain["name"])
        return self.text()


def connection(r):
    six = r.random() < 0.4
    near, far = r.choice((("r0", "r1"), ("r0", "r1"), ("r1", "r0")))
    f, l4 = "ip6" if six else "ip", r.choice(("tcp", "tcp", "udp"))
    words = "iif %s oif %s %s saddr %s %s daddr %s %s sport %d %s dport %d" % (near, far, f, r.choice(HOSTS[near][six]), f, r.choice(HOSTS[far][six]), l4,
                                                                          r.choice((1024, 40000, 40001)), l4, r.choice(rulesets.PORTS))
    if r.random() < 0.3:
        words += " %s dscp %d" % (f, r.choice(rulesets.DSCPS))
    return words


def without_errors(ruleset, kernel):
    for _ in range(20):
        try:
            done = nft("--check", "--offline", "--report", "json", "--kernel", kernel, "-f", "-", stdin=ruleset)
        except subprocess.TimeoutExpired:	# how long it may take is measured elsewhere
            break
        bad = {int(e["line"]) for e in json.loads(done.stdout).get("errors", [])} | {int(n) for n in re.findall(r"^/dev/stdin:(\d+):.*Error", done.stderr, re.M)}
        if not done.returncode:
            return ruleset, json.loads(done.stdout)
        if not bad:
            break
        ruleset = "".join(line for i, line in enumerate(ruleset.splitlines(True), 1) if i not in bad)
    return None, None


def place(r):
    return r["family"], r["table"], r["chain"], r["index"]


def one_case(seed, n_connections, counts):
    r = random.Random(seed)
    kernel = r.choice(KERNELS)
    ruleset, report = without_errors(Maker(r, "forward").make(), kernel)
    if not ruleset or "flow add" not in ruleset:
        return None, []
    classes = {place(x): x for x in report["rules"]}
    for x in report["rules"]:
        kind = x["class"] if x["certainty"] == "certain" else "possible"
        counts[kind] = counts.get(kind, 0) + 1
    never = any(f["name"] == "flow-add-never" for f in report["findings"])
    wrong = []
    for _ in range(n_connections):
        words = connection(r)
        done = nft("sim", "-j", "--kernel", kernel, "-f", "-", "connection", words, "packets", str(r.choice((2, 6))), stdin=ruleset)
        if done.returncode:
            raise ValueError("nft sim: %s\n%s\n%s" % (done.stderr, words, ruleset))
        lived = json.loads(done.stdout)
        taken = any(p.get("flowtable") for p in lived["packets"])
        counts["connections"] = counts.get("connections", 0) + 1
        counts["offloaded"] = counts.get("offloaded", 0) + taken
        if taken and never:
            wrong.append("flow-add-never, and yet: %s" % words)
        for rule in lived["rules"]:
            differs = rule["matched"] != rule["matched_without_fast_path"]
            counts["lost"] = counts.get("lost", 0) + differs
            known = classes.get(place(rule))
            if differs and known and known["class"] == "unaffected" and known["certainty"] == "certain":
                wrong.append("%s is unaffected, and matched %d times instead of %d: %s\n    %s (kernel %s)" % (
                    " ".join(map(str, place(rule))), rule["matched"], rule["matched_without_fast_path"], rule["text"], words, kernel))
    return ruleset, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rulesets", type=int, default=60)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this one ruleset, told in full")
    options = parser.parse_args()
    counts, tried, failed = {}, 0, 0
    numbers = [options.only] if options.only is not None else range(options.seed * 100000, options.seed * 100000 + options.rulesets)
    for number in numbers:
        ruleset, wrong = one_case(number, options.connections, counts)
        if ruleset is None:
            continue
        tried += 1
        if options.only is not None:
            print(ruleset)
        if wrong:
            failed += 1
            print("ruleset %d (--only %d):\n  %s" % (number, number, "\n  ".join(wrong[:4])))
    print(", ".join("%s %d" % pair for pair in sorted(counts.items())))
    if options.only is None and (tried * 2 < len(numbers) or counts.get("offloaded", 0) * 10 < counts.get("connections", 1) or not counts.get("lost")):
        print("too little was tried: %d rulesets" % tried)
        failed += 1
    print("%d passed, %d failed" % (max(tried - failed, 0), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
