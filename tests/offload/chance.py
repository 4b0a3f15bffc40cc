#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random rulesets with a flow add, of every kind of match and statement, for tests/offload/engines.

usage: chance.py COUNT [FIRST SEED] | engines
"""
import random
import sys

V4 = ("10.0.0.1", "10.0.0.2", "10.0.1.1", "192.0.2.1", "198.51.100.7")
NETS = ("10.0.0.0/24", "10.0.0.0/16", "192.0.2.0/24", "10.0.0.0/31")
V6 = ("2001:db8:1::1", "2001:db8:2::1", "fd00::7")
NETS6 = ("2001:db8:1::/64", "2001:db8::/32", "fd00::/8")
DEVICES = ("v0", "v1", "zz")


def some(r, values, n):
    return ", ".join(str(x) for x in r.sample(values, n))


def addresses(r, six):
    values, nets = (V6, NETS6) if six else (V4, NETS)
    return r.choice((r.choice(values), r.choice(nets), "{ %s }" % some(r, values, 2), "{ %s, %s }" % (r.choice(values), r.choice(nets[1:2])),
                     "%s-%s" % (values[0], values[1]) if not six else values[0]))


def ports(r):
    return r.choice(("22", "80-443", "{ 22, 80 }", "{ 22, 1000-2000 }", "> 1023", "< 1024", ">= 80", "<= 443"))


class Make:
    def __init__(self, r):
        self.r = r
        self.family = r.choice(("ip", "ip", "inet", "ip6"))
        self.reads_mark = self.writes_mark = 0

    def six(self):
        return {"ip": False, "ip6": True}.get(self.family, self.r.random() < 0.5)

    def match(self, early):
        r = self.r
        no = r.choice(("", "", "", "!= "))
        six = self.six()
        ip = "ip6" if six else "ip"
        kind = r.randrange(31)
        if kind < 4:
            return "%s %s %s%s" % (ip, r.choice(("saddr", "daddr")), no, addresses(r, six))
        if kind < 7:
            return "%s %s %s" % (r.choice(("tcp", "udp", "th")), r.choice(("sport", "dport")), ports(r))
        if kind < 9:
            side = "iif" if early else r.choice(("iif", "oif"))
            return "%sname %s%s" % (side, no, r.choice(('"v0"', '"v1"', '{ "v0", "zz" }', '"v*"')))
        if kind == 9:
            return "meta l4proto %s%s" % (no, r.choice(("tcp", "udp", "gre", "{ tcp, udp }", "icmp")))
        if kind == 10:
            return "ct state %s%s" % (no, r.choice(("new", "established", "established,related", "invalid", "{ new, established }")))
        if kind == 11:
            return "ct direction " + r.choice(("original", "reply"))
        if kind == 12:
            return "ct status %s" % r.choice(("assured", "seen-reply", "dnat", "snat"))
        if kind == 13:
            return "ct mark %s%s" % (no, r.choice(("0", "1", "2", "{ 1, 2 }", "1-5")))
        if kind == 14:
            return "ct mark & 0x3 == %d" % r.randrange(3)
        if kind == 15:
            return "meta mark %s%s" % (no, r.choice(("0", "1", "2", "{ 1, 7 }")))
        if kind == 16:
            return "meta length %s" % r.choice(("> 1000", "< 100", "100-200"))
        if kind == 17:
            return r.choice(("ip6 hoplimit > 64", "ip6 flowlabel 5")) if six else r.choice(("ip ttl > 64", "ip length > 1000", "ip frag-off & 0x1fff != 0"))
        if kind == 18:
            return "%s dscp %s%s" % (ip, no, r.choice(("cs0", "cs1", "{ cs1, ef }")))
        if kind == 19:
            return "tcp flags %s" % r.choice(("syn", "& (fin|syn|rst|ack) == syn", "& (ack|psh) == ack", "fin,rst"))
        if kind == 20:
            return "tcp option maxseg size > 1000" if r.random() < 0.5 else "tcp option timestamp exists"
        if kind == 21:
            pair = some(r, ["%s . %d" % (a, p) for a in (V6 if six else V4)[:3] for p in (22, 80)], 3)
            return "%s daddr . th dport %s{ %s }" % (ip, no, pair)
        if kind == 22:
            return "%s saddr . iifname { %s . \"v0\", %s . \"v1\" }" % (ip, (V6 if six else V4)[0], (V6 if six else V4)[1])
        if kind == 23 and self.family != "ip6":
            return "ip %s & 0.0.0.%d == 0.0.0.1" % (r.choice(("saddr", "daddr")), r.choice((1, 3, 5)))
        if kind == 24 and self.family != "ip6":
            return "ip saddr %s@%s" % (no, r.choice(("known", "dynamic", "empty", "ranges")))
        if kind == 25:
            return r.choice(("fib saddr . iif oif 0", "fib daddr type local", "meta random < 1000", "numgen random mod 4 0"))
        if kind == 26:
            return "ct original %s %s" % (r.choice(("proto-dst", "proto-src")), r.choice(("22", "80-90"))) if r.random() < 0.5 else "ct bytes > 1000"
        if kind == 27:
            return "meta iifgroup 1" if r.random() < 0.5 or self.family != "inet" else "meta nfproto ipv4"
        if kind == 28 and self.family == "ip":
            return "ct original ip saddr 10.0.0.0/24"
        if kind == 29:
            return "th dport & 1 == 1"
        return "ct state established"

    def action(self, hook, subs):
        r = self.r
        six = self.six()
        ip = "ip6" if six else "ip"
        kind = r.randrange(40)
        if kind < 8:
            return "accept"
        if kind < 11:
            return "drop"
        if kind < 13:
            return "return"
        if kind < 15:
            return "counter"
        if kind < 18 and hook == "forward":
            return "flow add @f1" if r.random() < 0.8 else "flow add @f2"
        if kind < 22 and subs:
            return "%s %s" % (r.choice(("jump", "jump", "goto")), r.choice(subs))
        if kind == 22 and subs:
            return "%s vmap { 22 : jump %s, 80 : accept, 443-500 : drop }" % (r.choice(("tcp dport", "udp dport", "th sport")), r.choice(subs))
        if kind == 23:
            return "ct mark set %s" % r.choice(("1", "2", "ct mark | 0x1", "ct mark ^ 0x2"))
        if kind == 24:
            return "meta mark set %s" % r.choice(("1", "ct mark"))
        if kind == 25:
            return "ct mark set meta mark"
        if kind == 26:
            return "%s dscp set %s" % (ip, r.choice(("cs1", "ef")))
        if kind == 27:
            return "limit rate %s5/second %s" % (r.choice(("", "over ")), r.choice(("drop", "accept", "counter")))
        if kind == 28:
            return r.choice(("log", "queue", "quota over 10 mbytes drop", "meta priority set 1:1", "last"))
        if kind == 29 and self.family != "ip6":
            return "update @dynamic { ip saddr }" if r.random() < 0.5 else "meta mark set ip saddr map { 10.0.0.1 : 1, 192.0.2.0/24 : 2 }"
        if kind == 30:
            return "reject"
        if kind == 31 and hook == "prerouting":
            return "notrack"
        if kind == 32:
            return "ct state vmap { established : accept, invalid : drop, new : continue }"
        if kind == 33 and self.family != "ip6":
            return "ip daddr vmap @verdicts" if r.random() < 0.7 else "ct mark set ip daddr map { 10.0.0.1 : 1, 10.0.1.0/24 : 2 }"
        if kind == 34 and subs:
            return "jump { %s %s; accept }" % (self.match(hook == "prerouting"), r.choice(("return", "drop", "counter")))
        if kind == 35:
            return "ct helper set \"ftp\""
        if kind == 36:
            return "limit name \"slow\" %s" % r.choice(("drop", "accept"))
        if kind == 37:
            return "tcp option maxseg size set 1400"
        return r.choice(("accept", "continue", "flow add @f1" if hook == "forward" else "counter"))

    def rule(self, hook, subs):
        while True:
            matches = [self.match(hook == "prerouting") for _ in range(self.r.choice((0, 1, 1, 1, 2)))]
            text = " ".join(matches + [self.action(hook, subs)])
            words = text.split()
            clash = ("tcp" in words) + ("udp" in words) + ("gre" in words) + ("icmp" in words) > 1
            clash |= self.family == "inet" and ("ip" in words) + ("ip6" in words) > 1
            clash |= ("ip" in words or "ipv4" in words) and self.family == "ip6" or "ip6" in words and (self.family == "ip" or "ipv4" in words)
            if not clash:
                return text

    def nat(self):
        r = self.r
        six = self.six()
        ip = "ip6" if six else "ip"
        kind = r.randrange(6)
        to = r.choice(V6 if six else V4)
        family = "%s " % ip if self.family == "inet" else ""
        match = "%s daddr %s" % (ip, addresses(r, six))
        if kind == 0:
            return ("prerouting", "%s dnat %sto %s" % (match, family, to))
        if kind == 1:
            return ("prerouting", "%s tcp dport 80 dnat %sto %s" % (match, family, "[%s]:8080" % to if six else "%s:8080" % to))
        if kind == 2:
            return ("postrouting", "oifname \"v1\" masquerade")
        if kind == 3:
            return ("postrouting", "%s saddr %s snat %sto %s" % (ip, addresses(r, six), family, to))
        if kind == 4 and not six:
            return ("prerouting", "dnat %sto ip daddr map { 10.0.0.1 : 192.0.2.1, 10.0.0.2 : 10.0.1.1 }" % family)
        if kind == 5 and not six:
            return ("postrouting", "ip saddr 10.0.0.0/24 snat %sto 198.51.100.1-198.51.100.9" % family)
        return ("prerouting", "tcp dport 22 redirect")

    def text(self):
        r = self.r
        out = ["table %s t {" % self.family,
               "flowtable f1 { hook ingress priority filter; devices = { v0, v1 }; }",
               "flowtable f2 { hook ingress priority filter; devices = { w0, w1 }; }",
               "limit slow { rate 5/second; }",
               "ct helper ftp { type \"ftp\" protocol tcp; }"]
        if self.family != "ip6":
            out += ["set known { type ipv4_addr; flags constant; elements = { 10.0.0.1, 192.0.2.1 }; }",
                    "set ranges { type ipv4_addr; flags constant, interval; elements = { 10.0.0.0/30, 192.0.2.0-192.0.2.9 }; }",
                    "set dynamic { type ipv4_addr; flags dynamic, timeout; timeout 1m; }",
                    "set empty { type ipv4_addr; }",
                    "map verdicts { type ipv4_addr : verdict; flags interval; elements = { 10.0.0.1 : accept, 192.0.2.0/24 : drop }; }"]
        subs = []
        for i in range(r.randrange(3)):
            name = "sub%d" % i
            out.append("chain %s {" % name)
            out += [self.rule("forward", subs) for _ in range(r.randrange(1, 4))] + ["}"]
            subs.append(name)
        plan = [("forward", 0, "filter")]
        if r.random() < 0.3:
            plan.append(("forward", r.choice((-5, 0, 10)), "filter"))
        if r.random() < 0.4:
            plan.append(("prerouting", r.choice((-300, -150)), "filter"))
        if r.random() < 0.2:
            plan.append(("postrouting", r.choice((0, 150)), "filter"))
        for i, (hook, prio, kind) in enumerate(plan):
            out.append("chain base%d {\ntype %s hook %s priority %d; policy %s;" % (i, kind, hook, prio, r.choice(("accept", "accept", "drop"))))
            rules = [self.rule(hook, subs if hook == "forward" else []) for _ in range(r.randrange(1, 7))]
            if i == 0 and not any("flow add" in x for x in rules):
                rules.insert(r.randrange(len(rules) + 1), "flow add @f1")
            out += rules + ["}"]
        if r.random() < 0.3:
            for i in range(r.randrange(1, 3)):
                hook, rule = self.nat()
                out.append("chain nat%d {\ntype nat hook %s priority %d; policy accept;\n%s\n}" % (i, hook, -100 if hook == "prerouting" else 100, rule))
        return "\n".join(out + ["}", ""])


def text(seed):
    return Make(random.Random(seed)).text()


def main():
    count = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for seed in range(first, first + count):
        sys.stdout.write("%%%% seed %d\n%s" % (seed, text(seed)))


if __name__ == "__main__":
    main()
