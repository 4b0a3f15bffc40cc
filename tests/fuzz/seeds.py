#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the seeds that the corpora of the libFuzzer targets were grown from: one small ruleset for each rule of tests/py.

usage: NFT=.../src/nft seeds.py ENCODE DIR

Writes DIR/text, DIR/json and DIR/netlink; ENCODE is the program of that name from tests/fuzz/targets.
"""
import glob
import hashlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def rulesets():
    for path in sorted(glob.glob(os.path.join(TOP, "tests", "py", "*.t"))):
        chains, setup, grouped = [], [], False
        for line in open(path):
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "chain":
                chains = chains + [rest] if grouped else [rest]
                setup = [] if not grouped else setup
            elif word == "setup":
                setup.append(rest)
            elif word in ("rule", "offline", "refuse") and chains:
                family, table, chain = chains[0].split()[:3]
                yield "\n".join(["add table %s %s" % (family, table), "add chain " + chains[0]] + setup +
                                ["add rule %s %s %s %s" % (family, table, chain, rest)]) + "\n"
            grouped = word == "chain"
    for path in sorted(glob.glob(os.path.join(TOP, "files", "examples", "*.nft"))):
        with open(path) as f:
            yield f.read()


def main():
    encode, to = sys.argv[1:]
    nft = os.environ.get("NFT", os.path.join(TOP, "src", "nft"))
    for kind in ("text", "json", "netlink"):
        os.makedirs(os.path.join(to, kind), exist_ok=True)
    for text in rulesets():
        name = hashlib.sha1(text.encode()).hexdigest()
        path = os.path.join(to, "text", name)
        with open(path, "w") as f:
            f.write(text)
        listing = subprocess.run([nft, "-j", "--check", "--offline", "-f", "-"], input=(text + "list ruleset\n").encode(),
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if listing.returncode == 0:
            with open(os.path.join(to, "json", name), "wb") as f:
                f.write(listing.stdout)
        messages = os.path.join(to, "netlink", name)
        if subprocess.run([encode, path, messages], stderr=subprocess.DEVNULL).returncode or not os.path.getsize(messages):
            os.unlink(messages)


if __name__ == "__main__":
    main()
