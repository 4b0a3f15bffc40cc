/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: the document and its commands. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "json/parse.h"
#include "json/parse_priv.h"
#include "model/uapi.h"

#define SCHEMA_VERSION 1

static const struct { const char *key; enum cmd_op op; } ops[] = {
	{ "add", CMD_ADD }, { "create", CMD_CREATE }, { "insert", CMD_INSERT }, { "replace", CMD_REPLACE }, { "delete", CMD_DELETE },
	{ "destroy", CMD_DESTROY }, { "flush", CMD_FLUSH }, { "list", CMD_LIST }, { "reset", CMD_RESET }, { "get", CMD_GET },
	{ "rename", CMD_RENAME },
};
#define N_OPS_JSON (sizeof(ops) / sizeof(*ops))

/* ------------------------------------------------------------------ what commands name */

enum naming { BY_NOTHING, BY_TABLE, BY_NAME, BY_RULE, BY_SCOPE /* family and table if they are given */ };

struct thing {
	const char *key;
	enum cmd_obj obj, plural;	/* plural OBJ_NONE: there is none */
	enum naming naming;
	bool (*make)(struct jin *j, const struct jnode *n, struct cmd *cmd);
};

static const struct thing things[] = {
	{ "table", OBJ_TABLE, OBJ_TABLES, BY_TABLE, jin_table },
	{ "chain", OBJ_CHAIN, OBJ_CHAINS, BY_NAME, jin_chain },
	{ "rule", OBJ_RULE, OBJ_RULES, BY_RULE, jin_rule },
	{ "set", OBJ_SET, OBJ_SETS, BY_NAME, jin_set_thing },
	{ "map", OBJ_MAP, OBJ_MAPS, BY_NAME, jin_set_thing },
	{ "meter", OBJ_METER, OBJ_METERS, BY_NAME, NULL },
	{ "element", OBJ_ELEMENTS, OBJ_NONE, BY_NAME, jin_elements },
	{ "flowtable", OBJ_FLOWTABLE, OBJ_FLOWTABLES, BY_NAME, jin_flowtable },
	{ "ruleset", OBJ_RULESET, OBJ_NONE, BY_SCOPE, NULL },
};
static const struct thing object_thing = { "object", OBJ_OBJECT, OBJ_OBJECTS, BY_NAME, jin_object };

/* The thing that "chain", "chains", "ct helper", "counters" ... stand for; NULL: none. */
static const struct thing *thing_of(struct jin *j, const char *key, bool *plural, uint32_t *type)
{
	size_t len = strlen(key);
	const char *one = len > 1 && key[len - 1] == 's' ? region_strndup(j->r, key, len - 1) : NULL;
	const struct symbol *sym;

	*type = 0;
	*plural = false;
	for (unsigned i = 0; i < sizeof(things) / sizeof(*things); i++) {
		*plural = one && !strcmp(things[i].key, one) && things[i].plural != OBJ_NONE;
		if (*plural || !strcmp(things[i].key, key))
			return &things[i];
	}
	sym = symtab_find(&object_type_symtab, key);
	if (!sym && one) {
		sym = symtab_find(&object_type_symtab, one);
		*plural = sym != NULL;
	}
	if (!sym)
		return NULL;
	*type = (uint32_t)sym->value;
	return &object_thing;
}

static void try_things(struct jin_near *near)
{
	for (unsigned i = 0; i < N_OPS_JSON; i++)
		jin_try(near, ops[i].key);
	for (unsigned i = 0; i < sizeof(things) / sizeof(*things); i++)
		jin_try(near, things[i].key);
	for (const struct symbol *s = object_type_symtab.syms; s->name; s++)
		jin_try(near, s->name);
}

static bool name_member(struct jin *j, const struct jnode *n, const char *key, bool need, const char **out, struct loc *loc)
{
	const struct jnode *m = need ? jin_need(j, n, key) : json_member(n, key);

	if (!m)
		return !need;
	*loc = jin_loc(j, m);
	*out = jin_string(j, m);
	if (!*out)
		return false;
	if (**out && strlen(*out) < NFT_NAME_MAXLEN)
		return true;
	jin_fail(j, m, "a name has 1 to %d bytes", NFT_NAME_MAXLEN - 1);
	return false;
}

static bool family_member(struct jin *j, const struct jnode *n, struct handle_spec *h)
{
	const struct jnode *m = json_member(n, "family");

	if (m)
		h->family_loc = jin_loc(j, m);
	return jin_get_family(j, n, "family", &h->family);
}

static bool takes_handle(enum cmd_op op)
{
	return op == CMD_DELETE || op == CMD_DESTROY || op == CMD_LIST || op == CMD_RESET;
}

static bool handle_member(struct jin *j, const struct jnode *n, struct handle_spec *h)
{
	const struct jnode *m = json_member(n, "handle");

	if (!m)
		return true;
	h->has_handle = true;
	h->handle_loc = jin_loc(j, m);
	return jin_number(j, m, UINT64_MAX, &h->handle);
}

/* Where a rule goes, or which rule is meant. The handle of a rule to add tells nothing: it may be a listing that is read back. */
static bool rule_place(struct jin *j, const struct jnode *n, struct cmd *cmd)
{
	struct handle_spec *h = &cmd->h;
	const struct jnode *index = json_member(n, "index");
	uint64_t v = 0;

	if (cmd->op != CMD_ADD && cmd->op != CMD_CREATE && !handle_member(j, n, h))
		return false;
	if (cmd->op == CMD_INSERT && h->has_handle && !h->handle)
		h->has_handle = false;
	if ((cmd->op == CMD_REPLACE || cmd->op == CMD_DELETE || cmd->op == CMD_DESTROY) && !jin_need(j, n, "handle"))
		return false;
	if (!index || (cmd->op != CMD_ADD && cmd->op != CMD_INSERT))
		return true;
	if (!jin_number(j, index, UINT32_MAX - 1, &v))
		return false;
	h->has_index = true;
	h->index = (uint32_t)v + 1;
	h->handle_loc = jin_loc(j, index);
	return true;
}

static bool name_thing(struct jin *j, const struct jnode *n, const struct thing *t, bool plural, struct cmd *cmd)
{
	struct handle_spec *h = &cmd->h;
	bool by_handle = takes_handle(cmd->op) && t->naming != BY_RULE && json_member(n, "handle");

	if (!family_member(j, n, h))
		return false;
	if (plural || t->naming == BY_SCOPE)
		return name_member(j, n, "table", false, &h->table, &h->table_loc) &&
		       (t->naming != BY_RULE || name_member(j, n, "chain", false, &h->name, &h->name_loc));
	if (by_handle && !handle_member(j, n, h))
		return false;
	if (t->naming == BY_TABLE)
		return name_member(j, n, "name", !by_handle, &h->table, &h->table_loc);
	if (!name_member(j, n, "table", true, &h->table, &h->table_loc))
		return false;
	if (t->naming == BY_RULE)
		return name_member(j, n, "chain", true, &h->name, &h->name_loc) && rule_place(j, n, cmd);
	return name_member(j, n, "name", !by_handle, &h->name, &h->name_loc);
}

/* ------------------------------------------------------------------ commands */

#define M(op) (1u << (op))
static const unsigned making = M(CMD_ADD) | M(CMD_CREATE) | M(CMD_INSERT) | M(CMD_REPLACE);

/* Commands that there are for a thing, one or several. */
static unsigned ops_of(const struct thing *t, bool plural)
{
	const unsigned gone = M(CMD_DELETE) | M(CMD_DESTROY), shown = M(CMD_LIST) | M(CMD_RESET);

	if (plural)
		return shown;
	switch (t->obj) {
	case OBJ_RULESET:
		return M(CMD_LIST) | M(CMD_FLUSH);
	case OBJ_TABLE:
		return M(CMD_ADD) | M(CMD_CREATE) | gone | M(CMD_LIST) | M(CMD_FLUSH);
	case OBJ_CHAIN:
		return M(CMD_ADD) | M(CMD_CREATE) | gone | M(CMD_LIST) | M(CMD_FLUSH) | M(CMD_RENAME);
	case OBJ_RULE:
		return making | gone | shown;
	case OBJ_ELEMENTS:
		return M(CMD_ADD) | M(CMD_CREATE) | gone | M(CMD_GET) | M(CMD_RESET);
	case OBJ_METER:
		return gone | M(CMD_LIST) | M(CMD_FLUSH);
	default:
		return M(CMD_ADD) | M(CMD_CREATE) | gone | shown | M(CMD_FLUSH);
	}
}

/* A chain is deleted with what its hook says, too; elements are named whatever is done with them. */
static bool make_thing(struct jin *j, const struct jnode *n, const struct thing *t, struct cmd *cmd)
{
	bool gone = cmd->op == CMD_DELETE || cmd->op == CMD_DESTROY;

	if (t->obj == OBJ_ELEMENTS)
		return t->make(j, n, cmd);
	if (gone && !cmd->h.has_handle && (t->obj == OBJ_CHAIN || t->obj == OBJ_FLOWTABLE) && json_member(n, "dev"))
		return t->make(j, n, cmd);
	return !(M(cmd->op) & making) || t->make(j, n, cmd);
}

/* Command @op on @n, a member like "chain": {...}. */
static struct cmd *command(struct jin *j, const struct jnode *n, enum cmd_op op, struct loc loc)
{
	struct jin_near near = { .want = n->key };
	const struct thing *t;
	struct cmd *cmd;
	uint32_t type;
	bool plural;

	t = thing_of(j, n->key, &plural, &type);
	if (!t) {
		try_things(&near);
		return jin_unknown_member(j, n, op == CMD_ADD && n->up->start == loc.start ? "command" : "thing", &near);
	}
	if (!(ops_of(t, plural) & M(op)))
		return jin_fail(j, n, "there is no such command for \"%s\"", n->key);
	if (n->kind != J_OBJECT && (n->kind != J_NULL || (!plural && t->naming != BY_SCOPE)))
		return jin_fail(j, n, "expected an object, not %s", json_kind_name(n));
	cmd = cmd_new(j->r, op, plural ? t->plural : t->obj, loc);
	cmd->obj_type = type;
	if (!name_thing(j, n, t, plural, cmd) || (!plural && !make_thing(j, n, t, cmd)))
		return NULL;
	if (op == CMD_RENAME) {
		cmd->arg = jin_need_string(j, n, "newname");
		return cmd->arg ? cmd : NULL;
	}
	return cmd;
}

static bool check_metainfo(struct jin *j, const struct jnode *n)
{
	const struct jnode *m = json_member(n, "json_schema_version");
	uint64_t version = 0;

	if (!m)
		return true;
	if (!jin_number(j, m, INT64_MAX, &version))
		return false;
	if (version <= SCHEMA_VERSION)
		return true;
	jin_fail(j, m, "JSON schema version %" PRIu64 " is newer than %d, which this program knows", version, SCHEMA_VERSION);
	return false;
}

/* An item of "nftables": {"add": {"chain": ...}}, or {"chain": ...} as listings have it. *cmd NULL: metainfo. */
static bool item(struct jin *j, const struct jnode *n, struct cmd **cmd, const struct jnode **thing)
{
	const struct jnode *m = n->first;
	struct loc loc = jin_loc(j, n);

	*cmd = NULL;
	if (n->kind != J_OBJECT || n->n != 1) {
		jin_fail(j, n, "a command is an object with one member, not %s", n->kind == J_OBJECT ? "of several" : json_kind_name(n));
		return false;
	}
	if (!strcmp(m->key, "metainfo"))
		return check_metainfo(j, m);
	*thing = m;
	for (unsigned i = 0; i < N_OPS_JSON; i++) {
		if (strcmp(ops[i].key, m->key))
			continue;
		if (m->kind != J_OBJECT || m->n != 1) {
			jin_fail(j, m, "\"%s\" takes an object with one member, such as {\"table\": ...}", m->key);
			return false;
		}
		*thing = m->first;
		*cmd = command(j, m->first, ops[i].op, loc);
		return *cmd;
	}
	*cmd = command(j, m, CMD_ADD, loc);
	return *cmd;
}

/* ------------------------------------------------------------------ documents */

struct json_request {
	const struct source *src;
	const struct jnode *root;
	VEC(const struct cmd *) cmds;
	VEC(const struct jnode *) things;	/* what each command is about */
};

bool json_looks_like(const struct source *src)
{
	size_t blanks = strspn(src->text, " \t\r\n");

	return src->text[blanks] == '{' || src->text[blanks] == '[';
}

static const struct jin_inner inner = { jin_selector, jin_try_selectors, jin_is_stateful, jin_stmt_member, jin_rule_body };

static int items(struct jin *j, const struct jnode *list, struct cmds *out, struct json_request *request)
{
	bool failed = false;

	j_each(n, list) {
		const struct jnode *thing = NULL;
		struct cmd *cmd;

		if (!item(j, n, &cmd, &thing))
			failed = true;
		if (diag_full(j->sink))
			break;
		if (!cmd)
			continue;
		vec_push(j->r, &out->v, cmd);
		vec_push(j->r, &request->cmds, cmd);
		vec_push(j->r, &request->things, thing);
	}
	return failed ? -EINVAL : 0;
}

int json_parse(struct region *r, struct diag_sink *sink, struct source *src, struct cmds *out, struct json_request **request)
{
	struct jin j = { r, sink, src, &inner };
	const struct jnode *root = json_read(r, sink, src), *list;

	*request = region_new(r, struct json_request);
	(*request)->src = src;
	(*request)->root = root;
	if (!root)
		return -EINVAL;
	list = jin_need(&j, root, "nftables");
	if (!list)
		return -EINVAL;
	if (list->kind != J_ARRAY) {
		jin_fail(&j, list, "expected an array of commands, not %s", json_kind_name(list));
		return -EINVAL;
	}
	return items(&j, list, out, *request);
}

void json_point(const struct json_request *q, struct diag_sink *sink)
{
	vec_each(i, &sink->diags) {
		struct diag *d = sink->diags.v[i];
		const char *pointer;

		if (!q->root || d->loc.src != q->src || d->level == DIAG_NOTE)
			continue;
		pointer = json_pointer(sink->region, json_at(q->root, d->loc.start, d->loc.end));
		d->message = region_printf(sink->region, "%s (byte %u, %s)", d->message, d->loc.start, *pointer ? pointer : "the whole text");
	}
}

/* ------------------------------------------------------------------ echo */

static uint64_t handle_of(const struct cmd *cmd)
{
	switch (cmd->obj) {
	case OBJ_TABLE:
		return cmd->table ? cmd->table->handle : 0;
	case OBJ_CHAIN:
		return cmd->chain ? cmd->chain->handle : 0;
	case OBJ_RULE:
		return cmd->rule ? cmd->rule->handle : 0;
	case OBJ_SET:
	case OBJ_MAP:
		return cmd->set ? cmd->set->handle : 0;
	case OBJ_OBJECT:
		return cmd->object ? cmd->object->handle : 0;
	case OBJ_FLOWTABLE:
		return cmd->flowtable ? cmd->flowtable->handle : 0;
	default:
		return 0;
	}
}

/* The text between what was copied last and the handle, then the handle. */
static void put_handle(struct strbuf *b, const struct json_request *q, uint32_t *at, const struct jnode *thing, uint64_t handle)
{
	const struct jnode *old = json_member(thing, "handle");
	uint32_t to = old ? old->start : thing->end - 1;

	strbuf_addn(b, q->src->text + *at, to - *at);
	strbuf_printf(b, old ? "%s%" PRIu64 : "%s\"handle\": %" PRIu64, old || !thing->n ? "" : ", ", handle);
	*at = old ? old->end : to;
}

void json_echo_request(const struct printer *p, const struct json_request *q)
{
	uint32_t at = 0;

	vec_each(i, &q->cmds) {
		const struct cmd *cmd = q->cmds.v[i];
		uint64_t handle = M(cmd->op) & making ? handle_of(cmd) : 0;

		if (handle)
			put_handle(p->out, q, &at, q->things.v[i], handle);
	}
	strbuf_addn(p->out, q->src->text + at, q->src->len - at);
	if (p->out->len && p->out->s[p->out->len - 1] != '\n')
		strbuf_addc(p->out, '\n');
}
