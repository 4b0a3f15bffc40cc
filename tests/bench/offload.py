#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the offload check costs, beside the same nft without it.

usage: NFT=.../src/nft tests/bench/offload.py [--runs N] [--small] [NAME...]

Each ruleset is checked with and without the analysis (--no-warn), in turn; printed are the medians of the user time, their
difference, the peak memory, and whether the analysis was cut short (then it says `possible`). Figures of different runs or
machines do not compare: read the ratio.
"""
import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ADD = "ct state established flow add @f"
CUT = b"too large to look at every case"


def ruleset(rules, more=""):
    return ("table inet t {\n flowtable f { hook ingress priority 0; devices = { eth0, eth1 }; }\n%s chain c {\n"
            "  type filter hook forward priority 0; policy accept;\n%s\n }\n}\n" % (more, "\n".join("  " + one for one in rules)))


def address(rng):
    return "%d.%d.%d.%d" % (rng.randrange(1, 223), rng.randrange(256), rng.randrange(256), rng.randrange(256))


def address6(rng):
    return "2001:db8:" + ":".join("%x" % rng.randrange(65536) for _ in range(6))


def prefix(rng):
    size = rng.choice((16, 20, 24, 28, 32))
    value = (10 << 24 | rng.randrange(1 << 24)) >> (32 - size) << (32 - size)
    return "%d.%d.%d.%d/%d" % (value >> 24, value >> 16 & 255, value >> 8 & 255, value & 255, size)


def tuple5(rng, verdict, six=False):
    a, proto = address6 if six else address, rng.choice(("tcp", "udp"))
    ip = "ip6" if six else "ip"
    return "%s saddr %s %s daddr %s %s sport %d %s dport %d %s" % (
        ip, a(rng), ip, a(rng), proto, rng.randrange(1, 65536), proto, rng.randrange(1, 65536), verdict)


def prefixes(rng, verdict):
    low = rng.randrange(1, 60000)
    parts = ["ip saddr " + prefix(rng)] if rng.random() < .9 else []
    parts.append("ip daddr " + prefix(rng))
    if rng.random() < .9:
        parts.append("%s dport %s" % (rng.choice(("tcp", "udp")), low if rng.random() < .9 else "%d-%d" % (low, low + rng.randrange(2000))))
    return " ".join(parts + [verdict])


def masked(rng):
    bits = [sum(1 << b for b in rng.sample(range(32), 6)) for _ in range(2)]
    return "ip saddr & 0x%08x == 0x%08x ip daddr & 0x%08x == 0x%08x drop" % (
        bits[0], rng.getrandbits(32) & bits[0], bits[1], rng.getrandbits(32) & bits[1])


def behind(make):
    return lambda rng, size: ruleset([ADD] + [make(rng, "counter accept") for _ in range(size)])


def mixed(make):
    return lambda rng, size: ruleset([make(rng, rng.choice(("accept", "drop"))) for _ in range(size)] + [ADD])


def big_set(rng, size):
    elements = ",\n".join(sorted({address(rng) for _ in range(size)}))
    return ruleset([ADD, "ip saddr @s drop", "ip daddr @s counter accept"], " set s { type ipv4_addr; elements = { %s } }\n" % elements)


# name, text of the ruleset, its size, the size with --small
INPUTS = (
    ("1,000 5-tuples behind", behind(tuple5), 1000, 1000),
    ("1,000 5-tuples before", mixed(tuple5), 1000, 1000),
    ("5-tuples behind", behind(tuple5), 100000, 10000),
    ("5-tuples before", mixed(tuple5), 100000, 10000),
    ("IPv6 5-tuples behind", behind(lambda rng, verdict: tuple5(rng, verdict, True)), 100000, 10000),
    ("prefixes behind", behind(prefixes), 100000, 1000),
    ("prefixes before", mixed(prefixes), 100000, 1000),
    ("bit masks", lambda rng, size: ruleset([ADD] + [masked(rng) for _ in range(size)]), 1000, 100),
    ("one set", big_set, 1000000, 20000),
)


def run(args):
    process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime, usage.ru_maxrss / 1024, said, process.returncode


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    nft = os.environ.get("NFT", os.path.join(TOP, "src", "nft"))
    print("%-24s %8s %10s %10s %10s %7s %9s" % ("offload check", "size", "without", "with", "added", "ratio", "memory"))
    with tempfile.TemporaryDirectory(prefix="nft-bench-") as place:
        for name, make, size, small in INPUTS:
            if options.names and name not in options.names:
                continue
            path = os.path.join(place, "ruleset.nft")
            with open(path, "w", encoding="ascii") as f:
                f.write(make(random.Random(name), small if options.small else size))
            times, peak, cut = {"without": [], "with": []}, 0, False
            for _ in range(options.runs):
                for how, option in (("without", ["--no-warn"]), ("with", [])):
                    user, memory, said, status = run([nft, "--check", "--offline", *option, "-f", path])
                    if status:
                        print("%s: %s" % (name, said.decode(errors="replace").splitlines()[:1]))
                        return 1
                    times[how].append(user)
                    peak = max(peak, memory)
                    cut |= CUT in said
            without, with_it = statistics.median(times["without"]), statistics.median(times["with"])
            print("%-24s %8d %8.3f s %8.3f s %8.3f s %7.2f %6.0f MB%s" % (
                name, small if options.small else size, without, with_it, with_it - without, with_it / max(without, 0.001), peak,
                "  cut short" if cut else ""), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
