#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random rulesets with a flow add, of every kind of match and statement, for tests/offload/engines.

Most rules are made of few constants, so that they touch one another; some are comparisons of any selector of the catalog, by
tests/prop/make.py, and any statement. Many rulesets exempt connections before the `flow add`, in the ways people do.

usage: chance.py COUNT [FIRST SEED] | engines
"""
import functools
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("BUILDDIR", os.path.dirname(os.path.dirname(HERE)))
sys.path.insert(0, os.path.join(HERE, "..", "prop"))
import make		# noqa: E402

V4 = ("10.0.0.1", "10.0.0.2", "10.0.1.1", "192.0.2.1", "198.51.100.7")
NETS = ("10.0.0.0/24", "10.0.0.0/16", "192.0.2.0/24", "10.0.0.0/31")
V6 = ("2001:db8:1::1", "2001:db8:2::1", "fd00::7")
NETS6 = ("2001:db8:1::/64", "2001:db8::/32", "fd00::/8")
DEVICES = ("v0", "v1", "zz")


# beside those that rules are made of below; {ip}: the family's header; objects are declared in each table
STATEMENTS = (
    "ct count over 5 drop", "ct count 9 accept", "ct timeout set \"slowly\"", "ct expectation set \"more\"", "meta nftrace set 1", "meta pkttype set host", "last", "queue to 3",
    "meta priority set 1:2", "tcp option timestamp tsval set 7", "reset tcp option timestamp", "tcp option maxseg size set rt mtu", "ct label set 5", "ct event set new", "meta broute set 1",
    "counter name \"seen\"", "quota name \"full\" drop", "quota name \"full\"", "meta secmark set \"mark\"", "log prefix \"x\"", "log group 3", "log flags all", "quota 5 mbytes accept", "reject with tcp reset",
    "ether saddr set 02:00:00:00:00:01", "limit rate 5/second burst 9 packets", "limit rate over 5 kbytes/second drop", "synproxy mss 1400", "ct helper set \"tftp\"", "{ip} dscp set ef",
    "tcp dport set 80", "th sport set 99", "{ip} {hops} set 64", "meta mark set numgen inc mod 4", "meta mark set jhash {ip} saddr mod 5", "ct mark set meta cpu", "meta mark set {ip} dscp map { cs0 : 1, ef : 2 }",
    "tcp dport vmap { 22 : accept, 80-443 : drop, 500 : continue }", "meter one { {ip} saddr limit rate 5/second } drop", "{ip} dscp vmap { cs1 : accept, cs0 : continue }", "ct direction vmap { original : accept, reply : continue }")
STATEMENTS4 = ("dup to 192.0.2.1", "add @dynamic { ip saddr }", "add @plain { ip daddr } drop", "add @plain { ip saddr counter }", "add @plain { ip saddr }", "delete @dynamic { ip daddr }", "update @dynamic { ip saddr limit rate 5/second } drop", "update @dynamic { ip saddr counter }", "ip id set 7")
# kinds of matches that the catalog's rows do not lead to often enough
MATCHES = ("ct label 5", "ct label 5", "ct packets > 5", "rt ipsec exists", "socket mark 1", "@th,16,16 80", "@ih,0,8 1", "@ll,0,48 1", "udp dport 4789 vxlan vni 5", "udp dport 6081 geneve vni 5", "symhash mod 2 0", "meta ipsec exists", "rt mtu > 1000", "gre version 0", "gre flags 0",
           "ct event new", "ct id 7", "ct zone 1", "tunnel id 5", "osf name \"Linux\"", "osf name \"Linux\"", "rt classid 5", "sctp chunk data exists", "dccp type request", "iif \"lo\"", "meta iif \"lo\"", "iiftype ether", "vlan id 5", "ether saddr 02:00:00:00:00:01",
           "ct expiration < 30s", "ct avgpkt > 100", "ct helper \"ftp\"", "ct packets > 5", "ct protocol tcp", "ct l3proto ipv4", "rt classid 5", "rt ipsec exists", "socket mark 1", "meta skgid 0", "meta day \"Saturday\"", "meta cpu 1", "socket transparent 1", "socket wildcard 1", "ah spi 5",
           "comp cpi 5", "esp spi 5", "udplite dport 80", "sctp dport 80", "meta cgroup 5", "meta hour < \"17:00\"", "meta time > \"2027-01-01\"", "meta ibrname \"br0\"", "meta obrname \"br0\"", "meta ibrpvid 5", "meta ibrvproto 8021q",
           "meta ibrhwaddr 02:00:00:00:00:01", "meta iifkind \"vlan\"", "meta oifkind \"vlan\"", "meta nftrace 1", "oif \"lo\"", "oifgroup 1", "oiftype ether", "meta pkttype host", "meta priority 1:1", "rtclassid 5", "meta sdif 1",
           "meta sdifname \"x\"", "skuid 0", "skgid 1", "ipsec in reqid 5", "tcp option sack-perm exists")
MATCHES4 = ("rt ip nexthop 10.0.0.1", "meta protocol ip", "ip option rr exists", "@nh,96,32 0x0a000001", "jhash ip saddr mod 4 1", "ct original saddr 10.0.0.1", "ct reply daddr 10.0.0.1", "ct original ip daddr 10.0.0.1", "ip option ra exists", "icmp type echo-request", "igmp type membership-query")
MATCHES6 = ("rt ip6 nexthop fd00::7", "rt ip6 nexthop fd00::7", "meta protocol ip6", "jhash ip6 saddr mod 4 1", "ct original saddr fd00::7", "ct reply daddr fd00::7", "ct reply ip6 daddr fd00::7", "ct original ip6 saddr fd00::7", "exthdr frag exists", "icmpv6 type nd-router-advert")
EARLY = ("notrack", "ct zone set 1", "meta l4proto tcp tproxy to :3128", "ct helper set \"ftp\"", "meta mark set 1", "meta secmark set \"mark\"")
OBJECTS = ("limit slow { rate 5/second; }", "counter seen { }", "quota full { over 9 mbytes; }", "secmark mark { \"system_u:object_r:x:s0\"; }",
           "ct helper ftp { type \"ftp\" protocol tcp; }", "ct helper tftp { type \"tftp\" protocol udp; }", "ct timeout slowly { protocol tcp; policy = { established : 100 }; }",
           "ct expectation more { protocol tcp; dport 9876; timeout 1m; size 12; }")
INGRESS = ("fwd to \"v1\"", "dup to \"v1\"", "drop", "counter", "meta mark set 1", "ip saddr 10.0.0.1 drop", "limit rate over 9/second drop", "tcp dport 22 drop", "ip dscp set cs1", "accept", "notrack")
SKIPPED = ("counter", "log", "limit rate 5/second drop", "limit rate over 5/second counter", "meta length > 1000 drop", "%(ip)s dscp cs1 drop", "tcp flags & (fin|rst) != 0 counter", "reject", "quota over 10 mbytes drop",
           "meta length 100-200 counter", "%(ip)s dscp != cs0 accept", "th dport 22 counter", "ct state established counter", "meta mark set 5", "%(ip)s ecn ce drop", "queue to 2")
KINDS = (("header", 8), ("meta", 8), ("ct", 6), ("exthdr", 5), ("rt", 1), ("fib", 1), ("socket", 1), ("tunnel", 1), ("ipsec", 1), ("link", 2))	# of selectors, and how often each


@functools.lru_cache(None)
def catalog():
    """What tests/prop makes matches of, and its selectors by kind."""
    maker = make.Maker(os.path.join(BUILD, "tests", "prop", "words"), 1)
    return maker, {kind: [s for s in maker.selectors if s.values and s.kind == kind and s.word != "arp"] for kind, _ in KINDS}


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
        self.meters = 0

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

    def any_match(self):
        """A comparison of any selector of the catalog that a packet of the family has."""
        r = self.r
        maker, selectors = catalog()
        maker.random = r
        if r.random() < 0.7:
            return r.choice(MATCHES + {"ip": 2 * MATCHES4, "ip6": 3 * MATCHES6}.get(self.family, ()))
        while True:
            s = r.choice(selectors[r.choices([k for k, _ in KINDS], [n for _, n in KINDS])[0]])
            if s.text.startswith("tcp option") and s.text.endswith(" kind") or s.text.startswith("ip option") and s.text.endswith(" type"):	# can only be there or not
                continue
            if (maker.fits(s, self.family) or s.kind in ("link", "tunnel") or "ibr" in s.text or "obr" in s.text):
                text = maker.match(s)
                if not (s.kind == "header" and "flags" in s.traits and " / " in text):	# of flags with names only
                    return text

    def any_statement(self, hook):
        r = self.r
        text = r.choice(STATEMENTS + (STATEMENTS4 if self.family == "ip" else ()) + (EARLY * 3 if hook == "prerouting" else ()))
        six = self.family == "ip6"
        if self.family == "inet" and ("{ip}" in text or "tproxy" in text):
            six = r.random() < 0.5
        if "tproxy" in text and self.family == "inet":
            text = text.replace("tproxy", "tproxy %s" % ("ip6" if six else "ip"))
        self.meters += 1
        return text.replace("meter one", "meter m%d" % self.meters).replace("{ip}", "ip6" if six else "ip").replace("{hops}", "hoplimit" if six else "ttl")

    def other_rule(self, hook):
        """Of what is rare."""
        r = self.r
        if r.random() < 0.5:
            before = self.match(hook == "prerouting") + " " if r.random() < 0.4 else ""
            after = self.any_statement(hook)
            before = "" if after == "notrack" else before
            clash = {"tcp", "udp", "gre", "icmp", "meta"} & set(before.split()) and {"tcp", "udp", "meta", "synproxy"} & set(after.split())
            clash = clash or {"ip", "ip6", "fib", "meta"} & set(before.split()) and {"ip", "ip6", "meta"} & set(after.split())
            return after if clash or "vmap" in before else before + after
        text = self.any_match()
        if "vmap" in text:
            return text
        return "%s %s" % (text, r.choice(("accept", "drop", "counter", "return", "ct mark set 1", "log", "continue") + (("flow add @f1",) if hook == "forward" else ())))

    # ---------------------------------------------------------------- connections that are kept off the fast path
    def both_ways(self):
        """Two matches of the same connections, one for each direction; or one for both."""
        r = self.r
        six = self.six()
        ip = "ip6" if six else "ip"
        kind = r.randrange(12)
        if kind < 4:
            a, no = addresses(r, six), r.choice(("", "", "", "!= "))
            return ["%s %s %s%s" % (ip, side, no, a) for side in ("saddr", "daddr")]
        if kind < 7:
            proto, p = r.choice(("tcp", "udp", "th")), r.choice(("22", "80-443", "{ 22, 80 }", "{ 22, 1000-2000 }", "< 1024", "<= 443"))
            return ["%s %s %s" % (proto, side, p) for side in ("dport", "sport")]
        if kind == 7:
            dev = r.choice(('"v0"', '"v1"', '{ "v0", "zz" }', '"v*"'))
            return ["%sname %s" % (side, dev) for side in ("iif", "oif")]
        if kind == 8:
            return [r.choice(("ct mark 0", "ct mark != 1", "ct mark { 0, 2 }"))]
        if kind == 9:
            return [r.choice(("ct state established", "ct state { new, established }", "ct state established,related", "ct status seen-reply", "ct status & assured == assured", "ct state != new"))]
        if kind == 10:
            return ["meta l4proto " + r.choice(("tcp", "udp", "gre", "{ tcp, udp }"))]
        pairs = [(a, p) for a in (V6 if six else V4)[:3] for p in (22, 80)]
        text = ", ".join("%s . %d" % x for x in r.sample(pairs, 3))
        return ["%s %s . th %s { %s }" % (ip, side, port, text) for side, port in (("daddr", "dport"), ("saddr", "sport"))]

    def exempt(self, subs):
        """Rules that are meant to keep connections out, more or less well."""
        r = self.r
        kind = r.randrange(10)
        if kind == 0:
            return [r.choice(("", "tcp dport 22 ", "udp dport 80 ", "%s saddr %s " % (("ip6", V6[0]) if self.family == "ip6" else ("ip", V4[0])))) + "ct helper set \"%s\"" % r.choice(("ftp", "tftp"))]
        if kind == 1:
            return [r.choice(("queue to 1", "meta l4proto udp queue to 1", "return", "accept", "meta l4proto tcp accept", "synproxy mss 1400"))] if r.random() < 0.4 else ["meta l4proto %s accept" % r.choice(("tcp", "udp"))]
        how = r.choice(("accept", "accept", "accept", "counter accept", "return", "queue to 1") + (("goto " + subs[0],) if subs else ()))
        matches = self.both_ways()
        if r.random() < 0.1:
            matches = matches[:1]
        return ["%s %s" % (m, how) for m in matches]

    def exemptions(self, rules, subs):
        at = next((i for i, x in enumerate(rules) if "flow add" in x), len(rules))
        for _ in range(self.r.choice((1, 1, 2, 2, 3))):
            found = self.exempt(subs)
            rules[at:at] = found
            at += self.r.choice((0, len(found)))

    def rule(self, hook, subs):
        if self.r.random() < 0.2:
            return self.other_rule(hook)
        while True:
            matches = [self.match(hook == "prerouting") for _ in range(self.r.choice((0, 1, 1, 1, 2)))]
            action = self.action(hook, subs)
            if action == "notrack":	# of whole connections
                matches = [self.r.choice(("", "meta l4proto udp", "udp dport 22", "iifname \"v0\"", "meta l4proto gre"))]
            text = " ".join(matches + [action]).strip()
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
               *OBJECTS]
        if self.family != "ip6":
            out += ["set known { type ipv4_addr; flags constant; elements = { 10.0.0.1, 192.0.2.1 }; }",
                    "set ranges { type ipv4_addr; flags constant, interval; elements = { 10.0.0.0/30, 192.0.2.0-192.0.2.9 }; }",
                    "set dynamic { type ipv4_addr; flags dynamic, timeout; timeout 1m; }",
                    "set empty { type ipv4_addr; }",
                    "set plain { type ipv4_addr; flags dynamic; size 99; }",
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
            if i == 0 and r.random() < 0.64:
                self.exemptions(rules, subs)
            if i == 0 and r.random() < 0.68:	# behind flow add: what the fast path skips
                rules += [self.rule(hook, subs) if r.random() < 0.3 else r.choice(SKIPPED) % {"ip": "ip6" if self.six() else "ip"} for _ in range(r.randrange(1, 3))]
            out += rules + ["}"]
        if r.random() < 0.3 and not any("notrack" in line for line in out):	# untracked packets are not translated, which neither form knows
            for i in range(r.randrange(1, 3)):
                hook, rule = self.nat()
                out.append("chain nat%d {\ntype nat hook %s priority %d; policy accept;\n%s\n}" % (i, hook, -100 if hook == "prerouting" else 100, rule))
        out.append("}")
        if r.random() < 0.1:
            out += ["table netdev n {", "chain i {", "type filter hook ingress device \"v%d\" priority %d; policy %s;" % (r.randrange(2), r.choice((-10, 0, 10)), r.choice(("accept", "accept", "drop"))),
                    *[r.choice(INGRESS) for _ in range(r.randrange(1, 4))], "}", "}"]
        return "\n".join(out + [""])


def text(seed):
    return Make(random.Random(seed)).text()


def main():
    count = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for seed in range(first, first + count):
        sys.stdout.write("%%%% seed %d\n%s" % (seed, text(seed)))


if __name__ == "__main__":
    main()
