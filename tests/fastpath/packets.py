# SPDX-License-Identifier: GPL-2.0-or-later
"""Connections through the router of run.py, and packets of them.

A Connection has what a back end may know of it. Packets are bytes from the network header on, as the router gets them; each ends
in an id of 8 bytes, so that it is known again whatever became of its headers.
"""
import ipaddress
import struct

TCP, UDP = 6, 17
SEEN_REPLY, ASSURED, CONFIRMED, SRC_NAT, DST_NAT = 2, 4, 8, 16, 32
PORTS = [22, 53, 80, 443, 1024, 4097, 40000, 40001, 65535]
MARKS = [0, 1, 5, 0x17, 0x1234, 0xff00, 0x80000001]
# by family (IPv6: True) the addresses of clients, behind a1, and of servers, behind b1
ADDRS = {
    False: (["10.1.0.1", "10.1.0.2", "10.1.7.130"], ["10.2.0.1", "10.2.0.9", "10.2.200.3"]),
    True: (["fd01::1", "fd01::2", "fd01:0:0:7::82"], ["fd02::1", "fd02::9", "fd02:0:0:c8::3"]),
}
# what NAT makes of them: the server that clients ask for, and the address that servers see
FRONT = {False: "10.2.77.1", True: "fd02:77::1"}
MASK = {False: "10.1.77.1", True: "fd01:77::1"}
ID_BYTES = 8


def number(addr):
    return int(ipaddress.ip_address(addr))


def prefix(addr, length):
    return str(ipaddress.ip_network("%s/%d" % (addr, length), strict=False))


def packed(addr):
    return ipaddress.ip_address(addr).packed


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Connection:
    """original and reply: (saddr, sport, daddr, dport), as conntrack has them"""

    def __init__(self, six, proto, original, reply, nat, mark, replied):
        self.six, self.proto, self.mark, self.replied = six, proto, mark, replied
        self.tuples = (original, reply)
        self.status = CONFIRMED | (SEEN_REPLY if replied else 0) | nat

    def fields(self, reply):
        """the line of tests/fastpath/interp.c up to the bytes"""
        devices = ("b1", "a1") if reply else ("a1", "b1")
        ends = " ".join("%s %d %s %d" % t for t in self.tuples)
        return "%d %d %d %d 0 %s %s %s" % (reply, self.proto, self.status, self.mark, *devices, ends)


def connections(rng):
    """A handful for each family, protocol and kind of NAT; each has ports of its own."""
    out, clients = [], iter(range(20000, 60000))
    for six in (False, True):
        for proto in (TCP, UDP):
            silent = [(0, False), (SRC_NAT | DST_NAT, False)] if proto == UDP else []
            for nat, replied in [(nat, True) for nat in (0, 0, SRC_NAT, DST_NAT, SRC_NAT | DST_NAT)] + silent:
                c, s = rng.choice(ADDRS[six][0]), rng.choice(ADDRS[six][1])
                sport = rng.choice((40000, 40001, 65535)) if not nat and rng.random() < 0.5 else next(clients)
                dport = rng.choice(PORTS[:6])
                original = (c, sport, FRONT[six] if nat & DST_NAT else s, dport)
                if any(o.tuples[0] == original for o in out):
                    original = (c, next(clients), *original[2:])
                reply = (ADDRS[six][1][0] if nat & DST_NAT else s, 8080 if nat & DST_NAT else dport,
                         MASK[six] if nat & SRC_NAT else c, original[1])
                # SRC_NAT is asked for by a mark, which routes of clients do not depend on
                mark = rng.choice(MARKS)
                out.append(Connection(six, proto, original, reply, nat, mark, replied))
    return out


def transport(rng, proto, sport, dport, payload, pseudo, plain, udp_sum=True):
    if proto == UDP:
        head = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0)
        at = 6
    else:
        flags = plain if plain is not None else rng.choice((0x10, 0x18, 0x30, 0x38, 0x90))
        head = struct.pack("!HHIIBBHHH", sport, dport, rng.getrandbits(32), rng.getrandbits(32), 0x50, flags, rng.getrandbits(16), 0,
                           rng.choice((0, 0, 1, 3)))
        at = 16
    data = head + payload
    total = checksum(pseudo + data)
    if proto == UDP:
        total = (total or 0xffff) if udp_sum else 0
    return data[:at] + struct.pack("!H", total) + data[at + 2:]


def packet(rng, conn, reply, ident, tcp_flags=None):
    saddr, sport, daddr, dport = conn.tuples[reply]
    payload = bytes(rng.getrandbits(8) for _ in range(rng.choice((0, 1, 12, 60, 200)))) + struct.pack("!Q", ident)
    size = (20 if conn.proto == TCP else 8) + len(payload)
    pseudo = packed(saddr) + packed(daddr) + struct.pack("!II" if conn.six else "!HH", *((size, conn.proto) if conn.six else (conn.proto, size)))
    ttl = rng.choice((2, 3, 64, 64, 128, 255, rng.randint(2, 255)))
    tos = rng.choice((0, 0, 0x60, 0xb8, rng.getrandbits(8)))
    body = transport(rng, conn.proto, sport, dport, payload, pseudo, tcp_flags, conn.six or rng.random() < 0.8)
    if conn.six:
        return struct.pack("!IHBB", 6 << 28 | tos << 20 | rng.choice((0, rng.getrandbits(20))), size, conn.proto, ttl) + packed(saddr) + packed(daddr) + body
    head = struct.pack("!BBHHHBBH", 0x45, tos, 20 + size, rng.getrandbits(16), rng.choice((0, 0x4000)), ttl, conn.proto, 0)
    head += packed(saddr) + packed(daddr)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body
