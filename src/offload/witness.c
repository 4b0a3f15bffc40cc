/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A connection of the class at hand, with values that read well. */
#include "offload/analysis.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

const char *ordinal(struct region *r, uint32_t n)
{
	static const char *const ends[] = { "th", "st", "nd", "rd" };

	return region_printf(r, "%u%s", n, n % 100 >= 11 && n % 100 <= 13 ? "th" : ends[n % 10 < 4 ? n % 10 : 0]);
}

/* Values that are liked, best first: of clients, and of servers. */
static const char *const liked4[2][4] = {
	{ "10.0.0.1", "192.168.1.2", "198.51.100.1", "192.0.2.7" },
	{ "192.0.2.1", "198.51.100.2", "203.0.113.1", "10.0.0.2" },
};
static const char *const liked6[2][4] = {
	{ "2001:db8:1::1", "fd00::1", "2001:db8::7", "2600::1" },
	{ "2001:db8:2::1", "2001:db8:3::1", "2600::2", "fd00::2" },
};
static const uint16_t liked_ports[2][4] = { { 40000, 50000, 33000, 1024 }, { 443, 80, 8080, 5000 } };

static void liked_value(uint8_t out[SIM_BYTES], enum family f, bool port, bool server, unsigned i)
{
	uint8_t addr[16];

	if (port) {
		wide_set_u64(out, SIM_BYTES, liked_ports[server][i]);
	} else if (f == FAM_IP) {
		inet_pton(AF_INET, liked4[server][i], addr);
		sim_from_bytes(out, addr, 32, false);
	} else {
		inet_pton(AF_INET6, liked6[server][i], addr);
		sim_from_bytes(out, addr, 128, false);
	}
}

static bool in_class(const struct sim_class *c, const uint8_t *v)
{
	return memcmp(v, c->lo, SIM_BYTES) >= 0 && memcmp(v, c->hi, SIM_BYTES) <= 0;
}

/* The same of all packets at hand: which are fewer then. */
static void choose_of_many(struct analysis *a, uint8_t out[SIM_BYTES], const struct sim_scalar *v, bool port, bool server, const uint8_t *not)
{
	uint8_t liked[4][SIM_BYTES];

	for (unsigned i = 0; i < 4; i++)
		liked_value(liked[i], a->flow.family, port, server, i);
	many_choose(a->many, &a->point, v, liked, 4, not, out);
}

static void choose(uint8_t out[SIM_BYTES], const struct sim_scalar *v, enum family f, bool port, bool server, const uint8_t *not)
{
	const struct sim_class *c;

	if (v->kind != SIM_SLOT) {
		memcpy(out, v->data, SIM_BYTES);
		return;
	}
	for (unsigned i = 0; i < 4; i++) {
		liked_value(out, f, port, server, i);
		if (not && !memcmp(out, not, SIM_BYTES))
			continue;
		for (uint32_t k = 0; k < v->slot->space->n; k++)
			if (dom_has(v->slot->dom, k) && in_class(&v->slot->space->classes[k], out))
				return;
	}
	c = &v->slot->space->classes[dom_first(v->slot->dom, v->slot->space->words)];
	memcpy(out, c->lo, SIM_BYTES);
	while (memcmp(out, c->hi, SIM_BYTES) < 0 && (wide_is_zero(out, SIM_BYTES) || (not && !memcmp(out, not, SIM_BYTES))))
		wide_increment(out, SIM_BYTES);
}

/* May the device's name be of that class? Of many packets, those are kept for which it is. */
static bool may_be(struct analysis *a, const struct sim_slot *slot, uint32_t class, bool take)
{
	uint8_t number[SIM_BYTES];
	set_t these;

	if (!a->many)
		return dom_has(slot->dom, class);
	wide_set_u64(number, SIM_BYTES, class);
	these = many_value(a->many, many_block(a->many, (struct sim_slot *)slot), number);
	if (!set_meets(&a->many->sets, a->point, these))
		return false;
	if (take)
		a->point = set_and(&a->many->sets, a->point, these);
	return true;
}

/* A device of the flowtable if there may be one; rather another than @not. */
static const char *device_name(struct analysis *a, const struct sim_slot *slot, const struct flow_note *by, const char *not)
{
	const struct sim_space *sp = slot->space;
	const char *found = NULL;
	uint32_t class = 0;

	for (int pass = by ? 0 : 1; pass < 2 && (!found || found == not); pass++)
		for (uint32_t i = 0; i < sp->n && (!found || found == not); i++) {
			const char *name = (const char *)sp->classes[i].rep;

			if ((pass == 0 && !dom_has(by->devices, i)) || (found && name == not) || !may_be(a, slot, i, false))
				continue;
			found = name;
			class = i;
		}
	if (found)
		may_be(a, slot, class, true);
	if (found && found[SIM_BYTES - 1])	/* as long as a name may be */
		return region_strndup(a->r, found, SIM_BYTES);
	return found ? found : "";
}

const struct witness *witness_make(struct analysis *a, const char *packet)
{
	struct witness *w = region_new(a->r, struct witness);
	const struct flow *f = &a->flow;
	const struct flow_note *by = a->add ? a->add->by : NULL;
	uint8_t sport[SIM_BYTES], dport[SIM_BYTES];

	w->family = (uint8_t)f->family;
	w->l4proto = f->l4proto;
	w->ports = f->l4proto == IPPROTO_TCP || f->l4proto == IPPROTO_UDP;
	w->reply = a->run.packet && a->run.packet->reply;
	w->packet = packet;
	if (a->many) {
		choose_of_many(a, w->addr[0], &f->addr[1][0], false, false, NULL);
		choose_of_many(a, w->addr[1], &f->addr[1][1], false, true, w->addr[0]);
		choose_of_many(a, sport, &f->port[1][0], true, false, NULL);
		choose_of_many(a, dport, &f->port[1][1], true, true, NULL);
	} else {
		choose(w->addr[0], &f->addr[1][0], f->family, false, false, NULL);
		choose(w->addr[1], &f->addr[1][1], f->family, false, true, w->addr[0]);
		choose(sport, &f->port[1][0], f->family, true, false, NULL);
		choose(dport, &f->port[1][1], f->family, true, true, NULL);
	}
	if (w->ports) {
		w->port[0] = (uint16_t)sim_number(sport);
		w->port[1] = (uint16_t)sim_number(dport);
	}
	w->iif = device_name(a, f->device[0], by, NULL);
	w->oif = device_name(a, f->device[1], by, w->iif);
	return w;
}

/* ------------------------------------------------------------------ its words */
const char *witness_l4proto(const struct witness *w)
{
	return w->l4proto == IPPROTO_TCP ? "tcp" : w->l4proto == IPPROTO_UDP ? "udp" : "gre";
}

void witness_addr(struct strbuf *out, const struct witness *w, bool destination)
{
	char text[INET6_ADDRSTRLEN];

	if (w->family == FAM_IP)
		inet_ntop(AF_INET, w->addr[destination] + SIM_BYTES - 4, text, sizeof(text));
	else
		inet_ntop(AF_INET6, w->addr[destination], text, sizeof(text));
	strbuf_add(out, text);
}

static void end_text(struct strbuf *out, const struct witness *w, bool destination)
{
	bool bracket = w->ports && w->family != FAM_IP;

	strbuf_add(out, bracket ? "[" : "");
	witness_addr(out, w, destination);
	if (w->ports)
		strbuf_printf(out, "%s:%u", bracket ? "]" : "", w->port[destination]);
}

void witness_text(struct strbuf *out, const struct witness *w)
{
	strbuf_printf(out, "%s ", witness_l4proto(w));
	end_text(out, w, false);
	strbuf_add(out, " -> ");
	end_text(out, w, true);
	strbuf_printf(out, " iif %s oif %s%s%s%s", w->iif, w->oif, w->reply ? ", replies" : "", *w->packet ? ", " : "", w->packet);
}
