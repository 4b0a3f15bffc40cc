#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold `nft sim` to the running kernel: random rulesets, every rule with counters, real packets through a router.

For each ruleset the simulator walks some packets; the same bytes are then sent through a router that has the ruleset
loaded. Every counter of every rule must agree, and so must what comes out of the router: which packets, with which bytes.

usage: kernel.py [--rulesets N] [--packets N] [--seed N] [--keep DIR]
"""
import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import net		# noqa: E402
import rulesets		# noqa: E402

NFT = os.path.abspath(os.environ.get("NFT", os.path.join(HERE, "..", "..", "src", "nft")))
ADDRESSES = [w for d in ("r0", "r1") for a in net.ADDRESS[d] for w in ("--address", "%s=%s/%d" % (d, a, 64 if ":" in a else 24))]


def nft(*words, stdin=None):
    return subprocess.run([NFT, *words], input=stdin, capture_output=True, text=True, timeout=60, check=False)


def simulate(ruleset, descriptions):
    done = nft("sim", "-j", "-f", "-", *ADDRESSES, *descriptions, stdin=ruleset)
    if done.returncode:
        raise ValueError("nft sim: %s\n%s" % (done.stderr, descriptions))
    return json.loads(done.stdout)


def load(ruleset):
    """Loads it without the rules that contradict themselves, or that the kernel has no form for; what is left, or None."""
    for _ in range(20):
        done = nft("-f", "-", stdin="flush ruleset\n" + ruleset)
        bad = {int(n) - 1 for n in re.findall(r"^/dev/stdin:(\d+):", done.stderr, re.M)}
        if not done.returncode:
            return ruleset
        if not bad:
            return None
        ruleset = "".join(line for i, line in enumerate(ruleset.splitlines(True), 1) if i not in bad)
    return None


def simulated_counters(report):
    return [((r["family"], r["table"], r["chain"], r["index"]), [(c["packets"], c["bytes"]) for c in r["counters"]], r["text"])
            for r in report["rules"]]


def real_counters():
    """{place of a rule: its counters}"""
    found, index = {}, collections.Counter()
    listing = json.loads(nft("-j", "list", "ruleset").stdout)
    for thing in listing["nftables"]:
        rule = thing.get("rule")
        if not rule:
            continue
        chain = (rule["family"], rule["table"], rule["chain"])
        counters = [(e["counter"]["packets"], e["counter"]["bytes"]) for e in rule["expr"] if isinstance(e.get("counter"), dict) and "packets" in e["counter"]]
        found[chain + (index[chain],)] = counters
        index[chain] += 1
    return found


def out_device(packet):
    """where it leaves, as the bytes say"""
    after = bytes.fromhex(packet["bytes_after"])
    four = after[0] >> 4 == 4
    return "r0" if (four and after[16:19] == bytes((10, 0, 0))) or (not four and after[24:30] == bytes.fromhex("20010db80001")) else "r1"


def is_chance(packet):
    """translation had a choice: what follows depends on it"""
    return any("may be taken" in e.get("text", "") for e in packet["path_taken"])


def drive(network, report, descriptions, slow):
    """Sends the packets; what came out that should not have, or the other way round."""
    wrong = []
    for i, packet in enumerate(report["packets"]):
        data = bytes.fromhex(packet["bytes_before"])
        if slow:	# the kernel looks at what it counted once a tick
            time.sleep(0.012)
        words = descriptions[i].replace("data 20 ", "").split()
        came = None
        if packet["path"] == "output":
            network.send_own(data)
        else:
            came = words[words.index("oif" if words[0] == "reply" else "iif") + 1]
            network.send(came, data, int(words[words.index("vlan") + 2]) if "vlan" in words else None, packet["family"] == "arp")
        got = {d: network.seen(d) for d in network.sockets}
        want = {d: [] for d in network.sockets}
        if packet["verdict"] == "accept" and packet["path_end"] != "input":
            way_out = {"p0": "p1", "p1": "p0"}.get(came) if packet["bridge"] else out_device(packet)
            want[way_out].append(bytes.fromhex(packet["bytes_after"]))
        if packet["verdict"] == "reject" or packet["path_end"] == "input":		# answered
            continue
        if got != want:
            wrong.append("packet %d (%s): sim says %s, want %s, got %s" % (i, descriptions[i], packet["verdict"], {k: [x.hex() for x in v] for k, v in want.items() if v},
                                                                           {k: [x.hex() for x in v] for k, v in got.items() if v}))
    return wrong


def compare(report, real):
    wrong = []
    for place, counters, text in simulated_counters(report):
        if real.get(place) != counters:
            wrong.append("%s: sim %s, kernel %s: %s" % (" ".join(map(str, place)), counters, real.get(place), text))
    return wrong


def addresses_agree(descriptions, report):
    """The bytes hold what the description says: read here without the program's help."""
    import ipaddress
    wrong = []
    for text, packet in zip(descriptions, report["packets"]):
        words, data = text.split("ether daddr 02:00:00:00:00:72 ")[-1].split(), bytes.fromhex(packet["bytes_before"])
        if words[0] == "reply" or "arp" in words or "exthdr" in words:
            continue
        four = data[0] >> 4 == 4
        src, dst = (data[12:16], data[16:20]) if four else (data[8:24], data[24:40])
        head = (data[0] & 15) * 4 if four else 40
        for name, found in (("saddr", str(ipaddress.ip_address(src))), ("daddr", str(ipaddress.ip_address(dst))),
                            ("sport", str(int.from_bytes(data[head:head + 2], "big"))), ("dport", str(int.from_bytes(data[head + 2:head + 4], "big"))),
                            ("dscp", str(data[1] >> 2 if four else (data[0] & 15) << 2 | data[1] >> 6)), ("ttl", str(data[8])), ("hoplimit", str(data[7]))):
            if name in words and words[words.index(name) + 1] != found:
                wrong.append("%s: %s is %s in the bytes" % (text, name, found))
    return wrong


def one_case(network, seed, n_packets):
    r = random.Random(seed)
    way = r.choices(("forward", "input", "output", "bridge", "arp", "vlan"), (10, 4, 4, 3, 1, 1))[0]
    maker = rulesets.Maker(r, way)
    network.forget_connections()
    ruleset = load(maker.make())
    descriptions = []
    if ruleset is None:
        return "", descriptions, None, ["refused"], None
    descriptions = rulesets.packets(r, way, n_packets)
    report = simulate(ruleset, descriptions)
    unsure = [is_chance(p) for p in report["packets"]]
    for i, p in enumerate(report["packets"][:-1]):	# nobody answers in the place of the router
        unsure[i + 1] |= p["path_end"] != p["path"] and descriptions[i + 1].startswith("reply")
    if any(unsure):
        descriptions = descriptions[:unsure.index(True)]
        report = simulate(ruleset, descriptions) if descriptions else report
    if not descriptions:
        return ruleset, [], maker, [], report
    wrong = addresses_agree(descriptions, report) + drive(network, report, descriptions, "ct count" in ruleset)
    wrong += compare(report, real_counters())
    return ruleset, descriptions, maker, wrong, report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rulesets", type=int, default=120)
    parser.add_argument("--packets", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="directory for what disagrees")
    parser.add_argument("--only", type=int, help="this one ruleset, told in full")
    options = parser.parse_args()
    reason = net.why_not()
    if reason:
        print("simulator against the kernel skipped: " + reason)
        print("0 passed, 0 failed, 1 skipped")
        return 0
    network = net.Network()
    failed = pairs = refused = matched = 0
    numbers = [options.only] if options.only is not None else range(options.seed * 100000, options.seed * 100000 + options.rulesets)
    for number in numbers:
        ruleset, descriptions, maker, wrong, report = one_case(network, number, options.packets)
        if maker is None:
            refused += 1
            if options.only is None and refused <= 5:
                print("ruleset %d: %s" % (number, wrong[0][:600]))
            if options.only is None:
                continue
        pairs += len(descriptions)
        matched += sum(r["matched"] > 0 for r in report["rules"])
        if options.only is not None:
            print(ruleset)
            for i, d in enumerate(descriptions):
                p = report["packets"][i]
                print("%d: %s  -> %s\n   %s" % (i, d, p["verdict"], p["bytes_before"]))
        if wrong:
            failed += 1
            print("ruleset %d (--only %d):\n  %s" % (number, number, "\n  ".join(wrong[:6])))
        if wrong and options.keep:
            with open(os.path.join(options.keep, "%d.nft" % number), "w", encoding="ascii") as f:
                f.write(ruleset)
    print("%d packets through %d rulesets, %d rules matched; %d rulesets that the kernel refused" % (pairs, len(numbers) - refused, matched, refused))
    if refused * 10 > len(numbers):
        print("too many were refused")
        failed += 1
    print("%d passed, %d failed" % (len(numbers) - refused - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
