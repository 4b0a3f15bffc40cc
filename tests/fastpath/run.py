#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random fast_fwd chains run by the kernel, as forward chains, by the interpreter, and as BPF programs in test runs of the kernel: the
packets that come out are the same, byte for byte, and so are the counters. Where the action list of the packet's connection says all,
the same comes of it.

usage: run.py [--chains N] [--packets N] [--seed N] [--keep DIR] [-v]

Everything happens in a network namespace of its own: a router with two pairs of devices (a0 a1, b1 b0), raw packets in at one
end and out at the other, connections of both families with and without NAT.
"""
import argparse
import json
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import time

import chains
import coverage
import packets

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("BUILDDIR", os.path.dirname(os.path.dirname(HERE)))
NFT = os.environ.get("NFT", os.path.join(BUILD, "src", "nft"))
INTERP = os.path.join(BUILD, "tests", "fastpath", "interp")
OUTGOING = 4
ETHERTYPE = {False: 0x0800, True: 0x86dd}
WANT_CHANGED = 0.3
ENOUGH = 2000	# pairs, in which everything has to occur
FEW = 6		# connections of one chain's packets


def sh(command):
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def sysctl(path, value):
    """of this network namespace"""
    with open("/proc/sys/net/" + path, "w") as f:
        f.write("%d\n" % value)


def nft(text, *args):
    return subprocess.run([NFT, *args, "-f", "-"], input=text, capture_output=True, text=True)


# ------------------------------------------------------------------ the router
def mac(device):
    shown = subprocess.run(["ip", "-j", "link", "show", device], capture_output=True, text=True, check=True).stdout
    return bytes.fromhex(json.loads(shown)[0]["address"].replace(":", ""))


class Port:
    """The far end of a device of the router: sends to it, and keeps what comes out of it."""

    def __init__(self, outer, inner):
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.sock.bind((outer, 0))
        self.sock.setblocking(False)
        self.head = mac(inner) + mac(outer)

    def send(self, packet):
        self.sock.send(self.head + struct.pack("!H", ETHERTYPE[packet[0] >> 4 == 6]) + packet)

    def drain(self, into):
        """by the id that a packet ends in"""
        while True:
            try:
                frame, address = self.sock.recvfrom(1 << 16)
            except BlockingIOError:
                return
            if address[2] == OUTGOING:
                continue
            packet = frame[14:]
            size = (40 + struct.unpack("!H", packet[4:6])[0]) if packet[0] >> 4 == 6 else struct.unpack("!H", packet[2:4])[0]
            packet = packet[:size]
            into[struct.unpack("!Q", packet[-packets.ID_BYTES:])[0]] = packet


def make_router():
    for d in "ab":
        sh("ip link add %s0 type veth peer name %s1" % (d, d))
        sysctl("ipv6/conf/%s0/disable_ipv6" % d, 1)
        sysctl("ipv4/conf/%s1/rp_filter" % d, 0)
        sysctl("ipv6/conf/%s1/accept_dad" % d, 0)
        sysctl("ipv6/conf/%s1/router_solicitations" % d, 0)
        sh("ip link set %s0 up arp off; ip link set %s1 up" % (d, d))
    sysctl("ipv4/conf/all/rp_filter", 0)
    sysctl("ipv4/ip_forward", 1)
    sysctl("ipv6/conf/all/forwarding", 1)
    for n, d in enumerate("ab", 1):
        peer = "02:00:00:00:00:0%s" % d		# of nobody, or the far end would forward in its turn
        sh("ip addr add 10.0.%d.1/24 dev %s1; ip -6 addr add fd00:%d::1/64 dev %s1 nodad" % (n, d, n, d))
        sh("ip neigh add 10.0.%d.2 lladdr %s dev %s1 nud permanent; ip -6 neigh add fd00:%d::2 lladdr %s dev %s1 nud permanent"
           % (n, peer, d, n, peer, d))
        sh("ip route add 10.%d.0.0/16 via 10.0.%d.2 dev %s1; ip -6 route add fd0%d::/16 via fd00:%d::2 dev %s1" % (n, n, d, n, n, d))
    return {"a": Port("a0", "a1"), "b": Port("b0", "b1")}


# ------------------------------------------------------------------ connections
def key(conn):
    saddr, sport, daddr, dport = conn.tuples[0]
    return "%s . %d . %s . %d . %s" % (saddr, sport, daddr, dport, "tcp" if conn.proto == packets.TCP else "udp")


def tracking(conns):
    """The ruleset that gives connections their marks and NAT."""
    out = ""
    for six, family in ((False, "ip"), (True, "ip6")):
        mine = [c for c in conns if c.six == six]
        fields = "%s saddr . th sport . %s daddr . th dport . meta l4proto" % (family, family)
        marks = ", ".join("%s : %d" % (key(c), c.mark) for c in mine)
        dnat = ", ".join(key(c) for c in mine if c.status & packets.DST_NAT)
        # where the source is translated, the destination already is
        snat = ", ".join("%s . %d . %s" % (*c.tuples[0][:2], "tcp" if c.proto == packets.TCP else "udp") for c in mine if c.status & packets.SRC_NAT)
        real = packets.ADDRS[six][1][0]
        out += """table %s nat {
            chain marks { type filter hook prerouting priority -150; ct state new ct mark set %s map { %s } }
            chain pre { type nat hook prerouting priority -100; meta l4proto { tcp, udp } %s { %s } dnat to %s; }
            chain post { type nat hook postrouting priority 100; %s saddr . th sport . meta l4proto { %s } snat to %s; }
        }
        """ % (family, fields, marks, fields, dnat, "[%s]:8080" % real if six else real + ":8080", family, snat, packets.MASK[six])
    return out


def establish(rng, ports, conns):
    """Has the kernel see the beginning of each connection."""
    loaded = nft(tracking(conns))
    if loaded.returncode:
        raise SystemExit("the ruleset that tracks connections was refused: " + loaded.stderr)
    sysctl("netfilter/nf_conntrack_tcp_be_liberal", 1)
    sysctl("netfilter/nf_conntrack_udp_timeout", 600)
    sysctl("netfilter/nf_conntrack_udp_timeout_stream", 600)
    for conn in conns:
        turns = [(False, 0x02), (True, 0x12), (False, 0x10)] if conn.proto == packets.TCP else [(False, None), (True, None), (False, None)]
        for reply, flags in turns if conn.replied else turns[:1]:
            ports["b" if reply else "a"].send(packets.packet(rng, conn, reply, 0, flags))
    time.sleep(0.2)
    for port in ports.values():
        port.drain({})


# ------------------------------------------------------------------ one chain
def interpret(path, family, lines, *more):
    done = subprocess.run([INTERP, path, family, "t", "f", *more], input="\n".join(lines) + "\n", capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError("interp: %s%s" % (done.stdout, done.stderr))
    return done.stdout.splitlines()


def kernel_counters(family):
    listing = json.loads(subprocess.run([NFT, "-j", "list", "table", family, "t"], capture_output=True, text=True, check=True).stdout)
    found, index = {}, {}
    for item in listing["nftables"]:
        if "rule" not in item:
            continue
        chain = item["rule"]["chain"]
        n = index[chain] = index.get(chain, -1) + 1
        for nth, c in enumerate(e["counter"] for e in item["rule"]["expr"] if "counter" in e):
            found["%s %d %d" % (chain, n, nth)] = "%d %d" % (c["packets"], c["bytes"])
    return found


def zeros(answer, conn):
    """A program runs behind NAT and rules before it: which zero of one's complement a checksum becomes hangs on the order."""
    if not answer.startswith("forward ") or not conn.status & (packets.SRC_NAT | packets.DST_NAT):
        return answer
    data = bytearray.fromhex(answer[8:])
    start = 40 if conn.six else 20
    for at in ([] if conn.six else [10]) + [start + (16 if conn.proto == packets.TCP else 6)]:
        if data[at:at + 2] == b"\xff\xff":
            data[at:at + 2] = b"\0\0"
    return data.hex()


def programs():
    """Ways to run BPF programs, if they can be loaded here."""
    empty = os.path.join(HERE, "empty.nft")
    loads = subprocess.run([INTERP, empty, "inet", "t", "f", "bpf"], input="", capture_output=True, text=True).returncode == 0
    return ["bpf", "bpf-cache", "bpf-xdp", "bpf-xdp-cache"] if loads else []


class Trial:
    def __init__(self, options, ports, conns, seed):
        self.options, self.ports, self.conns = options, ports, conns
        self.rng = random.Random(seed)
        self.chain = chains.make(self.rng)
        self.seed = seed
        self.lists = ["lists", "0", "0"]
        self.sent = {}		# id -> (connection, reply, bytes)

    def fast_text(self):
        body = self.chain.text(lambda priority: "hook fast_fwd flowtable @f priority %d" % priority)
        netdev = "table netdev t {\n%s}\n" % self.chain.netdev if self.chain.netdev else ""
        return "table %s t {\nflowtable f { hook ingress priority 0; devices = { a1, b1 }; }\n%s}\n%s" % (self.chain.family, body, netdev)

    def load(self):
        body = self.chain.text(lambda priority: "hook forward priority %d" % priority)
        text = "table %s t {\n%s}\n" % (self.chain.family, body)
        if self.chain.netdev:
            text += "table netdev t {\n%s}\n" % self.chain.netdev
        done = nft(text)
        return done.stderr if done.returncode else None

    def unload(self):
        nft("delete table %s t" % self.chain.family)
        if self.chain.netdev:
            nft("delete table netdev t")

    def send(self):
        few = self.rng.sample(self.conns, min(FEW, len(self.conns)))	# so that most are known when their packet comes
        for i in range(self.options.packets):
            conn = self.rng.choice(few)
            reply = conn.replied and self.rng.random() < 0.4
            ident = self.rng.getrandbits(63)
            data = packets.packet(self.rng, conn, reply, ident)
            self.sent[ident] = (conn, reply, data)
            self.ports["b" if reply else "a"].send(data)

    def received(self, wanted):
        """What comes out, until all that is wanted has: on a busy machine that takes a while."""
        got = {}
        until = time.monotonic() + 3
        while time.monotonic() < until:
            for port in self.ports.values():
                port.drain(got)
            if wanted <= got.keys():
                break
            time.sleep(0.002)
        return got

    def run(self, work):
        """(pairs, changed, what is wrong)"""
        path = os.path.join(work, "chain.nft")
        with open(path, "w") as f:
            f.write(self.fast_text())
        refused = self.load()
        if refused:
            return 0, 0, "the kernel refused it: " + refused
        try:
            return self.play(path)
        finally:
            self.unload()

    def play(self, path):
        self.send()
        lines = ["%s %s" % (c.fields(r), d.hex()) for c, r, d in self.sent.values()]
        answers = interpret(path, self.chain.family, lines, "lists")
        self.lists = answers.pop().split(maxsplit=3)
        plain = interpret(os.path.join(HERE, "empty.nft"), "inet", lines)
        got = self.received({ident for ident, answer in zip(self.sent, answers) if answer.startswith("forward")})
        counted = kernel_counters(self.chain.family)
        if self.chain.netdev:
            counted.update(kernel_counters("netdev"))
        changed = 0
        self.options.coverage.chain(self.fast_text())
        for answer, without, (conn, reply, _) in zip(answers, plain, self.sent.values()):
            if answer != without:
                changed += 1
                self.options.coverage.packet(conn, reply)
        if len(self.lists) > 3:
            return len(lines), changed, "classes: " + self.lists[3]
        wrong = self.compare(answers, got) or self.compare_counters(answers[len(lines):], counted)
        # chains of the devices stay the kernel's at tc, and are in the program at XDP, which skips them
        for how in self.options.programs:
            if self.chain.netdev and "xdp" not in how:
                continue
            wrong = wrong or self.compare_program(how, answers, interpret(path, self.chain.family, lines, how))
        return len(lines), changed, wrong

    def compare(self, answers, got):
        for answer, (ident, (conn, reply, data)) in zip(answers, self.sent.items()):
            kernel = "forward " + got[ident].hex() if ident in got else "drop"
            if answer != kernel:
                return "packet  %s %s\nkernel  %s\ninterp  %s" % (conn.fields(reply), data.hex(), kernel, answer)
        return None

    def compare_program(self, how, answers, mine):
        for line, own, (conn, reply, data) in zip(answers, mine, self.sent.values()):
            if own != line and zeros(own, conn) != zeros(line, conn):
                return "packet  %s %s\ninterp  %s\n%-7s %s" % (conn.fields(reply), data.hex(), line, how, own)
        if answers[len(self.sent):] != mine[len(self.sent):]:
            return "counters\ninterp  %s\n%-7s %s" % (answers[len(self.sent):], how, mine[len(self.sent):])
        return None

    def compare_counters(self, answers, counted):
        for line in answers:
            _, chain, index, nth, count, size = line.split()
            where, mine = "%s %s %s" % (chain, index, nth), "%s %s" % (count, size)
            if counted.get(where) != mine:
                return "counter of %s\nkernel  %s\ninterp  %s" % (where, counted.get(where), mine)
        return None


def tell(trial, wrong):
    print("not ok: chain of seed %d\n%s\n%s" % (trial.seed, trial.fast_text(), wrong))


def run(options):
    rng = random.Random(options.seed)
    options.programs, options.coverage = programs(), coverage.Coverage()
    if not options.programs:
        print("programs cannot be loaded here: the interpreter only is compared with the kernel")
    ports = make_router()
    conns = packets.connections(rng)
    establish(rng, ports, conns)
    passed = failed = pairs = changed = lists = classes = 0
    with tempfile.TemporaryDirectory() as work:
        for i in range(options.chains):
            trial = Trial(options, ports, conns, rng.getrandbits(40) if options.only is None else options.only)
            try:
                n, some, wrong = trial.run(work)
            except RuntimeError as error:
                n, some, wrong = 0, 0, str(error)
            pairs, changed = pairs + n, changed + some
            lists, classes = lists + int(trial.lists[1]), classes + int(trial.lists[2])
            if wrong:
                tell(trial, wrong)
                failed += 1
                if failed >= options.failures:
                    break
            else:
                passed += 1
    print("%d pairs of a chain and a packet, %d of them changed; %d by action lists, of %d classes; by %s"
          % (pairs, changed, lists, classes, ", ".join(["kernel", "interpreter", *options.programs])))
    if changed < WANT_CHANGED * pairs:
        print("not ok: fewer than %d %% of the packets were changed" % (WANT_CHANGED * 100))
        failed += 1
    if options.verbose:
        print("\n".join("%6d %s" % (n, name) for name, n in options.coverage.seen.items()))
    if pairs >= ENOUGH and options.coverage.missing():
        print("not ok: none of these: " + "; ".join(options.coverage.missing()))
        failed += 1
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--chains", type=int, default=120)
    parser.add_argument("--packets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the chain of this seed")
    parser.add_argument("--failures", type=int, default=5, help="stop after that many")
    parser.add_argument("-v", "--verbose", action="store_true", help="what chains and packets were made of")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:
        probe = subprocess.run(["unshare", "-n", NFT, "list", "ruleset"], capture_output=True, text=True)
        if probe.returncode:
            print("skipped: no network namespace with nf_tables here: %s\n0 passed, 0 failed, 1 skipped" % probe.stderr.strip())
            return 0
        return subprocess.run(["unshare", "-n", sys.executable, *sys.argv, "--inside"]).returncode
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
