/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables and chains. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "check/check_priv.h"
#include "model/uapi.h"

#define NAT_PRIORITY_MIN (-200)		/* conntrack must come first */

int check_table_header(struct check *c, struct table *t)
{
	if (t->comment && strlen(t->comment) > COMMENT_MAX)
		return check_fail(c, t->loc, "comment too long, %d characters maximum allowed", COMMENT_MAX);
	return 0;
}

/* The best of names that are looked at one after the other, for "did you mean". */
struct near { const char *want, *found; int best; };

static bool look(struct near *n, const char *name)
{
	int distance = edit_distance(n->want, name, n->best);

	if (distance < n->best) {
		n->best = distance;
		n->found = name;
	}
	return !strcmp(n->want, name);
}

static int unknown(struct check *c, struct loc loc, const char *what, const struct near *n)
{
	return n->found ? check_fail(c, loc, "%s; did you mean '%s'?", what, n->found) : check_fail(c, loc, "%s", what);
}

/* ------------------------------------------------------------------ priorities */
static int priority_expr(struct check *c, struct prio_spec *p)
{
	const char *text;
	char *end;
	long v;

	if (p->expr->id != E_SYMBOL)
		return check_fail(c, p->expr->loc, "invalid priority expression value in this context.");
	text = p->expr->symbol.text;
	errno = 0;
	v = strtol(text, &end, 0);
	if (end != text && !*end && !errno && v >= INT32_MIN && v <= INT32_MAX) {
		p->name = NULL;
		p->value = (int32_t)v + p->offset;
		p->expr = NULL;
		return 0;
	}
	p->name = text;
	p->expr = NULL;
	return 0;
}

static int unknown_priority(struct check *c, enum family f, const char *hook, const char *name, struct loc loc)
{
	struct near n = { name, NULL, 3 };

	for (unsigned i = 0; i < n_prios; i++)
		if (prio_find(f, hook, prios[i].name))
			look(&n, prios[i].name);
	return unknown(c, loc, n.found ? "invalid priority expression value in this context" :
				 "invalid priority expression value in this context.", &n);
}

int check_priority(struct check *c, struct prio_spec *p, const char *hook, struct loc loc)
{
	enum family f = hook ? c->family : FAM_NETDEV;
	const struct prio_row *row;
	struct loc at = p->loc.src ? p->loc : loc;
	int ret = p->expr ? priority_expr(c, p) : 0;

	if (ret)
		return ret;
	if (!p->name)
		return 0;
	row = prio_find(f, hook ? hook : "ingress", p->name);
	if (!row)
		return unknown_priority(c, f, hook ? hook : "ingress", p->name, at);
	p->value = row->value + p->offset;
	return 0;
}

/* ------------------------------------------------------------------ devices */
static int device_name(struct check *c, struct names *names, const struct expr *e)
{
	const char *name;

	if (e->id == E_SET || e->id == E_LIST) {
		vec_each(i, &e->list.items) {
			const struct expr *item = e->list.items.v[i];
			int ret = device_name(c, names, item->id == E_ELEM ? item->elem.key : item);

			if (ret)
				return ret;
		}
		return 0;
	}
	name = e->id == E_SYMBOL ? e->symbol.text : e->id == E_VALUE ? region_strndup(c->r, (const char *)e->value.data, expr_bytes(e)) : NULL;
	if (!name || !*name)
		return check_fail(c, e->loc, "the name of a device is needed here");
	if (strlen(name) >= 16)
		return check_fail(c, e->loc, "String exceeds maximum length of 16");
	vec_push(c->r, names, name);
	return 0;
}

int check_devices(struct check *c, struct names *names, struct expr *const *exprs, uint32_t n)
{
	int ret = 0;

	for (uint32_t i = 0; i < n && !ret; i++)
		ret = device_name(c, names, exprs[i]);
	return ret;
}

static int chain_devices(struct check *c, struct chain *ch)
{
	struct names names = { ch->devices.v, ch->device_exprs.n ? 0 : ch->devices.n, ch->devices.cap };
	bool takes = c->family == FAM_NETDEV || (c->family == FAM_INET && ch->hook && !strcmp(ch->hook, "ingress"));
	int ret = check_devices(c, &names, ch->device_exprs.v, ch->device_exprs.n);

	ch->devices.v = names.v;
	ch->devices.n = names.n;
	ch->devices.cap = names.cap;
	ch->device_exprs.n = 0;
	if (!ret && ch->is_base && ch->devices.n && !takes)
		return check_fail(c, ch->loc, "chains at this hook take no device");
	return ret;
}

/* ------------------------------------------------------------------ chains */
static struct loc place(struct loc loc, const struct chain *ch)
{
	return loc.src ? loc : ch->loc;
}

static int unknown_hook(struct check *c, const struct chain *ch)
{
	struct near n = { ch->hook, NULL, 3 };
	bool anywhere = false;

	for (unsigned i = 0; i < n_hooks; i++)
		anywhere |= look(&n, hooks[i].name);
	if (anywhere)
		return check_fail(c, place(ch->hook_loc, ch), "The %s family does not support this hook", family_name(c->family));
	return unknown(c, place(ch->hook_loc, ch), "unknown chain hook", &n);
}

static int check_type_known(struct check *c, const struct chain *ch)
{
	struct near n = { ch->type, NULL, 3 };

	for (unsigned i = 0; i < n_chain_types; i++)
		if (look(&n, chain_types[i].name))
			return 0;
	return unknown(c, place(ch->type_loc, ch), "unknown chain type", &n);
}

static int chain_hook(struct check *c, struct chain *ch)
{
	const struct hook_row *hook = hook_find(c->family, ch->hook);
	const struct chain_type_row *type = chain_type_find(c->family, NULL, ch->type);

	if (!hook)
		return unknown_hook(c, ch);
	ch->hooknum = hook->num;
	if (!type)
		return check_fail(c, place(ch->type_loc, ch), "Could not process rule: Operation not supported; there are no chains of type %s in family %s",
				  ch->type, family_name(c->family));
	if (!chain_type_find(c->family, ch->hook, ch->type))
		return check_fail(c, place(ch->hook_loc, ch), "Could not process rule: Operation not supported; chains of type %s have the hooks %s",
				  ch->type, type->hooks);
	return check_priority(c, &ch->prio, ch->hook, ch->loc);
}

/* A fast_fwd chain is a forward chain that also runs on the flowtable's fast path. */
static int fast_fwd_hook(struct check *c, struct chain *ch)
{
	struct loc loc = ch->fast_fwd_loc.src ? ch->fast_fwd_loc : ch->loc;

	if (c->family != FAM_IP && c->family != FAM_IP6 && c->family != FAM_INET)
		return check_fail(c, ch->loc, "The %s family does not support this hook", family_name(c->family));
	if (strcmp(ch->type, "filter"))
		return check_fail(c, ch->loc, "a fast_fwd chain is of type filter");
	if (!ch->fast_fwd)
		return check_fail(c, ch->loc, "a fast_fwd chain needs its flowtable: hook fast_fwd flowtable @NAME");
	if (ch->policy >= 0 && ch->policy != NF_ACCEPT)
		return check_fail(c, ch->loc, "the policy of a fast_fwd chain can only be accept");
	if (!check_find_flowtable(c, ch->fast_fwd) && (!c->opt->offline || check_table_is_known(c)))
		return check_no_such(c, loc, CHECK_NEAR_FLOWTABLE, ch->fast_fwd);
	ch->hook = "fast_fwd";
	ch->hooknum = NF_INET_FORWARD;
	return check_priority(c, &ch->prio, "forward", ch->loc);
}

static int base_chain(struct check *c, struct chain *ch)
{
	bool fast_fwd = ch->fast_fwd || (ch->hook && !strcmp(ch->hook, "fast_fwd"));
	int ret;

	if (!ch->hook)
		return check_fail(c, ch->loc, "chain definition does not specify a hook");
	if (!ch->type) {
		if (!fast_fwd)
			return check_fail(c, ch->loc, "chain definition does not specify a type");
		ch->type = "filter";
	}
	ret = check_type_known(c, ch);
	if (ret)
		return ret;
	ret = fast_fwd ? fast_fwd_hook(c, ch) : chain_hook(c, ch);
	if (ret)
		return ret;
	if (c->opt->offline && !strcmp(ch->type, "nat") && ch->prio.value <= NAT_PRIORITY_MIN)
		return check_fail(c, ch->prio.loc.src ? ch->prio.loc : ch->loc,
				  "Could not process rule: Operation not supported; chains of type nat need a priority above %d", NAT_PRIORITY_MIN);
	return 0;
}

int check_chain(struct check *c, struct chain *ch)
{
	if (ch->comment && strlen(ch->comment) > COMMENT_MAX)
		return check_fail(c, ch->loc, "comment too long, %d characters maximum allowed", COMMENT_MAX);
	if (ch->is_base) {
		int ret = base_chain(c, ch);

		if (ret)
			return ret;
	} else if (ch->policy >= 0 && !check_find_chain(c, ch->name)) {
		return check_fail(c, ch->loc, "a policy needs a base chain: type and hook are missing");
	}
	return chain_devices(c, ch);
}
