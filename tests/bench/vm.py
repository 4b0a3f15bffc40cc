#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets per second through a router in the virtual machine, in several ways of forwarding, in one run.

usage: tests/bench/vm.py [--runs N] [--kernel SERIES] [--ways 'NAME...'] [--doc FILE]

The ways take turns, and the medians are told as ratios: the processors are emulated, so the rates themselves mean nothing. xdp-forward is
that of Debian 13 (xdp-tools), fetched for this and kept in the cache of the virtual machine. --doc writes the table into a document, between
its marks 'tests/bench/vm.py' and 'end'.
"""
import argparse
import glob
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "vm"))
import image		# noqa: E402
import kernels		# noqa: E402
import machine		# noqa: E402
import marked		# noqa: E402

WAYS = (("plain", "plain forwarding, no rules"), ("flowtable", "flowtable"), ("xdp-forward", "`xdp-forward -f flowtable`"),
        ("xdp-empty", "fast_fwd, xdp: empty chain"), ("xdp-dscp", "fast_fwd, xdp: `ip dscp set cs3`"), ("xdp-10", "fast_fwd, xdp: 10 rules on connections"),
        ("xdp-1000", "fast_fwd, xdp: 1000 rules on connections"), ("tc-empty", "fast_fwd, tc: empty chain"),
        ("tc-dscp", "fast_fwd, tc: `ip dscp set cs3`"), ("tc-10", "fast_fwd, tc: 10 rules"), ("tc-1000", "fast_fwd, tc: 1000 rules"))
PROGRAM = "usr/sbin/xdp-forward"
LIBRARIES = "usr/lib/x86_64-linux-gnu"


def peer_tree():
    """Debian 13 with xdp-tools, unpacked."""
    place = os.path.join(kernels.cache_dir(), "trixie-xdp-tools")
    with kernels.locked(kernels.cache_dir()):
        if not os.path.exists(os.path.join(place, PROGRAM)):
            subprocess.run(["mmdebstrap", "--variant=extract", "--include=xdp-tools", "--aptopt=Acquire::Check-Valid-Until \"false\"",
                            "trixie", place, kernels.MIRROR], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return place


def peer_files():
    """(path in the guest, bytes): the program, its loader, its libraries and BPF objects, in a root of their own."""
    tree = peer_tree()
    loader = glob.glob(os.path.join(tree, LIBRARIES, "ld-linux-x86-64.so.2"))[0]
    listing = kernels.output_of([loader, "--library-path", os.path.join(tree, LIBRARIES), "--list", os.path.join(tree, PROGRAM)])
    wanted = {"bin/xdp-forward": os.path.join(tree, PROGRAM), "lib/ld.so": loader}
    for name, path in re.findall(r"(\S+) => (/\S+)", listing):
        wanted["lib/" + name] = path
    for path in glob.glob(os.path.join(tree, LIBRARIES, "bpf", "*.o")):
        wanted[os.path.relpath(path, tree)] = path
    files = []
    for name, path in wanted.items():
        with open(path, "rb") as file:
            files.append(("peer/" + name, file.read()))
    files.append(("peer/bin/busybox", open(image.program("busybox"), "rb").read()))
    files.append(("peer/bin/run", b"#!/bin/busybox sh\nname=$1\nshift\nexec /lib/ld.so --library-path /lib /bin/$name \"$@\"\n"))
    return files


def table(medians, kernel, runs):
    base = medians.get("flowtable")
    yield "Kernel %s, emulated, medians of %d runs in turn:" % (kernel, runs)
    yield ""
    yield "| packets per second | by those of the flowtable | by those of `xdp-forward` |"
    yield "|---|---|---|"
    for name, title in WAYS:
        if name in medians:
            other = "%.2f" % (medians[name] / medians["xdp-forward"]) if "xdp-forward" in medians else ""
            yield "| %s | %.2f | %s |" % (title, medians[name] / base, other)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--kernel", default=kernels.DEFAULT)
    parser.add_argument("--ways", default=" ".join(name for name, _ in WAYS))
    parser.add_argument("--doc")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    try:
        machine.prepare()
        kernel = kernels.fetch(options.kernel)
        settings = [("WAYS", options.ways), ("ROUNDS", str(options.runs))]
        console, lines = machine.play(os.path.join(HERE, "forward.sh"), machine.find_nft(None), kernel, 3600, peer_files(), settings, machine.COUNTED)
    except (kernels.Unavailable, subprocess.CalledProcessError, IndexError) as reason:
        print("skipped: %s" % reason)
        return machine.SKIP
    if options.verbose:
        print(console)
    rates = {}
    for line in lines:
        if line.startswith("rate "):
            _, name, n = line.split()
            rates.setdefault(name, []).append(int(n))
    for line in lines:
        if not line.startswith("rate "):
            print(line)
    medians = {name: statistics.median(many) for name, many in rates.items()}
    for name, many in rates.items():
        print("%-12s %8d median of %s" % (name, medians[name], " ".join(map(str, many))))
    if "flowtable" not in medians:
        return 1
    text = list(table(medians, os.path.basename(kernel), options.runs))
    print("\n".join(text))
    if options.doc:
        marked.replace(options.doc, "tests/bench/vm.py", text)
    return 0 if all(not line.startswith("not ok ") for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
