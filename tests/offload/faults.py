#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Plants faults in the offload check, one after the other, and shows that tests/offload/run.py catches each.

usage: tests/offload/faults.py BUILDDIR [NAME...]        (make check-faults)

A fault is a small edit of one source file: text that stands in it exactly once, and what to write instead. The objects of a build are
linked with that one file compiled anew, so nothing in the build changes. An edit that no longer applies, or does not build, fails the run: then the
fault must be planted anew where the code has gone.
"""
import os
import shlex
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECONDS = 300

FAULTS = (
    # ------------------------------------------------ chains
    ("goto taken as jump", "src/packet/many_run.c", "		if (!j->is_goto) {", "		if (j) {"),
    ("return loses packets", "src/packet/many_run.c", "	keep = code == NFT_RETURN || ((code", "	keep = ((code"),
    ("policy ignored", "src/packet/many_run.c", "	if (b->chain->chain->policy == NF_DROP)\n		drop_at_policy", "	if (!b)\n		drop_at_policy"),
    ("families of tables ignored", "src/packet/many_run.c",
     "	return f == FAM_IP || f == FAM_IP6 ? f == m->x->flow->family : true;", "	return f != FAM_ARP;"),
    ("nat chains run for every packet", "src/packet/many_run.c", "	if (b->nat && m->x->packet->kind != PACKET_FIRST)", "	if (!b)"),
    ("ingress chains on every device", "src/packet/many_run.c", "		on = on_device(m, b);", "		on = SET_ALL;"),
    ("what a rule drops goes on", "src/packet/many_run.c",
     "set_diff(&m->sets, rr.start.s, rr.gone)", "rr.start.s"),
    ("priorities reversed", "src/packet/program.c",
     "return x->prio < y->prio ? -1 : 1;", "return x->prio < y->prio ? 1 : -1;"),
    ("of equal priority the oldest first", "src/packet/program.c",
     "return x->chain->chain->seq > y->chain->chain->seq ? -1 : 1;", "return x->chain->chain->seq > y->chain->chain->seq ? 1 : -1;"),
    ("dormant tables run", "src/packet/program.c", "if (t->flags & TABLE_DORMANT)", "if (!t)"),
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
    ("fragments on the fast path", "src/packet/many_value.c", "l->role == ROLE_FRAG && !is_listed(b)", "l->role == ROLE_FRAG && !b"),
    ("SYN on the fast path", "src/packet/state.c",
     "if (kind == FLAG_ACK || kind == (FLAG_ACK | FLAG_URG))", "if (kind & FLAG_ACK)"),
    ("FIN and RST of the wrong version", "src/offload/offload.c",
     "#define KERNEL_RST_ON_FAST (6u << 8 | 14)", "#define KERNEL_RST_ON_FAST (6u << 8 | 15)"),
    ("time to live not yet decremented at forward", "src/packet/state.c", "return ttl >= 1 && ttl <= 254;", "return ttl >= 1;"),
    ("clients of any port", "src/offload/lives.c",
     "	s = set_range(&m->sets, port->first, port->bits, lo, hi, SIM_BYTES, SET_ALL);", "	s = SET_ALL;"),
    ("packets by lo", "src/packet/state.c", "		keep_only(f->device[i], is_no_loopback, x);\n", ""),
    # ------------------------------------------------ what the kernel refuses
    ("notrack ignored", "src/packet/state.c",
     "	case S_NOTRACK:\n		if (packet_tracked(x))", "	case S_NOTRACK:\n		if (x)"),
    ("helper for any protocol", "src/packet/state.c", "return o->ct_helper.l4proto == x->flow->l4proto &&", "return"),
    ("translated GRE is added", "src/packet/state.c",
     "f->l4proto == IPPROTO_GRE && (f->snat || f->dnat)", "f->l4proto == IPPROTO_GRE && !f"),
    # ------------------------------------------------ matches and sets
    ("complement of a set", "src/packet/many_key.c",
     "in = set_and(&m->sets, negated ? set_not(&m->sets, in) : in, there_of(m, &ps));", "in = set_and(&m->sets, in, there_of(m, &ps));"),
    ("!= taken as ==", "src/packet/many_value.c", "equal(m, v, a, ones, op == REL_NEQ, c);", "equal(m, v, a, ones, false, c);"),
    ("< taken as <=", "src/packet/many_value.c", "with = op == REL_LTE || op == REL_GT,", "with = true,"),
    ("end of a range off by one", "src/packet/many_value.c",
     "			in = sym_within(m, v, a, b);", "			in = (wide_decrement(b, SIM_BYTES), sym_within(m, v, a, b));"),
    ("end of an interval off by one", "src/packet/many_key.c",
     "	sim_from_bytes(hi, end, p->bits, p->string);\n",
     "	sim_from_bytes(hi, end, p->bits, p->string);\n	if (memcmp(lo, hi, SIM_BYTES))\n		wide_decrement(hi, SIM_BYTES);\n"),
    ("default of a verdict map", "src/packet/many_key.c",
     "	if (elem < 0)\n		return;\n	k->rep[k->n]", "	if (elem < 0 || m)\n		return;\n	k->rep[k->n]"),
    ("concatenation: the last part ignored", "src/packet/many_key.c",
     "for (unsigned i = set->key.n; i-- > 0 && s != SET_NONE;)", "for (unsigned i = set->key.n - 1u; i-- > 0 && s != SET_NONE;)"),
    ("a set that rules fill is known", "src/model/sim_set.c", "|| set->updated_by_rule)", ")"),
    ("a set without elements is empty", "src/model/sim_set.c", "&& (set->elems.n || (set->flags & NFT_SET_CONSTANT))", ""),
    # ------------------------------------------------ lives of connections
    ("no reply view", "src/offload/lives.c",
     "				if (!fresh)\n					fast_packet(", "				if (!v)\n					fast_packet("),
    ("UDP without a reply ignored", "src/offload/lives.c", "for (unsigned fresh = 0; fresh <= !add->replied; fresh++)", "for (unsigned fresh = 0; fresh < 1; fresh++)"),
    ("the first packet may be dropped", "src/offload/lives.c",
     "	m->dropped = NULL;\n	send_packets(v, RUN_REAL, PACKET_FIRST", "	m->dropped = out;\n	send_packets(v, RUN_REAL, PACKET_FIRST"),
    ("the answer to SYN may be dropped", "src/offload/lives.c",
     "		begin->l.n = 0;\n		send_packets(v, RUN_REAL, PACKET_SYNACK", "		begin->l.n = 0;\n		m->dropped = begin;\n		send_packets(v, RUN_REAL, PACKET_SYNACK"),
    ("replies are not asked to add", "src/offload/lives.c", "			later_packet(v, i, in, true, false);\n", ""),
    ("marks before conntrack", "src/packet/many.c", "packet_readable(m->x, l) || (is_ct(l) && !packet_tracked(m->x)))", "packet_readable(m->x, l))"),
    ("what a possible packet adds is sure", "src/offload/lives.c", "	p.maybe |= v->maybe;", "	p.maybe = v->maybe;"),
    ("look-ups of what is not known are sure", "src/packet/many_key.c", "if (o->elem >= 0 && unsure_flow(&ps)", "if (!o && unsure_flow(&ps)"),
    ("an exception one way as sure as the first", "src/offload/findings.c", "if (o->certain && !best->certain)", "if (!o)"),
    ("marks not remembered", "src/packet/leaf.c", "return !t || t->use->read;", "return !t;"),
    ("devices of the flowtable ignored", "src/offload/lives.c", "	on = devices(v, f.by->devices, reply);\n", "	on = SET_ALL;\n"),
    ("exceptions one way not looked for", "src/offload/lives.c", "	find_one_way(v);\n", ""),
    ("blocking not looked for", "src/offload/lives.c", "	find_blocks(v);\n", ""),
    # ------------------------------------------------ what it means
    ("ingress before the flowtable skipped, too", "src/offload/classify.c",
     "return b->stage != STAGE_INGRESS || b->prio > a->add->by->ft->prio.value;", "return b && a;"),
    ("drops behind a limit not seen", "src/offload/classify.c",
     "drops_behind(c->a, c->ri, c->i + 1) ? SEV_ERROR : SEV_WARNING", "SEV_WARNING"),
    ("what only unanswered UDP meets is loud", "src/offload/classify.c",
     "	if (!a->replied && m->finding != NO_FINDING)", "	if (!a)"),
    ("values that vary taken as constant", "src/offload/classify.c",
     ".value_varies = st->id == S_SET && (x->s->written & SIM_VARIES),", ".value_varies = false,"),
    ("marks in prerouting alone are loud", "src/offload/classify.c", "if (c->stage == STAGE_PREROUTING)", "if (!c)"),
)


def planted(text, old, new):
    return text.replace(old, new) if text.count(old) == 1 else None


class Build:
    """The objects of a build; a program is linked of them, with one file compiled anew."""

    def __init__(self, top, place):
        self.top, self.place = top, place
        self.cc = self.variable("CC")
        self.flags = self.variable("DEFS DEFAULT_INCLUDES INCLUDES AM_CPPFLAGS CPPFLAGS NFT_CFLAGS NFTCORE_CFLAGS")
        self.libs = self.variable("LDFLAGS NFTCORE_LIBS LIBEDIT_LIBS LIBS")
        self.objects = [self.object(o) for o in self.variable("libnftcore_la_OBJECTS") + self.variable("src_nft_OBJECTS")]

    def variable(self, names):
        text = " ".join("$(%s)" % n for n in names.split())
        done = subprocess.run(["make", "-s", "--no-print-directory", "--eval=print-it: ; @echo '%s'" % text, "print-it"], cwd=self.top,
                              capture_output=True, text=True, check=True)
        return shlex.split(done.stdout)

    def object(self, name):
        directory, base = os.path.split(name)
        pic = os.path.join(directory, ".libs", base[:-3] + ".o")
        return pic if os.path.exists(os.path.join(self.top, pic)) else name[:-3] + ".o" if name.endswith(".lo") else name

    def nft(self, path, text):
        """The program with @text for the file @path: None and why if it cannot be built."""
        source, made, program = (os.path.join(self.place, n) for n in (os.path.basename(path), "fault.o", "nft"))
        with open(source, "w") as f:
            f.write(text)
        old = self.object(path[:-2] + ".lo")
        others = [o for o in self.objects if o != old]
        for command in (self.cc + self.flags + ["-O1", "-w", "-c", "-o", made, source], self.cc + ["-o", program, made] + others + self.libs):
            done = subprocess.run(command, cwd=self.top, capture_output=True, text=True, timeout=SECONDS)
            if done.returncode:
                return None, "does not build: " + done.stderr
        assert len(others) == len(self.objects) - 1
        return program, ""


def caught(program):
    env = dict(os.environ, NFT=program)
    try:
        done = subprocess.run([sys.executable, os.path.join(TOP, "tests", "offload", "run.py"), "--first"], env=env, capture_output=True,
                              text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return True, "the suite took too long"
    return done.returncode != 0, (done.stdout.splitlines() or ["nothing"])[0]


def try_fault(build, path, old, new):
    with open(os.path.join(TOP, path)) as f:
        text = planted(f.read(), old, new)
    if text is None:
        return None, "the edit does not apply to " + path
    program, why = build.nft(path, text)
    return caught(program) if program else (None, why)


def no_fault(build):
    path = FAULTS[0][1]
    with open(os.path.join(TOP, path)) as f:
        program, why = build.nft(path, f.read())
    bad, said = caught(program) if program else (True, why)
    return not bad, said


def main():
    names = sys.argv[2:]
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="nft-faults.") as place:
        build = Build(os.path.abspath(sys.argv[1]), place)
        for name, path, old, new in FAULTS:
            if names and name not in names:
                continue
            start = time.monotonic()
            ok, said = try_fault(build, path, old, new)
            passed, failed = passed + bool(ok), failed + (not ok)
            print("%s: %s (%.0f s)" % (name, "caught by " + said if ok else said if ok is None else "NOT CAUGHT", time.monotonic() - start),
                  flush=True)
        ok, said = no_fault(build)
        print("no fault: %s" % ("quiet" if ok else "fails, too: " + said))
        passed, failed = passed + ok, failed + (not ok)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
