/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Action lists run over a packet, and which list a connection has. */
#include "fastpath/interp.h"

#include "base/wide.h"
#include "fastpath/packet.h"
#include "fastpath/symbolic.h"
#include "model/uapi.h"

/* Half a word at a time, and only what changes: the word of an IPv4 header that has the ttl has the checksum, too. */
static void mangle(struct ff_packet *pkt, const struct action *a, const struct action *csum)
{
	bool th = a->header == MANGLE_TCP || a->header == MANGLE_UDP;
	uint8_t *at = (th ? pkt->th : pkt->nh) + a->offset, bytes[4], sums = 0;
	uint32_t word = (uint32_t)wide_get_u64(at, 4);

	wide_set_u64(bytes, 4, (word & a->mask) | a->value);
	if (csum && a->header == MANGLE_IP4)
		sums |= csum->csum & FF_CSUM_IP4;
	if (csum && (th || a->offset >= (a->header == MANGLE_IP4 ? 12 : 8)))
		sums |= csum->csum & FF_CSUM_L4;
	if (a->mask >> 16 != 0xffff)
		ff_packet_write(pkt, at, bytes, 2, sums);
	if ((a->mask & 0xffff) != 0xffff)
		ff_packet_write(pkt, at + 2, bytes + 2, 2, sums);
}

static const struct action *csum_of(const struct action_class *c)
{
	vec_each(i, &c->actions)
		if (c->actions.v[i].id == ACTION_csum)
			return &c->actions.v[i];
	return NULL;
}

enum ff_outcome ff_list_run(const struct action_class *c, const struct ff_facts *f, uint8_t *packet, size_t len, struct ff_count *counts, enum ff_left *why)
{
	const struct action *csum = csum_of(c);
	struct ff_packet pkt;

	if (!ff_packet_take(&pkt, f, packet, len, why))
		return FF_LEFT;
	ff_packet_enter(&pkt, f);
	vec_each(i, &c->actions) {
		const struct action *a = &c->actions.v[i];

		switch (a->id) {
		case ACTION_mangle:
			mangle(&pkt, a, csum);
			break;
		case ACTION_counter:
			counts[a->counter].packets++;
			counts[a->counter].bytes += pkt.length + a->link;
			break;
		case ACTION_drop:
			return FF_DROPPED;
		}
	}
	ff_packet_leave(&pkt, f);
	return FF_FORWARD;
}

/* ---------------------------------------------------------------- the class of a connection */
struct bits { const struct sym *y; uint8_t v[SYM_NH_BITS * 4]; };

static void put(struct bits *b, enum sym_var var, const uint8_t *bytes)
{
	const struct sym_place *p = &b->y->place[var];

	for (unsigned i = 0; i < p->bits; i++)
		b->v[p->level + i] = bytes[i / 8] >> (7 - i % 8) & 1;
}

static void put_number(struct bits *b, enum sym_var var, uint32_t n)
{
	const struct sym_place *p = &b->y->place[var];

	for (unsigned i = 0; i < p->bits; i++)
		b->v[p->level + i] = n >> (p->bits - 1 - i) & 1;
}

static bool put_device(struct bits *b, enum sym_var var, const char *name)
{
	for (uint32_t d = 0; d < b->y->n_devices; d++)
		if (!strncmp(b->y->devices[d].name, name, 16)) {
			put_number(b, var, d);
			return true;
		}
	return false;
}

static bool has(const struct action_class *c, const struct ff_facts *f)
{
	struct bits b = { .y = c->sym };
	const struct ff_tuple *t = &f->tuple[f->reply], *other = &f->tuple[!f->reply];

	if (c->reply != f->reply || b.y->six != (f->nfproto == NFPROTO_IPV6) || !put_device(&b, SYM_IIF, f->iifname) ||
	    !put_device(&b, SYM_OIF, f->oifname) || b.y->end_level > sizeof(b.v))
		return false;
	put_number(&b, SYM_UDP, f->l4proto == IPPROTO_UDP);
	put_number(&b, SYM_CT_MARK, f->ct_mark);
	put_number(&b, SYM_CT_STATUS, f->ct_status);
	put_number(&b, SYM_CT_ZONE, f->ct_zone);
	put(&b, SYM_SADDR, t->saddr);
	put(&b, SYM_SPORT, t->sport);
	put(&b, SYM_DADDR, other->saddr);
	put(&b, SYM_DPORT, other->sport);
	put(&b, SYM_ASKED_ADDR, f->tuple[0].daddr);
	put(&b, SYM_ASKED_PORT, f->tuple[0].dport);
	put(&b, SYM_SHOWN_ADDR, f->tuple[1].daddr);
	put(&b, SYM_SHOWN_PORT, f->tuple[1].dport);
	return set_has(&b.y->s, c->connections, b.v);
}

const struct action_class *ff_class_of(const struct action_classes *all, const struct ff_facts *f)
{
	vec_each(i, &all->classes)
		if (has(&all->classes.v[i], f))
			return &all->classes.v[i];
	return NULL;
}
