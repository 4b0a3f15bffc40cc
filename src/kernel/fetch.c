/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rulesets read from the kernel: tables first, then what they hold, all of one generation. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/batch.h"
#include "kernel/fetch_priv.h"

#define TRIES 20	/* for rulesets that change while they are read */

/* ---------------------------------------------------------------- tables */
static bool wanted(const struct fetch_filter *filter, enum family f, const char *table)
{
	if (filter->family != FAM_UNSPEC && filter->family != f)
		return false;
	return !filter->table || !strcmp(filter->table, table);
}

struct table *read_table(struct fetch *f, const struct nlmsghdr *nlh)
{
	struct attrs a;
	struct table *t;
	const uint8_t *udata;
	const char *name;
	unsigned len;

	attrs_of_message(nlh, &a);
	name = attr_str(f->r, &a, NFTA_TABLE_NAME);
	if (!name || fetch_family(nlh) == FAM_UNSPEC || !wanted(f->filter, fetch_family(nlh), name))
		return NULL;
	t = table_new(f->r);
	t->family = fetch_family(nlh);
	t->name = name;
	t->handle = attr_u64(&a, NFTA_TABLE_HANDLE);
	t->flags = attr_u32(&a, NFTA_TABLE_FLAGS);
	t->owner = attr_u32(&a, NFTA_TABLE_OWNER);
	udata = attr_bytes(&a, NFTA_TABLE_USERDATA, &len);
	if (udata)
		t->comment = udata_get_str(f->r, udata, len, UDATA_COMMENT);
	return t;
}

static int take_table(void *data, const struct nlmsghdr *nlh)
{
	struct fetch *f = data;
	struct table *t = read_table(f, nlh);

	if (t)
		ruleset_add_table(f->rs, t);
	return 0;
}

/* ---------------------------------------------------------------- dumps */
struct dump { uint16_t msg, reset_msg, reset, table_attr, name_attr; message_fn fn; };	/* reset: FETCH_* */

static int ask_dump(struct fetch *f, const struct dump *d, const char *name, uint32_t obj_type)
{
	bool reset = f->filter->reset & d->reset;

	request_begin(f->k, &f->b, reset ? d->reset_msg : d->msg, NLM_F_DUMP,
		      f->filter->family == FAM_UNSPEC ? 0 : family_nfproto(f->filter->family));
	if (f->filter->table && d->table_attr)
		nl_str(&f->b, d->table_attr, f->filter->table);
	if (name && d->name_attr)
		nl_str(&f->b, d->name_attr, name);
	if (obj_type)
		nl_u32(&f->b, NFTA_OBJ_TYPE, obj_type);
	return socket_ask(f->k, &f->b, d->fn, f);
}

static const struct dump tables = { NFT_MSG_GETTABLE, 0, 0, 0, 0, take_table };
static const struct dump chains = { NFT_MSG_GETCHAIN, 0, 0, NFTA_CHAIN_TABLE, 0, fetch_chain };
static const struct dump sets = { NFT_MSG_GETSET, 0, 0, NFTA_SET_TABLE, 0, fetch_set };
static const struct dump objects = { NFT_MSG_GETOBJ, NFT_MSG_GETOBJ_RESET, FETCH_OBJECTS, NFTA_OBJ_TABLE, 0, fetch_object };
static const struct dump flowtables = { NFT_MSG_GETFLOWTABLE, 0, 0, NFTA_FLOWTABLE_TABLE, 0, fetch_flowtable };
static const struct dump rules = { NFT_MSG_GETRULE, MSG_GETRULE_RESET, FETCH_RULES, NFTA_RULE_TABLE, NFTA_RULE_CHAIN, fetch_rule };

static bool wants_elements(const struct fetch *f, const struct set *s)
{
	if (s->anonymous)
		return f->filter->what & FETCH_RULES;
	return f->filter->what & FETCH_ELEMENTS && (!f->filter->set || !strcmp(f->filter->set, s->name));
}

static int fetch_all_elements(struct fetch *f)
{
	int err = 0;

	vec_each(i, &f->rs->tables)
		for (uint32_t j = 0; j < f->rs->tables.v[i]->sets.n && !err; j++) {
			struct set *s = f->rs->tables.v[i]->sets.v[j];

			if (wants_elements(f, s))
				err = fetch_set_elements(f, f->rs->tables.v[i], s);
		}
	return err;
}

/* A kernel without flowtables says so with these. */
static int tolerate(int err)
{
	return err == -EOPNOTSUPP || err == -EINVAL || err == -ENOENT ? 0 : err;
}

/* Rules of one chain are asked for: those of `jump { ... }` in it are in chains of their own. */
static int fetch_blocks(struct fetch *f)
{
	int err = 0;

	vec_each(i, &f->rs->tables) {
		const struct table *t = f->rs->tables.v[i];

		for (uint32_t j = 0; j < t->chains.n && !err; j++)
			if (t->chains.v[j]->binding)
				err = ask_dump(f, &rules, t->chains.v[j]->name, 0);
	}
	return err;
}

static int fetch_once(struct fetch *f)
{
	unsigned what = f->filter->what;
	int err = ask_dump(f, &tables, NULL, 0);

	if (what & FETCH_RULES)
		what |= FETCH_CHAINS | FETCH_SETS;
	if (err)
		return err;
	if (f->filter->table && !f->rs->tables.n)
		return -ENOENT;
	if (what & FETCH_CHAINS)
		err = ask_dump(f, &chains, NULL, 0);
	if (!err && what & FETCH_OBJECTS)
		err = ask_dump(f, &objects, NULL, f->filter->obj_type);
	if (!err && what & FETCH_SETS)
		err = ask_dump(f, &sets, NULL, 0);
	if (!err && what & FETCH_FLOWTABLES)
		err = tolerate(ask_dump(f, &flowtables, NULL, 0));
	if (!err)
		err = fetch_all_elements(f);
	if (!err && what & FETCH_RULES)
		err = ask_dump(f, &rules, f->filter->chain, 0);
	if (!err && what & FETCH_RULES && f->filter->chain)
		err = fetch_blocks(f);
	return err;
}

/* -EINTR if the ruleset changed meanwhile: something that was told of before may be gone. */
static int fetch_generation(struct fetch *f)
{
	uint32_t before = 0, after = 0;
	int err = kernel_generation(f->k, &before), fetched;

	if (err)
		return err;
	fetched = fetch_once(f);
	err = kernel_generation(f->k, &after);
	f->rs->genid = after;
	if (!err && before != after && !f->filter->reset)
		return -EINTR;
	return fetched ? fetched : err;
}

int kernel_fetch(struct kernel *k, struct ruleset *rs, const struct fetch_filter *filter, struct diag_sink *sink)
{
	struct region *r = rs->region;
	struct fetch f = { .k = k, .r = r, .rs = rs, .filter = filter, .sink = sink };
	int err = -EINTR;

	for (int i = 0; i < TRIES && err == -EINTR; i++) {
		struct region_mark mark = region_mark(r);

		*rs = (struct ruleset){ .region = r };
		err = fetch_generation(&f);
		if (err == -EINTR && i + 1 < TRIES)
			region_release(r, mark);
	}
	nl_free(&f.b);
	return err;
}
