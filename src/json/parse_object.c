/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: stateful objects. */
#include <string.h>

#include "json/parse_priv.h"
#include "model/uapi.h"

static bool counter(struct jin *j, const struct jnode *n, struct object *o)
{
	return jin_get_number(j, n, "packets", UINT64_MAX, &o->counter.packets) && jin_get_number(j, n, "bytes", UINT64_MAX, &o->counter.bytes);
}

static bool quota(struct jin *j, const struct jnode *n, struct object *o)
{
	return jin_bytes(j, n, "bytes", "bytes_unit", &o->quota.bytes) && jin_bytes(j, n, "used", "used_unit", &o->quota.used) &&
	       jin_get_bool(j, n, "inv", &o->quota.over);
}

static bool limit(struct jin *j, const struct jnode *n, struct object *o)
{
	return jin_limit(j, n, &o->limit);
}

static bool secmark(struct jin *j, const struct jnode *n, struct object *o)
{
	o->secmark.ctx = jin_need_string(j, n, "context");
	return o->secmark.ctx;
}

static bool protocol(struct jin *j, const struct jnode *n, uint8_t *out)
{
	const struct jnode *m = json_member(n, "protocol");
	const char *why = "no such protocol", *name = m && m->kind == J_INTEGER ? m->text : m ? jin_string(j, m) : NULL;

	if (!name)
		return !m;
	if (!dtype_parse(j->r, NULL, &inet_proto_type, name, false, 8, out, &why))
		return true;
	jin_fail(j, m, "%s", why);
	return false;
}

static bool l3_and_l4(struct jin *j, const struct jnode *n, uint8_t *l3, uint8_t *l4)
{
	enum family family = FAM_UNSPEC;

	if (!jin_get_family(j, n, "l3proto", &family))
		return false;
	*l3 = (uint8_t)family;
	return protocol(j, n, l4);
}

static bool helper(struct jin *j, const struct jnode *n, struct object *o)
{
	o->ct_helper.name = jin_need_string(j, n, "type");
	return o->ct_helper.name && jin_need(j, n, "protocol") && l3_and_l4(j, n, &o->ct_helper.l3family, &o->ct_helper.l4proto);
}

static bool state(struct jin *j, const struct jnode *at, const char *name, const struct jnode *value, struct object *o)
{
	const struct symtab *states = object_timeout_states(o);
	const struct symbol *sym = symtab_find(states, name);
	struct jin_near near = { .want = name };
	uint64_t seconds = 0;

	if (!sym) {
		for (sym = states->syms; sym->name; sym++)
			jin_try(&near, sym->name);
		jin_unknown(j, at, "state", &near);
		return false;
	}
	if (!jin_number(j, value, UINT32_MAX, &seconds))
		return false;
	o->ct_timeout.timeout[sym->value] = (uint32_t)seconds;
	o->ct_timeout.set |= (uint16_t)(1u << sym->value);
	return true;
}

/* "policy": {"established": 5}, or "state": "established", "value": 5 */
static bool timeout(struct jin *j, const struct jnode *n, struct object *o)
{
	const struct jnode *policy = json_member(n, "policy"), *one = json_member(n, "state"), *value;
	const char *name;

	if (!l3_and_l4(j, n, &o->ct_timeout.l3family, &o->ct_timeout.l4proto))
		return false;
	if (policy && policy->kind != J_OBJECT) {
		jin_fail(j, policy, "expected an object of states, not %s", json_kind_name(policy));
		return false;
	}
	if (policy)
		j_each(m, policy)
			if (!state(j, m, m->key, m, o))
				return false;
	if (!one)
		return true;
	name = jin_string(j, one);
	value = name ? jin_need(j, n, "value") : NULL;
	return value && state(j, one, name, value, o);
}

static bool expectation(struct jin *j, const struct jnode *n, struct object *o)
{
	uint64_t dport = 0, ms = 0, size = 0;

	if (!l3_and_l4(j, n, &o->ct_expect.l3family, &o->ct_expect.l4proto) || !jin_need(j, n, "protocol") ||
	    !jin_need_number(j, n, "dport", UINT16_MAX, &dport) || !jin_need_number(j, n, "timeout", UINT32_MAX, &ms) ||
	    !jin_need_number(j, n, "size", UINT8_MAX, &size))
		return false;
	o->ct_expect.dport = (uint16_t)dport;
	o->ct_expect.timeout = ms;
	o->ct_expect.size = (uint8_t)size;
	return true;
}

static bool synproxy(struct jin *j, const struct jnode *n, struct object *o)
{
	return jin_synproxy(j, n, &o->synproxy.mss, &o->synproxy.wscale, &o->synproxy.flags);
}

/* ------------------------------------------------------------------ tunnels */

static bool address(struct jin *j, const struct jnode *n, const char *key, enum family f, struct tunnel_spec *t, uint8_t *out, bool *has)
{
	const struct jnode *m = json_member(n, key);
	const char *why = "not an address", *text = m ? jin_string(j, m) : NULL;

	if (!text)
		return !m;
	if (dtype_parse(j->r, NULL, f == FAM_IP ? &ipv4_addr_type : &ipv6_addr_type, text, false, f == FAM_IP ? 32 : 128, out, &why)) {
		jin_fail(j, m, "%s", why);
		return false;
	}
	t->family = (uint8_t)f;
	*has = true;
	return true;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

static bool hex_bytes(const char *text, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static bool geneve_option(struct jin *j, const struct jnode *n, void *arg)
{
	struct tunnel_spec *t = arg;
	struct tunnel_option o = { 0 };
	uint64_t cls = 0, type = 0;
	const char *data = jin_need_string(j, n, "data");
	size_t len = data ? strlen(data) : 0;
	uint8_t *bytes;

	if (!data || !jin_need_number(j, n, "class", UINT16_MAX, &cls) || !jin_need_number(j, n, "opt-type", UINT8_MAX, &type))
		return false;
	bytes = region_alloc(j->r, 128);
	if (len < 4 || len % 2 || len > 2 + 2 * 124 || strncmp(data, "0x", 2) || !hex_bytes(data + 2, bytes, len / 2 - 1)) {
		jin_fail(j, json_member(n, "data"), "expected up to 124 bytes as a hexadecimal number");
		return false;
	}
	o.cls = (uint16_t)cls;
	o.type = (uint8_t)type;
	o.len = (uint8_t)(len / 2 - 1);
	o.data = bytes;
	vec_push(j->r, &t->options, o);
	return true;
}

static bool erspan(struct jin *j, const struct jnode *n, struct tunnel_spec *t)
{
	static const struct flag_row dirs[] = { { "ingress", 1 }, { "egress", 2 }, { NULL, 0 } };
	uint64_t version = 0, index = 0, hwid = 0;
	uint32_t dir = 0;

	if (!jin_need_number(j, n, "version", 2, &version) || !jin_get_number(j, n, "index", UINT32_MAX, &index) ||
	    !jin_get_number(j, n, "hwid", UINT8_MAX, &hwid) || !jin_get_word(j, n, "dir", dirs, &dir))
		return false;
	t->version = (uint8_t)version;
	t->index = (uint32_t)index;
	t->hwid = (uint8_t)hwid;
	t->direction = dir == 2;
	return true;
}

static bool tunnel_kind(struct jin *j, const struct jnode *n, struct tunnel_spec *t)
{
	static const struct flag_row kinds[] = { { "vxlan", TUNNEL_VXLAN }, { "erspan", TUNNEL_ERSPAN }, { "geneve", TUNNEL_GENEVE }, { NULL, 0 } };
	const struct jnode *m = json_member(n, "tunnel");
	uint32_t kind = 0;
	uint64_t gbp = 0;

	if (!jin_get_word(j, n, "type", kinds, &kind))
		return false;
	t->kind = (uint8_t)kind;
	if (!m || !kind)
		return true;
	if (kind == TUNNEL_GENEVE)
		return jin_each(j, m, geneve_option, t);
	if (kind == TUNNEL_ERSPAN)
		return erspan(j, m, t);
	if (!jin_get_number(j, m, "gbp", UINT32_MAX, &gbp))
		return false;
	t->gbp = (uint32_t)gbp;
	return true;
}

static bool tunnel(struct jin *j, const struct jnode *n, struct object *o)
{
	struct tunnel_spec *t = o->tunnel = region_new(j->r, struct tunnel_spec);
	uint64_t id = 0, sport = 0, dport = 0, tos = 0, ttl = 0;

	if (!jin_get_number(j, n, "id", UINT32_MAX, &id) || !jin_get_number(j, n, "sport", UINT16_MAX, &sport) ||
	    !jin_get_number(j, n, "dport", UINT16_MAX, &dport) || !jin_get_number(j, n, "tos", UINT8_MAX, &tos) ||
	    !jin_get_number(j, n, "ttl", UINT8_MAX, &ttl))
		return false;
	t->id = (uint32_t)id;
	t->sport = (uint16_t)sport;
	t->dport = (uint16_t)dport;
	t->tos = (uint8_t)tos;
	t->ttl = (uint8_t)ttl;
	return address(j, n, "src-ipv4", FAM_IP, t, t->saddr, &t->has_saddr) && address(j, n, "dst-ipv4", FAM_IP, t, t->daddr, &t->has_daddr) &&
	       address(j, n, "src-ipv6", FAM_IP6, t, t->saddr, &t->has_saddr) && address(j, n, "dst-ipv6", FAM_IP6, t, t->daddr, &t->has_daddr) &&
	       tunnel_kind(j, n, t);
}

static bool (*const parsers[])(struct jin *j, const struct jnode *n, struct object *o) = {
	[NFT_OBJECT_COUNTER] = counter,
	[NFT_OBJECT_QUOTA] = quota,
	[NFT_OBJECT_CT_HELPER] = helper,
	[NFT_OBJECT_LIMIT] = limit,
	[NFT_OBJECT_TUNNEL] = tunnel,
	[NFT_OBJECT_CT_TIMEOUT] = timeout,
	[NFT_OBJECT_SECMARK] = secmark,
	[NFT_OBJECT_CT_EXPECT] = expectation,
	[NFT_OBJECT_SYNPROXY] = synproxy,
};

bool jin_object(struct jin *j, const struct jnode *n, struct cmd *cmd)
{
	struct object *o = object_new(j->r, cmd->obj_type);

	cmd->object = o;
	o->name = cmd->h.name;
	o->loc = cmd->h.name_loc;
	return jin_get_comment(j, n, &o->comment) && parsers[o->type](j, n, o);
}
