/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the block of a tunnel: addresses, numbers, and the block of its kind. */
#include <linux/netfilter/nf_tables.h>
#include <string.h>
#include "lang/parser.h"

static struct tunnel_spec *spec_of(struct parser *p)
{
	struct object *o = p->block->object;

	if (o->type != NFT_OBJECT_TUNNEL)
		return NULL;
	if (!o->tunnel)
		o->tunnel = region_new(p->region, struct tunnel_spec);
	return o->tunnel;
}

static struct tunnel_option *last_option(struct parser *p, struct tunnel_spec *t, bool begin)
{
	if (begin)
		vec_push(p->region, &t->options, (struct tunnel_option){ 0 });
	return t->options.n ? &t->options.v[t->options.n - 1] : NULL;
}

static bool tunnel_common(struct tunnel_spec *t, const char *what, uint64_t v)
{
	if (!strcmp(what, "id") && v <= UINT32_MAX)
		t->id = (uint32_t)v;
	else if (!strcmp(what, "sport") && v <= UINT16_MAX)
		t->sport = (uint16_t)v;
	else if (!strcmp(what, "dport") && v <= UINT16_MAX)
		t->dport = (uint16_t)v;
	else if (!strcmp(what, "tos") && v <= UINT8_MAX)
		t->tos = (uint8_t)v;
	else if (!strcmp(what, "ttl") && v <= UINT8_MAX)
		t->ttl = (uint8_t)v;
	else
		return false;
	return true;
}

static bool tunnel_of_kind(struct parser *p, struct tunnel_spec *t, const char *what, uint64_t v)
{
	struct tunnel_option *o;

	if (t->kind == TUNNEL_VXLAN && !strcmp(what, "gbp") && v <= UINT32_MAX)
		t->gbp = (uint32_t)v;
	else if (t->kind == TUNNEL_ERSPAN && !strcmp(what, "version") && (v == 1 || v == 2))
		t->version = (uint8_t)v;
	else if (t->kind == TUNNEL_ERSPAN && !strcmp(what, "index") && v <= UINT32_MAX)
		t->index = (uint32_t)v;
	else if (t->kind == TUNNEL_ERSPAN && !strcmp(what, "id") && v <= UINT8_MAX)
		t->hwid = (uint8_t)v;
	else if (t->kind == TUNNEL_GENEVE && !strcmp(what, "class") && v <= UINT16_MAX)
		last_option(p, t, true)->cls = (uint16_t)v;
	else if (t->kind == TUNNEL_GENEVE && !strcmp(what, "opt-type") && v <= UINT8_MAX && (o = last_option(p, t, false)))
		o->type = (uint8_t)v;
	else
		return false;
	return true;
}

void tunnel_number(struct parser *p, struct loc_word what, uint64_t value)
{
	struct tunnel_spec *t = spec_of(p);

	if (t->kind != TUNNEL_PLAIN ? tunnel_of_kind(p, t, what.w.text, value) : tunnel_common(t, what.w.text, value))
		return;
	parse_error(p, what.loc, "'%s' with this value does not fit a tunnel", what.w.text);
}

/* `direction ingress` comes as two words. */
void tunnel_flag(struct parser *p, struct loc_word flag)
{
	struct tunnel_spec *t = spec_of(p);

	if (t->kind == TUNNEL_ERSPAN && (!strcmp(flag.w.text, "direction") || !strcmp(flag.w.text, "ingress")))
		t->direction = 0;
	else if (t->kind == TUNNEL_ERSPAN && !strcmp(flag.w.text, "egress"))
		t->direction = 1;
	else
		parse_error(p, flag.loc, "syntax error, unexpected string");
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* data "0x0123": bytes of the option at hand, in words of 4. */
void tunnel_data(struct parser *p, struct loc_word what, const char *text)
{
	struct tunnel_spec *t = spec_of(p);
	struct tunnel_option *o = t && t->kind == TUNNEL_GENEVE && !strcmp(what.w.text, "data") ? last_option(p, t, false) : NULL;
	size_t n = strlen(text);
	uint8_t *data;

	if (!o || strncmp(text, "0x", 2) || n < 4 || n % 2 || n > 2 + 2 * 124) {
		parse_error(p, what.loc, "'%s' with this value does not fit a tunnel", what.w.text);
		return;
	}
	data = region_alloc(p->region, n / 2);
	for (size_t i = 2; i < n; i += 2) {
		int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);

		if (high < 0 || low < 0) {
			parse_error(p, what.loc, "\"%s\" is not a hexadecimal number", text);
			return;
		}
		data[i / 2 - 1] = (uint8_t)(high << 4 | low);
	}
	o->data = data;
	o->len = (uint8_t)(n / 2 - 1);
}

void tunnel_address(struct parser *p, enum family f, bool source, struct expr *e)
{
	struct tunnel_spec *t = spec_of(p);
	const char *why = "not an address";

	if (!t) {
		parse_error(p, e->loc, "syntax error, unexpected address");
		return;
	}
	if (t->family && t->family != f) {
		parse_error(p, e->loc, "both addresses of a tunnel are of the same family");
		return;
	}
	t->family = (uint8_t)f;
	if (e->id != E_SYMBOL || dtype_parse(p->region, NULL, f == FAM_IP ? &ipv4_addr_type : &ipv6_addr_type, e->symbol.text, false,
					     f == FAM_IP ? 32 : 128, source ? t->saddr : t->daddr, &why)) {
		parse_error(p, e->loc, "%s", why);
		return;
	}
	if (source)
		t->has_saddr = true;
	else
		t->has_daddr = true;
}

void tunnel_kind(struct parser *p, struct loc_word kind)
{
	static const char *const names[] = { [TUNNEL_VXLAN] = "vxlan", [TUNNEL_ERSPAN] = "erspan", [TUNNEL_GENEVE] = "geneve" };
	struct tunnel_spec *t = spec_of(p);

	for (uint8_t i = TUNNEL_VXLAN; t && i <= TUNNEL_GENEVE; i++) {
		if (!strcmp(kind.w.text, names[i])) {
			t->kind = i;
			return;
		}
	}
	parse_error(p, kind.loc, "syntax error, unexpected %s", kind.w.text);
}
