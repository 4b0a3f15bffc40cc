#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets per second through a router in the virtual machine, in several ways of forwarding, in one run.

usage: tests/bench/vm.py [--runs N] [--kernel SERIES] [--ways 'NAME...'] [--doc FILE]

The ways take turns, and medians are told as ratios. The processor is emulated and its clock counts instructions, so a busy host makes
no difference, and neither do caches. Besides, the kernel's own time for one run of the BPF program. xdp-forward is that of Debian 13 (xdp-tools), fetched for this and kept in the cache of the virtual machine. --doc writes the table into a document, between
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


def ratio(numbers, name, other):
    return "%.2f" % (numbers[name] / numbers[other]) if name in numbers and other in numbers else "-"


def table(rates, times, kernel, runs):
    """times: of a program's run; the clock gives 2 ns to each instruction."""
    yield "Kernel %s, emulated, medians of %d runs in turn:" % (kernel, runs)
    yield ""
    yield "| | packets per second, of the flowtable's | of `xdp-forward`'s | instructions of the program and of what it calls |"
    yield "|---|---|---|---|"
    for name, title in WAYS:
        if name in rates:
            steps = "%d" % (times[name] / 2) if name in times else "-"
            yield "| %s | %s | %s | %s |" % (title, ratio(rates, name, "flowtable"), ratio(rates, name, "xdp-forward"), steps)


def medians(lines, word):
    found = {}
    for line in lines:
        if line.startswith(word + " "):
            _, name, n = line.split()
            found.setdefault(name, []).append(float(n))
    return {name: statistics.median(many) for name, many in found.items()}, found


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
    print("\n".join(line for line in lines if line.startswith("not ok ")))
    rates, all_rates = medians(lines, "rate")
    times, _ = medians(lines, "run")
    for name, many in all_rates.items():
        print("%-12s %8d median of %s" % (name, rates[name], " ".join("%d" % n for n in many)))
    text = list(table(rates, times, os.path.basename(kernel), options.runs))
    print("\n".join(text))
    if options.doc:
        marked.replace(options.doc, "tests/bench/vm.py", text)
    return 0 if all(not line.startswith("not ok ") for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
