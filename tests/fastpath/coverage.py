# SPDX-License-Identifier: GPL-2.0-or-later
"""What random chains and packets were made of, so that none of it can go missing unseen: statements by the chains that have them, kinds
of packets by those that were changed."""
import collections
import re

import packets

# what rules of fast_fwd chains can say
STATEMENTS = {name: re.compile(pattern) for name, pattern in {
    "dscp": r"dscp set [^m]", "ecn": r"ecn set", "ttl": r"ip ttl set", "hoplimit": r"hoplimit set", "flowlabel": r"flowlabel set",
    "source address": r"saddr set", "destination address": r"daddr set", "source port": r"sport set", "destination port": r"dport set",
    "value from a map": r"set [^;\n]* map \{", "counter": r"\bcounter\b", "accept": r"\baccept$", "drop": r"\bdrop$", "return": r"\breturn$",
    "continue": r"\bcontinue$", "jump": r"\bjump ", "goto": r"\bgoto ", "verdict map": r"\bvmap\b", "named set": r" @s\d",
    "chain at ingress": r"hook ingress devices", "chain at egress": r"hook egress devices",
}.items()}
NATS = {0: "no NAT", packets.SRC_NAT: "SNAT", packets.DST_NAT: "DNAT", packets.SRC_NAT | packets.DST_NAT: "SNAT and DNAT"}


def kinds_of_packets():
    return [kind(six, proto, nat, reply) for six in (False, True) for proto in (packets.TCP, packets.UDP) for nat in NATS for reply in (False, True)]


def kind(six, proto, nat, reply):
    return "%s %s, %s, %s" % ("IPv6" if six else "IPv4", "TCP" if proto == packets.TCP else "UDP", NATS[nat], "reply" if reply else "original")


class Coverage:
    def __init__(self):
        self.seen = collections.Counter({name: 0 for name in [*STATEMENTS, *kinds_of_packets()]})

    def chain(self, text):
        for name, pattern in STATEMENTS.items():
            self.seen[name] += any(pattern.search(line) for line in text.splitlines())

    def packet(self, conn, reply):
        self.seen[kind(conn.six, conn.proto, conn.status & (packets.SRC_NAT | packets.DST_NAT), reply)] += 1

    def missing(self):
        return [name for name, n in self.seen.items() if not n]
