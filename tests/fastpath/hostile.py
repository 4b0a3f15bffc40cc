#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets that the fast path leaves alone, or that are hard to tell: cut short, with lengths that lie, fragments, options, extension
headers, other protocols and versions, a time to live of 1, no checksum. Programs do with them what the interpreter does: nothing is
changed, dropped or counted of what they leave alone, and the rest is as it should be.

usage: hostile.py [--packets N] [--seed N]
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

import packets
import run

CHAINS = (
    "ip dscp set cs3 counter\nip6 dscp set cs3 counter",
    "ip saddr set 192.0.2.1 counter\nip6 daddr set 2001:db8::1 counter\nth sport 1-30000 counter\nudp dport 53 udp dport set 5353 counter\ntcp dport 22-443 tcp sport set 99 counter",
    "counter drop",
    "ip length 1-100 counter\nip ttl set 7\nip6 hoplimit set 7\nip6 length > 90 counter drop",
    "x { counter\ncounter\ncounter\n}\nchain " + "\n".join(["th sport 1-65535 jump x"] * 6) + "\nip dscp set cs1",	# more than is remembered
    "ip length 1-100 ip dscp set cs1 accept\nudp dport 53 counter accept\nip6 daddr fd02::1 counter return\nth sport 1-30000 ip6 length > 90 accept",
    "udp dport { 53, 80, 443 } accept\ntcp dport { 22, 80 } counter accept\nip saddr 10.1.0.1 accept\nip6 saddr fd01::1 ip6 dscp set cs1 accept",
    "\n".join("th dport %d ip dscp set %d counter" % (n, n % 60) for n in range(20)) + "\nip6 flowlabel set 77 counter",
)
EXTENSIONS = (0, 43, 44, 50, 51, 59, 60, 135)


def parts(text):
    """A chain beside, and the rules."""
    beside, _, rules = text.rpartition("\nchain ")
    return ("chain " + beside + "\n" if beside else "", rules)


def cut(rng, data, six):
    return data[:rng.randint(1, len(data) - 1)]


def cut_in_headers(rng, data, six):
    return data[:rng.randint(1, 60 if six else 40)]


def lie_about_length(rng, data, six):
    at = 4 if six else 2
    real = int.from_bytes(data[at:at + 2], "big")
    size = rng.choice((0, 1, 19, 20, 27, 28, 39, 40, real - 1, real + 1, 0xffff, rng.getrandbits(16)))
    return data[:at] + (size & 0xffff).to_bytes(2, "big") + data[at + 2:]


def append(rng, data, six):
    """what Ethernet pads with"""
    return data + bytes(rng.randint(1, 40))


def fragment(rng, data, six):
    if six:
        return data[:6] + bytes([44]) + data[7:40] + bytes([data[6], 0, 0, 1, 0, 0, 0, 9]) + data[40:]
    return data[:6] + rng.choice((0x2000, 0x2001, 1, 0x1fff, 0x6000)).to_bytes(2, "big") + data[8:]


def options(rng, data, six):
    if six:
        return data[:6] + bytes([rng.choice(EXTENSIONS)]) + data[7:]
    return bytes([0x40 | rng.choice([n for n in range(16) if n != 5])]) + data[1:]


def protocol(rng, data, six):
    at = 6 if six else 9
    return data[:at] + bytes([rng.choice((1, 2, 4, 41, 47, 50, 58, 132, 136, 255))]) + data[at + 1:]


def version(rng, data, six):
    return bytes([rng.choice([n for n in range(16) if n != (6 if six else 4)]) << 4 | data[0] & 15]) + data[1:]


def last_hop(rng, data, six):
    at = 7 if six else 8
    return data[:at] + bytes([rng.randint(0, 1)]) + data[at + 1:]


def no_checksum(rng, data, six):
    at = (40 if six else 20) + (6 if data[6 if six else 9] == packets.UDP else 16)
    return data[:at] + rng.choice((b"\0\0", b"\xff\xff")) + data[at + 2:]


def any_byte(rng, data, six):
    """but those that say which connection it is"""
    free = [i for i in range(60 if six else 40) if not (8 <= i < 44 if six else 12 <= i < 24)]
    for i in rng.sample(free, rng.randint(1, 4)):
        data = data[:i] + bytes([rng.getrandbits(8)]) + data[i + 1:]
    return data


WAYS = (cut, cut_in_headers, lie_about_length, append, fragment, options, protocol, version, last_hop, no_checksum, any_byte)


def ask(path, how, lines):
    done = subprocess.run([run.INTERP, path, "inet", "t", "f", *how], input="\n".join(lines) + "\n", capture_output=True, text=True)
    if done.returncode:
        raise SystemExit("not ok: interp %s: %s%s" % (how, done.stdout[-300:], done.stderr))
    return done.stdout.splitlines()


def what(answer):
    return "leave" if answer.startswith("leave") else answer


def hostile(rng, conns, n):
    """(how it was made, line)"""
    for _ in range(n):
        conn = rng.choice(conns)
        reply = conn.replied and rng.random() < 0.4
        way = rng.choice(WAYS)
        data = way(rng, packets.packet(rng, conn, reply, rng.getrandbits(63)), conn.six)
        yield way.__name__, conn, "%s %s" % (conn.fields(reply).replace(" a1 b1 ", " lo lo ").replace(" b1 a1 ", " lo lo "), data.hex())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--packets", type=int, default=600)
    parser.add_argument("--seed", type=int, default=3)
    options_ = parser.parse_args()
    rng = random.Random(options_.seed)
    conns = packets.connections(rng)
    ways = run.programs()
    passed = failed = 0
    if not ways:
        print("programs cannot be loaded here\n0 passed, 0 failed, 1 skipped")
        return 0
    left = dict.fromkeys((way.__name__ for way in WAYS), 0)
    for text, policy in [(text, policy) for text in CHAINS for policy in ("accept", "drop")]:
        with tempfile.NamedTemporaryFile("w", suffix=".nft") as f:
            f.write("table inet t {\nflowtable f { hook ingress priority 0; devices = { lo }; }\n%schain c {\n"
                    "type filter hook fast_fwd flowtable @f priority 0; policy accept;\n%s\n}\n}\n" % parts(text))
            f.flush()
            made = list(hostile(rng, conns, options_.packets))
            lines = [line for _, _, line in made]
            want = ask(f.name, ["run", policy], lines)
            for how in ways:
                wrong = [(way, line, a, b) for (way, conn, line), a, b in zip(made, want, ask(f.name, [how, policy], lines))
                         if what(a) != what(b) and run.zeros(what(a), conn) != run.zeros(what(b), conn)
                         and not ("xdp" not in how and a == "leave ttl")]
                passed, failed = passed + (not wrong), failed + bool(wrong)
                for way, line, a, b in wrong[:2]:
                    print("not ok: %s: %s\n%s\ninterp  %s\n%-7s %s" % (text.splitlines()[0], way, line, a, how, b))
            for (way, _, _), answer in zip(made, want):
                left[way] += answer.startswith("leave")
    never = [way for way in left if not left[way] and way not in ("append", "no_checksum")]
    if never:
        print("not ok: nothing was left alone of: " + ", ".join(never))
        failed += 1
    print("%d packets, of which %d are left alone" % (2 * len(CHAINS) * options_.packets, sum(left.values())))
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
