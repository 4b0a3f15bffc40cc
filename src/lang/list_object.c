/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: stateful objects and flowtables. */
#include <inttypes.h>
#include <netinet/in.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_synproxy.h>
#include "lang/list.h"
#include "lang/list_priv.h"
#include "model/print.h"

static void indent(struct printer *p, const struct list_form *f)
{
	pr(p, "%s%s", f->tab, f->tab);
}

static void print_l4proto(struct printer *p, uint8_t l4proto)
{
	switch (l4proto) {
	case IPPROTO_TCP:
		prs(p, "tcp");
		break;
	case IPPROTO_UDP:
		prs(p, "udp");
		break;
	default:
		dtype_print(p->out, dtype_by_name("inet_proto"), &l4proto, 8, &p->style);
	}
}

static void print_l3(struct printer *p, const struct list_form *f, const struct object *o, uint8_t family)
{
	indent(p, f);
	pr(p, "l3proto %s%s", family_name(family ? family : o->table->family), f->end);
}

static void counter_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	if (p->stateless)
		return;
	indent(p, f);
	pr(p, "packets %" PRIu64 " bytes %" PRIu64 "%s", o->counter.packets, o->counter.bytes, f->nl);
}

static void quota_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	indent(p, f);
	print_quota_spec(p, &o->quota);
	prs(p, f->nl);
}

static void limit_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	indent(p, f);
	print_limit_spec(p, &o->limit, true);
	prs(p, f->nl);
}

static void secmark_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	indent(p, f);
	print_quoted(p, o->secmark.ctx ? o->secmark.ctx : "");
	prs(p, f->nl);
}

static void helper_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	indent(p, f);
	pr(p, "type \"%s\" protocol ", o->ct_helper.name);
	print_l4proto(p, o->ct_helper.l4proto);
	prs(p, f->end);
	print_l3(p, f, o, o->ct_helper.l3family);
}

static void timeout_print_policy(struct printer *p, const struct object *o)
{
	const struct symbol *sym = object_timeout_states(o)->syms;
	const char *d = "";

	prs(p, "policy = { ");
	for (; sym->name; sym++) {
		if (!object_timeout_tells(o, sym->value))
			continue;
		pr(p, "%s%s : ", d, sym->name);
		print_duration(p, (uint64_t)o->ct_timeout.timeout[sym->value] * 1000);
		d = ", ";
	}
	prs(p, " }");
}

static void timeout_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	indent(p, f);
	prs(p, "protocol ");
	print_l4proto(p, o->ct_timeout.l4proto);
	prs(p, f->end);
	print_l3(p, f, o, o->ct_timeout.l3family);
	indent(p, f);
	timeout_print_policy(p, o);
	prs(p, f->end);
}

static void expect_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	indent(p, f);
	prs(p, "protocol ");
	print_l4proto(p, o->ct_expect.l4proto);
	prs(p, f->end);
	indent(p, f);
	pr(p, "dport %u%s", o->ct_expect.dport, f->end);
	indent(p, f);
	prs(p, "timeout ");
	print_duration(p, o->ct_expect.timeout);
	prs(p, f->end);
	indent(p, f);
	pr(p, "size %u%s", o->ct_expect.size, f->end);
	print_l3(p, f, o, o->ct_expect.l3family);
}

static void synproxy_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	uint32_t flags = o->synproxy.flags;

	if (flags & NF_SYNPROXY_OPT_MSS) {
		indent(p, f);
		pr(p, "mss %u%s", o->synproxy.mss, f->nl);
	}
	if (flags & NF_SYNPROXY_OPT_WSCALE) {
		indent(p, f);
		pr(p, "wscale %u%s", o->synproxy.wscale, f->nl);
	}
	if (flags & (NF_SYNPROXY_OPT_TIMESTAMP | NF_SYNPROXY_OPT_SACK_PERM)) {
		indent(p, f);
		pr(p, "%s%s%s", flags & NF_SYNPROXY_OPT_TIMESTAMP ? "timestamp " : "",
		   flags & NF_SYNPROXY_OPT_SACK_PERM ? "sack-perm" : "", f->end);
	}
}

static void tunnel_print_address(struct printer *p, const struct list_form *f, const struct tunnel_spec *t, const char *word, const uint8_t *addr)
{
	bool v6 = t->family == FAM_IP6;

	indent(p, f);
	pr(p, "%s %s ", v6 ? "ip6" : "ip", word);
	dtype_print(p->out, v6 ? &ipv6_addr_type : &ipv4_addr_type, addr, v6 ? 128 : 32, &p->style);
	prs(p, f->end);
}

static void tunnel_print_number(struct printer *p, const struct list_form *f, const char *word, uint32_t n)
{
	if (!n)
		return;
	indent(p, f);
	pr(p, "%s %u%s", word, n, f->end);
}

static void tunnel_print_geneve(struct printer *p, const struct list_form *f, const struct tunnel_spec *t)
{
	vec_each(i, &t->options) {
		const struct tunnel_option *o = &t->options.v[i];

		indent(p, f);
		pr(p, "%sclass 0x%x opt-type 0x%x data \"0x", f->tab, o->cls, o->type);
		for (unsigned j = 0; j < o->len; j++)
			pr(p, "%02x", o->data[j]);
		pr(p, "\"%s", f->end);
	}
}

static void tunnel_print_erspan(struct printer *p, const struct list_form *f, const struct tunnel_spec *t)
{
	indent(p, f);
	pr(p, "%sversion %u%s", f->tab, t->version, f->end);
	indent(p, f);
	if (t->version == 1) {
		pr(p, "%sindex %u%s", f->tab, t->index, f->end);
		return;
	}
	pr(p, "%sdirection %s%s", f->tab, t->direction ? "egress" : "ingress", f->end);
	indent(p, f);
	pr(p, "%sid %u%s", f->tab, t->hwid, f->end);
}

static void tunnel_print_vxlan(struct printer *p, const struct list_form *f, const struct tunnel_spec *t)
{
	indent(p, f);
	pr(p, "%sgbp %u%s", f->tab, t->gbp, f->end);
}

static const struct {
	const char *name;
	void (*print)(struct printer *p, const struct list_form *f, const struct tunnel_spec *t);
} tunnel_kinds[] = {
	[TUNNEL_VXLAN] = { "vxlan", tunnel_print_vxlan },
	[TUNNEL_ERSPAN] = { "erspan", tunnel_print_erspan },
	[TUNNEL_GENEVE] = { "geneve", tunnel_print_geneve },
};

static void tunnel_print(struct printer *p, const struct list_form *f, const struct object *o)
{
	const struct tunnel_spec *t = o->tunnel;

	if (!t)
		return;
	indent(p, f);
	pr(p, "id %u%s", t->id, f->end);
	if (t->has_saddr)
		tunnel_print_address(p, f, t, "saddr", t->saddr);
	if (t->has_daddr)
		tunnel_print_address(p, f, t, "daddr", t->daddr);
	tunnel_print_number(p, f, "sport", t->sport);
	tunnel_print_number(p, f, "dport", t->dport);
	tunnel_print_number(p, f, "tos", t->tos);
	tunnel_print_number(p, f, "ttl", t->ttl);
	if (t->kind == TUNNEL_PLAIN || t->kind > TUNNEL_GENEVE)
		return;
	indent(p, f);
	pr(p, "%s {%s", tunnel_kinds[t->kind].name, f->nl);
	tunnel_kinds[t->kind].print(p, f, t);
	indent(p, f);
	pr(p, "}%s", f->nl);
}

static void (*const object_printers[])(struct printer *, const struct list_form *, const struct object *) = {
	[NFT_OBJECT_COUNTER] = counter_print,
	[NFT_OBJECT_QUOTA] = quota_print,
	[NFT_OBJECT_CT_HELPER] = helper_print,
	[NFT_OBJECT_LIMIT] = limit_print,
	[NFT_OBJECT_CT_TIMEOUT] = timeout_print,
	[NFT_OBJECT_SECMARK] = secmark_print,
	[NFT_OBJECT_CT_EXPECT] = expect_print,
	[NFT_OBJECT_SYNPROXY] = synproxy_print,
	[NFT_OBJECT_TUNNEL] = tunnel_print,
};

void print_object(struct printer *p, const struct list_form *f, const struct object *o)
{
	const char *word = symtab_name(&object_type_symtab, o->type);

	list_begin(p, f, word ? word : "unknown", o->table, o->name, o->handle);
	list_comment(p, f, o->comment, f->nl);
	if (o->type < sizeof(object_printers) / sizeof(*object_printers) && object_printers[o->type])
		object_printers[o->type](p, f, o);
	prs(p, f->close);
}

void list_object(struct printer *p, const struct object *o)
{
	list_open_table(p, o->table);
	print_object(p, &list_block, o);
	prs(p, "}\n");
}

/* ------------------------------------------------------------------ flowtables */

void print_flowtable(struct printer *p, const struct list_form *f, const struct flowtable *ft)
{
	const char *hook = hook_name(FAM_NETDEV, ft->hooknum);

	list_begin(p, f, "flowtable", ft->table, ft->name, ft->handle);
	indent(p, f);
	pr(p, "hook %s priority ", hook ? hook : "ingress");
	prio_print(p->out, ft->table->family, "ingress", ft->prio.value, p->style.numeric_prio);
	prs(p, f->end);
	if (ft->devices.n) {
		indent(p, f);
		prs(p, "devices = { ");
		vec_each(i, &ft->devices)
			pr(p, "%s\"%s\"", i ? ", " : "", ft->devices.v[i]);
		pr(p, " }%s", f->end);
	}
	for (const struct flag_row *row = flowtable_flags; row->name; row++) {
		if (!(ft->flags & row->value))
			continue;
		indent(p, f);
		pr(p, "%s%s%s", row->value == NFT_FLOWTABLE_COUNTER ? "" : "flags ", row->name, f->end);
	}
	prs(p, f->block ? f->close : "}");
}

void list_flowtable(struct printer *p, const struct flowtable *f)
{
	list_open_table(p, f->table);
	print_flowtable(p, &list_block, f);
	prs(p, "}\n");
}
