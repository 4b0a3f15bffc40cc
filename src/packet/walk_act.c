/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops that act on the packet as a whole or on its connection: reject, queue, duplicate, hand over, track, offload. */
#include <string.h>

#include "packet/walk_priv.h"

#define IPPROTO_GRE_ 47

static void reject(struct walk *w, const struct op *op, struct regs *g)
{
	(void)op;
	w->out->end = WALK_REJECTED;
	g->verdict = NF_DROP;
}

static void queue(struct walk *w, const struct op *op, struct regs *g)
{
	uint32_t number = (uint32_t)op_get(op, NFTA_QUEUE_NUM), total = (uint32_t)op_get(op, NFTA_QUEUE_TOTAL);

	if (op_has(op, NFTA_QUEUE_SREG_QNUM)) {
		memcpy(&number, REG(op, NFTA_QUEUE_SREG_QNUM), 4);
		total = 1;
	}
	if (total > 1)
		walk_note(w, WALK_EFFECT, "queued to one of %u-%u; taken to come back accepted", number, number + total - 1);
	else
		walk_note(w, WALK_EFFECT, "queued to %u; taken to come back accepted", number & 0xffff);
	g->verdict = NF_QUEUE;
}

static void dup(struct walk *w, const struct op *op, struct regs *g)
{
	(void)op;
	(void)g;
	walk_note(w, WALK_EFFECT, "a copy is sent");
}

static void fwd(struct walk *w, const struct op *op, struct regs *g)
{
	(void)op;
	w->out->end_text = "forwarded to another device";
	g->verdict = NF_STOLEN;
}

static bool is_tcp_or_udp(const struct packet *p)
{
	return p->f.has_l4 && !p->f.fragment && (p->f.l4 == WALK_TCP || p->f.l4 == WALK_UDP);
}

static void tproxy(struct walk *w, const struct op *op, struct regs *g)
{
	(void)op;
	if (!is_tcp_or_udp(w->p)) {
		g->verdict = WALK_BREAK;
		return;
	}
	walk_note(w, WALK_EFFECT, "given to the local socket, which is taken to be there");
}

static void synproxy(struct walk *w, const struct op *op, struct regs *g)
{
	const struct frame *f = &w->p->f;
	uint8_t flags;

	(void)op;
	if (f->l4 != WALK_TCP || !f->has_l4 || f->fragment || f->th + 20 > f->len) {
		g->verdict = WALK_BREAK;
		return;
	}
	flags = f->b[f->th + 13];
	if (flags & 2) {
		w->out->end_text = "answered by synproxy";
		g->verdict = NF_STOLEN;
	} else if (flags & 16 && !(flags & 5)) {
		w->out->end_text = "taken by synproxy, which opens the connection to the server";
		g->verdict = NF_STOLEN;
	}
}

static void notrack(struct walk *w, const struct op *op, struct regs *g)
{
	(void)op;
	(void)g;
	if (w->p->ct || w->p->ct_info == CT_UNTRACKED)
		return;
	w->p->ct_info = CT_UNTRACKED;
}

static void log_op(struct walk *w, const struct op *op, struct regs *g)
{
	(void)w;
	(void)op;
	(void)g;
}

/* Of extensions nothing is known but their names. */
static void foreign(struct walk *w, const struct op *op, struct regs *g)
{
	(void)op;
	walk_note(w, WALK_EFFECT, "an xtables extension, which is not simulated: taken not to match");
	g->verdict = WALK_BREAK;
}

/* ------------------------------------------------------------------ flow add */
#define KERNEL_BOTH_SIDES (7 << 8 | 2)	/* before, the packets of the other side take the fast path */

bool walk_holds_device(const struct flowtable *ft, const char *name)
{
	vec_each(i, &ft->devices) {
		const char *d = ft->devices.v[i];
		size_t n = strlen(d);

		if (n && d[n - 1] == '*' ? !strncmp(d, name, n - 1) : !strcmp(d, name))
			return true;
	}
	return false;
}

/* Why the kernel does not take the connection up; NULL: it does. */
static const char *refusal(const struct packet *p)
{
	const struct conn *c = p->ct;
	uint8_t l4, flags;

	if (p->f.protocol == ETHERTYPE_IP4 && (p->f.b[p->f.nh] & 15) != 5)
		return "the packet has IP options";
	if (!c)
		return "the packet belongs to no connection";
	l4 = c->tuple[0].l4;
	if (l4 == WALK_TCP) {
		flags = p->f.b[p->f.th + 13];
		if (flags & 5)
			return "the packet ends its connection";
		if (c->tcp != TCPS_ESTABLISHED || !(c->status & ST_ASSURED))
			return "the connection is not established yet";
	} else if (l4 == IPPROTO_GRE_) {
		if (c->status & (ST_SRC_NAT | ST_DST_NAT))
			return "its addresses are translated";
	} else if (l4 != WALK_UDP) {
		return "only TCP, UDP and GRE can be offloaded";
	}
	if (c->helper)
		return "the connection has a helper";
	if (c->status & ST_SEQ_ADJUST)
		return "the connection needs its sequence numbers adjusted";
	if (!c->confirmed)
		return "the connection is not confirmed yet";
	if (c->status & ST_OFFLOAD)
		return "the connection is offloaded already";
	return NULL;
}

static void flow_offload(struct walk *w, const struct op *op, struct regs *g)
{
	const char *name = (const char *)op->a[NFTA_FLOW_TABLE_NAME].data, *why = refusal(w->p);
	const struct flowtable *ft = table_flowtable(w->table, name);
	struct packet *p = w->p;

	if (!why && ft && w->opt.kernel_version >= KERNEL_BOTH_SIDES &&
	    !(walk_holds_device(ft, w->p->in.name) && walk_holds_device(ft, w->p->out.name)))
		why = "one of its devices is not of the flowtable";
	if (why || !ft) {
		g->verdict = WALK_BREAK;
		walk_note(w, WALK_EFFECT, "not offloaded: %s", why ? why : "there is no such flowtable");
		return;
	}
	p->ct->status |= ST_OFFLOAD;
	p->ct->flow = ft;
	p->ct->flow_in[p->dir] = p->in.name;
	p->ct->flow_in[!p->dir] = p->out.name;
	w->out->flowtable = ft->name;
	w->out->flow_rule = w->code->rule;
	walk_note(w, WALK_EFFECT, "%s takes the connection up", ft->name);
}

const op_fn walk_act_ops[N_OPS] = {
	[OP_reject] = reject, [OP_queue] = queue, [OP_dup] = dup, [OP_fwd] = fwd, [OP_tproxy] = tproxy, [OP_synproxy] = synproxy,
	[OP_notrack] = notrack, [OP_log] = log_op, [OP_match] = foreign, [OP_target] = foreign, [OP_flow_offload] = flow_offload,
};
