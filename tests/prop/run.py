#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Properties of random rules.

usage: NFT=BUILDDIR/src/nft run.py [--rules N | --every] [--seed N] [--batch N] [--show] [--refused]
                                    [--other NFT [--known FILE] [--bytecode] [--json]]

Rules are made of the rows of the catalog (make.py). For those that nft takes:
    print       what is listed is listed again as it is, when it is read, and is the same bytecode
    json        the same by way of JSON, and JSON to JSON
    kernel      the kernel's listing loads to the same listing, also by way of JSON, and to the same bytecode
--other NFT holds them against another nft as well (say, 1.0.6 of Debian; known.txt lists where that differs): it must take and
refuse the same, and list the same whether it or ours loaded the rule; with --bytecode and --json those are the same, too.
--every is no chance: each row of the catalog in each way to compare it, statements, sets, objects and chains in all families.
--refused shows what is refused, and why.
"""
import argparse
import itertools
import json
import os
import re
import subprocess
import sys

from make import Maker

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SECONDS = 60
PLACE = re.compile(r"^(?:/dev/stdin|-):(\d+):", re.M)


def run(nft, args, text):
    try:
        done = subprocess.run([nft] + args, input=text, capture_output=True, text=True, timeout=SECONDS, errors="replace")
        return done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired:
        return 124, "", "took longer than %d s" % SECONDS


def script(rules):
    return "".join(line + "\n" for rule in rules for line in rule.lines)


def take(nft, args, rules):
    """The rules that are taken, and why the others are not."""
    rules, refused = list(rules), {}
    for _ in range(len(rules) + 1):
        status, _, err = run(nft, args + ["-f", "-"], script(rules))
        if status == 0:
            return rules, refused
        at = {int(n) for n in PLACE.findall(err)}
        if not at:    # it went down: one after the other
            if len(rules) == 1:
                return [], {**refused, rules[0].chain: err or "exit status %d" % status}
            half = len(rules) // 2
            (one, why), (two, too) = take(nft, args, rules[:half]), take(nft, args, rules[half:])
            return one + two, {**refused, **why, **too}
        line, kept = 0, []
        for rule in rules:
            mine = [n for n in range(line + 1, line + 1 + len(rule.lines)) if n in at]
            line += len(rule.lines)
            if mine:
                refused[rule.chain] = re.search(r"^(?:/dev/stdin|-):%d:\S* (.*)" % mine[0], err, re.M).group(1)
            else:
                kept.append(rule)
        rules = kept
    sys.exit("refused without end")


def chains(listing):
    """What each chain, and each set of a rule, lists as."""
    found, table, at = {}, "", None
    for line in listing.splitlines():
        if line.startswith("table "):
            table = line.split()[1] + " " + line.split()[2]
        elif re.match(r"\t(chain|set|map|counter|quota|limit|synproxy) \S+ \{$", line):
            at = line.split()[1]
            found[at] = []
        elif line == "\t}":
            at = None
        elif at:
            found[at].append(line.strip())
    return {name: " ".join(body) for name, body in found.items()}


def bytecode(output):
    found, elements, ops, chain = {}, [], [], None
    for line in output.splitlines():
        text = re.sub(r"^family \d+ (__)", r"\1", re.sub(r"\s+", " ", line.strip()))
        if text.startswith("element"):
            elements += sorted(re.sub(r" userdata .*", "", e.strip()) for e in text.split("element ") if e.strip())
        elif text.startswith("["):
            if re.search(r"& (0xf+ ?)+\) \^ (0x0+ ?)+\]", text):
                continue # a mask of nothing
            ops.append(re.sub(r"\[ counter pkts .*", "[ counter ]", text))
        elif not text or re.match(r"(family \d+ )?\S+ \S+ [0-9a-f]+( timeout \d+ms)?( size \d+)?$", text):
            if chain:
                found[chain] = elements + ops
                elements, ops, chain = [], [], None
        elif re.match(r"\S+ \S+ c\d+( \d+)*$", text):
            if chain:
                found[chain] = elements + ops
                elements, ops = [], []
            chain = text.split()[2]
    if chain:
        found[chain] = elements + ops
    return found


def is_known(known, rule):
    return any(k.search(" ".join([rule.family] + rule.lines[1:-2] + [rule.text])) for k in known)


def things(text):
    """JSON without what a listing is numbered with, by chain or set."""
    found = {}
    for one in json.loads(text)["nftables"]:
        kind, thing = next(iter(one.items()))
        if kind in ("rule", "set", "map", "counter", "quota", "limit", "synproxy") and isinstance(thing, dict):
            thing.pop("handle", None)
            if isinstance(thing.get("map"), dict):    # others name a type that cannot be loaded
                thing["map"] = "integer"
            found.setdefault(thing.get("chain", thing.get("name")), []).append(thing)
    return {name: json.dumps(value) for name, value in found.items()}


class Properties:
    def __init__(self, options, nft):
        self.options, self.nft = options, nft
        self.passed = self.failed = self.skipped = 0

    def same(self, name, rules, want, got):
        for rule in rules:
            w, g = ([of.get(what) for what in rule.names] for of in (want, got))
            if w == g:
                self.passed += 1
                continue
            self.failed += 1
            if self.options.show or self.failed <= 10:
                print("not ok: %s: %s %s\n  want: %s\n  got:  %s" % (name, rule.family, rule.lines[1:-2] + [rule.text], w, g))

    def whole(self, name, rules, args, text):
        """Runs nft on the lot, which must go well; None if it does not."""
        status, out, err = run(self.nft, args + ["-f", "-"], text)
        if status == 0:
            return out
        self.failed += 1
        print("not ok: %s: exit status %d\n%s" % (name, status, err[:1500]))
        lines = text.splitlines()
        for at in sorted({int(n) for n in PLACE.findall(err)} if len(lines) > 1 else ()):
            above = " ".join(lines[max(0, at - 3):at])
            for rule in rules:
                if re.search(r"\b[cs]%s\b" % rule.chain[1:], above):
                    print("  that is: %s %s" % (rule.family, rule.lines[1:-2] + [rule.text]))
                    break
        return None

    # ---------------------------------------------------------------- without a kernel
    def offline(self, rules):
        base, listing = ["--check", "--offline", "--no-warn"], "list ruleset\n"
        code = bytecode(self.whole("bytecode", rules, ["--debug=netlink"] + base, script(rules)) or "")
        text = self.whole("print", rules, base, script(rules) + listing)
        if text is None:
            return
        again = self.whole("print", rules, base, text + listing)
        self.same("print", rules, chains(text), chains(again or ""))
        self.same("print, bytecode", rules, code, bytecode(self.whole("print", rules, ["--debug=netlink"] + base, text) or ""))
        told = self.whole("json", rules, ["-j"] + base, script(rules) + listing)
        if told is None:
            return
        request = json.loads(told)
        request["nftables"].append({"list": {"ruleset": None}})
        again = self.whole("json", rules, ["-j"] + base, json.dumps(request))
        self.same("json", rules, things(told), things(again or '{"nftables": []}'))
        want = {k: [re.sub(r"(ct load (?:l3)?protocol => reg \d+) , dir \w+", r"\1", line) for line in v] for k, v in code.items()}
        self.same("json, bytecode", rules, want, bytecode(self.whole("json", rules, ["-j", "--debug=netlink"] + base, told) or ""))

    # ---------------------------------------------------------------- on the running kernel
    def kernel(self, rules):
        run(self.nft, ["flush", "ruleset"], "")
        taken, refused = take(self.nft, ["--no-warn"], rules)
        for rule in rules:
            why = refused.get(rule.chain)
            if why and not re.search(r"Could not process rule: (No such file|Operation not supported)", why):
                self.failed += 1
                print("not ok: the kernel refuses: %s %s\n  %s" % (rule.family, rule.text, why))
            self.skipped += bool(why)
        first = run(self.nft, ["-s", "list", "ruleset"], "")[1]
        told = run(self.nft, ["-s", "-j", "list", "ruleset"], "")[1]
        code = bytecode(run(self.nft, ["--check", "--offline", "--no-warn", "--debug=netlink", "-f", "-"], script(taken))[1])
        back = self.whole("kernel, bytecode", taken, ["--check", "--offline", "--no-warn", "--debug=netlink"], first)
        if back is not None:
            self.same("kernel, bytecode", taken, code, bytecode(back))
        for name, args, text in (("kernel", [], first), ("kernel, json", ["-j"], told)):
            run(self.nft, ["flush", "ruleset"], "")
            if self.whole(name, taken, ["--no-warn"] + args, text) is not None:
                self.same(name, taken, chains(first), chains(run(self.nft, ["-s", "list", "ruleset"], "")[1]))
        run(self.nft, ["flush", "ruleset"], "")

    # ---------------------------------------------------------------- beside another nft
    def beside(self, rules, known):
        other = self.options.other
        ours, our_reasons = take(self.nft, ["--no-warn", "--check"], rules)
        theirs, their_reasons = take(other, ["--check"], rules)
        for rule in rules:
            mine, yours = our_reasons.get(rule.chain), their_reasons.get(rule.chain)
            if bool(mine) == bool(yours):
                self.passed += 1
            elif yours and re.search(r"Assertion|exit status -", yours):    # it went down
                self.skipped += 1
            elif is_known(known, rule):
                self.skipped += 1
            else:
                self.failed += 1
                print("not ok: verdict: %s %s\n  ours:  %s\n  other: %s" % (rule.family, rule.lines[1:-2] + [rule.text], mine, yours))
        both = [r for r in rules if r in ours and r in theirs and not is_known(known, r)]
        if not both:
            return
        if self.options.bytecode:
            told = [bytecode(run(nft, args + ["--check", "--debug=netlink", "-f", "-"], script(both))[1])
                    for nft, args in ((other, []), (self.nft, ["--no-warn"]))]
            self.same("bytecode", both, *told)
        listings, json_too = [], []
        for nft, args in ((other, []), (self.nft, ["--no-warn"])):
            run(self.nft, ["flush", "ruleset"], "")
            take(nft, args, both)
            listings.append([run(n, ["-s", "list", "ruleset"], "") for n in (other, self.nft)])
            json_too.append(run(nft, ["-j", "-s", "list", "ruleset"], ""))
        run(self.nft, ["flush", "ruleset"], "")
        if listings[0][0][0]:    # it cannot list what it loaded itself
            self.skipped += len(both)
        else:
            self.same("state, as the other lists it", both, chains(listings[0][0][1]), chains(listings[1][0][1]))
            self.same("listing, of what the other loaded", both, chains(listings[0][0][1]), chains(listings[0][1][1]))
        self.same("state, as ours lists it", both, chains(listings[0][1][1]), chains(listings[1][1][1]))
        if self.options.json and not json_too[0][0]:
            self.same("JSON listing", both, things(json_too[0][1]), things(json_too[1][1]))


def in_namespace():
    if os.environ.get("NFT_TEST_NAMESPACE") == "1":
        return True
    if os.geteuid() == 0 and subprocess.run(["unshare", "-n", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        os.environ["NFT_TEST_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "-n", sys.executable] + sys.argv)
    return False


def known_differences(path):
    with open(path, encoding="utf-8") as f:
        return [re.compile(line.strip()) for line in f if line.strip() and not line.startswith("#")]


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--rules", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--other", default=os.environ.get("NFT_OTHER"))
    parser.add_argument("--known", default=os.path.join(HERE, "known.txt"))
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--bytecode", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--refused", action="store_true")
    options = parser.parse_args()
    nft = os.path.abspath(os.environ.get("NFT", os.path.join(TOP, "src", "nft")))
    builddir = os.path.dirname(os.path.dirname(nft))
    kernel = in_namespace()
    if kernel:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=False)
    os.environ["TZ"] = "UTC"
    maker = Maker(os.path.join(builddir, "tests", "prop", "words"), options.seed)
    properties = Properties(options, nft)
    made = refusals = 0
    source = maker.every() if options.every else (maker.rule() for _ in range(options.rules))
    for rules in iter(lambda: list(itertools.islice(source, options.batch)), []):
        made += len(rules)
        if options.other and kernel:
            properties.beside(rules, known_differences(options.known))
            continue
        taken, refused = take(nft, ["--check", "--offline", "--no-warn"], rules)
        refusals += len(refused)
        if options.refused:
            for rule in rules:
                if rule.chain in refused:
                    print("refused: %s %s\n  %s" % (rule.family, rule.text, refused[rule.chain]))
        properties.offline(taken)
        if kernel:
            properties.kernel(taken)
    if refusals > made // 5:
        properties.failed += 1
        print("not ok: %d of %d rules are refused: rules are made badly, or refused badly" % (refusals, made))
    print("%d passed, %d failed, %d skipped" % (properties.passed, properties.failed, properties.skipped))
    return 1 if properties.failed else 0


if __name__ == "__main__":
    sys.exit(main())
