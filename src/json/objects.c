/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON out: stateful objects. */
#include <linux/netfilter/nf_synproxy.h>

#include "json/list_priv.h"
#include "model/print.h"
#include "model/uapi.h"

static void put_counter(struct json_out *o, json_t *j, const struct object *obj)
{
	(void)o;
	jout_put(j, "packets", jout_u64(obj->counter.packets));
	jout_put(j, "bytes", jout_u64(obj->counter.bytes));
}

static void put_quota(struct json_out *o, json_t *j, const struct object *obj)
{
	(void)o;
	jout_put(j, "bytes", jout_u64(obj->quota.bytes));
	jout_put(j, "used", jout_u64(obj->quota.used));
	jout_put(j, "inv", json_boolean(obj->quota.over));
}

static void put_limit(struct json_out *o, json_t *j, const struct object *obj)
{
	const struct limit_spec *l = &obj->limit;
	uint64_t rate = l->rate, burst = l->burst;
	const char *rate_unit = l->bytes ? print_byte_unit(&rate) : NULL, *burst_unit = l->bytes ? print_byte_unit(&burst) : NULL;

	(void)o;
	jout_put(j, "rate", jout_u64(rate));
	jout_put(j, "per", jout_per(l));
	if (l->over)
		jout_put(j, "inv", json_true());
	if (rate_unit)
		jout_put(j, "rate_unit", json_string(rate_unit));
	if (!burst)
		return;
	jout_put(j, "burst", jout_u64(burst));
	if (burst_unit)
		jout_put(j, "burst_unit", json_string(burst_unit));
}

static void put_protocol(struct json_out *o, json_t *j, uint8_t l4proto)
{
	const struct value_style style = o->style;

	o->style.numeric_proto = false;
	jout_put(j, "protocol", jout_value(o, &inet_proto_type, &l4proto, 8, JOUT_NUMBER));
	o->style = style;
}

static void put_l3(json_t *j, const struct object *obj, uint8_t family)
{
	jout_put(j, "l3proto", json_string(family_name(family ? family : obj->table->family)));
}

static void put_helper(struct json_out *o, json_t *j, const struct object *obj)
{
	jout_put(j, "type", jout_text(obj->ct_helper.name));
	put_protocol(o, j, obj->ct_helper.l4proto);
	put_l3(j, obj, obj->ct_helper.l3family);
}

static void put_timeout(struct json_out *o, json_t *j, const struct object *obj)
{
	const struct symbol *sym = object_timeout_states(obj)->syms;
	json_t *policy = json_object();

	put_protocol(o, j, obj->ct_timeout.l4proto);
	put_l3(j, obj, obj->ct_timeout.l3family);
	for (; sym->name; sym++)
		if (object_timeout_tells(obj, sym->value))
			jout_put(policy, sym->name, jout_u64(obj->ct_timeout.timeout[sym->value]));
	jout_put(j, "policy", policy);
}

static void put_expect(struct json_out *o, json_t *j, const struct object *obj)
{
	put_protocol(o, j, obj->ct_expect.l4proto);
	jout_put(j, "dport", json_integer(obj->ct_expect.dport));
	jout_put(j, "timeout", jout_u64(obj->ct_expect.timeout));
	jout_put(j, "size", json_integer(obj->ct_expect.size));
	put_l3(j, obj, obj->ct_expect.l3family);
}

static void put_synproxy(struct json_out *o, json_t *j, const struct object *obj)
{
	uint32_t flags = obj->synproxy.flags, named = flags & (NF_SYNPROXY_OPT_TIMESTAMP | NF_SYNPROXY_OPT_SACK_PERM);

	(void)o;
	if (flags & NF_SYNPROXY_OPT_MSS)
		jout_put(j, "mss", json_integer(obj->synproxy.mss));
	if (flags & NF_SYNPROXY_OPT_WSCALE)
		jout_put(j, "wscale", json_integer(obj->synproxy.wscale));
	if (named)
		jout_put(j, "flags", jout_flag_names(synproxy_flags, named));
}

static void put_secmark(struct json_out *o, json_t *j, const struct object *obj)
{
	(void)o;
	jout_put(j, "context", jout_text(obj->secmark.ctx ? obj->secmark.ctx : ""));
}

/* ------------------------------------------------------------------ tunnels */

static void put_address(struct json_out *o, json_t *j, const struct tunnel_spec *t, const char *key4, const char *key6, const uint8_t *addr)
{
	bool v6 = t->family == FAM_IP6;

	jout_put(j, v6 ? key6 : key4, jout_value(o, v6 ? &ipv6_addr_type : &ipv4_addr_type, addr, v6 ? 128 : 32, JOUT_NUMBER));
}

static void put_number(json_t *j, const char *key, uint32_t n)
{
	if (n)
		jout_put(j, key, json_integer(n));
}

static json_t *geneve(const struct tunnel_spec *t)
{
	json_t *list = json_array();

	vec_each(i, &t->options) {
		const struct tunnel_option *o = &t->options.v[i];
		json_t *j = jout_one("class", json_integer(o->cls));
		struct strbuf b = { 0 };

		strbuf_add(&b, "0x");
		for (unsigned k = 0; k < o->len; k++)
			strbuf_printf(&b, "%02x", o->data[k]);
		jout_put(j, "opt-type", json_integer(o->type));
		jout_put(j, "data", json_string(strbuf_str(&b)));
		strbuf_free(&b);
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *erspan(const struct tunnel_spec *t)
{
	json_t *j = jout_one("version", json_integer(t->version));

	if (t->version == 1) {
		jout_put(j, "index", json_integer(t->index));
		return j;
	}
	jout_put(j, "dir", json_string(t->direction ? "egress" : "ingress"));
	jout_put(j, "hwid", json_integer(t->hwid));
	return j;
}

static void put_tunnel_kind(json_t *j, const struct tunnel_spec *t)
{
	switch (t->kind) {
	case TUNNEL_VXLAN:
		jout_put(j, "type", json_string("vxlan"));
		jout_put(j, "tunnel", jout_one("gbp", json_integer(t->gbp)));
		break;
	case TUNNEL_ERSPAN:
		jout_put(j, "type", json_string("erspan"));
		jout_put(j, "tunnel", erspan(t));
		break;
	case TUNNEL_GENEVE:
		jout_put(j, "type", json_string("geneve"));
		jout_put(j, "tunnel", geneve(t));
		break;
	}
}

static void put_tunnel(struct json_out *o, json_t *j, const struct object *obj)
{
	const struct tunnel_spec *t = obj->tunnel;

	if (!t)
		return;
	jout_put(j, "id", json_integer(t->id));
	if (t->has_saddr)
		put_address(o, j, t, "src-ipv4", "src-ipv6", t->saddr);
	if (t->has_daddr)
		put_address(o, j, t, "dst-ipv4", "dst-ipv6", t->daddr);
	put_number(j, "sport", t->sport);
	put_number(j, "dport", t->dport);
	put_number(j, "tos", t->tos);
	put_number(j, "ttl", t->ttl);
	put_tunnel_kind(j, t);
}

static void (*const put_object[])(struct json_out *, json_t *, const struct object *) = {
	[NFT_OBJECT_COUNTER] = put_counter,
	[NFT_OBJECT_QUOTA] = put_quota,
	[NFT_OBJECT_CT_HELPER] = put_helper,
	[NFT_OBJECT_LIMIT] = put_limit,
	[NFT_OBJECT_CT_TIMEOUT] = put_timeout,
	[NFT_OBJECT_SECMARK] = put_secmark,
	[NFT_OBJECT_CT_EXPECT] = put_expect,
	[NFT_OBJECT_SYNPROXY] = put_synproxy,
	[NFT_OBJECT_TUNNEL] = put_tunnel,
};

json_t *json_object_of(struct json_out *o, const struct object *obj)
{
	const char *word = symtab_name(&object_type_symtab, obj->type);
	json_t *j = jout_one("family", json_string(family_name(obj->table->family)));

	jout_put(j, "name", jout_text(obj->name));
	jout_put(j, "table", jout_text(obj->table->name));
	jout_put(j, "handle", jout_u64(obj->handle));
	if (obj->comment)
		jout_put(j, "comment", jout_text(obj->comment));
	if (obj->type < sizeof(put_object) / sizeof(*put_object) && put_object[obj->type])
		put_object[obj->type](o, j, obj);
	return jout_one(word ? word : "unknown", j);
}
