/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stateful objects and flowtables. */
#include <errno.h>
#include <string.h>
#include "check/check_priv.h"
#include "model/uapi.h"

/* The network protocol of a conntrack object: the table's, unless that is both. */
static int check_l3(struct check *c, const struct object *o, uint8_t *l3)
{
	if (*l3 == FAM_UNSPEC) {
		*l3 = (uint8_t)c->family;
		return 0;
	}
	if (c->family != FAM_INET && *l3 != c->family)
		return check_fail(c, o->loc, "l3proto %s does not go with a table of family %s", family_name(*l3), family_name(c->family));
	return 0;
}

static int check_expectation(struct check *c, struct object *o)
{
	if (!o->ct_expect.l4proto)
		return check_fail(c, o->loc, "missing l4proto");
	if (!o->ct_expect.dport)
		return check_fail(c, o->loc, "missing dport");
	if (!o->ct_expect.timeout)
		return check_fail(c, o->loc, "missing timeout");
	if (!o->ct_expect.size)
		return check_fail(c, o->loc, "missing size");
	return check_l3(c, o, &o->ct_expect.l3family);
}

static int check_tunnel(struct check *c, const struct object *o)
{
	const struct tunnel_spec *t = o->tunnel;

	if (c->family != FAM_NETDEV)
		return check_fail(c, o->loc, "tunnel objects exist only in netdev tables");
	if (!t || !t->id)
		return check_fail(c, o->loc, "missing id");
	if (!t->has_daddr)
		return check_fail(c, o->loc, "missing destination address: ip daddr or ip6 daddr");
	if (t->kind == TUNNEL_ERSPAN && !t->version)
		return check_fail(c, o->loc, "missing version");
	vec_each(i, &t->options)
		if (t->options.v[i].len % 4)
			return check_fail(c, o->loc, "data of a geneve option come in words of 4 bytes");
	return 0;
}

int check_object(struct check *c, struct object *o)
{
	o->table = c->table;
	if (o->comment && strlen(o->comment) > COMMENT_MAX)
		return check_fail(c, o->loc, "comment too long, %d characters maximum allowed", COMMENT_MAX);
	switch (o->type) {
	case NFT_OBJECT_LIMIT:
		limit_spec_complete(&o->limit);
		return o->limit.rate ? 0 : check_fail(c, o->loc, "limit rate must be at least 1");
	case NFT_OBJECT_CT_HELPER:
		if (!o->ct_helper.name || !*o->ct_helper.name)
			return check_fail(c, o->loc, "a ct helper needs its type: type \"ftp\" protocol tcp");
		if (!o->ct_helper.l4proto)
			return check_fail(c, o->loc, "missing l4proto");
		return check_l3(c, o, &o->ct_helper.l3family);
	case NFT_OBJECT_CT_TIMEOUT:
		if (!o->ct_timeout.l4proto)
			return check_fail(c, o->loc, "missing l4proto");
		return check_l3(c, o, &o->ct_timeout.l3family);
	case NFT_OBJECT_CT_EXPECT:
		return check_expectation(c, o);
	case NFT_OBJECT_TUNNEL:
		return check_tunnel(c, o);
	}
	return 0;
}

int check_flowtable(struct check *c, struct flowtable *f)
{
	struct names names = { f->devices.v, f->device_exprs.n ? 0 : f->devices.n, f->devices.cap };
	const struct flowtable *have = check_find_flowtable(c, f->name);
	int ret;

	f->table = c->table;
	if (c->family != FAM_IP && c->family != FAM_IP6 && c->family != FAM_INET)
		return check_fail(c, f->loc, "flowtables exist only in ip, ip6 and inet tables");
	ret = check_devices(c, &names, f->device_exprs.v, f->device_exprs.n);
	f->devices.v = names.v;
	f->devices.n = names.n;
	f->devices.cap = names.cap;
	f->device_exprs.n = 0;
	if (ret)
		return ret;
	if (!f->has_hook) {
		if (!have && c->cmd && c->cmd->op != CMD_DELETE && c->cmd->op != CMD_DESTROY)
			return check_fail(c, f->loc, "missing hook and priority in flowtable declaration");
		return 0;
	}
	if (f->hooknum != NF_NETDEV_INGRESS)
		return check_fail(c, f->loc, "invalid hook %s", hook_name(FAM_NETDEV, f->hooknum) ? hook_name(FAM_NETDEV, f->hooknum) : "");
	return check_priority(c, &f->prio, NULL, f->loc);
}
