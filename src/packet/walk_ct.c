/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections: which one a packet belongs to, and what state it has by that. Windows are taken to be right. */
#include <string.h>

#include "packet/walk_priv.h"

#define NS_PER_S 1000000000ull
#define ICMP_ECHO_REPLY 0
#define ICMP_ECHO 8
#define F_FIN 1
#define F_SYN 2
#define F_RST 4
#define F_ACK 16
#define F_URG 32

/* ------------------------------------------------------------------ tuples */
static uint16_t inverse_type(uint16_t type_code, bool six)
{
	static const uint8_t four[][2] = { { 8, 0 }, { 13, 14 }, { 15, 16 }, { 17, 18 } };
	static const uint8_t sixes[][2] = { { 128, 129 }, { 139, 140 } };
	const uint8_t (*pairs)[2] = six ? sixes : four;
	unsigned n = six ? 2 : 4, type = type_code >> 8;

	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < 2; k++)
			if (pairs[i][k] == type)
				return (uint16_t)(pairs[i][!k] << 8 | (type_code & 0xff));
	return type_code;
}

static bool is_query(uint16_t type_code, bool six)
{
	return inverse_type(type_code, six) != type_code;
}

static bool begins(uint16_t type_code, bool six)
{
	unsigned type = type_code >> 8;

	return six ? type == 128 || type == 139 : type == 8 || type == 13 || type == 15 || type == 17;
}

void ct_invert(struct tuple *out, const struct tuple *t)
{
	struct tuple o = *t;

	memcpy(o.src, t->dst, 16);
	memcpy(o.dst, t->src, 16);
	if (t->l4 == WALK_ICMP || t->l4 == WALK_ICMP6) {
		o.dport = inverse_type(t->dport, t->l4 == WALK_ICMP6);
	} else {
		o.sport = t->dport;
		o.dport = t->sport;
	}
	*out = o;
}

bool ct_same(const struct tuple *a, const struct tuple *b)
{
	return a->family == b->family && a->l4 == b->l4 && a->zone == b->zone && a->sport == b->sport && a->dport == b->dport &&
	       !memcmp(a->src, b->src, 16) && !memcmp(a->dst, b->dst, 16);
}

bool ct_tuple_of(const struct walk *w, struct tuple *t)
{
	const struct frame *f = &w->p->f;

	memset(t, 0, sizeof(*t));
	if (!f->has_l4 || f->fragment)
		return false;
	t->family = f->protocol == ETHERTYPE_IP4 ? FAM_IP : FAM_IP6;
	t->l4 = f->l4;
	t->zone = w->p->zone;
	frame_addr(f, false, t->src);
	frame_addr(f, true, t->dst);
	if (frame_has_ports(f)) {
		t->sport = frame_port(f, false);
		t->dport = frame_port(f, true);
	} else if (f->l4 == WALK_ICMP || f->l4 == WALK_ICMP6) {
		if (f->th + 8 > f->len)
			return false;
		t->dport = frame_port(f, false);
		t->sport = is_query(t->dport, f->l4 == WALK_ICMP6) ? (uint16_t)frame_bits(f, (f->th + 4) * 8, 16) : 0;
	}
	return true;
}

struct conn *ct_find(const struct walk *w, const struct tuple *t, unsigned *dir)
{
	for (uint32_t i = w->conns.n; i-- > 0;) {
		struct conn *c = w->conns.v[i];

		if (c->dead || (c->expires && w->now >= c->expires))
			continue;
		for (unsigned d = 0; d < 2; d++)
			if (ct_same(&c->tuple[d], t)) {
				*dir = d;
				return c;
			}
	}
	return NULL;
}

/* ------------------------------------------------------------------ states */
static uint8_t tcp_flags(const struct frame *f)
{
	return f->th + 14 <= f->len ? f->b[f->th + 13] : 0;
}

static bool flags_are_valid(uint8_t flags)
{
	switch (flags & (F_FIN | F_SYN | F_RST | F_ACK | F_URG)) {
	case F_SYN: case F_SYN | F_URG: case F_SYN | F_ACK: case F_RST: case F_RST | F_ACK:
	case F_FIN | F_ACK: case F_FIN | F_ACK | F_URG: case F_ACK: case F_ACK | F_URG:
		return true;
	}
	return false;
}

/* The state behind a packet of connection @c; -1: it is invalid. */
static int tcp_next(enum tcp_state s, unsigned dir, uint8_t flags)
{
	if (flags & F_RST)
		return s == TCPS_NONE ? -1 : TCPS_CLOSE;
	if ((flags & (F_SYN | F_ACK)) == F_SYN) {
		if (dir)
			return s == TCPS_SYN_SENT ? (int)s : -1;
		return s == TCPS_NONE || s == TCPS_TIME_WAIT || s == TCPS_CLOSE ? TCPS_SYN_SENT : (int)s;
	}
	if (flags & F_SYN) {
		if (!dir)
			return s == TCPS_SYN_RECV ? (int)s : -1;
		return s == TCPS_SYN_SENT ? TCPS_SYN_RECV : (int)s;
	}
	if (flags & F_FIN) {
		switch (s) {
		case TCPS_NONE: case TCPS_SYN_SENT:		return -1;
		case TCPS_SYN_RECV: case TCPS_ESTABLISHED:	return TCPS_FIN_WAIT;
		case TCPS_TIME_WAIT: case TCPS_CLOSE:		return s;
		default:					return TCPS_LAST_ACK;
		}
	}
	switch (s) {
	case TCPS_NONE:		return TCPS_ESTABLISHED;
	case TCPS_SYN_SENT:	return dir ? (int)s : -1;
	case TCPS_SYN_RECV:	return dir ? (int)s : TCPS_ESTABLISHED;
	case TCPS_FIN_WAIT:	return TCPS_CLOSE_WAIT;
	case TCPS_LAST_ACK:	return TCPS_TIME_WAIT;
	default:		return s;
	}
}

static uint64_t timeout_of(const struct conn *c)
{
	static const uint32_t tcp[] = { 60, 120, 60, 432000, 120, 60, 30, 120, 10 };

	if (c->tuple[0].l4 == WALK_TCP)
		return tcp[c->tcp];
	if (c->tuple[0].l4 == WALK_UDP)
		return c->status & ST_ASSURED ? 120 : 30;
	return c->tuple[0].l4 == WALK_ICMP || c->tuple[0].l4 == WALK_ICMP6 ? 30 : 600;
}

/* False: the packet does not fit its connection. */
static bool advance(struct walk *w, struct conn *c, unsigned dir)
{
	uint8_t l4 = c->tuple[0].l4;
	enum tcp_state old = c->tcp;
	int next;

	if (l4 == WALK_TCP) {
		uint8_t flags = tcp_flags(&w->p->f);

		next = flags_are_valid(flags) ? tcp_next(c->tcp, dir, flags) : -1;
		if (next < 0)
			return false;
		c->tcp = (enum tcp_state)next;
		if (flags & F_RST && !(c->status & ST_SEEN_REPLY) && dir)
			c->dead = true;
		if (dir == 0 && c->status & ST_SEEN_REPLY && (old == TCPS_SYN_RECV || old == TCPS_ESTABLISHED) && c->tcp == TCPS_ESTABLISHED)
			c->status |= ST_ASSURED;
		else if (dir && c->status & ST_SEEN_REPLY && old == TCPS_ESTABLISHED && c->tcp == TCPS_ESTABLISHED)
			c->status |= ST_ASSURED;
	} else if (l4 == WALK_UDP && c->status & ST_SEEN_REPLY && w->now > c->since + 2 * NS_PER_S) {
		c->status |= ST_ASSURED;
	}
	return true;
}

static bool may_begin(const struct walk *w, const struct tuple *t)
{
	uint8_t flags = tcp_flags(&w->p->f);

	if (t->l4 == WALK_TCP)
		return flags_are_valid(flags) && tcp_next(TCPS_NONE, 0, flags) >= 0;
	if (t->l4 == WALK_ICMP || t->l4 == WALK_ICMP6)
		return begins(t->dport, t->l4 == WALK_ICMP6);
	return true;
}

/* Headers that contradict the packet make it invalid, whatever its connection. */
static bool is_sound(const struct walk *w)
{
	const struct frame *f = &w->p->f;
	uint32_t left = f->len - f->th, n;

	switch (f->l4) {
	case WALK_TCP:
		if (left < 20)
			return false;
		n = (f->b[f->th + 12] >> 4) * 4u;
		return n >= 20 && n <= left && flags_are_valid(f->b[f->th + 13]);
	case WALK_UDP:
		if (left < 8)
			return false;
		n = (uint32_t)(f->b[f->th + 4] << 8 | f->b[f->th + 5]);
		return n >= 8 && n <= left;
	case WALK_ICMP: case WALK_ICMP6:
		return left >= 8;
	}
	return true;
}

/* Neighbour discovery and the like are no connections. */
static bool is_never_tracked(const struct tuple *t)
{
	unsigned type = t->dport >> 8;

	return t->l4 == WALK_ICMP6 && ((type >= 130 && type <= 136) || type == 143);
}

static struct conn *new_conn(struct walk *w, const struct tuple *t)
{
	struct conn *c = region_new(w->r, struct conn);

	c->tuple[0] = *t;
	ct_invert(&c->tuple[1], t);
	c->since = w->now;
	return c;
}

/* ------------------------------------------------------------------ what the description says of it */
static const struct given *given_ct(const struct walk *w, uint32_t key)
{
	vec_each(i, &w->p->given) {
		const struct expr *e = w->p->given.v[i].e;

		if (e->id == E_CT && e->ct.row->id == key)
			return &w->p->given.v[i];
	}
	return NULL;
}

static uint32_t number(const struct given *g)
{
	uint32_t v = 0;

	memcpy(&v, g->data, g->len < 4 ? g->len : 4);
	return v;
}

static int given_state(const struct walk *w)
{
	const struct given *g = given_ct(w, NFT_CT_STATE);

	if (!g)
		return -1;
	switch (number(g)) {
	case 1:		return CT_INVALID;
	case 2:		return CT_ESTABLISHED;
	case 4:		return CT_RELATED;
	case 8:		return CT_NEW;
	case 64:	return CT_UNTRACKED;
	}
	return -1;
}

static void apply_given(struct walk *w, struct conn *c)
{
	const struct given *g;

	if ((g = given_ct(w, NFT_CT_MARK)))
		c->mark = number(g);
	if ((g = given_ct(w, NFT_CT_SECMARK)))
		c->secmark = number(g);
	if ((g = given_ct(w, NFT_CT_EVENTMASK)))
		c->events = number(g);
	if ((g = given_ct(w, NFT_CT_STATUS)))
		c->status |= number(g);
	if ((g = given_ct(w, NFT_CT_LABELS)))
		memcpy(c->labels, g->data, 16);
	if ((g = given_ct(w, NFT_CT_HELPER)))
		c->helper = region_strndup(w->r, (const char *)g->data, 15);
	if ((g = given_ct(w, NFT_CT_ZONE)))
		c->tuple[0].zone = c->tuple[1].zone = (uint16_t)number(g);
}

/* A connection that has been there for some time, as the description says that the packet belongs to one. */
static struct conn *long_running(struct walk *w, const struct tuple *t, bool reply)
{
	struct tuple first = *t;
	struct conn *c;

	if (reply)
		ct_invert(&first, t);
	c = new_conn(w, &first);
	c->confirmed = c->forced = true;
	c->status = ST_CONFIRMED | ST_SEEN_REPLY | ST_ASSURED;
	c->tcp = t->l4 == WALK_TCP ? TCPS_ESTABLISHED : TCPS_NONE;
	vec_push(w->r, &w->conns, c);
	return c;
}

/* ------------------------------------------------------------------ tracking */
static void count(struct walk *w, struct conn *c, unsigned dir)
{
	c->packets[dir]++;
	c->bytes[dir] += walk_length(w->p);
	c->expires = w->now + timeout_of(c) * NS_PER_S;
}

static void attach(struct walk *w, struct conn *c, unsigned dir, uint8_t info)
{
	struct packet *p = w->p;

	p->ct = c;
	p->dir = (uint8_t)dir;
	p->ct_info = info;
	apply_given(w, c);
	count(w, c, dir);
	if (dir && info == CT_ESTABLISHED)
		c->status |= ST_SEEN_REPLY;
}

static void as_said(struct walk *w, const struct tuple *t, int state)
{
	const struct given *g = given_ct(w, NFT_CT_DIRECTION);
	unsigned dir = 0;
	struct conn *c = ct_find(w, t, &dir);

	if (state == CT_INVALID || state == CT_UNTRACKED) {
		w->p->ct_info = (uint8_t)state;
		return;
	}
	if (state == CT_NEW && c && c->confirmed) {
		c->dead = true;
		c = NULL;
	}
	if (state == CT_NEW || state == CT_RELATED) {
		if (!c)
			c = new_conn(w, t);
		if (state == CT_RELATED)
			c->status |= ST_EXPECTED;
		advance(w, c, 0);
		attach(w, c, 0, (uint8_t)state);
		return;
	}
	if (!c) {
		dir = g && g->data[0] == 1;
		c = long_running(w, t, dir);
	}
	advance(w, c, dir);
	attach(w, c, dir, CT_ESTABLISHED);
}

static void track_new(struct walk *w, const struct tuple *t)
{
	struct conn *c;

	if (!may_begin(w, t)) {
		w->p->ct_info = CT_INVALID;
		return;
	}
	c = new_conn(w, t);
	if (t->l4 == WALK_TCP)
		c->tcp = (enum tcp_state)tcp_next(TCPS_NONE, 0, tcp_flags(&w->p->f));
	attach(w, c, 0, CT_NEW);
}

/* A SYN on a connection that is over begins another. */
static bool reopens(const struct walk *w, const struct conn *c, unsigned dir)
{
	return c->tuple[0].l4 == WALK_TCP && !dir && (c->tcp == TCPS_TIME_WAIT || c->tcp == TCPS_CLOSE) &&
	       (tcp_flags(&w->p->f) & (F_SYN | F_ACK | F_RST | F_FIN)) == F_SYN;
}

void ct_track(struct walk *w)
{
	struct packet *p = w->p;
	int state = given_state(w);
	struct tuple t;
	struct conn *c;
	unsigned dir = 0;

	if (p->ct_info != CT_NONE || (p->f.protocol != ETHERTYPE_IP4 && p->f.protocol != ETHERTYPE_IP6))
		return;
	if (!ct_tuple_of(w, &t)) {
		p->ct_info = state >= 0 && state != CT_NEW && state != CT_ESTABLISHED && state != CT_RELATED ? (uint8_t)state : CT_INVALID;
		return;
	}
	if (!is_sound(w) && state < 0) {
		p->ct_info = CT_INVALID;
		return;
	}
	if (is_never_tracked(&t)) {
		p->ct_info = CT_UNTRACKED;
		return;
	}
	if (state < 0 && given_ct(w, NFT_CT_DIRECTION) && given_ct(w, NFT_CT_DIRECTION)->data[0] == 1)
		state = CT_ESTABLISHED;
	if (state >= 0) {
		as_said(w, &t, state);
		return;
	}
	c = ct_find(w, &t, &dir);
	if (c && reopens(w, c, dir)) {
		c->dead = true;
		c = NULL;
	}
	if (!c) {
		track_new(w, &t);
		return;
	}
	if (!advance(w, c, dir)) {
		p->ct_info = CT_INVALID;
		return;
	}
	attach(w, c, dir, dir || c->status & ST_SEEN_REPLY ? CT_ESTABLISHED : c->status & ST_EXPECTED ? CT_RELATED : CT_NEW);
}

void ct_confirm(struct walk *w)
{
	struct conn *c = w->p->ct;

	if (!c || c->confirmed || c->dead)
		return;
	c->confirmed = true;
	c->status |= ST_CONFIRMED;
	vec_push(w->r, &w->conns, c);
}

unsigned ct_state_bit(const struct packet *p)
{
	switch (p->ct_info) {
	case CT_NEW:		return 8;
	case CT_ESTABLISHED:	return 2;
	case CT_RELATED:	return 4;
	case CT_UNTRACKED:	return 64;
	default:		return 1;
	}
}

const char *ct_state_word(const struct packet *p)
{
	return p->ct_info == CT_NONE ? NULL : symtab_name(&ct_state_symtab, ct_state_bit(p));
}
