# SPDX-License-Identifier: GPL-2.0-or-later
"""Random rules, made of what the catalog has (the program words prints that)."""
import random
import subprocess

FAMILY_OF = {"ip": "ip", "icmp": "ip", "igmp": "ip", "ip6": "ip6", "icmpv6": "ip6", "arp": "arp"}
EXTENSIONS6 = ("hbh", "rt", "srh", "rt0", "rt2", "frag", "dst", "mh")
VERDICTS = ("accept", "drop", "continue", "return")
AFTER = ("", "counter", "accept", "drop", "log", 'log prefix "x "', "limit rate 5/second burst 5 packets", "return", "last",
         "counter accept", "quota 1000 bytes", "ct count 5")
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
        return self.random.choice(["%s %s" % (s.text, v[0]), "%s != %s" % (s.text, v[0]), "%s %s" % (s.text, ",".join(v)),
                                   "%s & (%s) == %s" % (s.text, both, v[0]), "%s & (%s) != 0" % (s.text, both),
                                   "%s ! %s" % (s.text, ",".join(v)), "%s %s / %s" % (s.text, v[0], ",".join(v)),
                                   "%s { %s }" % (s.text, ", ".join(v))])

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
        return r.choice(forms)

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

    def rule(self):
        r = self.random
        self.number += 1
        if r.random() < 0.08:
            family, body, hook, text = r.choice(self.samples)
            table = "t%d" % self.number
            things = [" ".join([*body.split(" ")[: 2 if body.startswith("ct ") else 1], family, table,
                                *body.split(" ")[2 if body.startswith("ct ") else 1:]])] if body else []
            return Rule(self.number, family, text, things, hook, table)
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
