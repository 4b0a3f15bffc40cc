# SPDX-License-Identifier: GPL-2.0-or-later
"""One case of the comparison: a ruleset in its three forms, the check's report on it, and the connections to be played."""
import json
import os
import random
import re
import subprocess

import generate
import traffic

HERE = os.path.dirname(os.path.abspath(__file__))
HANDMADE = os.path.join(HERE, "cases")
FLOW_ADD = re.compile(r"flow add @(\w+)( *)(.*)$")
# Counts what is forwarded on the classic path, of every connection, whatever the other chains do behind it; and what the
# router sends by itself, which is nobody's.
SENTINEL = "table inet sentinel { %s }\n" % " ".join(
    "chain %s { type filter hook %s priority -400; policy accept; counter; };" % chain for chain in (("seen", "forward"), ("own", "output")))
EXAMPLES = 8		# so many of the check's examples are played
CONTROLS = 4		# every so many-th generated ruleset is played twice without flow add, and all made by hand


def with_offload(text):
    """The form with which connections are offloaded: a counter behind each `flow add` counts those that it added."""
    def count(found):
        return "flow add @%s counter%s%s" % found.groups()
    return "flush ruleset\n" + SENTINEL + "\n".join(FLOW_ADD.sub(count, line) for line in text.splitlines()) + "\n"


def without_offload(text):
    """The same without: a `flow add` that adds nothing ends its rule, so that what follows it in the rule is not reached."""
    def drop(found):
        return "meta length 0 " + found.group(3) if found.group(3) else ""
    return "flush ruleset\n" + SENTINEL + "\n".join(FLOW_ADD.sub(drop, line) for line in text.splitlines()) + "\n"


def report_of(nft, text, kernel):
    done = subprocess.run([nft, "--check", "--offline", "--report", "json", "--kernel", kernel, "-f", "-"], input=text,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=120, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"errors": [{"message": "no report: " + done.stderr[:300]}], "rules": [], "findings": []}


class Case:
    def __init__(self, name, text, connections, fresh=False, expect=()):
        self.name, self.text, self.fresh, self.expect = name, text, fresh, expect
        self.connections = connections
        self.predicted = {}	# name of a connection -> rule -> packets, as nft sim has it
        self.examples = {}	# name of a connection -> (what it is an example of, rule)
        self.routes = []
        self.report = None
        self.control = True

    def check(self, nft, kernel):
        self.report = report_of(nft, self.text, kernel)
        if not self.report.get("errors"):
            self.add_examples()

    def add_examples(self):
        wanted, seen = [], {c.key() for c in self.connections}
        for rule in self.report["rules"]:
            if rule["example"] and rule["class"] != "unaffected":
                wanted.append(("blocking" if rule["class"] == "blocking" else "affected", rule, rule["example"]))
        for n, (what, rule, example) in enumerate(wanted):
            c = traffic.example_connection("x%d" % n, example)
            if c and c.key() not in seen and len(self.examples) < EXAMPLES:
                seen.add(c.key())
                self.examples[c.name] = (what, rule)
                self.connections.append(c)
        self.routes, self.connections = traffic.routes_for(self.connections)

    def files(self):
        yield "plan", "".join(c.line() for c in self.connections)
        yield "on.nft", with_offload(self.text)
        yield "off.nft", without_offload(self.text)
        if self.control:
            yield "again.nft", without_offload(self.text)
        if self.routes:
            yield "routes", "".join("route add " + line for line in self.routes)
            yield "unroute", "".join("route del " + line for line in self.routes)
        if self.fresh:
            yield "fresh", ""


def generated(seed, connections=16):
    r = random.Random(seed)
    made = Case("g%d" % seed, generate.ruleset(r), traffic.some_connections(r, connections))
    made.control = seed % CONTROLS == 0
    return made


def handmade(path):
    """A ruleset with lines '#: ...' of its own: connections, and what must come of them.

    #: fresh                            the ruleset is loaded anew for each connection
    #: kernel before 6.14               only for such kernels (also: from)
    #: add N                            N random connections besides
    #: NAME PROTO SADDR SPORT DADDR DPORT STEPS [offloaded|kept-out|differs] ...
    STEPS may be tcp, tcp-rst, udp, udp-unanswered, icmp, gre, or steps of a plan.
    """
    with open(path, encoding="utf-8") as file:
        text = file.read()
    ready = {"tcp": traffic.tcp_steps(8, 0, traffic.TCP_ENDS[0]), "tcp-rst": traffic.tcp_steps(8, 0, ">RA"),
             "udp": traffic.udp_steps(8, 0, "", 0), "udp-unanswered": traffic.udp_steps(8, 0, "", None),
             "icmp": traffic.other_steps(3), "gre": traffic.other_steps(6)}
    connections, expect, fresh, random_ones, kernel = [], [], False, 0, None
    for line in re.findall(r"^#: *(.*)$", text, re.M):
        words = line.split()
        if words[0] == "fresh":
            fresh = True
        elif words[0] == "kernel":
            kernel = (words[1], words[2])
        elif words[0] == "add":
            random_ones = int(words[1])
        else:
            name, proto, source, sport, dest, dport, steps = words[:7]
            connections.append(traffic.Connection(name, proto, source, int(sport), dest, int(dport), ready.get(steps, steps)))
            expect += [(name, word) for word in words[7:]]
    connections += traffic.some_connections(random.Random(os.path.basename(path)), random_ones) if random_ones else []
    made = Case(os.path.basename(path)[:-4], text, connections, fresh, expect)
    made.kernel = kernel
    return made


def all_handmade(kernel):
    for name in sorted(os.listdir(HANDMADE)):
        made = handmade(os.path.join(HANDMADE, name))
        if fits(made.kernel, kernel):
            yield made


def version(text):
    return tuple(int(n) for n in re.findall(r"\d+", text)[:2])


def fits(wanted, kernel):
    if not wanted:
        return True
    return (version(kernel) < version(wanted[1])) == (wanted[0] == "before")
