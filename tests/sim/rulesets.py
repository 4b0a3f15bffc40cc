# SPDX-License-Identifier: GPL-2.0-or-later
"""Random rulesets, and packets that meet them: every rule has a counter behind its matches, and another behind its statements."""
from net import ADDRESS, HOSTS

PORTS = (22, 53, 80, 443, 5000, 999)
SPORTS = (1024, 40000, 40001, 53)
MARKS = (0, 1, 2, 7, 0x10, 0xff)
DSCPS = (0, 8, 10, 46)
HOOK_PRIORITIES = (-300, -250, -150, -90, -10, 0, 0, 5, 110, 200)


class Maker:
    """one ruleset; @way: forward, input or output"""

    def __init__(self, random, way):
        self.r, self.way = random, way
        self.tables = []
        self.kinds = set()

    # ------------------------------------------------------------ small choices
    def some(self, *of):
        return self.r.choice(of)

    def chance(self, p):
        return self.r.random() < p

    def host(self, six):
        return self.r.choice(HOSTS[self.some("r0", "r1")][six] + [ADDRESS["r0"][six], ADDRESS["r1"][six]])

    def hosts(self, six, n):
        every = HOSTS["r0"][six] + HOSTS["r1"][six]
        return self.r.sample(every, n)

    def op(self):
        return "!= " if self.chance(0.2) else ""

    def numbers(self, pool, top):
        """right side of a match on a number"""
        kind = self.r.randrange(6)
        v = self.r.choice(pool)
        if kind == 0:
            return "%s %d" % (self.some("<", ">", "<=", ">=", "!=", "=="), v)
        if kind == 1:
            low = max(0, v - self.r.randrange(3))
            return "%s%d-%d" % (self.op(), low, min(top, max(v, low) + 1 + self.r.randrange(3)))
        if kind == 2:
            return "%s{ %s }" % (self.op(), ", ".join(str(p) for p in sorted(set(self.r.choices(pool, k=3)))))
        return "%s%d" % (self.op(), v)

    # ------------------------------------------------------------ matches
    def match_ip(self, six):
        f = "ip6" if six else "ip"
        side = self.some("saddr", "daddr")
        kind = self.r.randrange(7)
        a = self.host(six)
        if kind == 0:
            return "%s %s %s%s" % (f, side, self.op(), a)
        if kind == 1:
            return "%s %s %s%s/%d" % (f, side, self.op(), a, self.some(64, 112, 124, 127) if six else self.some(8, 24, 30, 31))
        if kind == 2:
            low, high = sorted(self.hosts(six, 2), key=lambda t: (t.replace("::", ":0:").split(":"), [int(x, 16) if six else int(x) for x in t.replace("::", ":0:").replace(".", ":").split(":")]))
            return "%s %s %s%s-%s" % (f, side, self.op(), low, high) if self.prefix_of(low) == self.prefix_of(high) else "%s %s %s" % (f, side, low)
        if kind == 3:
            return "%s %s %s{ %s }" % (f, side, self.op(), ", ".join(self.hosts(six, 3)))
        if kind == 4:
            return "%s saddr . %s daddr %s{ %s }" % (f, f, self.op(), ", ".join("%s . %s" % tuple(self.hosts(six, 2)) for _ in range(3)))
        if kind == 5:
            return "%s %s . %s dport %s{ %s }" % (f, side, self.some("tcp", "udp"), self.op(),
                                                  ", ".join("%s . %d-%d" % (h, 20, self.some(90, 443, 6000)) for h in self.hosts(six, 2)))
        return "%s %s & %s %s %s" % ((f, side) + (("ffff::f", self.some("==", "!="), "2001::%x" % self.some(2, 3, 5)) if six
                                                  else ("255.0.0.15", self.some("==", "!="), "10.0.0.%d" % self.some(2, 3, 5))))

    @staticmethod
    def prefix_of(a):
        return a[:4]

    def match_ip_field(self, six):
        if six:
            return self.some("ip6 dscp %s%d" % (self.op(), self.some(*DSCPS)), "ip6 hoplimit %s" % self.numbers((1, 63, 64, 200), 255),
                             "ip6 nexthdr %s%s" % (self.op(), self.some("tcp", "udp", "ipv6-icmp", "44", "0")), "ip6 length %s" % self.numbers((8, 20, 28, 40), 9000),
                             "ip6 flowlabel %s%d" % (self.op(), self.some(0, 5)), "ip6 version 6", "exthdr frag %s" % self.some("exists", "missing"),
                             "exthdr hbh %s" % self.some("exists", "missing"), "frag id %d" % self.some(7, 8), "frag frag-off %s" % self.numbers((0, 8), 100),
                             "ip6 ecn %s%s" % (self.op(), self.some("ce", "not-ect", "ect0")))
        return self.some("ip dscp %s%d" % (self.op(), self.some(*DSCPS)), "ip ttl %s" % self.numbers((2, 63, 64, 200), 255), "ip ecn %s%s" % (self.op(), self.some("ce", "not-ect")),
                         "ip protocol %s%s" % (self.op(), self.some("tcp", "udp", "icmp", "47")), "ip length %s" % self.numbers((28, 40, 48, 60), 9000),
                         "ip id %s" % self.numbers((1, 7), 100), "ip version 4", "ip hdrlength %s5" % self.op(), "ip frag-off & 0x1fff %s 0" % self.some("==", "!="),
                         "ip protocol { tcp, udp }", "ip option ra %s" % self.some("exists", "missing"), "ip option ra value %d" % self.some(0, 1),
                         "ip dscp { 8, 46 }", "ip dscp . ip ttl { 8 . 64, 0 . 63, 46 . 64 }")

    def match_l4(self, six):
        proto = self.some("tcp", "udp")
        kind = self.r.randrange(14)
        if kind < 3:
            return "%s %s" % (proto, "dport " + self.numbers(PORTS, 65535) if self.chance(0.6) else "sport " + self.numbers(SPORTS, 65535))
        if kind == 3:
            return "th %s" % ("dport " + self.numbers(PORTS, 65535) if self.chance(0.6) else "sport " + self.numbers(SPORTS, 65535))
        if kind == 4:
            return "meta l4proto %s" % self.some("tcp", "udp", "{ tcp, udp }", "!= tcp", "icmp", "ipv6-icmp", "{ tcp, 58, 1 }", "47")
        if kind in (5, 6):
            return "tcp flags %s" % self.some("syn", "ack", "! syn", "syn,ack", "== syn", "!= ack", "& (syn|ack) == syn", "syn / syn,ack,rst,fin", "& (fin|rst) != 0",
                                              "{ syn, ack }", "fin", "!= syn / syn,ack")
        if kind == 7:
            return "tcp %s" % self.some("sequence %s" % self.numbers((1000, 5000), 1 << 31), "ackseq %s" % self.numbers((0, 2000), 1 << 31), "window %s" % self.numbers((64240, 100), 65535),
                                        "urgptr 0", "doff %s" % self.numbers((5, 6), 15))
        if kind == 8:
            return "tcp option %s" % self.some("maxseg size %s" % self.numbers((1200, 1460), 65535), "maxseg exists", "sack-perm exists", "timestamp missing", "window count %d" % self.some(7, 8),
                                               "maxseg missing", "timestamp tsval %d" % self.some(1, 9))
        if kind == 9:
            return "udp length %s" % self.numbers((8, 16, 20), 65535)
        if kind in (10, 11):
            if six:
                return "icmpv6 %s" % self.some("type echo-request", "type != echo-request", "type { echo-request, echo-reply }", "code 0", "id 7", "sequence %s" % self.numbers((1, 2), 9), "type nd-neighbor-solicit")
            return "icmp %s" % self.some("type echo-request", "type != echo-request", "type { echo-request, echo-reply }", "code 0", "id 7", "sequence %s" % self.numbers((1, 2), 9), "type destination-unreachable")
        if kind == 12:
            return "tcp dport . tcp sport %s{ 22 . 40000, 80-443 . 1024, 5000 . 40000-50000 }" % self.op()
        return "%s %s" % (self.some("@th,0,16", "@th,16,16"), self.numbers(PORTS + SPORTS, 65535))

    def match_raw(self, six):
        return self.some("@nh,0,4 %s%d" % (self.op(), self.some(4, 6)), "@th,32,16 %s%d" % (self.op(), self.some(8, 16, 0)), "@ih,0,32 0x0", "@ih,0,8 %s0" % self.op(),
                         "@nh,72,8 %d" % self.some(6, 17, 1), "@ll,96,16 %s" % self.some("0x0800", "0x86dd"), "@nh,160,400 0x0", "@th,104,8 & 0x12 == 0x2",
                         "@ll,0,48 0x020000000002", "@nh,48,16 != 0")

    def match_meta(self, six):
        kind = self.r.randrange(15)
        if kind < 3:
            return "meta mark %s" % self.some("%s%d" % (self.op(), self.r.choice(MARKS)), "& 0x3 == %d" % self.some(0, 1, 2), "{ 1, 7, 16-255 }", self.numbers(MARKS, 1000))
        if kind == 3:
            return "meta length %s" % self.numbers((28, 40, 48, 60, 68), 9000)
        if kind == 4:
            return self.some('iifname %s"r0"', 'iifname %s"r*"', 'oifname %s"r1"', 'iifname %s{ "r0", "r1" }', 'oifname %s{ "r*", "lo" }', "iif %sr0", "oif %sr1", 'iifname %s""', "oif %s{ r0, r1 }") % self.op()
        if kind == 5:
            return "meta nfproto %s" % self.some("ipv4", "ipv6", "!= ipv4")
        if kind == 6:
            return "meta protocol %s" % self.some("ip", "ip6", "!= ip")
        if kind == 7:
            return self.some("iiftype ether", "oiftype ether", "iifgroup 0", "oifgroup %sdefault" % self.op(), "iiftype != loopback")
        if kind == 8:
            return "meta pkttype %s%s" % (self.op(), self.some("unicast", "host", "multicast"))
        if kind == 9:
            return "meta priority %s" % self.some("0:0", "0:2", "0:6", "!= 0:0", "0:4")
        if kind == 10:
            return self.some("meta skuid 0", "meta skuid != 0", "meta skgid 0", "meta skuid { 0-100 }")
        if kind == 11:
            return self.some("rtclassid 0", "meta ipsec missing", "meta ipsec exists", "meta time > 1000000", "meta day { 0-6 }", "meta hour >= \"00:00\"", "sdif 0")
        if kind == 12:
            return "meta l4proto . th dport %s{ tcp . 80, udp . 53, tcp . 400-500 }" % self.op()
        if kind == 13:
            return "meta mark . meta length { 0 . 28-60, 1 . 40, 7 . 1-100 }"
        return "iifname . oifname %s{ \"r0\" . \"r1\", \"r1\" . \"r0\" }" % self.op()

    def match_ct(self, six):
        f = "ip6" if six else "ip"
        kind = self.r.randrange(12)
        if kind < 4:
            return "ct state %s" % self.some("new", "established", "invalid", "untracked", "established,related", "{ new, established }", "!= new", "! invalid", "vmap { new : continue, established : accept }")
        if kind == 4:
            return "ct direction %s" % self.some("original", "reply", "!= reply")
        if kind == 5:
            return "ct mark %s" % self.some("%s%d" % (self.op(), self.r.choice(MARKS)), "& 0xf != 0", "{ 0, 7 }")
        if kind == 6:
            return "ct status %s" % self.some("confirmed", "seen-reply", "assured", "snat", "dnat", "! confirmed", "snat,dnat")
        if kind == 7:
            return "ct %s %s %s %s%s" % (self.some("original", "reply"), f, self.some("saddr", "daddr"), self.op(), self.host(six))
        if kind == 8:
            return "ct %s %s %s" % (self.some("original", "reply"), "proto-dst", self.numbers(PORTS, 65535))
        if kind == 9:
            return self.some("ct l3proto %s" % ("ipv6" if six else "ipv4"), "ct protocol %s" % self.some("tcp", "udp"), "ct zone 0")
        if kind == 10:
            return "ct %s %s" % (self.some("packets", "original packets", "reply packets"), self.numbers((0, 1, 2), 100))
        return "ct %s %s" % (self.some("bytes", "original bytes", "avgpkt"), self.numbers((28, 60, 100), 9000))

    def match_fib(self, six):
        return self.some("fib daddr type %s" % self.some("local", "unicast", "!= local", "{ local, unicast }"), "fib saddr type %s" % self.some("local", "unicast"),
                         "fib saddr . iif oif %s" % self.some("exists", "missing"), "fib saddr oif %s" % self.some("exists", "missing", "r0", "r1"), 'fib saddr oifname "r0"')

    def match_hash(self, six):
        f = "ip6" if six else "ip"
        return self.some("jhash %s saddr mod 4 seed 0x1234 %s%d" % (f, self.op(), self.some(0, 1, 2, 3)), "jhash %s saddr . %s daddr . meta mark mod 8 seed 0xbeef offset 1 < 5" % (f, f),
                         "numgen inc mod 3 %d" % self.some(0, 1, 2), "numgen inc mod 4 offset 10 { 10, 12 }")

    def match_ether(self, six):
        return self.some("ether saddr %s02:00:00:00:00:01" % self.op(), "ether daddr 02:00:00:00:00:0%d" % self.some(2, 4), "ether type %s" % self.some("ip", "ip6", "!= ip"),
                         "ether saddr . ether daddr { 02:00:00:00:00:01 . 02:00:00:00:00:02 }")

    def match_vlan(self, six):
        return self.some("vlan id %s%d" % (self.op(), self.some(7, 8)), "vlan pcp %d" % self.some(0, 3), "vlan type ip", "ether type vlan", "ether type 8021q", "vlan id { 7, 9 }", "meta protocol ip",
                         "@ll,112,4 %d" % self.some(0, 6), "vlan id 7 ip saddr %s" % self.host(False), "vlan id 7 udp dport %d" % self.some(*PORTS))

    def match_arp(self, six):
        return self.some("arp operation %s" % self.some("request", "reply", "!= request", "{ request, reply }"), "arp %s ip %s%s" % (self.some("saddr", "daddr"), self.op(), self.host(False)),
                         "arp htype 1", "arp ptype ip", "arp plen 4", "arp saddr ether 02:00:00:00:00:01", "arp saddr ip . arp daddr ip { %s . 10.0.0.1, %s . 192.0.2.1 }" % (self.host(False), self.host(False)),
                         "arp daddr ip 10.0.0.0/29", "meta mark != 7", 'iifname "r0"', "@nh,48,16 %d" % self.some(1, 2), "meta length 28", "numgen inc mod 2 0")

    def match(self, family, hook, six):
        if family == "arp" or self.way == "arp":
            return self.match_arp(six)
        if self.way == "vlan" and self.chance(0.6):
            return self.match_vlan(six)
        kinds = [(self.match_ip, 5), (self.match_ip_field, 4), (self.match_l4, 6), (self.match_meta, 5), (self.match_raw, 2), (self.match_hash, 1)]
        if family not in ("netdev", "bridge") and hook != "ingress":
            kinds += [(self.match_ct, 5), (self.match_fib, 1.5 if hook in ("prerouting", "input", "forward") else 0)]
        if hook in ("ingress", "egress", "prerouting", "forward", "input"):
            kinds.append((self.match_ether, 1))
        pick = self.r.choices([k for k, _ in kinds], [w for _, w in kinds])[0]
        self.kinds.add(pick.__name__[6:])
        text = pick(six)
        if family == "bridge" and ("r0" in text or "r1" in text or "r*" in text):
            text = text.replace("r0", "p0").replace("r1", "p1").replace("r*", "p*")
        if family == "bridge" and text.startswith("ether"):
            text = self.some("ether saddr %s02:00:00:00:01:70" % self.op(), "ether daddr 02:00:00:00:00:72", "ether type ip", "ether type != ip6", "ether saddr . ether type { 02:00:00:00:01:70 . ip }")
        if family == "bridge" and any(w in text for w in ("skuid", "skgid", "rtclassid", "priority", "pkttype", "ipsec", "sdif")):
            return "meta length > 0"
        if hook in ("ingress", "egress") and ("skuid" in text or "rtclassid" in text or "priority" in text or "pkttype" in text or "ipsec" in text or "sdif" in text):
            return "meta length > 0"
        if hook == "postrouting" and self.way == "output" and "iif" in text:	# raw sockets leave another trace there than others
            return "meta length > 0"
        if "sdif" in text and hook not in ("prerouting", "input"):
            return "meta length > 0"
        return text

    # ------------------------------------------------------------ statements
    def statement(self, table, family, hook, six):
        f = "ip6" if six else "ip"
        n = self.r.randrange(100000)
        if family == "arp" or self.way in ("arp", "vlan"):
            return self.some("meta mark set %d" % self.r.choice(MARKS), "limit rate 1/day burst 2 packets", "quota over 60 bytes", "meta mark set meta mark | 0x10", "last", "meta mark set numgen inc mod 3",
                             "limit rate over 10 bytes/day burst 60 bytes")
        kinds = [
            (8, lambda: "meta mark set %s" % self.some("%d" % self.r.choice(MARKS), "meta mark | 0x10", "meta mark & 0xf", "%s dscp" % f, "meta mark ^ 0x3", "meta length",
                                                       "th dport map { 80 : 1, 443 : 7, 22-53 : 2 }", "%s saddr map { %s : 1, %s : 7 }" % ((f,) + tuple(self.hosts(six, 2))),
                                                       "jhash %s daddr mod 5 seed 0x77" % f, "numgen inc mod 3")),
            (3, lambda: "%s dscp set %s" % (f, self.some("8", "46", "0", "%s dscp map { 0 : 8, 8 : 46 }" % f))),
            (1, lambda: "%s set %d" % ("ip6 hoplimit" if six else "ip ttl", self.some(33, 64))),
            (1, lambda: "tcp option maxseg size set %d" % self.some(1000, 1400)),
            (1, lambda: "%s ecn set %s" % (f, self.some("ce", "not-ect"))),
            (3, lambda: "limit rate %s%d/day burst %d packets" % (self.some("", "over "), self.some(1, 2), self.some(1, 2, 3))),
            (2, lambda: "limit rate %s10 bytes/day burst %d bytes" % (self.some("", "over "), self.some(60, 100, 200))),
            (2, lambda: "quota %s%d bytes" % (self.some("", "over "), self.some(50, 100, 200))),
            (1, lambda: "last"),
            (1, lambda: self.object_use(table)),
            (4, lambda: self.dynset(table, six, hook)),
            (2, lambda: self.lookup(table, six)),
            (1, lambda: "log group %d" % (n % 5 + 1)),
            (1, lambda: "meta priority set %s" % self.some("0:2", "0:0", "1:1")),
        ]
        if family not in ("netdev", "bridge") and hook != "ingress":
            kinds += [(5, lambda: "ct mark set %s" % self.some("%d" % self.r.choice(MARKS), "meta mark", "ct mark | 0x2", "%s dscp" % f)),
                      (2, lambda: "ct count %s%d" % (self.some("", "over "), self.some(1, 2)) if self.way != "input" else "last"),	# answers there end connections
                      (2, lambda: "meta mark set ct mark")]
        if hook in ("prerouting", "output") and family not in ("netdev", "bridge"):
            kinds.append((1, lambda: "notrack"))
        make = self.r.choices([k for _, k in kinds], [w for w, _ in kinds])[0]
        return make()

    def new_set(self, table, text, prefix="s"):
        name = "%s%d" % (prefix, len(table["sets"]))
        table["sets"].append(text % name)
        return name

    def dynset(self, table, six, hook):
        f, t = ("ip6", "ipv6_addr") if six else ("ip", "ipv4_addr")
        key, kind = self.some(("%s saddr" % f, t), ("%s saddr . %s daddr" % (f, f), "%s . %s" % (t, t)), ("meta mark", "mark"), ("%s saddr . th dport" % f, t + " . inet_service"))
        size = self.some("size 2;", "size 65535;", "")
        name = self.new_set(table, "set %%s { type %s; %s flags dynamic%s; }" % (kind, size or "size 100;", self.some("", ",timeout; timeout 1h")))
        what = self.some("", "", " counter", " limit rate 1/day burst 2 packets", " limit rate over 1/day burst 1 packets", " quota over 90 bytes", " ct count over 1" if table["family"] not in ("netdev", "bridge") and hook != "ingress" and self.way != "input" else "")
        return "%s @%s { %s%s }" % (self.some("add", "update"), name, key, what)

    def lookup(self, table, six):
        f, t = ("ip6", "ipv6_addr") if six else ("ip", "ipv4_addr")
        kind = self.r.randrange(5)
        a, b, c = self.hosts(six, 3)
        if kind == 0:
            name = self.new_set(table, "set %%s { type %s; flags interval; elements = { %s, %s/%d } }" % (t, a, "2001:db8:2::" if six else "192.0.2.0", 120 if six else 30))
            return "%s saddr %s@%s" % (f, self.op(), name)
        if kind == 1:
            name = self.new_set(table, "map %%s { type %s : mark; elements = { %s : 1, %s : 7, * : 2 } }" % (t, a, b), "m")
            return "meta mark set %s daddr map @%s" % (f, name)
        if kind == 2:
            name = self.new_set(table, "set %%s { type %s . inet_service; flags interval; elements = { %s . 20-90, %s . 443, %s . 1-65535 } }" % (t, a, b, c))
            return "%s daddr . th dport %s@%s" % (f, self.op(), name)
        if kind == 3:
            name = self.new_set(table, "set %s { typeof meta mark; elements = { 1, 7 counter, 2 } }")
            return "meta mark %s@%s" % (self.op(), name)
        name = self.new_set(table, "set %%s { type %s; elements = { %s quota over 50 bytes, %s limit rate 1/day burst 1 packets, %s counter } }" % (t, a, b, c))
        return "%s saddr @%s" % (f, name)

    def object_use(self, table):
        name = "o%d" % len(table["objects"])
        kind, body, use = self.some(("counter", "", "counter name"), ("quota", "over %d bytes" % self.some(40, 120), "quota name"), ("limit", "rate 1/day burst 2 packets", "limit name"))
        table["objects"].append("%s %s { %s }" % (kind, name, body))
        if kind == "counter" and self.chance(0.5):
            return 'counter name tcp dport map { 80 : "%s", 443 : "%s" }' % (name, name)
        return '%s "%s"' % (use, name)

    # ------------------------------------------------------------ rules, chains, tables
    def verdict(self, table, hook, depth):
        deeper = [c for c in table["chains"] if c["depth"] > depth]
        kind = self.r.randrange(20)
        if kind in (10, 12) and self.way in ("arp", "vlan", "bridge"):
            kind = 19
        if kind < 3:
            return "accept"
        if kind < 5:
            return "drop"
        if kind < 8 and deeper:
            return "%s %s" % (self.some("jump", "goto"), self.r.choice(deeper)["name"])
        if kind == 8:
            return "return"
        if kind == 9:
            return "continue"
        if kind == 10 and deeper:
            return "th dport vmap { 80 : accept, 443 : jump %s, 22 : return, 53 : continue, 5000-6000 : drop }" % self.r.choice(deeper)["name"]
        if kind == 11 and deeper and hook not in ("ingress", "egress"):
            return "meta mark vmap { 0 : continue, 1 : goto %s, 7 : accept }" % self.r.choice(deeper)["name"]
        if kind == 12 and hook in ("prerouting", "forward") and not self.answers:
            return "reject"
        return ""

    def rule(self, table, hook, depth):
        six = table["family"] == "ip6" or (table["family"] != "ip" and self.chance(0.35))
        words = [self.match(table["family"], hook, six) for _ in range(self.r.choices((0, 1, 2, 3), (1, 5, 3, 1))[0])]
        words.append("counter")
        if self.chance(0.4):
            words += [self.statement(table, table["family"], hook, six), "counter"]
        words.append(self.verdict(table, hook, depth))
        return " ".join(w for w in words if w)

    def chain(self, table, name, hook, depth, head):
        return {"name": name, "hook": hook, "depth": depth, "head": head, "rules": []}

    def table(self, family, hooks):
        t = {"family": family, "name": "t%d" % len(self.tables), "chains": [], "sets": [], "objects": []}
        self.tables.append(t)
        for hook in hooks:
            where = "devices = { r0, r1 }" if family == "netdev" or hook == "ingress" else ""
            policy = " policy %s;" % self.some("accept", "accept", "accept", "drop")
            head = "type filter hook %s %s priority %d;%s" % (hook, where, self.r.choice(HOOK_PRIORITIES), policy)
            t["chains"].append(self.chain(t, "b%d" % len(t["chains"]), hook, 0, head))
            for depth in (1, 2)[:self.r.randrange(3)]:
                t["chains"].append(self.chain(t, "c%d" % len(t["chains"]), hook, depth, ""))
        return t

    def fill(self, t):
        for c in t["chains"]:
            same = dict(t, chains=[x for x in t["chains"] if x["hook"] == c["hook"]])
            c["rules"] = [self.rule(same, c["hook"], c["depth"]) for _ in range(self.r.randrange(1, 6))]

    def nat_rules(self, six, family):
        """the maps are looked up by what the packet shows"""
        h, f = HOSTS["r1"][six], "ip6" if six else "ip"
        at = f + " " if family == "inet" else ""
        only = "meta nfproto %s " % ("ipv6" if six else "ipv4") if family == "inet" else ""
        to = self.r.choice(h)
        port = (lambda p: "[%s]:%d" % (to, p)) if six else (lambda p: "%s:%d" % (to, p))
        net0, net1, one = ("2001:db8:1::/64", "2001:db8:2::/64", "2001:db8:2::1") if six else ("10.0.0.0/24", "192.0.2.0/24", "192.0.2.1")
        pre = [only + self.match_l4(six) + " counter" + self.some("", " meta mark set 2") for _ in range(2)]
        pre.append(only + self.some("tcp dport %s" % self.numbers(PORTS, 65535), "udp dport { 53, 80, 443 }", "%s saddr %s" % (f, self.host(six))) + " counter " + self.some(
            "dnat %sto %s" % (at, to), "meta l4proto { tcp, udp } dnat %sto %s" % (at, port(self.some(8080, 80))),
            "meta l4proto { tcp, udp } dnat %sto %s daddr . th dport map { %s . 80 : %s . 8080, %s . 443 : %s . 443 }" % (at, f, h[0], to, h[1], to),
            "dnat %sto %s saddr map { %s : %s, %s : %s }" % (at, f, self.host(six), to, HOSTS["r0"][six][0], to), "meta l4proto udp redirect to :5000", "meta l4proto udp redirect"))
        post = [only + self.match_l4(six) + " counter"]
        post.append(only + self.some("", "oif r1 ", "ct mark 0 ", "%s saddr %s " % (f, net0)) + "counter " + self.some(
            "masquerade", "snat %sto %s" % (at, h[-1]), "snat %sto %s" % (at, one), "snat %sprefix to %s saddr map { %s : %s }" % (at, f, net0, net1)))
        return pre, post

    def nat_table(self):
        family = self.some("ip", "ip6", "inet", "inet")
        t = {"family": family, "name": "t%d" % len(self.tables), "chains": [], "sets": [], "objects": []}
        self.tables.append(t)
        pre = self.chain(t, "pre", "prerouting", 0, "type nat hook prerouting priority %d;" % self.some(-100, -90, -110))
        post = self.chain(t, "post", "postrouting", 0, "type nat hook postrouting priority %d;" % self.some(100, 90))
        for six in (False, True):
            if family in ("inet", "ip6" if six else "ip"):
                before, after = self.nat_rules(six, family)
                pre["rules"] += before
                post["rules"] += after
        t["chains"] = [pre, post]

    def make(self):
        if self.way in ("bridge", "arp", "vlan"):
            for _ in range(self.r.randrange(1, 3)):
                family, hooks = {"bridge": ("bridge", ["prerouting", "forward", "postrouting"]), "arp": ("arp", ["input"]), "vlan": ("netdev", ["ingress"])}[self.way]
                self.table(family, self.r.sample(hooks, self.r.randrange(1, len(hooks) + 1)))
            self.answers = True
            for t in list(self.tables):
                self.fill(t)
            return self.text()
        self.answers = self.way != "forward" or self.chance(0.6)	# hooks that see what the router itself would send
        hooks = {"forward": ["prerouting", "forward"] + ["postrouting"] * self.answers, "input": ["prerouting", "input"], "output": ["output", "postrouting"]}[self.way]
        edge = {"forward": ["ingress"] + ["egress"] * self.answers, "input": ["ingress"], "output": ["egress"]}[self.way]
        for _ in range(self.r.randrange(1, 4)):
            self.table(self.some("ip", "ip6", "inet", "inet"), self.r.sample(hooks, self.r.randrange(1, len(hooks) + 1)))
        if self.chance(0.4):
            self.table("netdev", self.r.sample(edge, self.r.randrange(1, len(edge) + 1)))
        if self.way != "output" and self.chance(0.2):
            self.table("inet", ["ingress"])
        for t in list(self.tables):
            self.fill(t)
        if self.way == "forward" and self.answers and self.chance(0.5):
            self.nat_table()
        return self.text()

    def text(self):
        lines = []
        for t in self.tables:
            lines.append("table %s %s {" % (t["family"], t["name"]))
            lines += ["\t" + x for x in t["objects"] + t["sets"]]
            for c in sorted(t["chains"], key=lambda c: -c["depth"]):
                lines.append("\tchain %s {" % c["name"])
                lines += ["\t\t" + x for x in [c["head"]] + c["rules"] if x]
                lines.append("\t}")
            lines.append("}")
        return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- packets
def header_words(r, six):
    words = []
    if r.random() < 0.3:
        words.append("%s dscp %d" % ("ip6" if six else "ip", r.choice(DSCPS)))
    if r.random() < 0.2:
        words.append("ip6 hoplimit %d" % r.choice((3, 64, 200)) if six else "ip ttl %d" % r.choice((3, 64, 200)))
    if r.random() < 0.1:
        words.append("%s ecn ce" % ("ip6" if six else "ip"))
    return words


def l4_words(r, six, way):
    kind = r.randrange(10)
    if kind < 4:	# what comes to the router itself is answered by a reset: there each has a connection of its own
        words = ["tcp sport %d tcp dport %d" % (r.choice(SPORTS) if way != "input" else r.randrange(10000, 60000), r.choice(PORTS)), "tcp flags %s" % r.choice(("syn", "syn", "syn", "ack", "syn,ack", "fin,ack", "rst", "psh,ack", "fin,psh,urg"))]
        words.append("tcp sequence %d tcp ackseq %d tcp window 64240" % (r.choice((1000, 5000)), 0 if words[-1] == "tcp flags syn" else 2000))
        if r.random() < 0.3:
            words.append(r.choice(("tcp option maxseg size 1460", "tcp option maxseg size 1200 tcp option sack-perm exists tcp option window count 7", "tcp option timestamp tsval 9")))
        return words
    if kind < 8:
        words = ["udp sport %d udp dport %d" % (r.choice(SPORTS), r.choice(PORTS))]
        if r.random() < 0.4:
            words.append("udp length %d" % r.choice((8, 16, 20)))
        return words
    if kind == 8:
        return ["icmpv6 type echo-request icmpv6 id %d icmpv6 sequence 1" % r.choice((7, 8)) if six else "icmp type echo-request icmp id %d icmp sequence 1" % r.choice((7, 8))]
    return ["meta l4proto %d meta length %d" % (r.choice((47, 99)), 68 if six else 48)]


def arp(r):
    near = r.choice(("r0", "r1"))
    return "iif %s arp operation %s arp saddr ip %s arp daddr ip %s" % (near, r.choice(("request", "request", "reply")), r.choice(HOSTS[near][0]), r.choice(HOSTS[near][0] + [ADDRESS[near][0]]))


def one(r, way, six):
    if way == "bridge":
        near, far = r.choice((("p0", "p1"), ("p1", "p0")))
        path, ends = "iif %s oif %s ether saddr 02:00:00:00:01:7%s ether daddr 02:00:00:00:00:72" % (near, far, near[1]), (r.choice(HOSTS["r0"][six]), r.choice(HOSTS["r1"][six]))
    elif way == "vlan":
        near = r.choice(("r0", "r1"))
        path, ends = "iif %s vlan id %d" % (near, r.choice((7, 8, 9))), (r.choice(HOSTS["r0"][six]), r.choice(HOSTS["r1"][six]))
    elif way == "forward":
        near, far = r.choice((("r0", "r1"), ("r0", "r1"), ("r1", "r0")))
        path, ends = "iif %s oif %s" % (near, far), (r.choice(HOSTS[near][six]), r.choice(HOSTS[far][six]))
    elif way == "input":
        near = r.choice(("r0", "r1"))
        path, ends = "iif %s" % near, (r.choice(HOSTS[near][six]), ADDRESS[near][six])
    else:
        far = r.choice(("r0", "r1"))
        path, ends = "oif %s" % far, (ADDRESS[far][six], r.choice(HOSTS[far][six]))
    f = "ip6" if six else "ip"
    words = [path, "%s saddr %s %s daddr %s" % (f, ends[0], f, ends[1])] + header_words(r, six) + l4_words(r, six, way)
    if not six:
        words.append("ip id 7")
    if way in ("forward", "input") and r.random() < 0.08:
        words.append(r.choice(("exthdr hbh exists", "exthdr dst exists", "exthdr hbh exists exthdr dst exists")) if six else "ip option ra value 0")
    return ("bridge " if way == "bridge" else "") + " ".join(words)


def tcp_conversation(r, six):
    f = "ip6" if six else "ip"
    base = "iif r0 oif r1 %s saddr %s %s daddr %s tcp sport %d tcp dport %d tcp window 64240 " % (f, r.choice(HOSTS["r0"][six]), f, r.choice(HOSTS["r1"][six]), r.choice(SPORTS), r.choice(PORTS))
    if not six:
        base += "ip id 7 "
    steps = (("", "syn", 1000, 0), ("reply ", "syn,ack", 5000, 1001), ("", "ack", 1001, 5001), ("data 20 ", "psh,ack", 1001, 5001), ("reply ", "ack", 5001, 1021),
             ("", "fin,ack", 1021, 5001), ("reply ", "fin,ack", 5001, 1022), ("", "ack", 1022, 5002))
    return ["%s%stcp flags %s tcp sequence %d tcp ackseq %d" % (own, base, flags, seq, ack) for own, flags, seq, ack in steps]


def udp_conversation(r, six):
    first = one(r, "forward", six)
    while "udp" not in first and "echo" not in first:
        first = one(r, "forward", six)
    if "echo" in first:
        return [first, "reply " + first.replace("echo-request", "echo-request")]
    return [first, "reply " + first, first, "reply " + first]


def packets(r, way, n):
    found = []
    while len(found) < n:
        six = r.random() < 0.35
        kind = r.randrange(5)
        if way == "forward" and kind == 0:
            found += tcp_conversation(r, six)
        elif way == "forward" and kind == 1:
            found += udp_conversation(r, six)
        elif way == "arp":
            found.append(arp(r))
        else:
            found.append(one(r, way, six))
    return found
