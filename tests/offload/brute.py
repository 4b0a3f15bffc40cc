#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold the offload check to brute force over a scaled-down header.

Random rulesets are made of few fields with few values. Every connection that can be made of these values is lived through,
packet by packet, by the plain interpreter below, which shares nothing with the check but the rules of the game:

 - the first packet must be accepted by every chain, for TCP the answer, too;
 - a later packet adds the connection to the flowtable if it comes to `flow add` (TCP: established; UDP: any);
 - what packets behind that would have met, by either direction that comes in by a device of the flowtable, is affected;
 - a connection that nothing adds, but would be added if its packets were not accepted before, is blocked by who accepts them.

usage: brute.py NFT [SEEDS [FIRST]]
"""
import itertools
import json
import random
import subprocess
import sys

ADDRS = ("10.0.0.1", "10.0.0.2", "10.0.1.1", "192.0.2.1", "10.0.0.9", "10.0.1.9", "192.0.2.9", "203.0.113.9")	# constants, and others
SPORTS = (5000, 40000)
DPORTS = (22, 80, 5000, 999)
DEVICES = ("v0", "v1", "zz")
FLOWTABLE = ("v0", "v1")
LENGTHS = (100, 1500)
DSCPS = (0, 8)
ACCEPT, DROP, QUEUED = "accept", "drop", "queue"


def inside(addr, prefix):
    net, bits = prefix.split("/")
    value = [int.from_bytes(bytes(map(int, a.split("."))), "big") >> (32 - int(bits)) for a in (addr, net)]
    return value[0] == value[1]


# ---------------------------------------------------------------- random rulesets
class Match:
    """one condition: text for nft, and a function of the packet; fixed: of the ends of the connection and nothing else"""

    def __init__(self, text, test, fixed=True):
        self.text, self.test, self.fixed = text, test, fixed


def some(r, values, n):
    return tuple(r.sample(values, n))


def make_match(r, state_ok=True):
    kind = r.randrange(13)
    flip = r.random() < 0.2
    if kind in (0, 1):
        side = ("saddr", "daddr")[kind]
        if r.random() < 0.5:
            net = r.choice(("10.0.0.0/24", "10.0.0.0/16", "192.0.2.0/24"))
            return Match("ip %s %s%s" % (side, "!= " if flip else "", net), lambda p: inside(p[side], net) != flip)
        one = some(r, ADDRS[:4], 2)
        return Match("ip %s %s{ %s, %s }" % ((side, "!= " if flip else "") + one), lambda p: (p[side] in one) != flip)
    if kind in (2, 3):
        side = ("dport", "sport")[kind - 2]
        proto = r.choice(("tcp", "udp", "th"))
        ports = some(r, (22, 80, 5000), 2)
        return Match("%s %s { %d, %d }" % ((proto, side) + ports), lambda p: proto in (p["proto"], "th") and p[side] in ports)	# GRE has none
    if kind in (4, 5):
        side = ("iif", "oif")[kind - 4]
        dev = r.choice(("v0", "v1"))
        return Match('%sname %s"%s"' % (side, "!= " if flip else "", dev), lambda p: (p[side] == dev) != flip)
    if kind == 6:
        proto = r.choice(("tcp", "udp"))
        return Match("meta l4proto " + proto, lambda p: p["proto"] == proto)
    if kind in (7, 8) and state_ok:
        states = r.choice((("new",), ("established",), ("established", "related"), ("new", "established"), ("invalid",)))
        return Match("ct state " + ",".join(states), lambda p: p["state"] in states, False)
    if kind == 9:
        way = r.choice(("original", "reply"))
        return Match("ct direction " + way, lambda p: p["reply"] == (way == "reply"), False)
    if kind == 10:
        mark = r.randrange(3)
        return Match("ct mark %d" % mark, lambda p: p["conn"].mark == mark, False)
    if kind == 11:
        return Match("ip length > 1000", lambda p: p["length"] > 1000, False)
    pair = some(r, tuple(itertools.product(("10.0.0.1", "192.0.2.1"), (22, 80))), 2)
    text = ", ".join("%s . %d" % x for x in pair)
    return Match("ip daddr . th dport { %s }" % text, lambda p: (p["daddr"], p["dport"]) in pair)


class Rule:
    def __init__(self, matches, action, arg=None):
        self.matches, self.action, self.arg = matches, action, arg
        self.met = self.blocks = False
        self.one_way = False

    def text(self):
        act = {"accept": "accept", "drop": "drop", "return": "return", "counter": "counter", "dscp": "ip dscp set cs1",
               "mark": "ct mark set %s" % self.arg, "jump": "jump %s" % self.arg, "goto": "goto %s" % self.arg,
               "flow": "flow add @f1", "limit": "limit rate 5/second drop", "queue": "queue"}[self.action]
        return " ".join([m.text for m in self.matches] + [act])


def make_rule(r, subs, actions):
    action = r.choice(actions)
    arg = None
    if action == "mark":
        arg = r.randrange(3)
    elif action in ("jump", "goto"):
        if not subs:
            action = "accept"
        else:
            arg = r.choice(subs)
    while True:
        matches = [make_match(r) for _ in range(r.choice((0, 1, 1, 1, 2)))]
        text = " ".join(m.text for m in matches)
        if not ("tcp" in text and "udp" in text):	# which nft refuses
            return Rule(matches, action, arg)


def make_ruleset(r):
    actions = ["accept"] * 3 + ["drop"] * 2 + ["return", "counter", "dscp", "mark", "jump", "goto", "limit", "queue"]
    chains = {}
    subs = []
    for i in range(r.randrange(3)):
        name = "sub%d" % i
        chains[name] = [make_rule(r, subs, actions + ["flow"]) for _ in range(r.randrange(1, 4))]
        subs.append(name)
    bases = []
    plan = [("forward", 0)] + ([("forward", 10)] if r.random() < 0.4 else []) + ([("prerouting", -150)] if r.random() < 0.4 else []) + \
        ([("postrouting", 0)] if r.random() < 0.3 else [])
    for i, (hook, prio) in enumerate(plan):
        name = "base%d" % i
        here = actions + (["flow"] * 3 if hook == "forward" else [])
        # subchains with flow add may be reached from forward only
        safe = subs if hook == "forward" else [s for s in subs if not leads_to_flow(chains, s)]
        chains[name] = [make_rule(r, safe, here) for _ in range(r.randrange(1, 6 if i == 0 else 4))]
        bases.append((hook, prio, i, name, r.random() < 0.25))
    if not any(x.action == "flow" for c in chains.values() for x in c):
        chains["base0"].insert(r.randrange(len(chains["base0"]) + 1), Rule([], "flow"))
    return chains, bases


def leads_to_flow(chains, name):
    return any(x.action == "flow" or (x.action in ("jump", "goto") and leads_to_flow(chains, x.arg)) for x in chains[name])


def text_of(chains, bases):
    out = ["table ip t {", "flowtable f1 { hook ingress priority filter; devices = { v0, v1 }; }"]
    spec = {name: (hook, prio, drop) for hook, prio, _, name, drop in bases}
    for name, rules in chains.items():
        out.append("chain %s {" % name)
        if name in spec:
            hook, prio, drop = spec[name]
            out.append("type filter hook %s priority %d; policy %s;" % (hook, prio, "drop" if drop else "accept"))
        out += [x.text() for x in rules] + ["}"]
    return "\n".join(out + ["}", ""])


# ---------------------------------------------------------------- the interpreter
class Conn:
    def __init__(self, **k):
        self.__dict__.update(k)
        self.mark = 0


HOOKS = ("prerouting", "forward", "postrouting")


class World:
    def __init__(self, chains, bases):
        self.chains = chains
        self.bases = sorted(bases, key=lambda b: (HOOKS.index(b[0]), b[1], -b[2]))
        # a mark that no rule sets may be set by somebody else
        marked = any(x.action == "mark" for c in chains.values() for x in c)
        self.first_marks = (0,) if marked else (0, 1, 2)
        self.flow_in = {c: leads_to_flow(chains, c) for c in chains}

    def packet(self, conn, reply, state, length, dscp):
        p = {"conn": conn, "reply": reply, "state": state, "proto": conn.proto, "length": length, "dscp": dscp}
        ends = ("daddr", "saddr", "dport", "sport", "oif", "iif") if reply else ("saddr", "daddr", "sport", "dport", "iif", "oif")
        for field, end in zip(("saddr", "daddr", "sport", "dport", "iif", "oif"), ends):
            p[field] = getattr(conn, end)
        return p

    # mode: real, fast (records what is met), open (nothing ends a packet's way before flow add, but for drops)
    def rule(self, x, p, mode, limit, depth):
        for m in x.matches:
            if m.text.startswith("oifname") and p["hook"] == "prerouting":
                dev = m.text.split('"')[1]
                if ("" == dev) == ("!=" in m.text):
                    return None
                continue
            if not m.test(p):
                return None
        if mode == "fast":
            x.met = True
        a = x.action
        if a == "limit":
            return DROP if limit else None
        if a in ("accept", "drop", "queue", "return"):
            if mode == "open" and self.flow_in[p["base"]] and a != "drop" and (a != "return" or self.flow_in[p["chain"]]):
                p["ends"].append((x, depth, a == "return"))
                return None
            return a
        if a == "mark":
            p["conn"].mark = x.arg
        elif a == "flow":
            if mode != "fast" and p["later"] and not p["added"] and (p["proto"] != "tcp" or p["state"] == "established"):
                p["added"] = True
                if mode == "open":
                    return ACCEPT
        elif a in ("jump", "goto"):
            here = p["chain"]
            v = self.chain(x.arg, p, mode, limit, depth + 1)
            p["chain"] = here
            if v or a == "jump":
                return v
            if mode == "open" and self.flow_in[here]:
                p["ends"].append((x, depth, False))
                return None
            return "return"
        return None

    def chain(self, name, p, mode, limit, depth):
        for x in self.chains[name]:
            p["chain"] = name
            v = self.rule(x, p, mode, limit, depth)
            if mode == "open" and p["added"]:
                return ACCEPT
            if v == "return":
                return None
            if v:
                return v
        if mode == "open":
            p["ends"] = [e for e in p["ends"] if not (e[2] and e[1] == depth)]
        return None

    def run(self, conn, reply, state, later, mode, length, dscp, limit):
        p = self.packet(conn, reply, state, length, dscp)
        p.update(later=later, added=False, ends=[])
        for hook, _, _, name, drop in self.bases:
            p["hook"], p["base"], p["ends"] = hook, name, []
            v = self.chain(name, p, mode, limit, 0)
            if mode == "open" and p["added"]:
                break
            if v == DROP or (v is None and drop):
                p["passed"] = False
                return p
        p["passed"] = True
        return p


VARIANTS = tuple(itertools.product(LENGTHS, (0,), (False, True)))


class Life:
    """one connection, whatever its packets are like"""

    def __init__(self, world, conn, notes):
        self.w, self.c, self.notes = world, conn, notes

    def later(self, mode, mark, reply, state):
        for v in VARIANTS:
            self.c.mark = mark
            yield self.w.run(self.c, reply, state, True, mode, *v)

    def starts(self):
        """marks with which the connection is there"""
        marks = set()
        for mark in self.w.first_marks:
            for v in VARIANTS:
                self.c.mark = mark
                if self.w.run(self.c, False, "new", False, "real", *v)["passed"]:
                    marks.add(self.c.mark)
        if self.c.proto == "tcp":
            before, marks = marks, set()
            for mark in before:
                for v in VARIANTS:
                    self.c.mark = mark
                    if self.w.run(self.c, True, "established", False, "real", *v)["passed"]:
                        marks.add(self.c.mark)
        return marks

    def live(self, start):
        replied = self.c.proto == "tcp"
        todo, seen, adds = [(start, replied)], {(start, replied)}, set()
        est = [False, False]
        while todo:
            mark, rep = todo.pop()
            for reply in (False, True):
                state = "established" if rep or reply else "new"
                after = rep or reply
                for p in self.later("real", mark, reply, state):
                    if p["added"]:
                        adds.add((self.c.mark, after))
                        if after:
                            est[reply] = True
                    elif (self.c.mark, after) not in seen:
                        seen.add((self.c.mark, after))
                        todo.append((self.c.mark, after))
        if adds:
            self.fast(adds)
            if est[0] != est[1]:
                self.opened([s for s in seen if s[1]], (not est[1],), "one_way")
        else:
            self.opened(seen, (False, True), "blocks")

    def opened(self, states, ways, note):
        for mark, rep in states:
            for reply in ways:
                for p in self.later("open", mark, reply, "established" if rep or reply else "new"):
                    if p["added"] and p["ends"]:
                        setattr(p["ends"][0][0], note, True)

    def fast(self, adds):
        todo, seen = list(adds), set(adds)
        while todo:
            mark, rep = todo.pop()
            ways = [(False, "established"), (True, "established")] + ([] if rep else [(False, "new")])
            for reply, state in ways:
                for p in self.later("fast", mark, reply, state):
                    if (self.c.mark, rep) not in seen:
                        seen.add((self.c.mark, rep))
                        todo.append((self.c.mark, rep))


def brute(chains, bases):
    """Every connection there is; those that no condition tells apart have one life."""
    world = World(chains, bases)
    fixed = [m.test for c in chains.values() for x in c for m in x.matches if m.fixed]
    lived = set()
    for proto, s, d, sp, dp, i, o in itertools.product(("tcp", "udp", "gre"), ADDRS, ADDRS, SPORTS, DPORTS, DEVICES, DEVICES):
        if s == d:
            continue
        if proto == "gre":
            if (sp, dp) != (SPORTS[0], DPORTS[0]):
                continue
            sp = dp = None
        there = {"proto": proto, "saddr": s, "daddr": d, "sport": sp, "dport": dp, "iif": i, "oif": o}
        back = {"proto": proto, "saddr": d, "daddr": s, "sport": dp, "dport": sp, "iif": o, "oif": i}
        seen = (proto, i in FLOWTABLE, o in FLOWTABLE, *[test(there) for test in fixed], *[test(back) for test in fixed])
        if seen in lived:
            continue
        lived.add(seen)
        life = Life(world, Conn(proto=proto, saddr=s, daddr=d, sport=sp, dport=dp, iif=i, oif=o), None)
        for mark in life.starts():
            life.live(mark)


# ---------------------------------------------------------------- comparing
def report_of(nft, text):
    done = subprocess.run([nft, "--check", "--offline", "--report", "json", "-f", "-"], input=text, capture_output=True, text=True,
                          timeout=120)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"errors": [{"message": "no report: %s" % done.stderr[:500]}]}


def compare(nft, seed):
    r = random.Random(seed)
    chains, bases = make_ruleset(r)
    text = text_of(chains, bases)
    report = report_of(nft, text)
    if report.get("errors"):
        return ["seed %d: %s" % (seed, report["errors"][0]["message"])], text
    brute(chains, bases)
    wrong = []
    warned = {}
    for f in report["findings"]:
        if f.get("rule"):
            warned.setdefault((f["rule"]["chain"], f["rule"]["index"]), set()).add(f["name"])
    for v in report["rules"]:
        x = chains[v["chain"]][v["index"]]
        want = "blocking" if x.blocks else "met" if x.met else "unaffected"
        got = v["class"] if v["class"] in ("blocking", "unaffected") else "met"
        if want != got:
            wrong.append("seed %d: %s %d `%s`: brute force says %s, the check says %s" % (seed, v["chain"], v["index"], x.text(), want, v["class"]))
        one_way = "one-way-exception" in warned.get((v["chain"], v["index"]), ())
        if one_way != x.one_way:
            wrong.append("seed %d: %s %d `%s`: one-way-exception: brute force says %s" % (seed, v["chain"], v["index"], x.text(), x.one_way))
    return wrong, text


def main():
    nft = sys.argv[1]
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    failed = 0
    for seed in range(first, first + seeds):
        wrong, text = compare(nft, seed)
        if wrong:
            failed += 1
            print("\n".join(wrong), flush=True)
            print("\n".join("\t" + line for line in text.splitlines()))
    print("%d passed, %d failed" % (seeds - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
