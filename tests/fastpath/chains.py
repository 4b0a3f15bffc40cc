# SPDX-License-Identifier: GPL-2.0-or-later
"""Random fast_fwd chains, of every match and statement that they may be made of.

A Chain has `family` and `text(hook)`, the body of a table: `hook` is put where the base chains say where they are hooked.
Constants are taken from what the packets of packets.py have, so that a good part of the matches hold.
"""
import packets

DSCP = ("cs0", "cs1", "cs3", "cs6", "af11", "af21", "af42", "ef", "0x01", "0x3f")
ECN = ("not-ect", "ect0", "ect1", "ce")
CMP = ("", "!= ", "< ", "> ", "<= ", ">= ")


class Chain:
    def __init__(self, family, sets, chains, bases, netdev):
        self.family, self.sets, self.chains, self.bases, self.netdev = family, sets, chains, bases, netdev

    def text(self, hook):
        """hook(priority): what stands between `type filter` and the policy"""
        out = list(self.sets)
        for name, rules in self.chains:
            out.append("chain %s {\n%s\n}" % (name, "\n".join(rules)))
        for name, priority, rules in self.bases:
            out.append("chain %s {\ntype filter %s; policy accept;\n%s\n}" % (name, hook(priority), "\n".join(rules)))
        return "\n".join(out) + "\n"


class Maker:
    def __init__(self, rng, family, stage=None):
        self.rng, self.family, self.stage = rng, family, stage
        self.sets = []
        self.callees = []

    def one(self, *choices):
        return self.rng.choice(choices)

    def some(self, values, most=4):
        values = list(dict.fromkeys(values))
        return self.rng.sample(values, self.rng.randint(1, min(most, len(values))))

    # ---- constants
    def addr(self, six, side):
        return self.rng.choice(packets.ADDRS[six][side])

    def addr_or_prefix(self, six, side):
        a = self.addr(six, side)
        if self.rng.random() < 0.6:
            return a
        return packets.prefix(a, self.rng.choice((48, 64, 112, 120, 127)) if six else self.rng.choice((8, 16, 24, 30)))

    def addr_range(self, six, side):
        pair = sorted((self.addr(six, side), self.addr(six, side)), key=packets.number)
        return "%s-%s" % tuple(pair) if pair[0] != pair[1] else pair[0]

    def port(self):
        return str(self.rng.choice(packets.PORTS))

    def port_range(self):
        a, b = sorted(self.rng.sample(packets.PORTS, 2))
        return "%d-%d" % (a, b)

    # ---- one key against one value, a range, or a set
    def against(self, key, value, ranges=None, values=None):
        how = self.rng.random()
        if how < 0.5:
            return "%s %s%s" % (key, self.one("", "", "", "!= "), value())
        if how < 0.65 and ranges:
            return "%s %s%s" % (key, self.one("", "", "!= "), ranges())
        many = self.some([value() for _ in range(4)])
        return "%s %s{ %s }" % (key, self.one("", "", "!= "), ", ".join(many))

    def number(self, key, low, high):
        v = self.rng.randint(low, high)
        how = self.rng.random()
        if how < 0.6:
            return "%s %s%d" % (key, self.rng.choice(CMP), v)
        if how < 0.8:
            w = self.rng.randint(low, high)
            if v != w:
                return "%s %s%d-%d" % (key, self.one("", "!= "), min(v, w), max(v, w))
        return "%s { %s }" % (key, ", ".join(str(self.rng.randint(low, high)) for _ in range(3)))

    # ---- matches
    def match(self, six, l4):
        kinds = [self.match_device] if self.stage else [self.match_any, self.match_ct]
        if six is not None:
            kinds += [self.match_net] * 3 + [self.match_concat]
        if l4:
            kinds += [self.match_l4] * 2
        return self.rng.choice(kinds)(six, l4)

    def match_net(self, six, l4):
        h = "ip6" if six else "ip"
        side = self.rng.randint(0, 1)
        key = "%s %s" % (h, ("saddr", "daddr")[side])
        more = [
            lambda: self.against(key, lambda: self.addr(six, side), lambda: self.addr_range(six, side)),
            lambda: "%s %s" % (key, self.addr_or_prefix(six, side)),
            lambda: "%s { %s }" % (key, ", ".join(self.some([self.addr_or_prefix(six, side), "203.0.113.7" if not six else "fd99::7"]))),
            lambda: "%s %s@%s" % (key, self.one("", "!= "), self.named_set(six, side)),
            lambda: self.against(h + " dscp", lambda: self.rng.choice(DSCP)),
            lambda: self.against(h + " ecn", lambda: self.rng.choice(ECN)),
            lambda: self.number(h + (" hoplimit" if six else " ttl"), 1, 255),
            lambda: self.number(h + " length", 20, 300),
        ]
        if six:
            more += [lambda: self.number("ip6 flowlabel", 0, 0xfffff), lambda: "ip6 nexthdr " + (l4 or self.one("tcp", "udp")),
                     lambda: "exthdr frag " + self.one("missing", "exists")]
        else:
            more += [lambda: self.number("ip id", 0, 0xffff), lambda: "ip frag-off & 0x4000 %s 0x4000" % self.one("==", "!="),
                     lambda: "ip protocol " + (l4 or self.one("tcp", "udp")), lambda: "ip hdrlength 5", lambda: "ip version 4"]
        return self.rng.choice(more)()

    def match_l4(self, six, l4):
        side = self.one("sport", "dport")
        more = [
            lambda: self.against("%s %s" % (l4, side), self.port, self.port_range),
            lambda: self.against("th %s" % side, self.port, self.port_range),
            lambda: "%s %s & 0xff00 == 0x%x" % (l4, side, self.rng.choice(packets.PORTS) & 0xff00),
        ]
        if l4 == "tcp":
            more += [lambda: "tcp flags " + self.one("psh", "& psh == psh", "& (psh|urg) == 0", "ack", "! psh", "ack,psh / ack,psh"),
                     lambda: self.number("tcp window", 0, 0xffff), lambda: self.number("tcp sequence", 0, 0xffffffff),
                     lambda: self.number("tcp urgptr", 0, 3)]
        else:
            more += [lambda: self.number("udp length", 8, 200)]
        return self.rng.choice(more)()

    def match_any(self, six, l4):
        return self.rng.choice([
            lambda: "meta l4proto %s" % (l4 or self.one("tcp", "udp", "{ tcp, udp }")),
            lambda: self.number("meta length", 28, 300),
            lambda: self.against(self.one("iifname", "oifname"), lambda: self.one('"a1"', '"b1"')),
            lambda: "%s %s\"%s*\"" % (self.one("iifname", "oifname"), self.one("", "!= "), self.one("a", "b")),
            lambda: self.against(self.one("iif", "oif"), lambda: self.one('"a1"', '"b1"')),
            lambda: "iifname . oifname { \"a1\" . \"b1\", \"c*\" . \"d\" }" if self.rng.random() < 0.5 else "iifname { \"a*\", \"x\" }",
        ])()

    def match_device(self, six, l4):
        key = "iifname" if self.stage == "ingress" else "oifname"
        return self.one("%s %s" % (key, self.one("a1", "b1")), "meta protocol " + self.one("ip", "ip6") if six is None else "%s != a1" % key,
                        "meta l4proto %s" % (l4 or self.one("tcp", "udp")))

    def match_ct(self, six, l4):
        mark = lambda: "0x%x" % self.rng.choice(packets.MARKS)
        d = self.one("original", "reply")
        more = [
            lambda: self.against("ct mark", mark),
            lambda: "ct mark & 0x%x %s 0x%x" % (lambda m, v: (m, self.one("==", "!="), m & v))(self.one(0xf, 0xff, 0xff00), self.rng.choice(packets.MARKS)),
            lambda: "ct direction " + d,
            lambda: "ct state " + self.one("established", "new", "established,related", "invalid"),
            lambda: "ct status %s%s" % (self.one("", "! "), self.one("seen-reply", "snat", "dnat", "confirmed")),
            lambda: "ct zone %s0" % self.one("", "!= "),
            lambda: "ct mark vmap { 0x%x : %s }" % (self.rng.choice(packets.MARKS), self.verdict()),
        ]
        if six is not None:
            more += [lambda: "ct %s %s %s" % (d, self.one("ip6 saddr", "ip6 daddr") if six else self.one("ip saddr", "ip daddr"), self.addr(six, self.rng.randint(0, 1)))]
        if l4:
            more += [lambda: self.against("ct %s %s" % (d, self.one("proto-src", "proto-dst")), self.port)]
        return self.rng.choice(more)()

    def match_concat(self, six, l4):
        h = "ip6" if six else "ip"
        keys, values = ["%s saddr" % h], [lambda: self.addr(six, 0)]
        if self.stage:
            return self.match_net(six, l4)
        ranges = self.rng.random() < 0.5
        if ranges:
            values = [lambda: self.addr_or_prefix(six, 0)]
        if self.rng.random() < 0.4:
            keys.append("ct mark")
            values.append(lambda: "0x%x" % self.rng.choice(packets.MARKS))
        if l4:
            keys.append("%s dport" % l4)
            values.append(self.port if not ranges else lambda: self.one(self.port, self.port_range)())
        else:
            keys.append("iifname")
            values.append(lambda: self.one('"a1"', '"b1"'))
        elems = dict.fromkeys(" . ".join(v() for v in values) for _ in range(self.rng.randint(1, 3)))
        elems = list(elems)[:1] if ranges else list(elems)
        return "%s %s{ %s }" % (" . ".join(keys), self.one("", "!= "), ", ".join(elems))

    # ---- named sets
    def named_set(self, six, side):
        name = "s%d" % len(self.sets)
        t = "ipv6_addr" if six else "ipv4_addr"
        if self.rng.random() < 0.5:
            elems = self.some([self.addr(six, side) for _ in range(3)])
            self.sets.append("set %s { type %s; elements = { %s }; }" % (name, t, ", ".join(elems)))
        else:
            net = packets.prefix(self.addr(six, side), 64 if six else 24)
            self.sets.append("set %s { type %s; flags interval; elements = { %s }; }" % (name, t, net))
        return name

    # ---- statements
    def verdict(self):
        choices = ["accept", "drop", "return", "continue"]
        choices += ["%s %s" % (v, c) for c in self.callees for v in ("jump", "goto")]
        return self.rng.choice(choices)

    def mapped(self, six, l4, values):
        """A map from some key to the values, so that the value is constant in a connection, or not."""
        keys = [("meta l4proto", lambda: self.one("tcp", "udp"))]
        if not self.stage:
            keys.append(("ct mark", lambda: "0x%x" % self.rng.choice(packets.MARKS)))
        if six is not None:
            keys.append(("ip6 daddr" if six else "ip daddr", lambda: self.addr(six, 1)))
        if l4:
            keys.append(("%s dport" % l4, self.port))
        key, value = self.rng.choice(keys)
        elems = {value(): values() for _ in range(self.rng.randint(1, 4))}
        pairs = ["%s : %s" % kv for kv in elems.items()]
        if self.rng.random() < 0.3:
            pairs.append("* : %s" % values())
        return "%s map { %s }" % (key, ", ".join(pairs))

    def value(self, six, l4, values):
        return self.mapped(six, l4, values) if self.rng.random() < 0.25 else values()

    def write(self, six, l4):
        h = "ip6" if six else "ip"
        side = self.rng.randint(0, 1)
        kinds = []
        if six is not None:
            kinds += [
                lambda: "%s dscp set %s" % (h, self.value(six, l4, lambda: self.rng.choice(DSCP))),
                lambda: "%s dscp set %s" % (h, self.rng.choice(DSCP)),
                lambda: "%s ecn set %s" % (h, self.rng.choice(ECN)),
                lambda: "%s %s set %s" % (h, "hoplimit" if six else "ttl", self.rng.randint(2 if self.stage else 1, 255)),	# at ingress the flowtable decides by it
                lambda: "%s %s set %s" % (h, ("saddr", "daddr")[side], self.value(six, l4, lambda: self.addr(six, side))),
            ]
            if self.stage:	# not addresses
                kinds.pop()
            if six:
                kinds.append(lambda: "ip6 flowlabel set %d" % self.rng.randint(0, 0xfffff))
        if l4 and not self.stage:
            kinds.append(lambda: "%s %s set %s" % (l4, self.one("sport", "dport"), self.value(six, l4, self.port)))
        return self.rng.choice(kinds)() if kinds else "counter"

    def rule(self):
        six = {"ip": False, "ip6": True}.get(self.family, self.one(None, False, True, False, True))
        l4 = self.one(None, "tcp", "udp", None)
        words = [self.match(six, l4) for _ in range(self.rng.choice((0, 0, 1, 1, 2)))]
        words = [w for i, w in enumerate(words) if " vmap " not in w or i == len(words) - 1]
        if words and " vmap " in words[-1]:
            return " ".join(words)
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            words.append(self.write(six, l4) if self.rng.random() < 0.8 else "counter")
        if self.rng.random() < 0.25 or not words:
            words.append(self.verdict() if self.rng.random() < 0.7 else "counter")
        return " ".join(words)

    def rules(self, n):
        return [self.rule() for _ in range(n)]


def make_netdev(rng):
    """The chains of a table netdev that packets of the connections pass before and behind."""
    m = Maker(rng, "netdev", "ingress")
    rules = "\n".join(m.rules(rng.randint(1, 3)))
    policy = "drop" if rng.random() < 0.2 else "accept"
    if policy == "drop":
        rules += "\nmeta l4proto tcp accept"
    text = "chain in { type filter hook ingress devices = { %s } priority -400; policy %s;\n%s\n}\n" % (rng.choice(("a1, b1", "a1", "b1")), policy, rules)
    m.stage = "egress"
    rules = "\n".join(m.rules(rng.randint(1, 3)))
    text += ("chain out { type filter hook egress devices = { a1, b1 } priority 0; policy accept;\n"
             "meta l4proto != { tcp, udp } accept\n%s\n}\n" % rules)
    return "\n".join(m.sets) + "\n" + text


def make(rng):
    family = rng.choice(("ip", "ip6", "inet", "inet"))
    m = Maker(rng, family)
    chains = []
    for i in range(rng.choice((0, 1, 2))):
        name = "x%d" % i
        chains.append((name, m.rules(rng.randint(1, 3))))
        m.callees.append(name)
    bases = [("b%d" % i, rng.randint(-5, 5), m.rules(rng.randint(1, 5))) for i in range(rng.choice((1, 1, 2)))]
    return Chain(family, m.sets, chains, bases, make_netdev(rng) if rng.random() < 0.3 else None)
