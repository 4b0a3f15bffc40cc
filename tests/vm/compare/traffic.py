# SPDX-License-Identifier: GPL-2.0-or-later
"""Connections that are played through the router, as lines of a plan for tools/flowplay.c.

The ends are p0, p1 and p2 behind veth0, veth1 and veth2 of the router. Which of them an address is behind is told by
its prefix, or by a route of its own for the connections that the check gives as examples.
"""
import ipaddress

# prefixes behind each device, as guest/ends.sh has them
NETS = (("10.0.0.0/8", "2001:db8:1::/48"),
        ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8:2::/48"),
        ("172.16.0.0/12", "2001:db8:3::/48"))
# addresses that rulesets tell apart, and one that they do not know, by family and device
ADDRS = {"ip": (("10.0.0.1", "10.0.0.2", "10.1.0.1", "10.9.9.9"),
                ("192.0.2.1", "192.0.2.130", "203.0.113.5", "198.51.100.9"),
                ("172.16.0.1", "172.16.5.1", "172.20.0.1")),
         "ip6": (("2001:db8:1::1", "2001:db8:1::2", "2001:db8:1:1::1", "2001:db8:1:9::9"),
                 ("2001:db8:2::1", "2001:db8:2::82", "2001:db8:2:1::5"),
                 ("2001:db8:3::1", "2001:db8:3:5::1"))}
DPORTS = (22, 53, 80, 443, 5000, 8080)
SPORTS = (5000, 40000, 50000)

# what packets of a running connection look like: payload, dscp, ttl
SHAPES = ((0, 0, 64), (1200, 0, 65), (40, 8, 64), (1200, 34, 20), (40, 0, 20), (600, 46, 65), (1200, 8, 255), (0, 34, 64))
TCP_FLAGS = ("A", "PA", "A", "PAU", "PA", "A", "PA", "A")

# ways in which a connection ends: its packets take the classic path (FIN and RST up to kernel 6.13)
TCP_ENDS = (">FA,<FA,>A", ">RA", "<RA", "<FA,>FA,<A", ">A/l1200/f,<A/l1200/f,>PA/l40/t1,>RA", ">A/l100/o,<A/l100/o,>FA,<FA,>A")
UDP_ENDS = ("", ">U/l1200/f,<U/l1200/f", ">U/l100/o,<U/l100/o", ">U/l40/t1")


def shape(n, letters):
    payload, dscp, ttl = SHAPES[n % len(SHAPES)]
    text = letters
    if payload:
        text += "/l%d" % payload
    if dscp:
        text += "/d%d" % dscp
    return text + ("/t%d" % ttl if ttl != 64 else "")


def tcp_steps(rounds, first, end):
    steps = [">S/!", "<SA/!", ">A"]
    for n in range(first, first + rounds):
        steps += [">" + shape(n, TCP_FLAGS[n % 8]), "<" + shape(n + 3, TCP_FLAGS[(n + 5) % 8])]
    return ",".join(steps + ["="] + ([end] if end else []))


def udp_steps(rounds, first, end, answered):
    """answered: from which round on the other side answers"""
    steps = [">" + shape(first, "U")]
    for n in range(first, first + rounds):
        if answered is not None and n - first >= answered:
            steps.append("<" + shape(n + 3, "U"))
        steps.append(">" + shape(n + 1, "U"))
    return ",".join(steps + ["="] + ([end] if end else []))


def other_steps(rounds):
    return ",".join([">E/l40,<E/l40"] * rounds + ["="])


def device_of(addr):
    ip = ipaddress.ip_address(addr)
    for device, nets in enumerate(NETS):
        if any(ip in ipaddress.ip_network(net) for net in nets if ipaddress.ip_network(net).version == ip.version):
            return device
    return None


class Connection:
    def __init__(self, name, proto, source, sport, dest, dport, steps, device=None, out=None):
        self.name, self.proto, self.source, self.sport, self.dest, self.dport, self.steps = \
            name, proto, source, sport, dest, dport, steps
        self.device = device_of(source) if device is None else device
        self.out = device_of(dest) if out is None else out

    def line(self):
        return "%s %s %d %s %d %s %d %s\n" % (self.name, self.proto, self.device, self.source, self.sport, self.dest,
                                              self.dport, self.steps)

    def __str__(self):
        return "%s: %s %s:%d -> %s:%d (p%d)" % (self.name, self.proto, self.source, self.sport, self.dest, self.dport,
                                                self.device)

    def key(self):
        return self.proto, self.source, self.sport, self.dest, self.dport


def random_connection(r, name):
    family = r.choice(("ip", "ip", "ip", "ip6"))
    proto = r.choice(("tcp", "tcp", "tcp", "udp", "udp", "udp", "icmp"))
    source, dest = r.choice(((0, 1), (0, 1), (0, 1), (0, 1), (1, 0), (1, 0), (0, 2), (2, 1)))
    ports = r.choice(SPORTS[1:] if r.random() < 0.9 else SPORTS[:1]), r.choice(DPORTS)
    first = r.randrange(8)
    if proto == "tcp":
        steps = tcp_steps(8, first, r.choice(TCP_ENDS))
    elif proto == "udp":
        steps = udp_steps(8, first, r.choice(UDP_ENDS), r.choice((0, 0, 0, 3, None)))
    else:
        steps = other_steps(2)
        proto = "icmp" if family == "ip" else "icmpv6"
        ports = ports[0], ports[0]
    return Connection(name, proto, r.choice(ADDRS[family][source]), ports[0], r.choice(ADDRS[family][dest]), ports[1], steps)


def some_connections(r, n):
    """n different ones, of which the first are one of each protocol and family"""
    found, keys = [], set()
    wanted = [("tcp", False), ("udp", False), ("tcp", True), ("udp", True)]
    while len(found) < n:
        c = random_connection(r, "c%d" % len(found))
        if wanted and (c.proto, ":" in c.source) != wanted[0]:
            continue
        wanted = wanted[1:]
        if c.key() not in keys:
            keys.add(c.key())
            found.append(c)
    return found


def example_connection(name, example):
    """The connection that the check gives as an example, or None where it cannot be played here."""
    devices = {"veth0": 0, "veth1": 1, "veth2": 2}
    source, dest = example["saddr"], example["daddr"]
    if example["iif"] not in devices or example["oif"] not in devices or example["iif"] == example["oif"]:
        return None
    if example["l4proto"] not in ("tcp", "udp") or not playable(source) or not playable(dest) or source == dest:
        return None
    steps = tcp_steps(8, 0, "") if example["l4proto"] == "tcp" else udp_steps(8, 0, "", 4)
    return Connection(name, example["l4proto"], source, example["sport"], dest, example["dport"], steps,
                      devices[example["iif"]], devices[example["oif"]])


def playable(addr):
    """an address that the router forwards for, and has not itself"""
    ip = ipaddress.ip_address(addr)
    if ip.is_multicast or ip.is_loopback or ip.is_link_local or ip.is_unspecified or (ip.version == 4 and (
            ip in ipaddress.ip_network("0.0.0.0/8") or ip in ipaddress.ip_network("240.0.0.0/4"))):
        return False
    return addr not in ROUTER


ROUTER = ("10.255.255.254", "192.0.2.254", "172.31.255.254", "2001:db8:1:ffff::1", "2001:db8:2:ffff::1", "2001:db8:3:ffff::1")


def routes_for(connections):
    """Routes for `ip -batch`, for those whose addresses are not where their prefix says; drops what contradicts others."""
    lines, kept, known = [], [], {}
    for c in connections:
        ways = {(c.device, c.dest): c.out, (c.out, c.source): c.device}
        if any(known.get(key, out) != out for key, out in ways.items()):
            continue
        kept.append(c)
        for (come_in, dest), out in ways.items():
            if (come_in, dest) not in known and device_of(dest) != out:
                v6 = ":" in dest
                lines.append("%s/%d via %s dev veth%d onlink table %d\n" % (
                    dest, 128 if v6 else 32, ("fe80::%d:2" if v6 else "169.254.%d.2") % out, out, 100 + come_in))
            known[(come_in, dest)] = out
    return lines, kept
