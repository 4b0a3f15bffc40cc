# SPDX-License-Identifier: GPL-2.0-or-later
"""What `nft sim` says of the connections that were played, packet by packet: how often each rule counts, on both paths.

Each connection is taken by itself, so rulesets that keep something from one connection to the next are left out, and so is
what a description cannot hold: fragments, options, and what comes after the '=' of a plan.
"""
import json
import re
import subprocess

import case as cases

# state that outlives a connection, and what hangs on numbers of the machine
KEEPS = re.compile(r"\b(limit|quota|ct count|numgen|random|update|add|delete|last|meta (time|hour|day|cpu)|jhash|symhash|fib|rt|socket|synproxy|queue|tproxy|"
                   r"ct (bytes|packets|avgpkt|expiration|id|helper|timeout)|ether|ip id|pkttype)\b(?! @f)")
ADDRESSES = ("veth0=10.255.255.254", "veth1=192.0.2.254", "veth2=172.31.255.254",
             "veth0=2001:db8:1:ffff::1", "veth1=2001:db8:2:ffff::1", "veth2=2001:db8:3:ffff::1")
FLAGS = {"S": "syn", "A": "ack", "P": "psh", "F": "fin", "R": "rst", "U": "urg"}


def can(case, c):
    return c.proto in ("tcp", "udp") and c.steps and not KEEPS.search(case.text.replace("flow add", "flow_add"))


def description(c, step):
    """Of one step of a plan; None where it cannot be described."""
    letters, *options = step[1:].split("/")
    v6 = ":" in c.source
    ip, words = "ip6" if v6 else "ip", []
    for option in options:
        if option[0] == "l":
            words.append("data " + option[1:])
        elif option[0] not in "dt!":
            return None
    head = ["reply"] if step[0] == "<" else []
    head += words + ["iif veth%d oif veth%d %s saddr %s %s daddr %s %s sport %d %s dport %d" % (
        c.device, c.out, ip, c.source, ip, c.dest, c.proto, c.sport, c.proto, c.dport)]
    for option in options:
        if option[0] == "d":
            head.append("%s dscp %s" % (ip, option[1:]))
        elif option[0] == "t":
            head.append("%s %s %s" % (ip, "hoplimit" if v6 else "ttl", option[1:]))
    if c.proto == "tcp":
        head.append("tcp flags " + ",".join(FLAGS[letter] for letter in letters))
    return " ".join(head)


def predict(case, on, nft, kernel):
    """Leaves in case.predicted, by name of a connection, what `counted` says of it."""
    for c in case.connections:
        if can(case, c) and c.name in on.conns:
            counts = counted(nft, cases.with_offload(case.text), kernel, c, on.conns[c.name][1])
            if counts is not None:
                case.predicted[c.name] = counts


def counted(nft, text, kernel, c, arrived):
    """rule (family, table, chain, index) -> packets of its first counter; None where it cannot be told"""
    steps = c.steps.split(",=")[0].split(",")
    words = [description(c, step) for step, sent in zip(steps, arrived) if sent != "-"]
    if None in words or not words:
        return None
    args = [nft, "sim", "-j", "--kernel", kernel, "-f", "-"]
    for address in ADDRESSES:
        args += ["--address", address]
    done = subprocess.run(args + words, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=60, check=False)
    if done.returncode:
        raise ValueError("nft sim: " + done.stderr[:300])
    out = json.loads(done.stdout)
    return {(r["family"], r["table"], r["chain"], r["index"]): r["counters"][0]["packets"] for r in out["rules"] if r.get("counters")}
