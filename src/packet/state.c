/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a packet of a connection answers when a rule asks: the variables, the facts, and what earlier rules wrote. */
#include "packet/packet.h"

#include <net/if_arp.h>
#include <string.h>
#include "model/uapi.h"

#define STATE_INVALID		1
#define STATE_ESTABLISHED	2
#define STATE_NEW		8
#define FLAG_FIN 1
#define FLAG_SYN 2
#define FLAG_RST 4
#define FLAG_ACK 16
#define FLAG_URG 32
#define FLAG_ECN 64
#define FLAG_CWR 128
#define ETH_IP4 0x0800
#define ETH_IP6 0x86dd

static const uint64_t sure_no[1] = { 1 }, sure_yes[1] = { 2 };

/* ------------------------------------------------------------------ variables */
#define find_var(vars, k, n, out) do { \
	(out) = NULL; \
	vec_each(i_, (vars)) \
		if ((vars)->v[i_].key == (k) && (vars)->v[i_].sub == (n)) \
			(out) = (vars)->v[i_].slot; \
} while (0)

static struct sim_slot *flow_slot(struct run *x, struct sim_space *space)
{
	struct sim_slot *slot = sim_slot_new(x->s, space, false);

	vec_push(x->s->region, &x->flow->slots, slot);
	return slot;
}

static struct sim_slot *flow_var(struct run *x, const void *key, uint32_t sub, struct sim_space *space)
{
	struct sim_slot *slot;
	struct var v;

	find_var(&x->flow->vars, key, sub, slot);
	if (slot)
		return slot;
	v = (struct var){ key, sub, flow_slot(x, space) };
	v.slot->key = key;
	v.slot->sub = sub;
	vec_push(x->s->region, &x->flow->vars, v);
	return v.slot;
}

static void keep_only(struct sim_slot *slot, bool (*fits)(const struct run *x, const uint8_t *rep), const struct run *x)
{
	for (uint32_t i = 0; i < slot->space->n; i++)
		if (!fits(x, slot->space->classes[i].rep)) {
			dom_del(slot->init, i);
			dom_del(slot->dom, i);
		}
}

typedef bool (*fits_fn)(const struct run *x, const uint8_t *rep);

static struct sim_slot *packet_var(struct run *x, const void *key, uint32_t sub, struct sim_space *space, fits_fn fits)
{
	struct sim_slot *slot;
	struct var v;

	find_var(&x->packet->vars, key, sub, slot);
	if (slot)
		return slot;
	v = (struct var){ key, sub, sim_slot_new(x->s, space, true) };
	v.slot->key = key;
	v.slot->sub = sub;
	if (fits)
		keep_only(v.slot, fits, x);
	vec_push(x->s->region, &x->packet->vars, v);
	return v.slot;
}

/* The class of a value, which is one of its own; remembered under @key. */
static const uint64_t *only_value(struct run *x, const void *key, const struct sim_space *space, uint64_t value)
{
	uint64_t *dom = sim_map_get(&x->prog->sim->values, key);

	if (dom)
		return dom;
	dom = region_alloc(x->s->region, space->words * sizeof(*dom));
	for (uint32_t i = 0; i < space->n; i++)
		if (sim_number(space->classes[i].rep) == value && (value || wide_is_zero(space->classes[i].rep, SIM_BYTES)))
			dom_add(dom, i);
	sim_map_set(x->s->region, &x->s->values, key, dom);
	return dom;
}

/* ------------------------------------------------------------------ facts about packets */
static bool fits_flags(const struct run *x, const uint8_t *rep)
{
	unsigned f = (unsigned)sim_number(rep), kind = f & (FLAG_SYN | FLAG_ACK | FLAG_FIN | FLAG_RST | FLAG_URG);

	switch (x->packet->kind) {
	case PACKET_FIRST:
		return f == FLAG_SYN || f == (FLAG_SYN | FLAG_ECN | FLAG_CWR);
	case PACKET_SYNACK:
		return f == (FLAG_SYN | FLAG_ACK) || f == (FLAG_SYN | FLAG_ACK | FLAG_ECN);
	default:	/* what conntrack takes for valid */
		if (kind == FLAG_ACK || kind == (FLAG_ACK | FLAG_URG))
			return true;
		if (!x->packet->fast || !x->rst_on_fast)
			return false;
		return kind == (FLAG_FIN | FLAG_ACK) || kind == (FLAG_FIN | FLAG_ACK | FLAG_URG) || kind == FLAG_RST ||
		       kind == (FLAG_RST | FLAG_ACK);
	}
}

static bool fits_no_fragment(const struct run *x, const uint8_t *rep)
{
	(void)x;
	return !(sim_number(rep) & 0x3fff);
}

/* As the forward chain sees it: decremented, and still alive. */
static bool fits_ttl(const struct run *x, const uint8_t *rep)
{
	uint64_t ttl = sim_number(rep);

	(void)x;
	return ttl >= 1 && ttl <= 254;
}

static bool is_before_routing(const struct run *x)
{
	return x->packet->stage == STAGE_INGRESS || x->packet->stage == STAGE_PREROUTING;
}

bool packet_tracked(const struct run *x)
{
	return x->packet->stage > STAGE_PREROUTING || (x->packet->stage == STAGE_PREROUTING && x->packet->prio >= PRIO_CONNTRACK);
}

/* ------------------------------------------------------------------ addresses, as NAT lets them be seen here */
static const struct sim_scalar *seen(const struct run *x, const struct sim_scalar tuple[3][2], bool destination)
{
	const struct packet *p = x->packet;
	bool nat = x->base && x->base->nat;
	bool before = p->stage == STAGE_INGRESS || (p->stage == STAGE_PREROUTING && (p->prio < PRIO_DNAT || nat));
	bool after = p->stage == STAGE_POSTROUTING && p->prio > PRIO_SNAT;

	if (!p->reply)
		return &tuple[before ? 0 : after ? 2 : 1][destination];
	/* a reply goes to the source as it left, from the destination as the forward chain sees it */
	if (destination)
		return before ? &tuple[2][0] : &tuple[0][0];
	return after ? &tuple[0][1] : &tuple[1][1];
}

struct sim_scalar packet_addr(const struct run *x, bool destination)
{
	return *seen(x, x->flow->addr, destination);
}

struct sim_scalar packet_port(const struct run *x, bool destination)
{
	return *seen(x, x->flow->port, destination);
}

struct sim_slot *packet_device(const struct run *x, bool out)
{
	return x->flow->device[out != x->packet->reply];
}

/* ------------------------------------------------------------------ reading */
static void slot_scalar(struct sim_scalar *out, struct sim_slot *slot)
{
	memset(out, 0, sizeof(*out));
	out->kind = SIM_SLOT;
	out->slot = slot;
}

static void none(struct sim_scalar *out)
{
	memset(out, 0, sizeof(*out));
	out->kind = SIM_NONE;
}

static bool has_ports(const struct flow *f)
{
	return f->l4proto == IPPROTO_TCP || f->l4proto == IPPROTO_UDP;
}

static void read_device(struct run *x, const struct leaf *l, struct sim_scalar *out)
{
	if (l->sub && is_before_routing(x)) {	/* not known yet: no name, index 0 */
		sim_scalar_u64(out, 0);
		return;
	}
	slot_scalar(out, packet_device(x, l->sub));
	if (l->role == ROLE_DEVICE_INDEX)
		out->view = SIM_IFINDEX;
}

static void read_device_other(struct run *x, const struct leaf *l, struct sim_scalar *out)
{
	if (l->sub && is_before_routing(x)) {
		none(out);
		return;
	}
	slot_scalar(out, flow_var(x, l->key, l->sub != x->packet->reply, l->space->space));
	if (l->key == device_type)	/* most are */
		out->slot->sure = only_value(x, device_type, l->space->space, ARPHRD_ETHER);
	else
		out->slot->unsure = true;
}

static const struct written *find_written(const void *key, uint32_t sub, const struct written *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (v[i].key == key && v[i].sub == sub)
			return &v[i];
	return NULL;
}

static bool is_ct_value(const struct leaf *l)
{
	return l->role == ROLE_CT_VALUE;
}

static const struct written *written(const struct run *x, const struct leaf *l)
{
	if (is_ct_value(l))
		return find_written(l->key, l->sub, x->flow->ct.values.v, x->flow->ct.values.n);
	return find_written(l->key, l->sub, x->packet->values.v, x->packet->values.n);
}

/* 0 until a rule writes it. Where no rule ever does, somebody else might: that is possible, but not sure. */
static void read_mark(struct run *x, const struct leaf *l, struct sim_scalar *out)
{
	struct sim_slot *slot;

	if (l->use->written) {
		sim_scalar_u64(out, 0);
		return;
	}
	slot = is_ct_value(l) ? flow_var(x, l->key, l->sub, l->space->space) : packet_var(x, l->key, l->sub, l->space->space, NULL);
	slot->sure = only_value(x, l->space->space, l->space->space, 0);
	slot_scalar(out, slot);
}

static uint64_t status_bits(const struct run *x)
{
	uint64_t v = 0;

	if (x->packet->kind != PACKET_FIRST)
		v |= 8;				/* confirmed */
	if (x->packet->kind != PACKET_FIRST && !x->packet->is_new)
		v |= 2;				/* a reply was seen */
	if (x->packet->kind == PACKET_LATER && !x->packet->is_new)
		v |= 4;				/* assured */
	if (x->flow->snat)
		v |= 0x10;
	if (x->flow->dnat)
		v |= 0x20;
	return v;
}

/* The tuples as conntrack holds them. */
static const struct sim_scalar *tuple_end(const struct sim_scalar t[3][2], bool reply, bool destination)
{
	if (!reply)
		return &t[0][destination];
	return destination ? &t[2][0] : &t[1][1];
}

static void read_ct(struct run *x, const struct leaf *l, struct sim_scalar *out)
{
	bool reply = l->dir >= 0 ? l->dir == 1 : x->packet->reply;

	if (!packet_tracked(x)) {
		if (l->role == ROLE_CT_STATE)
			sim_scalar_u64(out, STATE_INVALID);
		else
			none(out);
		return;
	}
	switch (l->role) {
	case ROLE_CT_STATE:	sim_scalar_u64(out, x->packet->is_new ? STATE_NEW : STATE_ESTABLISHED); break;
	case ROLE_CT_DIRECTION:	sim_scalar_u64(out, x->packet->reply); break;
	case ROLE_CT_STATUS:	sim_scalar_u64(out, status_bits(x)); break;
	case ROLE_CT_FAMILY:	sim_scalar_u64(out, x->flow->family == FAM_IP ? NFPROTO_IPV4 : NFPROTO_IPV6); break;
	case ROLE_CT_PROTOCOL:	sim_scalar_u64(out, x->flow->l4proto); break;
	case ROLE_CT_ADDR:	*out = *tuple_end(x->flow->addr, reply, l->sub); break;
	case ROLE_CT_PORT:	*out = *tuple_end(x->flow->port, reply, l->sub); break;
	case ROLE_CT_VALUE:	read_mark(x, l, out); break;
	default:
		memset(out, 0, sizeof(*out));
		out->kind = SIM_ANY;
		out->flags = SIM_VARIES | SIM_ACCT;
	}
}

/* An option of TCP: there or not, and a value if it is. */
static void read_option(struct run *x, const struct leaf *l, struct sim_scalar *out)
{
	static const uint32_t no_yes[2] = { 0, 1 };
	bool field = l->role == ROLE_OPTION_FIELD;
	struct sim_slot *there;

	if (l->syn_only && x->packet->kind == PACKET_LATER) {
		if (field)
			none(out);
		else
			sim_scalar_u64(out, 0);
		return;
	}
	there = packet_option(x, field ? l->option : l->sub);
	if (!field)
		slot_scalar(out, there);
	else if (!sim_pick(x->s, there, no_yes))
		none(out);
	else
		slot_scalar(out, packet_field(x, l));
	if (field)
		out->flags |= SIM_VARIES;
}

struct sim_slot *packet_option(struct run *x, uint32_t option)
{
	return packet_var(x, exthdrs, option, x->s->yes_no, NULL);
}

struct sim_slot *packet_field(struct run *x, const struct leaf *l)
{
	return packet_var(x, l->key, l->sub, l->space->space, NULL);
}

struct sim_slot *flow_variable(struct run *x, const void *key, uint32_t sub, struct sim_space *space)
{
	return flow_var(x, key, sub, space);
}

#define FIB_REVERSE_PATH (NFTA_FIB_F_SADDR | NFTA_FIB_F_IIF)

static void read_fib(struct run *x, const struct leaf *l, struct sim_scalar *out)
{
	const struct expr *e = l->e;
	struct sim_slot *slot;

	/* where the source of a reply was routed to, there the reply comes from */
	if (e->fib.check && x->packet->reply && (e->fib.flags & FIB_REVERSE_PATH) == FIB_REVERSE_PATH) {
		sim_scalar_u64(out, 1);
		out->flags = SIM_STACK;
		return;
	}
	slot = flow_var(x, l->key, x->packet->reply, e->fib.check ? x->s->yes_no : l->space->space);
	slot->unsure = false;
	if (e->fib.check) {
		slot->sure = sure_yes;
	} else if (e->fib.result == NFT_FIB_RESULT_ADDRTYPE) {
		slot->sure = only_value(x, l, slot->space, ROUTE_UNICAST);
	} else {
		slot->unsure = true;
	}
	slot_scalar(out, slot);
	out->flags = SIM_STACK;
}

#define IP6_ADDRESSES 64	/* bits to where they begin: they stay the same in a connection, what is before them need not */

/* Raw bytes that are a field of the other family's header. */
static void read_raw(struct run *x, const struct leaf *l, struct sim_scalar *out)
{
	bool constant = x->flow->family == FAM_IP6 && l->e->payload.offset >= IP6_ADDRESSES;

	if (!constant) {
		slot_scalar(out, packet_var(x, l->canonical, 0, l->space->space, NULL));
		return;
	}
	slot_scalar(out, flow_var(x, l->canonical, x->packet->reply, l->space->space));
	out->slot->unsure = true;
}

static void read_role(struct run *x, const struct leaf *l, struct sim_scalar *out)
{
	bool four = x->flow->family == FAM_IP;

	if (l->raw_family && l->raw_family != x->flow->family) {
		read_raw(x, l, out);
		return;
	}
	switch (l->role) {
	case ROLE_ADDR:		*out = packet_addr(x, l->sub); break;
	case ROLE_PORT:		*out = packet_port(x, l->sub); break;
	case ROLE_DEVICE: case ROLE_DEVICE_INDEX:
		read_device(x, l, out);
		break;
	case ROLE_DEVICE_OTHER:	read_device_other(x, l, out); break;
	case ROLE_FAMILY:	sim_scalar_u64(out, four ? NFPROTO_IPV4 : NFPROTO_IPV6); break;
	case ROLE_PROTOCOL:	sim_scalar_u64(out, x->flow->l4proto); break;
	case ROLE_ETHERTYPE:	sim_scalar_u64(out, four ? ETH_IP4 : ETH_IP6); break;
	case ROLE_VERSION:	sim_scalar_u64(out, four ? 4 : 6); break;
	case ROLE_HDRLEN:	sim_scalar_u64(out, 5); break;
	case ROLE_ZERO:		sim_scalar_u64(out, 0); break;
	case ROLE_FRAG:		slot_scalar(out, packet_var(x, l->key, l->sub, l->space->space, fits_no_fragment)); break;
	case ROLE_TTL:
		slot_scalar(out, packet_var(x, l->key, l->sub, l->space->space, fits_ttl));
		if (is_before_routing(x))
			out->view = SIM_PLUS_ONE;
		break;
	case ROLE_TCPFLAGS:	slot_scalar(out, packet_var(x, l->key, l->sub, l->space->space, fits_flags)); break;
	case ROLE_MARK:		read_mark(x, l, out); break;
	case ROLE_OPTION: case ROLE_OPTION_FIELD:
		read_option(x, l, out);
		break;
	case ROLE_FIB:		read_fib(x, l, out); break;
	case ROLE_CONST:
		slot_scalar(out, flow_var(x, l->key, l->sub * 2 + x->packet->reply, l->space->space));
		out->slot->unsure = l->unsure;
		break;
	case ROLE_PACKET:	slot_scalar(out, packet_var(x, l->key, l->sub, l->space->space, NULL)); break;
	case ROLE_RANDOM: case ROLE_TIME:
		memset(out, 0, sizeof(*out));
		out->kind = SIM_ANY;
		out->flags = SIM_VARIES | SIM_UNSURE;
		break;
	case ROLE_NONE:		none(out); break;
	default:		read_ct(x, l, out); break;
	}
}

bool packet_readable(const struct run *x, const struct leaf *l)
{
	if (l->family != FAM_UNSPEC && l->family != x->flow->family)
		return false;
	if (l->l4proto && l->l4proto != x->flow->l4proto)
		return false;
	return !l->ports || has_ports(x->flow);
}

static void packet_read(struct sim *s, const struct expr *e, struct sim_scalar *out)
{
	struct run *x = s->ctx;
	const struct leaf *l = program_leaf(x->prog, e);
	const struct written *w;

	if (!l || !packet_readable(x, l)) {
		none(out);
	} else if ((w = written(x, l))) {
		*out = w->v;
	} else {
		read_role(x, l, out);
		if (l->stack)
			out->flags |= SIM_STACK;
	}
}

/* ------------------------------------------------------------------ writing */
/* Variables of a packet do not outlive it, and those of another type have other classes: one of their values is taken. */
static void decide(struct run *x, struct sim_scalar *v)
{
	struct sim_slot *slot = v->slot;
	uint32_t class = sim_pick(x->s, slot, sim_scratch(x->s, slot->space->n));

	memcpy(v->data, slot->space->classes[class].rep, SIM_BYTES);
	if (v->view == SIM_PLUS_ONE)
		wide_increment(v->data, SIM_BYTES);
	v->kind = SIM_CONST;
	v->view = SIM_PLAIN;
}

static void store(struct run *x, const struct leaf *l, const struct sim_scalar *v)
{
	struct written *w = (struct written *)written(x, l), fresh = { l->key, l->sub, *v };

	if (w)
		w->v = *v;
	else if (is_ct_value(l))
		vec_push(x->s->region, &x->flow->ct.values, fresh);
	else
		vec_push(x->s->region, &x->packet->values, fresh);
}

static void packet_write(struct sim *s, const struct expr *target, const struct sim_scalar *value)
{
	struct run *x = s->ctx;
	const struct leaf *l = program_leaf(x->prog, target);
	struct sim_scalar v = *value;

	if (!l || !packet_readable(x, l) || (target->id != E_META && target->id != E_CT && target->id != E_PAYLOAD))
		return;
	if (!program_reads(x->prog, target) || (is_ct_value(l) && !packet_tracked(x)))
		return;
	if (v.kind == SIM_SLOT && (v.view || v.slot->space != l->space->space || (is_ct_value(l) && v.slot->packet)))
		decide(x, &v);
	store(x, l, &v);
}

static void packet_taint(struct sim *s, const struct expr *target)
{
	struct run *x = s->ctx;
	const struct leaf *l = program_leaf(x->prog, target);
	struct sim_scalar v;

	if (!l || !packet_readable(x, l) || !program_reads(x->prog, target) || (is_ct_value(l) && !packet_tracked(x)))
		return;
	packet_read(s, target, &v);
	v.flags |= SIM_VARIES;
	if (v.kind != SIM_NONE && !(v.kind == SIM_SLOT && v.slot->packet && is_ct_value(l)))
		store(x, l, &v);
}

static struct sim_slot *packet_fact(struct sim *s, const void *what, const struct sim_slot *about, bool packet)
{
	struct run *x = s->ctx;
	struct sim_slot *slot;
	uint32_t which = 0;

	if (!about) {
		which = UINT32_MAX;
		slot = packet ? packet_var(x, what, which, s->yes_no, NULL) : flow_var(x, what, which, s->yes_no);
	} else if (packet) {
		while (which < x->packet->vars.n && x->packet->vars.v[which].slot != about)
			which++;
		slot = packet_var(x, what, which, s->yes_no, NULL);
	} else {
		while (which < x->flow->slots.n && x->flow->slots.v[which] != about)
			which++;
		slot = flow_var(x, what, which, s->yes_no);
	}
	slot->sure = sure_no;
	return slot;
}

/* ------------------------------------------------------------------ what acts on the connection */
static bool nat_value(struct run *x, const struct expr *e, struct space_builder *b, struct sim_scalar *out)
{
	struct sim_slot *slot;
	uint64_t *to;

	if (e->id != E_RANGE && e->id != E_PREFIX) {
		if (sim_value_of(x->s, e, out))
			return false;
		if (out->kind == SIM_SLOT && (out->slot->packet || out->slot->space != b->space))
			decide(x, out);
		if (out->kind == SIM_CONST || out->kind == SIM_SLOT)
			return true;
	}
	slot = flow_var(x, e, 0, b->space);
	slot_scalar(out, slot);
	if (e->id != E_RANGE && e->id != E_PREFIX)
		return true;
	to = region_alloc(x->s->region, b->space->words * sizeof(*to));
	for (uint32_t i = 0; i < b->space->n; i++) {
		struct sim_value v = { 0 };

		memcpy(v.data, b->space->classes[i].rep, SIM_BYTES);
		if (sim_compare(&v, REL_EQ, e, e))
			dom_add(to, i);
	}
	sim_narrow(x->s, slot, to);
	return true;
}

/* `dnat to ip daddr map { ... : 10.0.0.1 . 80 }`: one look-up gives both. */
static bool nat_pair(struct run *x, const struct expr *e, struct sim_scalar *addr, struct sim_scalar *port)
{
	const struct set *set = e->id == E_MAP && e->map.mappings->id == E_SETREF ? e->map.mappings->setref.set : NULL;
	const uint8_t *data;
	unsigned bits;
	int64_t i;

	if (!set || set->data.n < 2)
		return false;
	i = sim_lookup(x->s, e->map.arg, set);
	if (i < 0 || !set->elems.data)
		return true;
	data = set->elems.data + (size_t)i * set->elems.data_len;
	bits = set->data.part[0].bits;
	memset(addr, 0, sizeof(*addr));
	memset(port, 0, sizeof(*port));
	sim_from_bytes(addr->data, data, bits, false);
	sim_from_bytes(port->data, data + (bits + 31) / 32 * 4, set->data.part[1].bits, false);
	return true;
}

static enum sim_step act_nat(struct run *x, const struct stmt *st)
{
	struct space_builder *addrs = x->flow->family == FAM_IP ? x->prog->addr4 : x->prog->addr6;
	bool source = st->nat.kind == NAT_SNAT || st->nat.kind == NAT_MASQ;
	struct stmt_place place = { x->rule, st };
	struct sim_scalar addr, port;
	struct sim_scalar *a = &x->flow->addr[source ? 2 : 1][!source], *p = &x->flow->port[source ? 2 : 1][!source];

	x->s->verdict = NF_ACCEPT;
	if (x->packet->kind != PACKET_FIRST)
		return SIM_VERDICT;
	if (st->nat.kind == NAT_REDIR) {
		x->local = true;
		x->s->verdict = NF_STOLEN;
		return SIM_VERDICT;
	}
	addr = *a;
	port = *p;
	if (st->nat.kind == NAT_MASQ)
		slot_scalar(&addr, flow_var(x, st, 0, addrs->space));
	else if (st->nat.addr && !nat_pair(x, st->nat.addr, &addr, &port) && !nat_value(x, st->nat.addr, addrs, &addr))
		return SIM_BREAK;
	if (st->nat.proto && has_ports(x->flow) && !nat_value(x, st->nat.proto, x->prog->port, &port))
		return SIM_BREAK;
	*a = addr;
	*p = port;
	if (!source) {	/* what leaves is what was let in, unless the source is changed */
		x->flow->addr[2][1] = addr;
		x->flow->port[2][1] = port;
	}
	*(source ? &x->flow->snat : &x->flow->dnat) = true;
	vec_push(x->s->region, &x->nats, place);
	return SIM_VERDICT;
}

static bool helper_applies(const struct run *x, const struct stmt *st)
{
	const struct expr *e = st->objref.expr;
	const struct object *o = NULL;
	char name[64] = "";

	if (x->packet->kind != PACKET_FIRST || !packet_tracked(x))
		return false;
	if (e->id == E_VALUE && expr_bytes(e) < sizeof(name))
		memcpy(name, e->value.data, expr_bytes(e));
	else if (e->id == E_SYMBOL)
		strncpy(name, e->symbol.text, sizeof(name) - 1);
	if (*name)
		o = table_object(x->rule->chain->chain->table, NFT_OBJECT_CT_HELPER, name);
	if (!o)
		return true;
	return o->ct_helper.l4proto == x->flow->l4proto &&
	       (o->ct_helper.l3family == FAM_UNSPEC || o->ct_helper.l3family == FAM_INET || o->ct_helper.l3family == x->flow->family);
}

static enum sim_step packet_act(struct sim *s, const struct stmt *st)
{
	struct run *x = s->ctx;
	struct refusal refusal = { x->rule, st, false, x->packet->reply };

	switch (st->id) {
	case S_NAT:
		return act_nat(x, st);
	case S_TPROXY:
		x->local = true;
		s->verdict = NF_STOLEN;
		return SIM_VERDICT;
	case S_NOTRACK:
		if (packet_tracked(x))
			return SIM_NEXT;
		refusal.notrack = true;
		break;
	case S_OBJREF:
		if (st->objref.type == NFT_OBJECT_CT_HELPER && !helper_applies(x, st))
			return SIM_NEXT;
		break;
	case S_SYNPROXY:
		if (x->packet->kind != PACKET_FIRST)
			return SIM_NEXT;
		break;
	}
	if (x->mode != RUN_FAST)
		vec_push(s->region, &x->refusals, refusal);
	return SIM_NEXT;
}

static enum sim_step packet_flow(struct sim *s, const struct stmt *st)
{
	struct run *x = s->ctx;
	const struct flow *f = x->flow;

	if (x->mode == RUN_FAST || x->added || x->packet->kind != PACKET_LATER || x->packet->stage != STAGE_FORWARD)
		return SIM_BREAK;
	if (f->l4proto == IPPROTO_TCP ? x->packet->is_new : f->l4proto == IPPROTO_GRE && (f->snat || f->dnat))
		return SIM_BREAK;
	x->added = st;
	x->added_rule = x->rule;
	return SIM_NEXT;
}

const struct sim_env packet_env = {
	.read = packet_read,
	.write = packet_write,
	.taint = packet_taint,
	.fact = packet_fact,
	.flow = packet_flow,
	.act = packet_act,
};

/* ------------------------------------------------------------------ beginning and end */
static bool is_client_port(const struct run *x, const uint8_t *rep)
{
	uint64_t port = sim_number(rep);

	return port >= x->prog->opt.port_min && port <= x->prog->opt.port_max;
}

static bool is_no_loopback(const struct run *x, const uint8_t *rep)
{
	(void)x;
	return strcmp((const char *)rep, "lo") != 0;
}

void flow_begin(struct run *x, struct flow *f, enum family family, uint8_t l4proto)
{
	struct sim_space *addrs = family == FAM_IP ? x->prog->addr4->space : x->prog->addr6->space;
	struct sim_slot *addr[2], *port[2];

	f->family = family;
	f->l4proto = l4proto;
	f->snat = f->dnat = f->ct.replied = false;
	f->vars.n = f->slots.n = f->ct.values.n = 0;
	x->flow = f;
	for (unsigned i = 0; i < 2; i++) {
		addr[i] = flow_slot(x, addrs);
		port[i] = flow_slot(x, x->prog->port->space);
		f->device[i] = flow_slot(x, x->prog->device->space);
		keep_only(f->device[i], is_no_loopback, x);
		for (unsigned k = 0; k < 3; k++) {
			slot_scalar(&f->addr[k][i], addr[i]);
			slot_scalar(&f->port[k][i], port[i]);
		}
	}
	addr[0]->differs = addr[1];
	addr[1]->differs = addr[0];
	keep_only(port[0], is_client_port, x);
	x->refusals.n = x->nats.n = 0;
	x->local = false;
	x->added = NULL;
}

void flow_end(struct run *x, struct flow *f)
{
	vec_each(i, &f->slots)
		sim_slot_free(f->slots.v[i]);
	f->slots.n = f->vars.n = 0;
	x->flow = NULL;
}

void packet_begin(struct run *x, struct packet *p, enum packet_kind kind, bool reply, bool is_new)
{
	p->kind = kind;
	p->reply = reply;
	p->is_new = is_new;
	p->fast = x->mode == RUN_FAST;
	p->vars.n = p->values.n = 0;
	x->packet = p;
	x->added = NULL;
	x->added_rule = NULL;
}

void packet_end(struct run *x, struct packet *p)
{
	vec_each(i, &p->vars)
		sim_slot_free(p->vars.v[i].slot);
	p->vars.n = 0;
	x->packet = NULL;
}
