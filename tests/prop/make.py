# SPDX-License-Identifier: GPL-2.0-or-later
"""Random rules, made of what the catalog has (the program words prints that)."""
import random
import subprocess

FAMILY_OF = {"ip": "ip", "icmp": "ip", "igmp": "ip", "ip6": "ip6", "icmpv6": "ip6", "arp": "arp"}
EXTENSIONS6 = ("hbh", "rt", "srh", "rt0", "rt2", "frag", "dst", "mh")
VERDICTS = ("accept", "drop", "continue", "return")
AFTER = ("", "counter", "accept", "drop", "log", 'log prefix "x "', "limit rate 5/second burst 5 packets", "return", "last",
         "counter accept", "quota 1000 bytes", "ct count 5")
STATEMENTS = (
    "counter packets 3 bytes 4", "limit rate 10/minute", "limit rate over 3 kbytes/hour burst 2 kbytes", "limit rate 7/day burst 3 packets",
    "limit rate 4/week burst 0 packets", "quota 5 mbytes used 3 kbytes", "quota over 12 bytes", "last used 3s", "log", 'log prefix "p " level warn',
    "log group 3 snaplen 20 queue-threshold 4", "log flags tcp sequence,options", "log flags ip options flags ether", "log level audit", "queue to 3",
    "queue flags bypass,fanout to 3-7", "queue num 3-7 bypass", "reject", "reject with icmp host-prohibited", "reject with icmpv6 policy-fail",
    "reject with icmpx no-route", "reject with tcp reset", "meta l4proto tcp reject with tcp reset", "ether type ip reject", "notrack",
    "synproxy mss 1300", "synproxy wscale 4 timestamp", "meta mark set meta mark | 3", "meta mark set meta mark & 0xf0 ^ 0x3",
    "meta mark set ct mark << 3", "ct mark set meta mark & ct mark", "meta mark set numgen random mod 7 offset 2",
    "meta mark set jhash ip saddr . ip daddr mod 9 seed 0x5", "meta mark set symhash mod 5", "numgen inc mod 6 vmap { 0-2 : drop, 3 : accept }",
    "tcp option maxseg size set rt mtu", "reset tcp option timestamp", "tcp dport 5counter", "ip saddr & 255.255.0.0 == 10.7.0.0",
    "ip saddr . tcp dport { 10.7.0.0/16 . 5-9, 10.8.0.1 . 7 }", "@nh,96,32 0x0a070001", "@th,16,16 { 5, 9-12 }", "@ll,3,7 5", "ct count over 3",
    "meta l4proto { tcp, udp } th dport 5", "udp dport 5 tcp dport 5", "ip saddr 10.7.0.1 ip6 saddr ::5", "accept drop", "drop comment \"why\"",
    "jump { accept; }", "fib saddr . iif oif missing", "fib daddr type { local, broadcast }", "rt mtu > 900", "socket transparent 1",
    'osf name "Linux"', "ipsec in reqid 4", "ct original ip saddr 10.7.0.1", "meta nfproto ipv4 tcp dport 5", "meta protocol ip ip saddr 10.7.0.1",
    "vlan id 5 ip saddr 10.7.0.1", "ether saddr 02:00:00:00:00:05 drop", "arp operation reply", "dup to 10.7.0.1", "fwd to lo", "ip option lsrr type 1",
)
THINGS = (
    ("set", "{ type ipv4_addr; }"), ("set", "{ type ipv4_addr; flags interval; auto-merge; elements = { 10.7.0.0/16, 10.8.0.1-10.8.0.9 } }"),
    ("set", "{ type ipv4_addr . inet_service; flags interval,timeout; timeout 2h; gc-interval 7s; size 30; }"),
    ("set", '{ type ifname; comment "names"; elements = { "lo" comment "itself" } }'), ("set", "{ type inet_service; counter; elements = { 5, 9 } }"),
    ("set", "{ type ether_addr; flags dynamic; size 9; limit rate 3/second; }"), ("set", "{ type mark; policy memory; elements = { 3, 0x20 } }"),
    ("set", "{ type ct_state . mark; }"), ("set", "{ type ipv6_addr; flags constant; elements = { ::5, * } }"), ("set", "{ type nothing; }"),
    ("map", "{ type ipv4_addr : mark; elements = { 10.7.0.1 : 4 } }"), ("map", "{ type inet_service : verdict; flags interval; elements = { 3-5 : drop, * : accept } }"),
    ("map", "{ type mark : ipv4_addr . inet_service; elements = { 3 : 10.7.0.1 . 5 } }"), ("map", "{ type mark : interval ipv4_addr; elements = { 3 : 10.7.0.0/24 } }"),
    ("map", "{ type ipv4_addr : counter; }"), ("map", "{ type ipv4_addr; }"), ("counter", '{ comment "c"; }'), ("counter", "{ packets 3 bytes 9; }"),
    ("quota", "{ over 7 mbytes; }"), ("quota", ""), ("limit", "{ rate 3/hour burst 2 packets; }"), ("synproxy", "{ mss 1200; wscale 3; timestamp; }"),
    ("chain", "{ policy drop; }"), ("chain", "{ type filter hook input priority 3; policy drop; }"), ("chain", "{ type nat hook prerouting priority dstnat; }"),
    ("chain", "{ type filter hook prerouting priority mangle - 4; }"), ("chain", '{ comment "x"; }'),
    ("chain", "{ type filter hook ingress device lo priority 0; }"), ("chain", "{ type route hook output priority -150; }"),
)
BEFORE_INNER = {"vxlan": "udp dport 4789", "geneve": "udp dport 6081", "gre": "", "gretap": ""}


class Selector:
    def __init__(self, fields):
        self.kind, self.text, self.type, self.bits, traits = fields[:5]
        # 'mark' is a key of its own where a flag of that name is read
        self.bits, self.traits, self.values = int(self.bits), set(traits.split()), [v for v in fields[5:] if v != "mark"]
        self.word = self.text.split()[0]

    def layer(self):
        """The network protocol that it needs, if any."""
        if self.kind == "exthdr" and self.word in EXTENSIONS6:
            return "ip6"
        if self.text.startswith(("rt ip ", "ip option", "ct original ip ", "ipsec in ip ")):
            return "ip"
        if self.text.startswith(("rt ip6 ", "ct original ip6", "ipsec in ip6")):
            return "ip6"
        return FAMILY_OF.get(self.word) if self.kind in ("header", "link") else None


class Rule:
    """Lines of a script that stand and fall together."""

    def __init__(self, number, family, text, body=(), hook="", table="t"):
        self.family, self.table, self.chain, self.text = family, table, "c%d" % number, text
        place = "%s %s" % (family, table)
        self.lines = ["add table " + place] + ["add %s" % line for line in body]
        self.lines += ["add chain %s %s%s" % (place, self.chain, " { %s }" % hook if hook else "")]
        self.lines += ["add rule %s %s %s" % (place, self.chain, text)]
        self.names = [self.chain] + [line.split(table + " ", 1)[1].split()[0] for line in body]


class Maker:
    def __init__(self, words, seed):
        out = subprocess.run([words, str(seed)], capture_output=True, text=True, check=True).stdout
        lines = [line.split("\t") for line in out.splitlines()]
        self.random = random.Random(seed)
        self.selectors = [Selector(f[1:]) for f in lines if f[0] == "selector" and len(f) > 6 and "secmark" not in f[2]]
        self.samples = [f[1:] for f in lines if f[0] == "statement"]
        self.number = 0

    # ---------------------------------------------------------------- what is compared
    def some(self, s, low, high):
        n = min(len(s.values), self.random.randint(low, high))
        at = sorted(self.random.sample(range(len(s.values)), n))
        return [s.values[i] for i in at]

    def flags(self, s):
        v = self.some(s, 1, 3)
        both = "|".join(v)
        forms = ["%s %s" % (s.text, v[0]), "%s != %s" % (s.text, v[0]), "%s %s" % (s.text, ",".join(v)),
                 "%s & (%s) == %s" % (s.text, both, v[0]), "%s & (%s) != 0" % (s.text, both),
                 "%s ! %s" % (s.text, ",".join(v)), "%s { %s }" % (s.text, ", ".join(v)),
                 "%s vmap { %s }" % (s.text, ", ".join("%s : drop" % x for x in v))]
        return forms + (["%s %s / %s" % (s.text, v[0], ",".join(v))] if len(v) > 1 else [])

    @staticmethod
    def ends(low, high):
        """A name with a dash behind it would be read as a longer name."""
        return (low[0].isdigit() or low[0] in '":') and "none" not in (low, high)

    @staticmethod
    def apart(values):
        """Without numbers that follow one another: they would become one range."""
        kept = []
        for v in values:
            if kept and v.endswith('day"') and kept[-1] != "":
                kept.append("")    # days follow one another, too: every other one
            elif not kept or not (v.isdigit() and kept[-1].isdigit()) or int(v) != int(kept[-1]) + 1:
                kept.append(v)
        return [v for v in kept if v]

    def ranges(self, s):
        v, out = self.apart(self.some(s, 2, 6)), []
        while v:
            if len(v) > 1 and self.random.random() < 0.5 and self.ends(v[0], v[1]):
                out.append("%s-%s" % (v.pop(0), v.pop(0)))
            else:
                out.append(v.pop(0))
        return out

    def match(self, s):
        return self.random.choice(self.forms(s))

    def forms(self, s):
        """Every way to compare it."""
        r, v = self.random, self.some(s, 1, 4)
        if "flags" in s.traits:
            return self.flags(s)
        forms = ["%s %s" % (s.text, v[0]), "%s != %s" % (s.text, v[0]), "%s { %s }" % (s.text, ", ".join(v)),
                 "%s != { %s }" % (s.text, ", ".join(v)),
                 "%s vmap { %s }" % (s.text, ", ".join("%s : %s" % (x, r.choice(VERDICTS)) for x in v))]
        if "ordered" in s.traits and len(s.values) > 1:
            forms += ["%s %s %s" % (s.text, r.choice(["<", ">", "<=", ">="]), s.values[len(s.values) // 2]),
                      "%s { %s }" % (s.text, ", ".join(self.ranges(s))), "%s { %s }" % (s.text, ", ".join(self.ranges(s)))]
            if self.ends(s.values[0], s.values[-1]):
                forms += ["%s %s-%s" % (s.text, s.values[0], s.values[-1]), "%s != %s-%s" % (s.text, s.values[0], s.values[-1])]
        if "ordered" in s.traits and s.type in ("integer", "mark"):
            mask = r.getrandbits(s.bits) or 1
            forms += ["%s & 0x%x %s 0x%x" % (s.text, mask, r.choice(["==", "!="]), r.getrandbits(s.bits) & mask)]
        if "address" in s.traits:
            length = r.randint(1, s.bits)
            forms += ["%s %s/%d" % (s.text, v[0], length), "%s != %s/%d" % (s.text, v[0], length), "%s { %s/%d }" % (s.text, v[0], length)]
        if "string" in s.traits and "name" in s.text:
            forms += ['%s "wlan*"' % s.text, '%s { "lo", "eth*" }' % s.text]
        return forms

    def concatenation(self, parts):
        key = " . ".join(p.text for p in parts)
        elements = sorted({" . ".join(self.random.choice(p.values) for p in parts) for _ in range(self.random.randint(1, 3))})
        return "%s%s { %s }" % (key, self.random.choice(["", " !="]), ", ".join(elements))

    def named_set(self, family, s):
        """A set of the selector's type, and a match with it."""
        name, interval = "s%d" % self.number, "ordered" in s.traits and self.random.random() < 0.5
        elements = self.ranges(s) if interval else self.some(s, 1, 5)
        typ = "typeof " + s.text if s.type in ("integer", "string", "bitmask", "invalid") or self.random.random() < 0.5 else "type " + s.type
        body = "set %s t %s { %s; %s%selements = { %s } }" % (family, name, typ, "flags interval; " if interval else "",
                                                            self.random.choice(["", 'comment "of it"; ']), ", ".join(elements))
        return [body], "%s %s@%s" % (s.text, self.random.choice(["", "!= "]), name)

    def write(self, family):
        dst = self.random.choice([s for s in self.selectors if "settable" in s.traits and "secmark" not in s.text and self.fits(s, family)])
        src = self.random.choice([s for s in self.selectors if s.kind == "meta" and s.values and self.fits(s, family) and "ordered" in s.traits])
        if self.random.random() < 0.3:
            pairs = ["%s : %s" % (k, self.random.choice(dst.values)) for k in self.some(src, 1, 3)]
            return dst, "%s set %s map { %s }" % (dst.text, src.text, ", ".join(pairs))
        return dst, "%s set %s" % (dst.text, self.random.choice(dst.values))

    # ---------------------------------------------------------------- what goes together
    def fits(self, s, family):
        layer = s.layer()
        if s.text == "meta nfproto":
            return family == "inet"
        if "ibr" in s.text or "obr" in s.text:
            return family == "bridge"
        if s.kind == "link":
            return family == "bridge" or (layer == "arp" and family == "arp")
        if s.kind in ("ct", "rt", "fib", "socket", "ipsec", "inner"):
            return family == "inet" or family == layer
        if s.kind == "tunnel":
            return family in ("inet", "netdev")
        if family == "arp":
            return s.kind == "meta"
        return layer in (None, family) or family in ("inet", "bridge", "netdev")

    def family_for(self, s):
        fits = [f for f in ("ip", "ip6", "arp", "bridge", "netdev") if self.fits(s, f)]
        if self.fits(s, "inet"):
            fits += ["inet"] * (len(fits) + 1)
        return self.random.choice(fits)

    def beside(self, first, family):
        """Another selector that a packet with the first can have."""
        same = [s for s in self.selectors if s.values and self.fits(s, family) and "flags" not in s.traits and
                (s.word == first.word or s.kind in ("meta", "ct")) and s.kind != "inner" and s.layer() in (None, first.layer())]
        return self.random.choice(same)

    def inner(self, family):
        tunnel = self.random.choice(sorted(BEFORE_INNER))
        s = self.random.choice([s for s in self.selectors if s.kind == "header" and s.word in ("ip", "ip6", "tcp", "udp", "icmp", "th")])
        return s, ("%s %s %s" % (BEFORE_INNER[tunnel], tunnel, self.match(s))).strip()

    def made(self, family, text, body=(), hook="", table="t"):
        self.number += 1
        return Rule(self.number, family, text, body, hook, table)

    # ---------------------------------------------------------------- one after the other
    def every(self):
        """Each row of the catalog in each way to compare it, as key and as data, and what stands beside rules."""
        for s in self.selectors:
            if not s.values:
                continue
            before = BEFORE_INNER[s.word] if s.kind == "inner" else ""
            family = self.family_for(s)
            for text in self.forms(s):
                yield self.made(family, ("%s %s" % (before, text)).strip())
            if "settable" in s.traits and s.kind != "inner":
                for value in s.values[:2]:
                    yield self.made(family, "%s set %s" % (s.text, value))
                yield self.made(family, "%s set meta mark map { 1 : %s }" % (s.text, s.values[0]))
            if "flags" not in s.traits and s.kind not in ("inner", "tunnel"):
                yield self.made(family, "meta mark . %s { 1 . %s }" % (s.text, s.values[0]))
                for key in ("typeof %s" % s.text, "typeof %s . meta mark" % s.text):
                    name = "s%d" % (self.number + 1)
                    yield self.made(family, "accept", ["set %s t %s { %s; flags interval; }" % (family, name, key)])
                name = "m%d" % (self.number + 1)
                yield self.made(family, "accept", ["map %s t %s { typeof meta mark : %s; elements = { 1 : %s } }" % (family, name, s.text, s.values[0])])
        for family, body, hook, text in self.samples:
            yield self.sample(family, body, hook, text)
        for family in ("ip", "ip6", "inet", "arp", "bridge", "netdev"):
            for text in STATEMENTS:
                yield self.made(family, text)
            for kind, thing in THINGS:
                yield self.made(family, "accept", ["%s %s t %s%d %s" % (kind, family, kind[0], self.number + 1, thing)])

    def sample(self, family, body, hook, text):
        table = "t%d" % (self.number + 1)
        words = body.split(" ")
        named = 2 if body.startswith("ct ") else 1
        return self.made(family, text, [" ".join([*words[:named], family, table, *words[named:]])] if body else [], hook, table)

    def rule(self):
        r = self.random
        if r.random() < 0.08:
            return self.sample(*r.choice(self.samples))
        self.number += 1
        s = r.choice(self.selectors)
        family, body, parts = self.family_for(s), [], []
        form = r.random()
        if s.kind == "inner":
            parts.append("%s %s" % (BEFORE_INNER[s.word], self.match(s)))
        elif form < 0.05:
            s, text = self.inner(family)
            family = self.family_for(s)
            parts.append(text)
        elif form < 0.2 and "flags" not in s.traits:
            parts.append(self.concatenation([s] + [self.beside(s, family) for _ in range(r.randint(1, 2))]))
        elif form < 0.3 and "flags" not in s.traits and s.kind != "tunnel":    # what no set can say that it is of
            body, text = self.named_set(family, s)
            parts.append(text)
        else:
            parts.append(self.match(s))
        if r.random() < 0.3 and s.kind != "inner":
            parts.append(self.match(self.beside(s, family)))
        if r.random() < 0.15:
            dst, text = self.write(family)
            parts = parts if dst.layer() in (None, s.layer()) and dst.kind != "header" else []
            parts.append(text)
        after = r.choice(AFTER)
        if after and not (after in VERDICTS and "vmap" in " ".join(parts)) and not (family in ("arp", "bridge", "netdev") and "ct " in after):
            parts.append(after)
        return Rule(self.number, family, " ".join(parts), body)
