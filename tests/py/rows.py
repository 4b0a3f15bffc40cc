#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each row of the catalog stands in a rule, a set, an object or a chain of the tables.

usage: BUILDDIR=... rows.py

The program tests/prop/words tells what there is: what rules read and write, statements, their options, objects, hooks, priorities,
datatypes; what no line of tests/py/*.t has is named, and fails.
"""
import glob
import os
import re
import subprocess
import sys

# Rows that are read but never matched so, or that no other tool has a word for; types that no set can be declared with by their name.
EXCEPTED = re.compile(r"tcp option \S+ kind|ip option ra type|icmpv6 parameter-problem|srh sid\[3\]|rt0 addr\[3\]|rt[02] reserved")
NO_TYPE = re.compile(r"integer|string|bitmask|xinteger|boolean|ll_addr|hour|day|.* .*")
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
# How a row is written, if not by its name. {0} is the name.
WRITTEN = {
    "statement": {
        "meta set": r"\bmeta mark set ",
        "vmap": r"\bvmap \{", "payload set": r"\b(ip6?|tcp|udp) \S+ set ", "payload set from a packet": r"\bip6? \S+ set (?!\d)\w+ \w+",
        "ether set": r"\b(ether|vlan) \S+ set ", "exthdr set": r"\btcp option \S+ \S+ set ", "tcp option set": r"\btcp option \S+ \S+ set ",
        "ct set": r"\bct \S+ set ", "ct timeout set": r"\bct timeout set ", "set update": r"\bupdate @\S+ \{", "set add": r"\badd @\S+ \{",
        "object": r"\b(counter|quota|limit) name \S+ ", "secmark name": r"\bmeta secmark set ", "match": r"\btcp dport \d", "xt": None, "unknown": None,
    },
    "object": r"\badd {0} |\b{0} \S+ \{{", "hook": r"hook {0} ", "priority": r"priority {0}\b", "chain type": r"type {0} hook ", "there": r"\b{0} (exists|missing)",
    "datatype": r"\btype (\S+ [.:] )*{0}[; ]", "chain_flags": r"flags {0}", "flowtable_flags": r"\b{0}\b", "fib_flags": r"\bfib [a-z. ]*\b{0}\b",
    "limit_units": r"limit rate [^;]*/{0}\b", "log_flags": r"\blog [^;]*flags {0}\b", "nat_flags": r"\b(snat|dnat|masquerade|redirect)\b[^;]*\b{0}\b",
    "osf_ttl": r"\bosf ttl {0}\b", "queue_flags": r"\bqueue [^;]*\b{0}\b", "set_flags": r"\badd (set|map) [^}}]*flags [a-z,]*\b{0}\b",
    "set_policies": r"policy {0}\b", "synproxy_flags": r"\bsynproxy [^}}]*\b{0}\b", "table_flags": r"\badd table [^}}]*flags [a-z, ]*\b{0}\b",
}


def pattern_of(kind, name):
    """None: it cannot be in a table."""
    how = WRITTEN[kind]
    if isinstance(how, dict):
        return how.get(name, r"(?<![\w-])%s(?![\w-])" % re.escape(name))
    if kind == "hook":    # of a family
        return r"(?m)^(chain|setup add chain) %s .*\bhook %s\b" % tuple(name.split())
    if kind == "datatype" and NO_TYPE.fullmatch(name):
        return None
    return how.format(re.escape(name))


def main():
    words = os.path.join(os.environ.get("BUILDDIR", TOP), "tests", "prop", "words")
    lines = [line.split("\t") for line in subprocess.run([words, "1"], capture_output=True, text=True, check=True).stdout.splitlines()]
    told = ""
    for table in glob.glob(os.path.join(HERE, "*.t")):
        with open(table, encoding="utf-8") as f:
            told += "".join(line for line in f if re.match(r"(rule|offline|list|setup|chain) ", line))
    passed = failed = 0
    for line in lines:
        if line[0] == "selector" and not EXCEPTED.fullmatch(line[2]):
            what, pattern = line[2], r"(?<![\w-])%s(?![\w-])" % re.escape(line[2])
        elif line[0] == "row" and pattern_of(line[1], line[2]):
            what, pattern = "%s %s" % (line[1], line[2]), pattern_of(line[1], line[2])
        else:
            continue
        if re.search(pattern, told):
            passed += 1
        else:
            failed += 1
            print("not ok: no table has %s" % what)
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
