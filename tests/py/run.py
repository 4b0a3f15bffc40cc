#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule tables: what a rule compiles to, and how it lists back.

usage: NFT=.../src/nft run.py [--offline] [--reference] [--show] [TABLE.t...]

A table is plain text, one fact a line; '#' starts a comment line.

    chain ip test input { type filter hook input priority 0; }
        the chain that the rules below go into. Chain lines that follow each other are a group: each rule is tried
        in every chain of it. The line is what 'add chain' takes.
    setup add set ip test s { type ipv4_addr; }
        a command to run before each rule below, until the next chain line.
    rule tcp dport { 22, 80 } accept
        a rule. The indented lines after it are its bytecode, as --debug=netlink prints it; elements of anonymous sets
        come as 'element ...' lines, in any order:
            element 00001600
            element 00005000
            [ meta load l4proto => reg 1 ]
            ...
            [ immediate reg 0 accept ]
        An indented line '@FAMILY...' begins lines for those families only; '@' ends them.
    list tcp dport { 22, 80 } accept
        how the kernel's rule lists back, when that is not how it was typed.
    offline flow add @f
        as 'rule', for what the running kernel may lack: bytecode only.
    refuse tcp dport 70000
        a rule that must be refused, with exit status 1. An indented line after it is text that the error has to hold.

Every rule is also told as JSON and read back: that must give the same bytecode.

Bytecode and refusals need no kernel and no root (--check --offline). The listing is read back from the kernel in a
network namespace of its own, and skipped with a count where there is none to be had. --reference leaves --offline away,
to hold a table against an nft that does not know it. --show prints for every failure what to look at.
"""
import argparse
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 20


class Case:
    def __init__(self, kind, text, where, chains, setup):
        self.kind, self.text, self.where, self.chains, self.setup = kind, text, where, chains, setup
        self.lines, self.listing, self.error = [], text, None

    def bytecode(self, family):
        return [line for families, line in self.lines if not families or family in families]


def tidy(text):
    return re.sub(r"\s+", " ", text.strip())


def read_table(path):
    cases, chains, setup, families = [], [], [], []
    fresh = True
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            where = "%s:%d" % (os.path.relpath(path, os.path.dirname(HERE)), number)
            word, _, rest = line.strip().partition(" ")
            if not word or word.startswith("#"):
                continue
            if line[0] in " \t":
                if not cases:
                    sys.exit(where + ": belongs to no rule")
                if cases[-1].kind == "refuse":
                    cases[-1].error = line.strip()
                elif word.startswith("@"):
                    families = (word[1:] + " " + rest).split()
                else:
                    cases[-1].lines.append((families, tidy(line)))
            elif word == "chain":
                chains, setup = ([] if not fresh else chains) + [rest], []
                fresh = True
            elif word == "setup":
                setup = setup + [rest]
            elif word in ("rule", "offline", "refuse"):
                cases.append(Case(word, rest, where, chains, setup))
                families = []
                fresh = False
                if not chains:
                    sys.exit(where + ": no chain to put it in")
            elif word == "list":
                cases[-1].listing = rest
            else:
                sys.exit(where + ": unknown word " + word)
    return cases


def in_order(lines):
    """Elements come in any order; instructions as they are."""
    return sorted(l for l in lines if l.startswith("element")) + [l for l in lines if not l.startswith("element")]


def bytecode_of(output):
    """The last rule that was printed, and the elements of the anonymous sets."""
    header, elements, rule = "", [], []
    for line in output.splitlines():
        text = tidy(line)
        if text.startswith("element"):
            if header.startswith("__"):
                elements += ["element " + tidy(e) for e in text.split("element ") if e.strip()]
        elif text.startswith("["):
            rule.append(text)
        elif text:
            header, rule = text, []
    return in_order(elements + rule)


def rule_in(listing):
    """The body of the one chain listed, without its hook line."""
    body, depth = [], 0
    for line in listing.splitlines():
        text = line.strip()
        if depth >= 2 and not (depth == 2 and text == "}") and not re.match(r"type \w+ hook ", text):
            body.append(text)
        depth += text.count("{") - text.count("}")
    return tidy(" ".join(body))


class Runner:
    def __init__(self, options, nft, kernel):
        self.options, self.nft, self.kernel = options, nft, kernel
        self.passed = self.failed = self.skipped = 0

    def run(self, args, text=None):
        try:
            done = subprocess.run([self.nft] + args, input=text, capture_output=True, text=True, timeout=SECONDS,
                                  errors="replace")
            return done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired:
            return 124, "", "took longer than %d s" % SECONDS

    def mark(self, good, case, chain, aspect, want, got):
        if good:
            self.passed += 1
            return
        self.failed += 1
        print("not ok: %s %s: %s [%s]" % (case.where, aspect, case.text, " ".join(chain.split()[:3])))
        if self.options.show or self.failed <= 20:
            print("  want: %s\n  got:  %s" % ("\n        ".join(want), "\n        ".join(got)))

    def script(self, case, chain):
        family, table, name = chain.split()[:3]
        lines = ["add table %s %s" % (family, table), "add chain " + chain] + case.setup
        return "\n".join(lines + ["add rule %s %s %s %s" % (family, table, name, case.text)]) + "\n"

    def check(self, case, chain):
        args = ["--check", "--debug=netlink", "-f", "-"]
        if not self.options.reference:
            args.insert(1, "--offline")
        status, out, err = self.run(args, self.script(case, chain))
        if case.kind == "refuse":
            good = status == 1 and (case.error or "") in err
            self.mark(good, case, chain, "refused", [case.error or "an error"], ["exit status %d" % status, err.strip()])
            return False
        want, got = in_order(case.bytecode(chain.split()[0])), bytecode_of(out)
        self.mark(status == 0 and got == want, case, chain, "bytecode", want, got + err.strip().splitlines())
        return status == 0

    def as_json(self, case, chain):
        """Text to JSON to bytecode: nothing may get lost. Tables come first, the rule is the last of the list."""
        if self.options.reference:
            return
        args = ["--check", "--offline", "--no-warn", "-j", "-f", "-"]
        status, out, err = self.run(args, self.script(case, chain) + "list ruleset\n")
        if status == 0:
            status, out, err = self.run(["--debug=netlink"] + args, out)
        want, got = in_order(case.bytecode(chain.split()[0])), bytecode_of(out)
        # the protocol of a connection is the same both ways, so a listing tells no direction
        want = [re.sub(r"(ct load (?:l3)?protocol => reg \d+) , dir \w+", r"\1", line) for line in want]
        self.mark(status == 0 and got == want, case, chain, "JSON", want, got + err.strip().splitlines())

    def load(self, case, chain):
        if not self.kernel:
            self.skipped += 1
            return
        self.run(["flush", "ruleset"])
        status, _, err = self.run(["-f", "-"], self.script(case, chain))
        family, table, name = chain.split()[:3]
        got = err.strip()
        if status == 0:
            _, out, err = self.run(["-s", "list", "chain", family, table, name])
            got = rule_in(out) or err.strip()
        self.mark(got == tidy(case.listing), case, chain, "listing", [case.listing], [got])

    def table(self, path):
        for case in read_table(path):
            for chain in case.chains:
                if not self.check(case, chain):
                    continue
                self.as_json(case, chain)
                if case.kind == "rule":
                    self.load(case, chain)


def in_namespace():
    """Run again in a network namespace of our own; come back only where there is none."""
    if os.environ.get("NFT_TEST_NAMESPACE") == "1":
        return True
    if os.geteuid() == 0 and subprocess.run(["unshare", "-n", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        os.environ["NFT_TEST_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "-n", sys.executable] + sys.argv)
    return False


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--reference", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("tables", nargs="*")
    options = parser.parse_args()
    nft = os.environ.get("NFT", os.path.join(os.path.dirname(os.path.dirname(HERE)), "src", "nft"))
    kernel = not options.offline and in_namespace()
    if kernel:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=False)
    runner = Runner(options, nft, kernel)
    for path in options.tables or sorted(glob.glob(os.path.join(HERE, "*.t"))):
        runner.table(path)
    print("%d passed, %d failed, %d skipped" % (runner.passed, runner.failed, runner.skipped))
    return 1 if runner.failed else 0


if __name__ == "__main__":
    sys.exit(main())
