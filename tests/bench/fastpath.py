#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What programs of fast_fwd chains cost for each packet of a connection that they know.

usage: tests/bench/fastpath.py [--runs N]        (BUILDDIR=where tests/fastpath/interp is)

Prints the instructions that run (tests/fastpath/machine.c counts them), and the median ns of a test run in the running kernel: at tc
with a real connection of conntrack, in a router in a network namespace of its own, so the look-up of the connection is in it; and at
XDP with its facts from a map, as most kernels that this runs on have no flowtables. Runs of different chains alternate; read the ratios.
"""
import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "fastpath"))
import packets  # noqa: E402
import run as router  # noqa: E402


def rules(n, conn):
    """Rules on connection constants; the packet's connection is that of the last one."""
    saddr, _, _, dport = conn.tuples[0]
    return "\n".join("ip saddr %s udp dport %d ip dscp set %d" % (saddr if i == n - 1 else "10.9.%d.%d" % (i // 250, i % 250), dport, i % 60 + 1)
                     for i in range(n))


def chains(conn):
    return (("empty", ""), ("one dscp", "ip dscp set cs3"), ("10 rules", rules(10, conn)), ("1000 rules", rules(1000, conn)))


def measure(path, how, packet):
    done = subprocess.run([router.INTERP, path, "inet", "t", "f", how], input=packet + "\n", capture_output=True, text=True)
    words = done.stdout.split()
    return None if done.returncode or len(words) < 4 else int(words[3])


def connection():
    """One that the kernel knows, and a packet of it."""
    rng = random.Random(1)
    ports = router.make_router()
    conns = packets.connections(rng)
    router.establish(rng, ports, conns)
    conn = next(c for c in conns if not c.six and c.proto == packets.UDP and c.replied and not c.status & (packets.SRC_NAT | packets.DST_NAT))
    return conn, "%s %s" % (conn.fields(False), packets.packet(rng, conn, False, 1).hex())


def inside(options):
    conn, packet = connection()
    with tempfile.TemporaryDirectory() as work:
        named = chains(conn)
        for n, (_, text) in enumerate(named):
            with open(os.path.join(work, str(n)), "w") as f:
                f.write("table inet t {\nflowtable f { hook ingress priority 0; devices = { a1, b1 }; }\nchain c {\n"
                        "type filter hook fast_fwd flowtable @f priority 0; policy accept;\n%s\n}\n}\n" % text)
        for title, timed, counted in (("tc", "bpf-ct-time", "steps"), ("xdp", "bpf-xdp-time", "steps-xdp")):
            results = [[] for _ in named]
            for _ in range(options.runs):
                for n in range(len(named)):
                    results[n].append(measure(os.path.join(work, str(n)), timed, packet))
            if any(ns is None for many in results for ns in many):
                print("%s: programs cannot be loaded here" % title)
                continue
            times = [statistics.median(many) for many in results]
            steps = [measure(os.path.join(work, str(n)), counted, packet) for n in range(len(named))]
            for (name, _), ns, count in zip(named, times, steps):
                print("%-4s %-11s %4d instructions (%.2f of empty, %.2f of 10 rules)   %4d ns (%.2f, %.2f)"
                      % (title, name, count, count / steps[0], count / steps[2], ns, ns / times[0], ns / times[2]))
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return inside(options)
    return subprocess.run(["unshare", "-n", sys.executable, *sys.argv, "--inside"]).returncode


if __name__ == "__main__":
    sys.exit(main())
