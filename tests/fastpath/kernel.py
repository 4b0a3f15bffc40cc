#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a fast_fwd chain is in the kernel, and to another nft: a forward chain with user data, which stays.

The chain is made by a message of its own, so that no flowtable is needed. Other nft: /usr/sbin/nft, if it is one, and the programs
that OTHER_NFT names.
"""
import json
import os
import socket
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NFT = os.path.abspath(os.environ.get("NFT", os.path.join(os.path.dirname(os.path.dirname(HERE)), "src", "nft")))
NEWTABLE, NEWCHAIN, BATCH_BEGIN, BATCH_END = 0xa00, 0xa03, 0x10, 0x11
REQUEST, ACK, CREATE = 1, 4, 0x400
INET, FORWARD, INPUT = 1, 2, 1
COMMENT, FAST_FWD = 0, 0xf0


# ------------------------------------------------------------------ netlink
def attr(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + b"\0" * (-len(data) % 4)


def text(kind, s):
    return attr(kind, s.encode() + b"\0")


def u32(kind, n):
    return attr(kind, struct.pack("!I", n & 0xffffffff))


def message(kind, family, body, flags, seq, res_id=0):
    body = struct.pack("!BBH", family, 0, res_id) + body
    return struct.pack("=IHHII", 16 + len(body), kind, REQUEST | flags, seq, 0) + body


def tlv(kind, s):
    return bytes((kind, len(s) + 1)) + s.encode() + b"\0"


def make_chain(udata, hook=FORWARD, name="ff"):
    """table inet t, and a base chain of that user data in it"""
    where = attr(4 | 0x8000, u32(1, hook) + u32(2, 0))
    chain = text(1, "t") + text(3, name) + where + u32(5, 1) + text(7, "filter") + attr(12, udata)
    batch = (message(BATCH_BEGIN, 0, b"", 0, 1, 10) + message(NEWTABLE, INET, text(1, "t"), CREATE, 2) +
             message(NEWCHAIN, INET, chain, CREATE | ACK, 3) + message(BATCH_END, 0, b"", 0, 4, 10))
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
    sock.settimeout(5)
    sock.send(batch)
    reply = sock.recv(1 << 16)
    error = -struct.unpack_from("=i", reply, 16)[0]
    sock.close()
    assert not error, os.strerror(error)


# ------------------------------------------------------------------ nft
def run(nft, *args, text=None):
    done = subprocess.run([nft, *args], input=text, capture_output=True, text=True, timeout=60)
    assert not done.returncode, "%s %s: %s" % (nft, " ".join(args), done.stderr)
    return done.stdout


def listed():
    return run(NFT, "-s", "list", "table", "inet", "t")


def listed_json(name="ff"):
    items = json.loads(run(NFT, "-j", "list", "table", "inet", "t"))["nftables"]
    return next(i["chain"] for i in items if i.get("chain", {}).get("name") == name)


def others():
    found = os.environ.get("OTHER_NFT", "").split()
    if os.access("/usr/sbin/nft", os.X_OK):
        found.append("/usr/sbin/nft")
    return [n for n in found if "--offline" not in subprocess.run([n, "--help"], capture_output=True, text=True).stdout]


CANONICAL = """\
table inet t {
	chain ff {%s
		type filter hook %s priority filter; policy accept;%s
	}
}
"""
OURS = "fast_fwd flowtable @f1"


def test_listing():
    make_chain(tlv(FAST_FWD, "f1"))
    assert listed() == CANONICAL % ("", OURS, ""), listed()
    c = listed_json()
    assert c["hook"] == "fast_fwd" and c["flowtable"] == "f1" and c["type"] == "filter" and c["policy"] == "accept", c


def test_beside_a_comment():
    long = "c" * 120
    for udata in (tlv(COMMENT, long) + tlv(FAST_FWD, "f" * 100), tlv(FAST_FWD, "f" * 100) + tlv(COMMENT, long)):
        make_chain(udata)
        assert len(udata) <= 256
        assert listed() == CANONICAL % ('\n\t\tcomment "%s"' % long, "fast_fwd flowtable @" + "f" * 100, ""), listed()
        run(NFT, "delete", "table", "inet", "t")


def test_user_data_that_mean_nothing():
    make_chain(tlv(FAST_FWD, "f1"), hook=INPUT)
    assert "hook input priority" in listed() and "fast_fwd" not in listed(), listed()
    run(NFT, "delete", "table", "inet", "t")
    for udata in (bytes((FAST_FWD, 3)) + b"f1x", bytes((FAST_FWD, 200)) + b"f1\0", bytes((FAST_FWD, 0)), b"\xf0"):
        make_chain(udata)
        assert "hook forward priority" in listed(), (udata, listed())
        run(NFT, "delete", "table", "inet", "t")


def test_rules_of_ours_keep_it():
    make_chain(tlv(COMMENT, "x") + tlv(FAST_FWD, "f1"))
    run(NFT, "add rule inet t ff ip dscp set cs3")
    run(NFT, "insert rule inet t ff counter")
    want = CANONICAL % ('\n\t\tcomment "x"', OURS, "\n\t\tcounter\n\t\tip dscp set cs3")
    assert listed() == want, listed()


def other_keeps_it(other):
    make_chain(tlv(COMMENT, "kept") + tlv(FAST_FWD, "f1"))
    run(other, "add", "rule", "inet", "t", "ff", "ip", "dscp", "set", "cs3")
    run(other, "add", "rule", "inet", "t", "ff", "counter")
    shown = run(other, "-s", "list", "table", "inet", "t")
    assert shown == CANONICAL % ('\n\t\tcomment "kept"', "forward", "\n\t\tip dscp set cs3\n\t\tcounter"), shown
    run(other, "flush", "chain", "inet", "t", "ff")
    run(other, "add", "rule", "inet", "t", "ff", "ip", "ttl", "set", "9")
    assert listed() == CANONICAL % ('\n\t\tcomment "kept"', OURS, "\n\t\tip ttl set 9"), listed()
    # what it saves is a forward chain, and reloads as one
    saved = run(other, "list", "ruleset")
    run(other, "-f", "-", text="flush ruleset\n" + saved)
    assert listed() == CANONICAL % ('\n\t\tcomment "kept"', "forward", "\n\t\tip ttl set 9"), listed()


def main():
    if "--inside" not in sys.argv:
        probe = subprocess.run(["unshare", "-n", NFT, "list", "ruleset"], capture_output=True, text=True)
        if probe.returncode:
            print("skipped: no network namespace with nf_tables here: %s\n0 passed, 0 failed, 1 skipped" % probe.stderr.strip())
            return 0
        return subprocess.run(["unshare", "-n", sys.executable, *sys.argv, "--inside"]).returncode
    tests = [(n, t) for n, t in sorted(globals().items()) if n.startswith("test_")]
    tests += [("kept by " + n, lambda n=n: other_keeps_it(n)) for n in others()]
    passed = failed = 0
    for name, test in tests:
        try:
            test()
            passed += 1
        except Exception as error:  # whatever it is, the other tests go on
            line = error.__traceback__
            while line.tb_next:
                line = line.tb_next
            print("%s: %s, line %d: %s" % (name, type(error).__name__, line.tb_lineno, error))
            failed += 1
        run(NFT, "flush", "ruleset")
    print("%d passed, %d failed, %d skipped" % (passed, failed, not others()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
