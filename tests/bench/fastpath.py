#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What programs of fast_fwd chains cost for each packet, in test runs of the running kernel.

usage: tests/bench/fastpath.py [--runs N]        (BUILDDIR=where tests/fastpath/interp is)

Prints instructions and the median ns of a run, for tc and XDP: facts of the connection come from a map there, so the look-up of the
connection itself is not in it. Runs of different chains alternate; read the ratios.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("BUILDDIR", os.path.dirname(os.path.dirname(HERE)))
INTERP = os.path.join(BUILD, "tests", "fastpath", "interp")
UDP = bytes.fromhex("4500003000010000ff11a7b70a0100010a02000103e80035001c0000") + bytes(20)
PACKET = "0 17 10 0 0 lo lo 10.1.0.1 1000 10.2.0.1 53 10.2.0.1 53 10.1.0.1 1000 " + UDP.hex()


def rules(n):
    """Rules on connection constants; the packet's connection is that of the last one."""
    return "\n".join("ip saddr 10.%d.%d.%d udp dport 53 ip dscp set %d" % (1 if i == n - 1 else 9, i // 250 if i < n - 1 else 0,
                     i % 250 if i < n - 1 else 1, i % 60 + 1) for i in range(n))


CHAINS = (("empty", ""), ("one dscp", "ip dscp set cs3"), ("10 rules", rules(10)), ("1000 rules", rules(1000)))


def measure(path, how):
    done = subprocess.run([INTERP, path, "inet", "t", "f", how], input=PACKET + "\n", capture_output=True, text=True)
    words = done.stdout.split()
    if done.returncode or len(words) < 4:
        return None
    return int(words[1]), int(words[3])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        for n, (name, text) in enumerate(CHAINS):
            with open(os.path.join(work, str(n)), "w") as f:
                f.write("table inet t {\nflowtable f { hook ingress priority 0; devices = { a, b }; }\nchain c {\n"
                        "type filter hook fast_fwd flowtable @f priority 0; policy accept;\n%s\n}\n}\n" % text)
        for how, title in (("bpf-time", "tc"), ("bpf-xdp-time", "xdp")):
            results = [[] for _ in CHAINS]
            for _ in range(options.runs):
                for n in range(len(CHAINS)):
                    results[n].append(measure(os.path.join(work, str(n)), how))
            if any(r is None for many in results for r in many):
                print("%s: programs cannot be loaded here" % title)
                return 0
            base = statistics.median(ns for _, ns in results[0])
            ten = statistics.median(ns for _, ns in results[2])
            for (name, _), many in zip(CHAINS, results):
                ns = statistics.median(ns for _, ns in many)
                print("%-4s %-11s %7d instructions %5d ns   %.2f of empty, %.2f of 10 rules" % (title, name, many[0][0], ns, ns / base, ns / ten))
    return 0


if __name__ == "__main__":
    sys.exit(main())
