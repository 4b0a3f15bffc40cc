#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Plants faults in the code generator of fast_fwd chains, one after the other, and shows that tests/fastpath/run.py catches each.

usage: tests/fastpath/faults.py BUILDDIR [NAME...]        (make check-fastpath-faults)

The edits are as those of tests/offload/faults.py. FAULTS_SAMPLE=N plants N of them only.
"""
import importlib.util
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("fault_tree", os.path.join(os.path.dirname(HERE), "offload", "fault_tree.py"))
offload = importlib.util.module_from_spec(spec)
spec.loader.exec_module(offload)
BPF = "src/fastpath/bpf/"

FAULTS = (
    # ------------------------------------------------ instructions
    ("!= taken as ==", BPF + "emit_rule.c",
     "		emit_unless_equal(a, R7, at, in->data, in->len, yes);\n", "		emit_unless_equal(a, R7, at, in->data, in->len, fail);\n"
     "		asm_jump(a, yes);\n"),
    ("!= range taken as range", BPF + "emit_rule.c",
     "label outside = in->invert ? yes : fail, inside = in->invert ? fail : yes;", "label outside = fail, inside = yes;"),
    ("bits to keep are lost", BPF + "emit_rule.c",
     "		asm_alu32i(a, BPF_AND, R0, number(keep, w));\n", "		asm_alu32i(a, BPF_AND, R0, 0);\n"),
    ("counters count no bytes", BPF + "emit_rule.c",
     "	asm_load(a, W32, R2, R7, S_IN(FF_IN_length));\n", "	asm_movi(a, R2, 0);\n"),
    # ------------------------------------------------ sets
    ("ends of ranges off by one", BPF + "emit_set.c",
     "emit_order(e->a, R7, (int16_t)(key + off), end_of(s, i) + off, len, high, high, miss);",
     "emit_order(e->a, R7, (int16_t)(key + off), end_of(s, i) + off, len, high, miss, miss);"),
    ("catch-all forgotten", BPF + "emit_set.c",
     "		take_const(e, s, s->catchall, w);\n", "		asm_jump(e->a, miss);\n"),
    # ------------------------------------------------ chains
    ("goto taken as jump", BPF + "emit_chain.c",
     "flatten_chain(f, verdicts[i].target, ret, end, inner, !left && last && ends_there);",
     "flatten_chain(f, verdicts[i].target, next, end, inner, !left);"),
    ("families ignored", BPF + "emit_chain.c", "	else if (c->family != FAM_INET)\n", "	else if (!c->chain)\n"),
    ("policies of devices' chains are ignored", BPF + "emit_chain.c", "	if (c->drops)\n", "	if (!c->chain)\n"),
    ("devices' chains run for all devices", BPF + "emit_chain.c", "		if (ff_chain_on(in->chain, opt->devices[i].name))\n", "		if (in->chain)\n"),
    ("frames at egress are counted without their head", BPF + "emit_rule.c", "	if (e->stage == FF_EGRESS)\n", "	if (!e->stage && e->p->egress.n > 99)\n"),
    ("what chains at ingress wrote is lost", BPF + "codegen.c", "		emit_chain_call(e, FF_INGRESS);\n",
     "		emit_chain_call(e, FF_INGRESS);\n		emit_ingress_view(e);\n"),
    ("effects are not remembered", BPF + "emit_chain.c", "(!conn || insn_is_effect(insn) || (verdict", "(!conn || (verdict"),
    ("the key lacks what was read", BPF + "emit_memo.c", "				mark_bytes(p, S_IN(in->input), in->len);\n", "				;\n"),
    ("bits to keep are not remembered", BPF + "emit_memo.c", "		asm_alui(a, BPF_AND, R0, keeps);\n		if (in->op == FF_mangle) {",
     "		if (in->op == FF_mangle) {"),
    ("drops are not remembered", BPF + "emit_memo.c", "	asm_storei(e->a, W8, R7, S(memo.drop), 1);\n", "	asm_storei(e->a, W8, R7, S(memo.drop), 0);\n"),
    ("policies are not remembered", BPF + "emit_chain.c", "	if (w->mode == MODE_EFFECT)\n		emit_memo_drop(w->e);\n", ""),
    ("policies are not learned", BPF + "emit_chain.c", "	if (w->mode == MODE_LEARN) {\n		append(w);\n", "	if (w->mode == MODE_LEARN) {\n"),
    ("counters of known connections stand still", BPF + "emit_memo.c", "	asm_store(a, W16, R7, S(memo.n_counters), R1);\n", ""),
    ("tests that are yet to come are taken for known", BPF + "emit_rule.c", "for (uint32_t i = 0; i < listed_at && i < 64; i++) {",
     "for (uint32_t i = 0; i < rule->insns.n && i < 64; i++) {"),
    ("written headers are taken for those that came", BPF + "emit_rule.c",
     "return !(rule->rewritten && in->op == FF_header);", "return true;"),
    ("skipped rules run", BPF + "emit_chain.c", "asm_ifi(a, BPF_JGT, R1, (int32_t)lo, w->rest);", "asm_ifi(a, BPF_JGT, R1, (int32_t)lo + 1, w->rest);"),
    # ------------------------------------------------ packets
    ("a UDP checksum of 0 is changed", BPF + "emit_skb.c",
     "take_transport(e, IPPROTO_UDP, 8, 6, BPF_F_MARK_MANGLED_0);", "take_transport(e, IPPROTO_UDP, 8, 6, 0);"),
    ("ports are not written", BPF + "emit_skb.c", "	store_bytes(e, S(l4), S(th), 4, 0);\n", ""),
    ("checksum without the destination", BPF + "emit_sum.c",
     "	take_change(a, W32, S(pkt_nh) + 16, S(nh) + 16);\n", ""),
    ("checksum not folded", BPF + "emit_sum.c", "fold(a, n == 1 && !xdp ? 1 : 2);", "fold(a, 0);"),
    ("words that rules write are not put back", BPF + "emit_xdp.c",
     "uint64_t bytes = e->use.write_nh[six] | (six ? 1ull << 7 : 0xfull << 8);", "uint64_t bytes = six ? 1ull << 7 : 0xfull << 8;"),
    ("headers that rules read are not got", BPF + "emit_facts.c", "	uint64_t bytes = e->use.read_nh[six] | e->use.write_nh[six];\n",
     "	uint64_t bytes = e->use.write_nh[six];\n"),
    ("time to live not decremented", BPF + "emit_facts.c", "	if (before)\n		decrement_ttl(a);\n", ""),
    ("NAT of the destination in the wrong direction", BPF + "emit_facts.c",
     "asm_alu32i(a, BPF_AND, R1, dir ? IPS_SRC_NAT : IPS_DST_NAT);", "asm_alu32i(a, BPF_AND, R1, dir ? IPS_DST_NAT : IPS_SRC_NAT);"),
    ("rules win over NAT of the source", "src/fastpath/bpf/codegen.c",
     "	asm_ifi(a, BPF_JEQ, R1, 0, done);\n	if (e->opt->sink == CG_SKB) {", "	asm_jump(a, done);\n	if (e->opt->sink == CG_SKB) {"),
)


class Tree(offload.Tree):
    TARGETS = ("src/nft", "tests/fastpath/interp")


def caught(tree):
    env = dict(os.environ, NFT=os.path.join(tree.top, "src", "nft"), BUILDDIR=tree.top)
    try:
        for suite in (["run.py", "--failures", "1", "--chains", "150"], ["hostile.py"]):
            done = subprocess.run([sys.executable, os.path.join(HERE, suite[0]), *suite[1:]], env=env, capture_output=True, text=True,
                                  timeout=offload.SECONDS)
            if done.returncode:
                break
    except subprocess.TimeoutExpired:
        return True, "the suite took too long"
    said = [line for line in done.stdout.splitlines() if line.startswith("not ok")]
    return done.returncode != 0, (said or done.stdout.splitlines() or ["nothing"])[0]


def some(faults):
    """All, or FAULTS_SAMPLE of them, spread over the list."""
    n = int(os.environ.get("FAULTS_SAMPLE") or len(faults))
    return [faults[i * len(faults) // n] for i in range(min(n, len(faults)))]


if __name__ == "__main__":
    sys.exit(offload.main(some(FAULTS), Tree, caught))
