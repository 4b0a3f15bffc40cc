#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each row of the catalog stands in a rule of the tables.

usage: BUILDDIR=... rows.py

The program tests/prop/words tells what a rule can read or write; what no rule of tests/py/*.t has is named, and fails.
"""
import glob
import os
import re
import subprocess
import sys

# Rows that are read but never matched so, or that no other tool has a word for.
EXCEPTED = re.compile(r"tcp option \S+ kind|ip option ra type|icmpv6 parameter-problem|srh sid\[3\]|rt0 addr\[3\]|rt[02] reserved")
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def main():
    words = os.path.join(os.environ.get("BUILDDIR", TOP), "tests", "prop", "words")
    lines = subprocess.run([words, "1"], capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [f[2] for f in (line.split("\t") for line in lines) if f[0] == "selector"]
    rules = ""
    for table in glob.glob(os.path.join(HERE, "*.t")):
        with open(table, encoding="utf-8") as f:
            rules += "".join(line for line in f if re.match(r"(rule|offline|list|setup) ", line))
    missing = [row for row in rows if not EXCEPTED.fullmatch(row) and not re.search(r"(?<![\w-])%s(?![\w-])" % re.escape(row), rules)]
    for row in missing:
        print("not ok: no table has a rule with %s" % row)
    print("%d passed, %d failed, 0 skipped" % (len(rows) - len(missing), len(missing)))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
