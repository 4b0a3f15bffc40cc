# SPDX-License-Identifier: GPL-2.0-or-later
"""Random rulesets with flowtables, for the comparison with a kernel.

Every rule is conditions, a counter, and what it does. The values are those of the traffic (traffic.py), so that rules tell
its connections and packets apart. Nothing depends on time, and no rule's outcome on what another connection did.
"""
from traffic import ADDRS, DPORTS, SPORTS

DEVICES = ("veth0", "veth1", "veth2")
NETS4 = ("10.0.0.0/24", "10.0.0.0/8", "192.0.2.0/25", "192.0.2.128/25", "192.0.2.0/24", "172.16.0.0/12", "172.16.0.0/24",
         "203.0.113.0/24")
NETS6 = ("2001:db8:1::/64", "2001:db8:1::/48", "2001:db8:2::/64", "2001:db8:2::/48", "2001:db8:3::/48")
STATES = ("new", "established", "established,related", "new,established", "invalid", "untracked", "related")
DSCP = ("cs0", "cs1", "af41", "ef")


class Scope:
    """What the conditions of one rule have settled, so that no rule contradicts itself in a way that nft refuses."""

    def __init__(self, family, hook):
        self.family, self.hook = family, hook
        self.net = {"ip": "ip", "ip6": "ip6"}.get(family)
        self.l4 = None
        self.used = set()

    def take_net(self, net):
        if self.net not in (None, net):
            return False
        self.net = net
        return True

    def take_l4(self, l4):
        if self.l4 not in (None, l4):
            return False
        self.l4 = l4
        return True

    def once(self, what):
        if what in self.used:
            return False
        self.used.add(what)
        return True


def all_addrs(net):
    return [a for group in ADDRS[net] for a in group]


def choose_net(r, s):
    net = s.net or r.choice(("ip", "ip", "ip", "ip6"))
    return net if s.take_net(net) else None


def braces(values):
    return "{ " + ", ".join(str(v) for v in values) + " }"


def some(r, values, n=None):
    return r.sample(list(values), n or r.randrange(1, min(4, len(values)) + 1))


def flip(r):
    return r.choice(("", "", "", "!= "))


# Each makes one condition, or None where it does not fit.
def m_addr(r, s):
    net, side = choose_net(r, s), r.choice(("saddr", "daddr"))
    if not net or not s.once(side):
        return None
    form = r.randrange(4)
    if form == 0:
        value = r.choice(NETS4 if net == "ip" else NETS6)
    elif form == 1:
        value = r.choice(all_addrs(net))
    elif form == 2:
        value = braces(some(r, all_addrs(net)))
    else:
        value = "10.0.0.1-10.0.0.255" if net == "ip" else "2001:db8:2::1-2001:db8:2::ff"
    return "%s %s %s%s" % (net, side, flip(r), value)


def m_addr_set(r, s):
    side = r.choice(("saddr", "daddr"))
    if not s.take_net("ip") or not s.once(side):
        return None
    return "ip %s %s@%s" % (side, flip(r), r.choice(("hosts", "nets")))


def m_port(r, s):
    proto, side = r.choice(("tcp", "udp", "th")), r.choice(("dport", "dport", "sport"))
    if proto == "th":
        if s.l4 is None:
            return None
    elif not s.take_l4(proto):
        return None
    if not s.once(side):
        return None
    ports = DPORTS if side == "dport" or r.random() < 0.5 else SPORTS
    form = r.randrange(4)
    value = (str(r.choice(ports)), braces(some(r, ports)), "1024-65535" if side == "sport" else "0-1023", "@ports")[form]
    return "%s %s %s%s" % (proto, side, flip(r), value)


def m_proto(r, s):
    if not s.once("proto"):
        return None
    form = r.randrange(3)
    if form == 0:
        if s.l4 is not None:
            return None
        return "meta l4proto { tcp, udp }" if s.take_l4("both") else None
    l4 = r.choice(("tcp", "udp"))
    if not s.take_l4(l4):
        return None
    if form == 2 and s.take_net("ip"):
        return "ip protocol " + l4
    return "meta l4proto " + l4


def m_family(r, s):
    if s.family != "inet" or s.net:
        return None
    net = r.choice(("ip", "ip6"))
    s.take_net(net)
    return "meta nfproto ipv4" if net == "ip" else r.choice(("meta nfproto ipv6", "meta protocol ip6"))


def m_device(r, s):
    way = r.choice(("iif", "oif") if s.hook in ("forward", "postrouting", "any") else ("iif",))
    if not s.once(way):
        return None
    form = r.randrange(5)
    if form == 0:
        return '%s %s"%s"' % (way, flip(r), r.choice(DEVICES))
    if form == 1:
        return '%sname %s' % (way, braces('"%s"' % d for d in some(r, DEVICES, 2)))
    if form == 2:
        return '%sname "veth*"' % way
    return '%sname %s"%s"' % (way, flip(r), r.choice(DEVICES))


def m_devices(r, s):
    if s.hook not in ("forward",) or not s.once("iif") or not s.once("oif"):
        return None
    pairs = some(r, [(a, b) for a in DEVICES for b in DEVICES if a != b], 2)
    return "iifname . oifname { %s }" % ", ".join('"%s" . "%s"' % p for p in pairs)


def m_state(r, s):
    if not s.once("state"):
        return None
    states = r.choice(STATES)
    return "ct state %s%s" % ("!= " if r.random() < 0.15 and "," not in states else "", states)


def m_direction(r, s):
    return "ct direction " + r.choice(("original", "reply")) if s.once("direction") else None


def m_status(r, s):
    return "ct status " + r.choice(("assured", "seen-reply", "confirmed", "snat", "dnat", "expected")) if s.once("status") else None


def m_ct_mark(r, s):
    return "ct mark %s%d" % (flip(r), r.randrange(3)) if s.once("ctmark") else None


def m_ct_tuple(r, s):
    if not s.take_net("ip") or not s.once("tuple"):
        return None
    return "ct original ip %s %s" % (r.choice(("saddr", "daddr")), r.choice(all_addrs("ip")))


def m_mark(r, s):
    return "meta mark %s%d" % (flip(r), r.randrange(3)) if s.once("mark") else None


def m_tcp_flags(r, s):
    if not s.take_l4("tcp") or not s.once("flags"):
        return None
    return "tcp flags " + r.choice(("syn", "& (syn | ack) == syn", "& (fin | rst) != 0x0", "psh", "& (fin | syn | rst | ack) == ack",
                                    "& psh == 0x0", "syn,ack", "rst"))


def m_length(r, s):
    if not s.once("length"):
        return None
    if r.random() < 0.5 or not s.take_net("ip"):
        return "meta length %s" % r.choice(("> 1000", "< 100", "0-600"))
    return "ip length %s" % r.choice(("> 1000", "< 100", "40"))


def m_dscp(r, s):
    net = choose_net(r, s)
    if not net or not s.once("dscp"):
        return None
    return "%s dscp %s" % (net, r.choice((r.choice(DSCP), braces(some(r, DSCP, 2)), "!= cs0")))


def m_ttl(r, s):
    net = choose_net(r, s)
    if not net or not s.once("ttl"):
        return None
    return ("ip ttl %s" if net == "ip" else "ip6 hoplimit %s") % r.choice(("< 30", "> 100", "63", "64"))


def m_fragment(r, s):
    return "ip frag-off & 0x3fff != 0x0" if s.take_net("ip") and s.once("fragment") else None


def m_pair(r, s):
    if not s.take_net("ip") or s.l4 not in (None, "tcp", "udp", "both") or not s.once("daddr") or not s.once("dport"):
        return None
    lead = ""
    if s.l4 is None:
        s.l4 = r.choice(("tcp", "udp"))
        lead = "meta l4proto %s " % s.l4
    form = r.randrange(3)
    if form == 0:
        return lead + "ip daddr . th dport @pairs"
    pairs = some(r, [(a, p) for a in all_addrs("ip") for p in DPORTS], 3)
    if form == 1 and s.once("saddr"):
        nets = some(r, NETS4, 1)
        return lead + "ip saddr . ip daddr . th dport { %s }" % ", ".join("%s . %s . %d" % (nets[0], a, p) for a, p in pairs)
    return lead + "ip daddr . th dport %s{ %s }" % (flip(r), ", ".join("%s . %d" % p for p in pairs))


COMMON = [m_addr] * 5 + [m_addr_set] * 2 + [m_port] * 5 + [m_proto] * 4 + [m_family, m_device, m_pair, m_mark, m_length, m_dscp,
                                                                         m_tcp_flags, m_ttl, m_fragment]
STATEFUL = [m_state] * 5 + [m_direction] * 2 + [m_status, m_ct_mark, m_ct_mark, m_ct_tuple]


def conditions(r, s, most=3):
    kinds = COMMON if s.family == "netdev" else COMMON + STATEFUL + [m_device, m_devices]
    wanted, out = r.choice((0, 1, 1, 1, 2, 2, most)), []
    for _ in range(20):
        if len(out) == wanted:
            break
        text = r.choice(kinds)(r, s)
        if text:
            out.append(text)
    return out


# ---------------------------------------------------------------- what rules do
def verdict_map(r, s, subs):
    """one that sends to chains or decides, over one field"""
    def to():
        return r.choice(["accept", "continue", "return"] + ["jump " + c for c in subs] * 2 + ["goto " + c for c in subs] +
                        (["drop"] if r.random() < 0.3 else []))
    form = r.randrange(6)
    if form == 0 and s.family != "netdev" and s.once("state"):
        return "ct state vmap { established : %s, related : accept, new : %s }" % (to(), to())
    if form == 1 and s.l4 is None:
        return "meta l4proto vmap { tcp : %s, udp : %s }" % (to(), to())
    if form == 2 and s.l4 in ("tcp", "udp", "both"):
        return "th dport vmap { %s }" % ", ".join("%d : %s" % (p, to()) for p in some(r, DPORTS, 3))
    if form == 3 and s.take_net("ip"):
        return "ip %s vmap { %s }" % (r.choice(("saddr", "daddr")), ", ".join("%s : %s" % (a, to()) for a in some(r, all_addrs("ip"), 3)))
    if form == 4:
        return "iifname vmap { %s }" % ", ".join('"%s" : %s' % (d, to()) for d in some(r, DEVICES, 2))
    if form == 5 and s.family != "netdev" and s.take_net("ip") and s.l4 in ("tcp", "udp"):
        pairs = some(r, [(a, p) for a in all_addrs("ip") for p in DPORTS], 3)
        return "ip daddr . th dport vmap { %s }" % ", ".join("%s . %d : %s" % (a, p, to()) for a, p in pairs)
    return r.choice(("accept", "continue"))


def mangle(r, s):
    net = s.net or ("ip" if s.family == "inet" and s.take_net("ip") else None)
    if net is None:
        return "meta mark set %d" % r.randrange(3)
    return r.choice(("%s dscp set %s" % (net, r.choice(DSCP)), "%s dscp set %s" % (net, r.choice(DSCP)),
                     "ip ttl set 60" if net == "ip" else "ip6 hoplimit set 60"))


def action(r, s, subs, where):
    kinds = ["accept"] * 4 + ["drop"] + ["return"] * 2 + ["none"] * 3 + ["mangle"] * 2 + ["mark"] * 2 + ["log", "limit", "quota"]
    if s.family != "netdev":
        kinds += ["ctmark"] * 3 + ["restore", "save", "queue", "update"]
    if subs:
        kinds += ["jump"] * 4 + ["goto"] * 2 + ["vmap"] * 3
    if where == "raw":
        kinds += ["notrack"] * 3
    if where == "first":	# the first rules of a chain rarely end everything
        kinds = [k for k in kinds if k not in ("drop", "accept", "queue")]
    kind = r.choice(kinds)
    if kind in ("accept", "drop", "return", "queue", "notrack"):
        return kind
    if kind == "jump" or kind == "goto":
        return "%s %s" % (kind, r.choice(subs))
    if kind == "vmap":
        return verdict_map(r, s, subs)
    if kind == "mangle":
        return mangle(r, s)
    return {"none": "", "mark": "meta mark set %d" % r.randrange(3), "ctmark": "ct mark set %d" % r.randrange(3),
            "restore": "meta mark set ct mark", "save": "ct mark set meta mark", "log": "log group 7",
            "limit": "limit rate 1/day burst %d packets" % r.choice((2, 5)), "quota": "quota 200 bytes",
            "update": "update @seen { ip saddr }" if s.take_net("ip") else ""}[kind]


def flow_add(r, s):
    name = "f1" if r.random() < 0.85 or not s.two else "f2"
    return "flow add @%s%s" % (name, r.choice(("",) * 8 + (" accept", " meta mark set 2")))


def make_rule(r, family, hook, subs, where="", flow=False, two=False):
    s = Scope(family, hook)
    s.two = two
    if flow:
        lead = r.choice(("ct state established", "ct state established,related", "", "")) if r.random() < 0.4 else ""
        if lead:
            s.once("state")
        conds = [lead] * bool(lead) + conditions(r, s, 2)
        end = flow_add(r, s)
    else:
        conds = conditions(r, s)
        end = action(r, s, subs, where)
        if len(conds) < 2 and end in ("drop", "queue", "accept") and r.random() < 0.8 or not conds and end != "accept":
            end = ""
    return " ".join(conds + ["counter"] + [end] * bool(end))


# ---------------------------------------------------------------- chains
def preamble(r):
    """what nearly every real forward chain starts with"""
    return r.choice((
        [], [], [],
        ["ct state invalid counter drop"],
        ["ct state established,related counter accept"] if r.random() < 0.3 else [],
        ["counter ct state vmap { established : continue, related : accept, invalid : drop }"],
    ))


def exemption(r, family):
    """what keeps some connections from the flow add behind it, in both directions"""
    end = r.choice(("accept", "accept", "return"))
    if r.random() < 0.5:
        proto, port = r.choice(("tcp", "udp")), r.choice(DPORTS)
        return ["%s %s %d counter %s" % (proto, side, port, end) for side in ("dport", "sport")]
    net = "ip" if family == "ip" or r.random() < 0.7 else "ip6"
    value = r.choice(all_addrs(net) + list(NETS4 if net == "ip" else NETS6))
    return ["%s %s %s counter %s" % (net, side, value, end) for side in ("saddr", "daddr")]


def forward_chain(r, family, subs, flows, two):
    rules = preamble(r) if family == "inet" or r.random() < 0.5 else []
    if r.random() < 0.35:
        rules += exemption(r, family)
    n = r.randrange(2, 8)
    at = sorted(r.randrange(n + 1) for _ in range(flows))
    for i in range(n + 1):
        rules += [make_rule(r, family, "forward", subs, flow=True, two=two) for _ in range(at.count(i))]
        if i < n:
            rules.append(make_rule(r, family, "forward", subs, "first" if i < 2 else ""))
    return rules


def nat_chains(r, family):
    out, pick = [], "ip " if family == "inet" else ""
    net = "ip" if family != "ip6" else None
    if net and r.random() < 0.7:
        rules = []
        for _ in range(r.randrange(1, 3)):
            match = r.choice(("ip daddr 192.0.2.130 tcp dport %d", "ip daddr 203.0.113.5 udp dport %d", "iifname \"veth0\" tcp dport %d"))
            rules.append(match % r.choice(DPORTS) + " counter dnat %sto %s" % (pick, r.choice(("192.0.2.1", "192.0.2.1:8080", "172.16.0.1", "198.51.100.9:443"))))
        out.append(("dst", "type nat hook prerouting priority dstnat; policy accept;", rules))
    if net and r.random() < 0.8:
        rules = [r.choice(('oifname "veth1" counter masquerade', "ip saddr 10.0.0.0/24 counter snat %sto 192.0.2.77" % pick,
                           'oifname "veth2" ip protocol { tcp, udp } counter masquerade', "ip saddr 10.0.0.1 counter accept"))
                 for _ in range(r.randrange(1, 3))]
        out.append(("src", "type nat hook postrouting priority srcnat; policy accept;", rules))
    return out


SETS = """	set hosts { type ipv4_addr; elements = { 10.0.0.1, 192.0.2.1, 172.16.0.1 }; }
	set nets { type ipv4_addr; flags interval; elements = { 10.0.0.0/24, 192.0.2.128/25, 203.0.113.0-203.0.113.9 }; }
	set ports { type inet_service; flags interval; elements = { 22, 53, 440-450 }; }
	set pairs { type ipv4_addr . inet_service; elements = { 192.0.2.1 . 80, 192.0.2.1 . 443, 10.0.0.1 . 22, 203.0.113.5 . 53 }; }
	set seen { type ipv4_addr; flags dynamic, timeout; timeout 1h; size 64; }
""".splitlines()


def chain(name, head, rules):
    return ["	chain %s {" % name] + ["		" + head] * bool(head) + ["		" + rule for rule in rules] + ["	}"]


def base_head(hook, priority, policy="accept"):
    return "type filter hook %s priority %s; policy %s;" % (hook, priority, policy)


def sub_chains(r, family, flows, two):
    """later ones may be led to by earlier ones; the first ones add connections to the flowtable"""
    made = []
    count = r.choice((0, 1, 2, 2, 3))
    for i in range(count):
        flow = flows and i < 2 and r.random() < 0.5
        subs = [name for name, _, adds in made if not adds] if not flow else [name for name, _, _ in made]
        rules = [make_rule(r, family, "forward" if flow else "any", subs) for _ in range(r.randrange(1, 4))]
        if flow:
            rules.insert(r.randrange(len(rules) + 1), make_rule(r, family, "forward", [], flow=True, two=two))
        leads = any(adds and (name in " ".join(rules)) for name, _, adds in made)
        made.append(("s%d" % i, rules, flow or leads))
    return made


def flowtables(r):
    form = r.randrange(10)
    if form < 6:
        return [("f1", "veth0, veth1")]
    if form == 6:
        return [("f1", "veth0")]
    if form == 7:
        return [("f1", "veth0, veth1, veth2")]
    return [("f1", "veth0, veth1"), ("f2", "veth2")]


def other_base_chains(r, family, free):
    out = []
    for hook, chance, priorities in (("prerouting", 0.5, ("raw", "mangle", "10")), ("postrouting", 0.35, ("mangle", "50")),
                                     ("forward", 0.35, ("-10", "0", "10"))):
        if r.random() < chance:
            priority = r.choice(priorities)
            rules = [make_rule(r, family, hook, free, "raw" if priority == "raw" else "") for _ in range(r.randrange(1, 4))]
            out.append((hook[:4] + "x", base_head(hook, priority), rules))
    return out


def ingress_chain(r):
    device = r.choice(("veth0", "veth1"))
    rules = [make_rule(r, "netdev", "ingress", []) for _ in range(r.randrange(1, 4))]
    return ["table netdev nd {"] + SETS + chain("ing", 'type filter hook ingress device "%s" priority %d; policy accept;' % (device, r.choice((-10, 10))), rules) + ["}"]


def ruleset(r):
    """The text of one: the form that is checked, with every `flow add` as a user would write it."""
    family = r.choice(("inet", "inet", "inet", "ip"))
    tables = flowtables(r)
    two = len(tables) > 1
    subs = sub_chains(r, family, r.random() < 0.4, two)
    names, free = [name for name, _, _ in subs], [name for name, _, adds in subs if not adds]
    in_subs = any("flow add" in rule for _, rules, _ in subs for rule in rules)
    flows = r.choice((0, 1, 1)) if in_subs else r.choice((1, 1, 1, 2))
    policy = "drop" if r.random() < 0.15 else "accept"
    forward = forward_chain(r, family, names, flows, two)
    if policy == "drop":
        forward.append(r.choice(("meta l4proto { tcp, udp } counter accept", "ct state established,new counter accept",
                                 "ct direction original counter accept", "ct state != invalid counter accept")))
    lines = ["table %s t {" % family]
    for name, devices in tables:
        lines.append("	flowtable %s { hook ingress priority filter; devices = { %s }; }" % (name, devices))
    lines += SETS
    for name, rules, _ in subs:
        lines += chain(name, "", rules)
    lines += chain("forward", base_head("forward", "filter", policy), forward)
    bases = other_base_chains(r, family, free)
    r.shuffle(bases)
    for name, head, rules in bases:
        lines += chain(name, head, rules)
    if r.random() < 0.3:
        for name, head, rules in nat_chains(r, family):
            lines += chain(name, head, rules)
    lines.append("}")
    if r.random() < 0.25:
        lines += ingress_chain(r)
    return "\n".join(lines) + "\n"
