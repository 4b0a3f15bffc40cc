#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Plants faults in the offload check, one after the other, and shows that tests/offload/run.py catches each.

usage: tests/offload/faults.py BUILDDIR [NAME...]        (make check-faults)

A fault is a small edit of one source file: text that stands in it exactly once, and what to write instead. The tree is copied as it is
built, so that a fault costs the compiling of one file. An edit that no longer applies, or does not build, fails the run: then the
fault must be planted anew where the code has gone.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECONDS = 300

FAULTS = (
    # ------------------------------------------------ chains
    ("goto taken as jump", "src/packet/run.c",
     "if (v != NFT_CONTINUE || verdict == NFT_JUMP)", "if (v != NFT_CONTINUE || verdict)"),
    ("return ends the packet's way", "src/packet/run.c",
     "return v == NFT_RETURN ? NFT_CONTINUE : v;", "return v == NFT_RETURN && x->depth ? NFT_CONTINUE : v;"),
    ("policy ignored", "src/packet/run.c",
     "v = b->chain->chain->policy == NF_DROP ? NF_DROP : NF_ACCEPT;", "v = NF_ACCEPT;"),
    ("families of tables ignored", "src/packet/run.c",
     "case FAM_IP:	return x->flow->family == FAM_IP;", "case FAM_IP:	return true;"),
    ("nat chains run for every packet", "src/packet/run.c",
     "(b->nat && x->packet->kind != PACKET_FIRST)", "false"),
    ("ingress chains on every device", "src/packet/run.c",
     "if (b->stage == STAGE_INGRESS && !is_on_device(x, b))", "if (!b)"),
    ("priorities reversed", "src/packet/program.c",
     "return x->prio < y->prio ? -1 : 1;", "return x->prio < y->prio ? 1 : -1;"),
    ("of equal priority the oldest first", "src/packet/program.c",
     "return x->chain->chain->seq > y->chain->chain->seq ? -1 : 1;", "return x->chain->chain->seq > y->chain->chain->seq ? 1 : -1;"),
    ("dormant tables run", "src/packet/program.c",
     "if (t->flags & TABLE_DORMANT)", "if (!t)"),
    # ------------------------------------------------ what packets are
    ("reply not swapped: devices", "src/packet/state.c",
     "return x->flow->device[out != x->packet->reply];", "return x->flow->device[out];"),
    ("reply not swapped: addresses", "src/packet/state.c",
     "	if (!p->reply)\n		return &tuple[before", "	if (p)\n		return &tuple[before"),
    ("no view behind dnat", "src/packet/state.c",
     "return &tuple[before ? 0 : after ? 2 : 1][destination];", "return &tuple[before ? 0 : after ? 2 : 0][destination];"),
    ("no view behind snat", "src/packet/state.c",
     "bool after = p->stage == STAGE_POSTROUTING && p->prio > PRIO_SNAT;", "bool after = false;"),
    ("direction reversed", "src/packet/state.c",
     "case ROLE_CT_DIRECTION:	sim_scalar_u64(out, x->packet->reply); break;",
     "case ROLE_CT_DIRECTION:	sim_scalar_u64(out, !x->packet->reply); break;"),
    ("new packets taken as established", "src/packet/state.c",
     "x->packet->is_new ? STATE_NEW : STATE_ESTABLISHED", "STATE_ESTABLISHED"),
    ("marks not remembered", "src/packet/state.c",
     "	if (!program_reads(x->prog, target))\n		return;\n	if (v.kind", "	if (target)\n		return;\n	if (v.kind"),
    ("fragments on the fast path", "src/packet/state.c",
     "return !(sim_number(rep) & 0x3fff);", "return rep != NULL;"),
    ("SYN on the fast path", "src/packet/state.c",
     "if (kind == FLAG_ACK || kind == (FLAG_ACK | FLAG_URG))", "if (kind & FLAG_ACK)"),
    ("FIN and RST of the wrong version", "src/offload/offload.c",
     "#define KERNEL_RST_ON_FAST (6u << 8 | 14)", "#define KERNEL_RST_ON_FAST (6u << 8 | 15)"),
    ("time to live not yet decremented at forward", "src/packet/state.c",
     "return ttl >= 1 && ttl <= 254;", "return ttl >= 1;"),
    ("clients of any port", "src/packet/state.c",
     "	keep_only(port[0], is_client_port, x);\n", ""),
    ("packets by lo", "src/packet/state.c",
     "		keep_only(f->device[i], is_no_loopback, x);\n", ""),
    ("a connection from an address to itself", "src/packet/state.c",
     "	addr[0]->differs = addr[1];\n	addr[1]->differs = addr[0];\n", ""),
    ("redirected connections are forwarded", "src/packet/state.c",
     "if (st->nat.kind == NAT_REDIR) {", "if (st->nat.kind == NAT_REDIR && !x) {"),
    # ------------------------------------------------ what the kernel refuses
    ("notrack ignored", "src/packet/state.c",
     "	case S_NOTRACK:\n		if (is_tracked(x))", "	case S_NOTRACK:\n		if (x)"),
    ("helper for any protocol", "src/packet/state.c",
     "return o->ct_helper.l4proto == x->flow->l4proto &&", "return"),
    ("translated GRE is added", "src/packet/state.c",
     "f->l4proto == IPPROTO_GRE && (f->snat || f->dnat)", "f->l4proto == IPPROTO_GRE && !f"),
    # ------------------------------------------------ matches and sets
    ("complement of a set", "src/model/sim_eval.c",
     "return decided(s, (i != SIM_MISS) != negated, flags, true);", "return decided(s, i != SIM_MISS || !negated, flags, true);"),
    ("!= taken as ==", "src/model/sim_eval.c",
     "case REL_NEQ:	return cmp != 0;", "case REL_NEQ:	return cmp == 0;"),
    ("end of a range off by one", "src/model/sim_eval.c",
     "in = memcmp(v->data, a, SIM_BYTES) >= 0 && memcmp(v->data, b, SIM_BYTES) <= 0;",
     "in = memcmp(v->data, a, SIM_BYTES) >= 0 && memcmp(v->data, b, SIM_BYTES) < 0;"),
    ("end of an interval off by one", "src/model/sim_set.c",
     "if (lo && memcmp(key, end_at(set, x->order[lo - 1]), set->elems.key_len) <= 0)",
     "if (lo && (memcmp(key, end_at(set, x->order[lo - 1]), set->elems.key_len) < 0 || !set->elems.ends))"),
    ("default of a verdict map", "src/model/sim_set.c",
     "		return x->order[lo - 1];\n	return x->catchall;", "		return x->order[lo - 1];\n	return SIM_MISS;"),
    ("concatenation: the last part ignored", "src/model/sim_lookup.c",
     "		for (p = 0; p < set->key.n; p++) {\n			a.part = &parts[p];",
     "		for (p = 0; p + 1 < set->key.n; p++) {\n			a.part = &parts[p];"),
    ("a set that rules fill is known", "src/model/sim_set.c",
     "|| set->updated_by_rule)", ")"),
    ("a set without elements is empty", "src/model/sim_set.c",
     "&& (set->elems.n || (set->flags & NFT_SET_CONSTANT))", ""),
    # ------------------------------------------------ lives of connections
    ("no reply view", "src/offload/lifecycle.c",
     "	fast_packet(a, add, state, true, false, depth);\n", ""),
    ("UDP without a reply ignored", "src/offload/lifecycle.c",
     "	if (!add->replied)\n		fast_packet(", "	if (!add)\n		fast_packet("),
    ("the first packet may be dropped", "src/offload/lifecycle.c",
     "	if (!first_packets(a, st->tcp))\n		return;\n", "	first_packets(a, st->tcp);\n"),
    ("the answer to SYN may be dropped", "src/offload/lifecycle.c",
     "	a->flow.ct.replied = true;\n	return passed;", "	a->flow.ct.replied = true;\n	return true;"),
    ("devices of the flowtable ignored", "src/offload/lifecycle.c",
     "outcome[i] = dom_has(add->by->devices, i);", "outcome[i] = 1;"),
    ("exceptions one way not looked for", "src/offload/lifecycle.c",
     "	find_one_way(st);\n", ""),
    ("blocking not looked for", "src/offload/lifecycle.c",
     "	if (!st->adds.n) {\n		find_blocks(st);", "	if (!st->adds.n) {"),
    # ------------------------------------------------ what it means
    ("ingress before the flowtable skipped, too", "src/offload/classify.c",
     "return b->stage != STAGE_INGRESS || b->prio > a->add->by->ft->prio.value;", "return b && a;"),
    ("drops behind a limit not seen", "src/offload/classify.c",
     "drops_behind(c->a, c->ri, c->i + 1) ? SEV_ERROR : SEV_WARNING", "SEV_WARNING"),
    ("what only unanswered UDP meets is loud", "src/offload/classify.c",
     "	if (!a->replied && m->finding != NO_FINDING)", "	if (!a)"),
    ("values that vary taken as constant", "src/offload/classify.c",
     ".value_varies = st->id == S_SET && (x->s->written & SIM_VARIES),", ".value_varies = false,"),
    ("marks in prerouting alone are loud", "src/offload/classify.c",
     "if (c->stage == STAGE_PREROUTING)", "if (!c)"),
)


def planted(text, old, new):
    return text.replace(old, new) if text.count(old) == 1 else None


class Tree:
    """A copy of the built tree, in which one file at a time is another."""
    TARGETS = ("src/nft", "tests/offload/engines",)

    def __init__(self, build, place):
        self.top = os.path.join(place, "tree")
        shutil.copytree(build, self.top, symlinks=True, ignore=shutil.ignore_patterns(".git", "autom4te.cache"))
        if os.path.realpath(build) != os.path.realpath(TOP):    # built apart: the sources come along
            raise SystemExit("build in the source tree for this")

    def build(self):
        return subprocess.run(["make", "-s", *self.TARGETS], cwd=self.top, capture_output=True, text=True, timeout=SECONDS)

    def with_fault(self, path, text, test):
        """What @test says while the file holds @text; then the file and what was built of it are as they were."""
        source = os.path.join(self.top, path)
        kept = [p for p in (source, source[:-2] + ".lo", source[:-2] + ".o",
                            os.path.join(os.path.dirname(source), ".libs", os.path.basename(source)[:-2] + ".o")) if os.path.exists(p)]
        for p in kept:
            shutil.copy2(p, p + ".kept")
        with open(source, "w") as f:
            f.write(text)
        done = self.build()
        said = test() if done.returncode == 0 else (None, "does not build:\n" + done.stderr)
        for p in kept:
            os.replace(p + ".kept", p)
            os.utime(p)     # in this order, so that objects are newer than their source, and what is linked of them older
        return said


def caught(tree):
    env = dict(os.environ, NFT=os.path.join(tree.top, "src", "nft"))
    try:
        done = subprocess.run([sys.executable, os.path.join(TOP, "tests", "offload", "run.py"), "--first"], env=env, capture_output=True,
                              text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return True, "the suite took too long"
    return done.returncode != 0, (done.stdout.splitlines() or ["nothing"])[0]


def main(faults=FAULTS, tree_of=Tree, caught=caught):
    build, names = sys.argv[1], sys.argv[2:]
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="nft-faults.") as place:
        tree = tree_of(build, place)
        for name, path, old, new in faults:
            if names and name not in names:
                continue
            start = time.monotonic()
            with open(os.path.join(tree.top, path)) as f:
                text = planted(f.read(), old, new)
            ok, said = (None, "the edit does not apply to " + path) if text is None else tree.with_fault(path, text, lambda: caught(tree))
            passed, failed = passed + bool(ok), failed + (not ok)
            print("%s: %s (%.0f s)" % (name, "caught by " + said if ok else said if ok is None else "NOT CAUGHT", time.monotonic() - start),
                  flush=True)
        if not names:
            tree.build()
            ok, said = caught(tree)
            print("no fault: %s" % ("quiet" if not ok else "fails, too: " + said))
            passed, failed = passed + (not ok), failed + ok
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
