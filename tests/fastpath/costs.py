#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a packet of a known connection costs on the fast path, in instructions of the program: the same figure everywhere, so it can be
held to a bound. The kernel has no part in it (tests/fastpath/machine.c runs the programs); tests/bench/fastpath.py measures time.

usage: costs.py [-v]
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("BUILDDIR", os.path.dirname(os.path.dirname(HERE)))
INTERP = os.path.join(BUILD, "tests", "fastpath", "interp")
UDP = "4500003000010000ff11a7b70a0100010a02000103e80035001c0000" + "00" * 20
PACKET = "0 17 %d 0 0 lo lo 10.1.0.1 1000 10.2.0.1 53 10.2.0.1 53 %s 1000 " + UDP
WAYS = ("steps", "steps-xdp")
ROWS_MAX = 1.05		# of 1000 rules and of 10
BESIDE_MAX = 1.10	# where packets decide some rules, those of the connection are found in a list
DSCP_MAX = {"steps": 40, "steps-xdp": 16}	# instructions more than an empty chain


def rules(n, action="ip dscp set %d"):
    """On constants of the connection; the packet's connection is that of the last one."""
    out = []
    for i in range(n):
        last = i == n - 1
        out.append("ip saddr 10.%d.%d.%d udp dport 53 " % (1 if last else 9, 0 if last else i // 250, 1 if last else i % 250) +
                   (action % (i % 60 + 1) if "%" in action else action))
    return "\n".join(out)


def steps(work, text, how, nat=False):
    path = os.path.join(work, "chain.nft")
    with open(path, "w") as f:
        f.write("table inet t {\nflowtable f { hook ingress priority 0; devices = { a, b }; }\nchain c {\n"
                "type filter hook fast_fwd flowtable @f priority 0; policy accept;\n%s\n}\n}\n" % text)
    line = PACKET % ((26, "10.3.0.1") if nat else (10, "10.1.0.1"))
    done = subprocess.run([INTERP, path, "inet", "t", "f", how], input=line + "\n", capture_output=True, text=True)
    words = done.stdout.split()
    if done.returncode or words[:1] != ["instructions"] or "changed" not in words and "dscp" in text:
        raise SystemExit("not ok: %s: %s%s" % (text.splitlines()[:1], done.stdout, done.stderr))
    return int(words[3])


def growth(work, how):
    """Rules that a connection decides, with several statements, and beside rules that each packet decides."""
    for name, action, more in (("dscp", "ip dscp set %d", ""), ("dscp and counter", "counter ip dscp set %d", ""),
                               ("dscp, beside rules on packets", "ip dscp set %d", "\nip length > 1000 ip ecn set ect0")):
        few, many = (steps(work, rules(n, action) + more, how) for n in (10, 1000))
        yield "%s: 1000 rules of %s cost as 10 do" % (how, name), many <= (BESIDE_MAX if more else ROWS_MAX) * few, "%d and %d" % (many, few)


def main():
    failed = passed = 0
    with tempfile.TemporaryDirectory() as work:
        for how in WAYS:
            empty, one = (steps(work, text, how) for text in ("", "ip dscp set cs3"))
            results = [("%s: one dscp action" % how, one - empty <= DSCP_MAX[how], "%d and %d" % (one, empty)), *growth(work, how)]
            for name, ok, what in results:
                failed, passed = failed + (not ok), passed + ok
                if not ok or "-v" in sys.argv:
                    print("%s: %s: %s instructions" % ("ok" if ok else "not ok", name, what))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
