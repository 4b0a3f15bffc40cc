#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The offload check held to its slow form with many random rulesets, and to brute force and the simulator with some (make check-offload-full).

usage: full.py [RULESETS [BRUTE [SIMULATED [FIRST SEED]]]]        NFT and BUILDDIR as for run.py; 100000 2000 400 1

Fails when the forms differ, when a class has less than a tenth of the rules, or when a kind of match or statement that rules can
have occurs less than a hundred times; all of that is counted among the rulesets that were compared, and printed.
"""
import concurrent.futures
import os
import re
import subprocess
import sys

import brute
import chance

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("BUILDDIR", os.path.dirname(os.path.dirname(HERE)))
NFT = os.environ.get("NFT", os.path.join(BUILD, "src", "nft"))
ENGINES = os.path.join(BUILD, "tests", "offload", "engines")
SIMULATED = os.path.join(HERE, "..", "sim", "offload.py")
CLASSES = ("unaffected", "offloadable", "fastpath-bypassed", "blocking")
ENOUGH, KIND = 100000, 100      # floors: for so many rules, of each kind so many
CHUNK, PROCESSES = 500, 2


def engines(count, first):
    """(status, what it printed) of both forms of the check with random rulesets"""
    text = "".join("%%%% seed %d\n%s" % (seed, chance.text(seed)) for seed in range(first, first + count))
    done = subprocess.run([ENGINES], input=text, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def kept(paths):
    """The same with rulesets that once were judged differently"""
    text = "".join("%%%% %s\n%s" % (os.path.basename(p), open(p).read()) for p in paths)
    done = subprocess.run([ENGINES], input=text, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class Sum:
    """What the runs of `engines` counted"""

    def __init__(self):
        self.kinds, self.heads, self.failed = {}, {}, 0

    def add(self, first, status, told):
        """Takes the counts out, and prints the rest."""
        counted = False
        for line in told.splitlines():
            count = re.match(r" *(\d+) (.+)$", line) if counted else None
            if re.match(r"counted: ", line):
                counted = True
                for n, what in re.findall(r"(\d+) ([a-z ]+)", line):
                    self.heads[what] = self.heads.get(what, 0) + int(n)
            elif count and not line.endswith("failed"):
                self.kinds[count.group(2)] = self.kinds.get(count.group(2), 0) + int(count.group(1))
            elif not counted:
                print(line, flush=True)
        if status and not counted:
            print("the comparison of rulesets from %d on ended with status %d" % (first, status))
        self.failed += bool(status)

    def tell(self):
        missed = 0
        rules = self.heads.get("rules", 0)
        floors = rules >= ENOUGH
        print(", ".join("%d %s" % (n, what) for what, n in self.heads.items()))
        for name in CLASSES:
            n = self.kinds.pop(name, 0)
            few = floors and n * 10 < rules
            print("%8d %4.1f %% %s%s" % (n, 100.0 * n / (rules or 1), name, ": too few" if few else ""))
            missed += few
        for name, n in sorted(self.kinds.items()):
            few = floors and n < KIND
            print("%8d %s%s" % (n, name, ": too few" if few else ""))
            missed += few
        return missed


def compare_engines(count, first):
    total = Sum()
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        jobs = [(at, pool.submit(engines, min(CHUNK, first + count - at), at)) for at in range(first, first + count, CHUNK)]
        for at, job in jobs:
            total.add(at, *job.result())
    return total.failed + total.tell()


def brute_one(seed):
    wrong, text = brute.compare(NFT, seed)
    return "\n".join(wrong) + "\n" + text if wrong else ""


def compare_brute(count, first):
    failed = 0
    with concurrent.futures.ProcessPoolExecutor(PROCESSES) as pool:
        for told in pool.map(brute_one, range(first, first + count), chunksize=20):
            failed += bool(told)
            if told:
                print(told, flush=True)
    print("brute force: %d passed, %d failed" % (count - failed, failed), flush=True)
    return failed


def compare_simulated(count, first):
    done = subprocess.run([sys.executable, SIMULATED, "--rulesets", str(count), "--seed", str(first)], capture_output=True, text=True, env=dict(os.environ, NFT=NFT))
    print("simulator: " + done.stdout.replace("\n", "\nsimulator: ").rstrip("simulator: ") + done.stderr, flush=True)
    return done.returncode


def main():
    counts = [int(x) for x in sys.argv[1:]] + [100000, 2000, 400, 1][len(sys.argv) - 1:]
    failed = compare_engines(counts[0], counts[3])
    failed += compare_brute(counts[1], counts[3])
    failed += compare_simulated(counts[2], counts[3]) if counts[2] else 0
    print("%d passed, %d failed" % (sum(counts[:3]) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
