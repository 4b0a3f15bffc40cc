#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The offload check held to its slow form with many random rulesets, and to brute force with some (make check-offload-full).

usage: full.py [RULESETS [BRUTE]]        NFT and BUILDDIR as for run.py

Fails when the two forms differ, when a class has less than a tenth of the rules, or when a kind of match or statement occurs less
than a hundred times among 100,000 rules; the counts are printed.
"""
import os
import subprocess
import sys

import brute
import chance

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("BUILDDIR", os.path.dirname(os.path.dirname(HERE)))
NFT = os.environ.get("NFT", os.path.join(BUILD, "src", "nft"))
ENGINES = os.path.join(BUILD, "tests", "offload", "engines")
RULES, KIND = 100000, 100


def engines(count, first, *more):
    """(status, what it printed) of both forms of the check with random rulesets"""
    text = "".join("%%%% seed %d\n%s" % (seed, chance.text(seed)) for seed in range(first, first + count))
    done = subprocess.run([ENGINES, *more], input=text, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 16000
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    status, told = engines(count, 1, "--floor", str(RULES), str(KIND))
    print(told, end="", flush=True)
    failed = 0
    for seed in range(1, seeds + 1):
        wrong, text = brute.compare(NFT, seed)
        failed += bool(wrong)
        if wrong:
            print("\n".join(wrong) + "\n" + text, flush=True)
    print("brute force: %d passed, %d failed" % (seeds - failed, failed))
    return 1 if status or failed else 0


if __name__ == "__main__":
    sys.exit(main())
