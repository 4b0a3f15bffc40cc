#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`--report actions`: classes, lists and what hardware makes of them, in both forms; rulesets that are refused; other nft."""
import importlib
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
NFT = os.path.abspath(os.environ.get("NFT", os.path.join(TOP, "src", "nft")))
BODY = """\
table %s t {
	flowtable f { hook ingress priority 0; devices = { a0, a1 }; }
%s
	chain ff {
		type filter hook fast_fwd flowtable @f priority 0; policy accept;
%s
	}
}
%s
"""
HARDWARE = ("mlx5", "mtk_ppe", "airoha")


def nft(text, *args):
    done = subprocess.run([NFT, *args, "-f", "-"], input=text, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def report(text, *args):
    status, out, err = nft(text, "--check", "--offline", "-j", "--report", "actions", *args)
    return status, json.loads(out), err


def classes(rules, family="ip", before="", after="", *args):
    """of the original direction"""
    status, found, err = report(BODY % (family, before, "\n".join(rules), after), *args)
    assert status == 0, err
    assert [f["name"] for f in found["flowtables"]] == ["f"]
    return [c for c in found["flowtables"][0]["classes"] if c["direction"] == "original"]


def by_condition(found):
    return {c["condition"]: c for c in found}


def mangle(header, offset, mask, value):
    return {"type": "mangle", "header": header, "offset": offset, "mask": mask, "value": value}


def csum(*flags):
    return {"type": "csum", "flags": list(flags)}


def only(rules, *args, **more):
    found = classes(rules, *args, **more)
    assert len(found) == 1, [c["condition"] for c in found]
    return found[0]


def test_shape():
    status, found, _ = report(BODY % ("inet", "", "ip dscp set cs3\nip ttl < 5 counter", ""))
    assert status == 0 and list(found) == ["version", "flowtables"] and found["version"] == 1
    for f in found["flowtables"]:
        assert list(f) == ["family", "table", "name", "classes"], list(f)
        for c in f["classes"]:
            assert list(c) == ["direction", "condition", "rules", "actions", "per_packet", "hardware"], list(c)
            assert c["direction"] in ("original", "reply") and tuple(c["hardware"]) == HARDWARE
            for h in c["hardware"].values():
                assert h["accepted"] is True or h["reason"]
            for r in c["rules"] + c["per_packet"]:
                assert list(r) == ["chain", "index"]
    directions = [c["direction"] for c in found["flowtables"][0]["classes"]]
    assert directions.count("original") == directions.count("reply")


def test_fields():
    for rule, want in (
            ("ip dscp set cs3", [mangle("ip4", 0, "0xff03ffff", "0x00600000"), csum("ipv4hdr")]),
            ("ip ecn set ce", [mangle("ip4", 0, "0xfffcffff", "0x00030000"), csum("ipv4hdr")]),
            ("ip ttl set 7", [mangle("ip4", 8, "0x00ffffff", "0x07000000"), csum("ipv4hdr")]),
            ("ip6 dscp set cs3", [mangle("ip6", 0, "0xf03fffff", "0x06000000")]),
            ("ip6 ecn set ce", [mangle("ip6", 0, "0xffcfffff", "0x00300000")]),
            ("ip6 flowlabel set 5", [mangle("ip6", 0, "0xfff00000", "0x00000005")]),
            ("ip6 hoplimit set 7", [mangle("ip6", 4, "0xffffff00", "0x00000007")]),
            ("drop", [{"type": "drop"}]),
            ("counter", [{"type": "counter", "rule": {"chain": "ff", "index": 0}}])):
        family = "ip6" if "ip6" in rule else "ip"
        got = only([rule], family)
        assert got["actions"] == want, (rule, got["actions"])
        assert got["condition"] == "any connection" and not got["per_packet"]


def test_addresses_and_ports():
    found = by_condition(classes(["ip saddr set 192.0.2.1", "tcp dport set 80"]))
    assert found["meta l4proto tcp"]["actions"] == [
        mangle("ip4", 12, "0x00000000", "0xc0000201"), mangle("tcp", 0, "0xffff0000", "0x00000050"), csum("ipv4hdr", "tcp")]
    assert found["meta l4proto udp"]["actions"] == [mangle("ip4", 12, "0x00000000", "0xc0000201"), csum("ipv4hdr", "udp")]


def test_last_writer_wins():
    got = only(["ip dscp set cs1", "ip ecn set ect0", "ip dscp set cs2"])
    assert got["actions"] == [mangle("ip4", 0, "0xff00ffff", "0x00420000"), csum("ipv4hdr")], got


def test_drop_ends():
    got = only(["ip dscp set cs1", "counter", "drop", "counter"])
    assert [a["type"] for a in got["actions"]] == ["counter", "drop"], got


def test_classes():
    found = by_condition(classes(["ip saddr 10.0.0.0/8 tcp dport { 22, 80-90 } ip dscp set cs3"]))
    assert set(found) == {"tcp dport { 22, 80-90 } ip saddr 10.0.0.0/8",
                          "tcp dport != { 22, 80-90 } or tcp dport { 22, 80-90 } ip saddr != 10.0.0.0/8 or meta l4proto udp"}, list(found)
    assert found["tcp dport { 22, 80-90 } ip saddr 10.0.0.0/8"]["rules"] == [{"chain": "ff", "index": 0}]


def test_chains_sets_and_maps():
    before = """set s { type ipv4_addr; elements = { 10.0.0.1, 10.0.0.2 }; }
        chain a { ip dscp set cs1; }
        chain b { ip dscp set cs2; }"""
    found = by_condition(classes(["ip saddr @s accept", "ct mark vmap { 1 : jump a, 2 : goto b }", "ct mark 1 ip ecn set ce",
                                  "ct mark 2 ip ecn set ce"], "ip", before))
    by_action = {json.dumps(c["actions"]): k for k, c in found.items()}
    assert len(by_action) == 3
    assert "ct mark 0x00000002 ip saddr != 10.0.0.1-10.0.0.2" in found, list(found)
    assert found["ct mark 0x00000002 ip saddr != 10.0.0.1-10.0.0.2"]["actions"][0]["value"] == "0x00400000"
    assert found["ct mark 0x00000001 ip saddr != 10.0.0.1-10.0.0.2"]["actions"][0]["value"] == "0x00230000"
    mapped = by_condition(classes(["ip dscp set ct mark map { 1 : cs1, 2 : cs2 }"]))
    assert mapped["ct mark 0x00000002"]["actions"][0]["value"] == "0x00400000"


def test_per_packet():
    got = only(["ip ttl < 10 ip dscp set cs1", "ip ecn set ce"])
    assert got["per_packet"] == [{"chain": "ff", "index": 0}]
    assert got["actions"] == [mangle("ip4", 0, "0xfffcffff", "0x00030000"), csum("ipv4hdr")]
    # what depends on the packet and comes to the same is a list all the same
    got = only(["ip ttl < 10 ip dscp set cs1", "ip ttl >= 10 ip dscp set cs1"])
    assert not got["per_packet"] and got["actions"][0] == mangle("ip4", 0, "0xff03ffff", "0x00200000")


def test_concatenation():
    after = """table netdev n {
        chain in { type filter hook ingress device "a0" priority -1; ip ttl set 64; ip dscp set cs6; }
        chain late { type filter hook ingress device "a0" priority 1; ip ttl set 3; }
        chain out { type filter hook egress device "a1" priority 0; ip ecn set ce; }
        chain elsewhere { type filter hook egress device "b0" priority 0; ip ecn set ect0; } }"""
    found = by_condition(classes(["ip dscp set cs1"], after=after))
    both = found['iifname "a0" oifname "a1"']["actions"]
    assert both == [mangle("ip4", 0, "0xff00ffff", "0x00230000"), mangle("ip4", 8, "0x00ffffff", "0x3f000000"), csum("ipv4hdr")], both
    assert found['iifname "a1" oifname "a0"']["actions"] == [mangle("ip4", 0, "0xff03ffff", "0x00200000"), csum("ipv4hdr")]
    after = 'table netdev n { chain in { type filter hook ingress device "a0" priority -1; limit rate 1/second drop; } }'
    _, found, _ = report(BODY % ("ip", "", "ip dscp set cs1", after))
    skipped = found["flowtables"][0]["not_compiled"]
    assert skipped[0]["chain"] == "in" and "tokens" in skipped[0]["reason"] and found["flowtables"][0]["classes"]


def test_hardware():
    def says(rules, driver, *args):
        return only(rules, "ip", "", "", *args)["hardware"][driver]
    assert says(["ip dscp set cs3"], "mlx5")["accepted"] and not says(["ip dscp set cs3"], "mtk_ppe")["accepted"]
    assert not says(["ip ecn set ce"], "mlx5")["accepted"]
    assert says(["ip dscp set cs3"], "mlx5", "--kernel", "5.10")["accepted"] is False
    assert not says(["drop"], "airoha")["accepted"] and says(["drop"], "mlx5")["accepted"]
    assert not says(["counter"], "mlx5")["accepted"]
    long = ["ip6 dscp set cs1", "ip6 hoplimit set 3", "ip6 saddr set fd00::1", "ip6 daddr set fd00::2", "tcp dport set 80"]
    new, old = (by_condition(classes(long, "ip6", "", "", "--kernel", v))["meta l4proto tcp"]["hardware"]["mlx5"] for v in ("6.19", "6.18"))
    assert new["accepted"] and not old["accepted"] and "16" in old["reason"], (new, old)


def test_too_many():
    _, found, _ = report(BODY % ("ip", "", "ip daddr set ip saddr", ""))
    assert found["flowtables"][0]["too_many"] is True and found["flowtables"][0]["classes"] == []
    _, out, _ = nft(BODY % ("ip", "", "ip daddr set ip saddr", ""), "--check", "--offline", "--report", "actions")
    assert "too many classes" in out


def test_refused():
    status, found, err = report(BODY % ("ip", "", "log", ""))
    assert status == 1 and found["flowtables"][0]["classes"] == []
    assert "`log` cannot run on the fast path" in err and "what works" in err and "fast-fwd-not-compiled" in err
    status, found, _ = report("table ip t { chain c { ip nonsense 1 } }")
    assert status == 1 and found["errors"] and found["flowtables"] == []


def test_each_statement_is_named():
    rules = ["limit rate 1/second", "quota 5 bytes", "last", "reject", "queue", "dup to 10.0.0.1", "ct mark set 1", "meta mark set 1",
             "ct label set 1", "tcp option maxseg size set 1000", "add @d { ip saddr }", "ip id set 1", "th dport set 1", "meta mark 1", "ct bytes 1",
             "fib saddr type local", "numgen random mod 2 0", "jhash ip saddr mod 2 0", "rt classid 1", "ether saddr 02:00:00:00:00:01",
             "tcp checksum 1", "ip saddr @d", "meta cpu 1", "meta hour 1", "iifgroup 1", "tcp option sack exists", "ct original zone 1"]
    before = "set d { type ipv4_addr; flags dynamic; size 16; }"
    for rule in rules:
        status, _, err = nft(BODY % ("ip", before, rule, ""), "--check", "--offline")
        assert status == 1, rule
        line = next((e for e in err.splitlines() if "fast-fwd-not-compiled" in e), "")
        assert re.search(r"`.+` cannot run on the fast path: \S.{20,}", line), (rule, err)


def test_random_rules():
    """Whatever a rule is made of, it is compiled, or a statement of it is named."""
    words = os.path.join(os.environ.get("BUILDDIR", TOP), "tests", "prop", "words")
    sys.path.insert(0, os.path.join(TOP, "tests", "prop"))
    maker = importlib.import_module("make").Maker(words, 5)
    compiled = refused = 0
    for _ in range(120):
        rule = maker.rule()
        if rule.family not in ("ip", "ip6", "inet") or "hook" in rule.lines[-2]:
            continue
        place = "%s %s" % (rule.family, rule.table)
        text = "\n".join(rule.lines + ["add flowtable %s f { hook ingress priority 0; devices = { a0, a1 }; }" % place,
                                       "add chain %s ff { type filter hook fast_fwd flowtable @f priority 0; policy accept; }" % place,
                                       "add rule %s ff jump %s" % (place, rule.chain)])
        if nft(text, "--check", "--offline", "--no-warn")[0]:
            continue
        status, found, err = report(text)
        assert status in (0, 1), (rule.text, status, err)
        assert bool(found["flowtables"][0]["classes"]) == (status == 0), rule.text
        assert ("fast-fwd-not-compiled" in err) == (status == 1), (rule.text, err)
        compiled, refused = compiled + (status == 0), refused + status
    assert compiled > 5 and refused > 20, (compiled, refused)


def test_text():
    _, out, _ = nft(BODY % ("ip", "", "ip dscp set cs3", ""), "--check", "--offline", "--report", "actions")
    assert out.startswith("flowtable ip t f\n")
    assert "\n  either direction, any connection\n    mangle ip4 @0 mask 0xff03ffff value 0x00600000\n    csum ipv4hdr\n    hardware:\n      mlx5: yes\n" in out
    _, out, _ = nft("table ip t { flowtable f { hook ingress priority 0; devices = { a0 }; } }", "--check", "--offline", "--report", "actions")
    assert "no fast_fwd chain" in out
    _, out, _ = nft(BODY % ("ip", "", "ct direction reply ip dscp set cs3", ""), "--check", "--offline", "--report", "actions")
    assert "\n  original direction, any connection\n    no action\n" in out and "\n  reply direction, any connection\n    mangle" in out, out


def test_examples():
    examples = os.path.join(TOP, "files", "examples")
    for name in ("fast-fwd.nft", "fast-fwd-proposal.nft"):
        with open(os.path.join(examples, name)) as f:
            _, found, _ = report(f.read())
        assert any(c["actions"] for c in found["flowtables"][0]["classes"]), name


def test_lost_hook():
    text = """table ip t { flowtable f { hook ingress priority 0; devices = { a0, a1 }; }
        chain fast_fwd { type filter hook forward priority 0; ip dscp set cs3; }
        chain forward { type filter hook forward priority 1; meta l4proto { tcp, udp } flow add @f; } }"""
    _, _, err = nft(text, "--check", "--offline")
    assert "hook fast_fwd flowtable @f" in err and "saves and reloads" in err.replace("\n", " "), err


def main():
    passed = failed = 0
    for name, test in sorted(globals().items()):
        if not name.startswith("test_"):
            continue
        try:
            test()
            passed += 1
        except Exception as error:  # whatever it is, the other tests go on
            line = error.__traceback__
            while line.tb_next:
                line = line.tb_next
            print("%s: %s, line %d: %s" % (name, type(error).__name__, line.tb_lineno, error))
            failed += 1
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
