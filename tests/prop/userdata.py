#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What is noted for other tools beside a ruleset is noted as another nft does: the bytes are compared.

usage: NFT=BUILDDIR/src/nft [NFT_OTHER=NFT] userdata.py [--other NFT]

Comments of everything that takes one, and the keys, data and elements of sets by type and by expression, are loaded by both, and the user
data in the kernel's messages, which --debug=mnl shows, must be the same. It is skipped where there is no other nft, or no root.
KNOWN says what differs, and why.
"""
import argparse
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = """ip saddr|ip dscp|ip hdrlength|ip version|ip6 flowlabel|tcp dport|tcp flags|tcp doff|sctp vtag|dccp type|th dport|ether saddr|ether type
vlan id|vlan pcp|vlan dei|vlan type|arp operation|arp saddr ip|icmp type|icmp id|icmp mtu|icmp gateway|icmpv6 type|icmpv6 taddr|igmp group
gre flags|gre version|gre protocol|vxlan vni|vxlan flags|vxlan ip saddr|vxlan tcp dport|geneve vni|geneve type|gretap ether saddr|ah spi|comp cpi
meta mark|meta iifname|meta day|meta hour|ct state|ct id|ct label|ct original ip saddr|ct original proto-dst|ct bytes|ct zone|ct expiration
rt classid|rt ip nexthop|rt mtu|rt ipsec|fib saddr oif|fib daddr type|fib daddr check|socket mark|socket cgroupv2 level 1|osf name
numgen inc mod 10 offset 3|symhash mod 16 offset 4|ipsec in reqid|ipsec out ip saddr|ipsec in spnum 1 reqid|frag id|frag more-fragments|rt type
rt0 addr[1]|srh tag|srh sid[1]|hbh nexthdr|mh type|dst hdrlength|ip option rr ptr|ip option lsrr addr|ip option ra value|tcp option maxseg size
tcp option sack left|tcp option sack1 left|tcp option sack3 right|tcp option mptcp subtype|tcp option timestamp tsval|sctp chunk data tsn
sctp chunk init flags|@nh,0,8|@ll,0,48|@ih,0,32|ip saddr . tcp dport|meta mark . ip saddr . tcp dport""".replace("\n", "|").split("|")
THINGS = """add table inet t { comment "of the table"; }
add chain inet t c { type filter hook input priority 0; policy accept; comment "of the chain"; }
add rule inet t c tcp dport { 7, 9-12 } counter accept comment "of the rule"
add rule inet t c ip saddr . tcp dport { 192.0.2.0/24 . 7 } accept
add rule inet t c ip saddr vmap { 192.0.2.1 : drop, * : accept }
add counter inet t n { comment "of the object"; }
add set inet t a { type ipv4_addr; comment "of the set"; elements = { 192.0.2.1 comment "of the element" } }
add set inet t b { type ipv4_addr; flags interval; auto-merge; elements = { 192.0.2.0/28, 198.51.100.1-198.51.100.4 } }
add set inet t d { type ipv4_addr . inet_service . mark; flags interval; elements = { 192.0.2.0/24 . 7-9 . 3 } }
add set inet t e { type ifname; flags interval; elements = { "lo", "wl*" } }
add set inet t f { type mark; elements = { 3, 4 } }
add map inet t g { type ipv4_addr : interval ipv4_addr . inet_service; elements = { 192.0.2.1 : 192.0.2.8-192.0.2.9 . 7-9 } }
add map inet t h { typeof ip saddr : meta mark; elements = { 192.0.2.1 comment "of it" : 3 } }
add map inet t i { type mark : verdict; flags interval; elements = { 3-9 comment "all" : accept } }
add map inet t l { typeof ip saddr . tcp dport : counter; elements = { 192.0.2.1 . 7 : "n" } }
add map inet t m { type ipv4_addr : counter; flags interval; elements = { 192.0.2.0/28 : "n" } }
add quota inet t o { comment "of the quota"; over 10 bytes; }
add limit inet t p { comment "of the limit"; rate 5/second; }
add ct helper inet t q { comment "of the helper"; type "ftp" protocol tcp; }
add ct timeout inet t r { comment "of the timeout"; protocol tcp; policy = { established : 5 }; }
add ct expectation inet t s { comment "of the expectation"; protocol tcp; dport 7; timeout 1m; size 3; }
add synproxy inet t u { comment "of the proxy"; mss 1460; wscale 7; }
add rule inet t c counter name ip saddr . tcp dport map { 192.0.2.1 . 7 : "n" }
add rule inet t c tcp dport 7 dnat ip addr . port to ip saddr map { 192.0.2.1 : 192.0.2.2 . 8 }
add rule inet t c meta mark set iifname map { "lo" : 5 }
add rule inet t c meter of_it { ip saddr . tcp dport ct count over 5 } accept
"""
MESSAGES = {0x0a00: 6, 0x0a03: 12, 0x0a06: 7, 0x0a09: 13, 0x0a0c: 3, 0x0a12: 8}    # message: the attribute with user data, or elements
LISTS = {0x0a03: 3, 0x0a06: 2, 0x0a09: 2, 0x0a0c: 2, 0x0a12: 2, 0x0a00: 1}         # message: the attribute that names it
KNOWN = ("0xa00 t",    # 1.1.7 notes its own version and time of build, too
         "typeof vxlan flags", "0xa0c b", "0xa0c e", "0xa0c f", "0xa0c i", "0xa0c m")    # the order of elements; where the first interval does not begin


def attributes(data):
    found, at = {}, 0
    while at + 4 <= len(data):
        length = int.from_bytes(data[at:at + 2], sys.byteorder)
        if length < 4:
            break
        found[int.from_bytes(data[at + 2:at + 4], sys.byteorder) & 0x3fff] = data[at + 4:at + length]
        at += (length + 3) & ~3
    return found


def telling(note):
    """The note of a set without "a value" or "a verdict" for what it holds: that tells nothing, and nft 1.0.6 goes down at it."""
    told, at = b"", 0
    while at + 2 <= len(note):
        kind, one = note[at], note[at:at + 2 + note[at + 1]]
        at += len(one)
        if kind not in (3, 4) or one[4] not in (1, 4) and not (one[4] == 13 and (len(one) < 15 or one[14] == 4)):
            told += one
    return told


def notes(nft):
    """{name of the thing: bytes noted} of what the kernel tells now."""
    found = {}
    out = subprocess.run([nft, "--debug=mnl", "list", "ruleset"], capture_output=True, text=True, check=False).stdout
    for kind, data in re.findall(r"recv type (0x[0-9a-f]+) .*?: ([0-9a-f ]+)", out):
        kind = int(kind, 16)
        if kind not in MESSAGES:
            continue
        attrs = attributes(bytes.fromhex(data.replace(" ", ""))[4:])
        name = "%#x %s" % (kind, attrs.get(LISTS[kind], b"").rstrip(b"\0").decode(errors="replace"))
        found.setdefault(name, []).append((telling if kind == 0x0a09 else bytes)(attrs.get(MESSAGES[kind], b"")).hex())
    return found


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--other", default=os.environ.get("NFT_OTHER"))
    options = parser.parse_args()
    nft = os.path.abspath(os.environ.get("NFT", os.path.join(os.path.dirname(os.path.dirname(HERE)), "src", "nft")))
    if os.environ.get("NFT_TEST_NAMESPACE") != "1":
        if not options.other or os.geteuid() or subprocess.run(["unshare", "-n", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
            print("0 passed, 0 failed, 1 skipped")
            return 0
        os.environ["NFT_TEST_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "-n", sys.executable] + sys.argv)
    told, skipped = [], 0
    for program in (nft, options.other):
        subprocess.run([nft, "flush", "ruleset"], check=False)
        for line in THINGS.splitlines() + ["add set inet t k%d { typeof %s; }" % (i, key) for i, key in enumerate(KEYS)]:
            done = subprocess.run([program, "-f", "-"], input=line + "\n", capture_output=True, text=True, check=False)
            skipped += bool(done.returncode)
        told.append(notes(nft))
    subprocess.run([nft, "flush", "ruleset"], check=False)
    passed = failed = 0
    for name in sorted(set(told[0]) & set(told[1])):
        key = re.match(r"0xa09 k(\d+)$", name)
        what = "typeof " + KEYS[int(key.group(1))] if key else name
        if told[0][name] == told[1][name] or what in KNOWN:
            passed += 1
            continue
        failed += 1
        print("not ok: %s\n  ours:  %s\n  other: %s" % (what, told[0][name], told[1][name]))
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
