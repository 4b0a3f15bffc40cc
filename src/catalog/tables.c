/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plain tables: keys, statements, families, hooks, priorities, flags. */
#include "catalog/catalog.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define NOROW(...)
#define KEYROW(id, name, vm, type, bits, order, variance, action, flags, doc) \
	{ { name, NULL, &type##_type, bits, order, variance, action, doc }, id, flags, vm },

/* ------------------------------------------------------------------ keys */

const struct key_row meta_keys[] = {
#define META KEYROW
#include "catalog/meta.def"
#undef META
};
const unsigned n_meta_keys = COUNT(meta_keys);

const struct key_row ct_keys[] = {
#define CT KEYROW
#include "catalog/ct.def"
#undef CT
};
const unsigned n_ct_keys = COUNT(ct_keys);

#define SOCKET NOROW
#define XFRM NOROW
#define TUNNELKEY NOROW
#define FIB NOROW
#define RT KEYROW
const struct key_row rt_keys[] = {
#include "catalog/keys.def"
};
const unsigned n_rt_keys = COUNT(rt_keys);
#undef RT
#define RT NOROW

#undef SOCKET
#define SOCKET KEYROW
const struct key_row socket_keys[] = {
#include "catalog/keys.def"
};
const unsigned n_socket_keys = COUNT(socket_keys);
#undef SOCKET
#define SOCKET NOROW

#undef XFRM
#define XFRM KEYROW
const struct key_row xfrm_keys[] = {
#include "catalog/keys.def"
};
const unsigned n_xfrm_keys = COUNT(xfrm_keys);
#undef XFRM
#define XFRM NOROW

#undef TUNNELKEY
#define TUNNELKEY KEYROW
const struct key_row tunnel_keys[] = {
#include "catalog/keys.def"
};
const unsigned n_tunnel_keys = COUNT(tunnel_keys);
#undef TUNNELKEY
#define TUNNELKEY NOROW

#undef FIB
#define FIB KEYROW
const struct key_row fib_keys[] = {
#include "catalog/keys.def"
};
const unsigned n_fib_keys = COUNT(fib_keys);

const struct key_row *key_by_name(const struct key_row *rows, unsigned n, const char *name)
{
	for (unsigned i = 0; i < n; i++)
		if (!strcmp(rows[i].sel.name, name))
			return &rows[i];
	return NULL;
}

const struct key_row *key_by_id(const struct key_row *rows, unsigned n, uint32_t id)
{
	for (unsigned i = 0; i < n; i++)
		if (rows[i].id == id && !(rows[i].flags & KEY_ALIAS))
			return &rows[i];
	return NULL;
}

/* ------------------------------------------------------------------ statements */

const struct stmt_row stmt_rows[N_STROWS] = {
#define STATEMENT(ident, word, offload, reason, doc) [STROW_##ident] = { word, offload, reason, doc },
#include "catalog/statements.def"
#undef STATEMENT
};

/* ------------------------------------------------------------------ families, hooks, priorities, chain types */

#define FAMS_IP (1 << FAM_IP | 1 << FAM_IP6 | 1 << FAM_INET)
#define FAMILY NOROW
#define HOOK NOROW
#define PRIO NOROW
#define CHAINTYPE NOROW

#undef FAMILY
#define FAMILY(ident, name, nfproto) [FAM_##ident] = { name, nfproto },
static const struct { const char *name; uint8_t nfproto; } families[N_FAMILIES] = {
#include "catalog/hooks.def"
};
#undef FAMILY
#define FAMILY NOROW

#undef HOOK
#define HOOK(family, name, num) { FAM_##family, name, num },
const struct hook_row hooks[] = {
#include "catalog/hooks.def"
};
const unsigned n_hooks = COUNT(hooks);
#undef HOOK
#define HOOK NOROW

#undef PRIO
#define PRIO(name, value, families, hook) { name, value, families, hook },
const struct prio_row prios[] = {
#include "catalog/hooks.def"
};
const unsigned n_prios = COUNT(prios);
#undef PRIO
#define PRIO NOROW

#undef CHAINTYPE
#define CHAINTYPE(name, families, hooks) { name, families, hooks },
const struct chain_type_row chain_types[] = {
#include "catalog/hooks.def"
};
const unsigned n_chain_types = COUNT(chain_types);

const char *family_name(enum family f)
{
	return (unsigned)f < N_FAMILIES && families[f].name ? families[f].name : "unspec";
}

enum family family_by_name(const char *name)
{
	for (unsigned f = FAM_UNSPEC + 1; f < N_FAMILIES; f++)
		if (!strcmp(families[f].name, name))
			return (enum family)f;
	return FAM_UNSPEC;
}

uint8_t family_nfproto(enum family f)
{
	return (unsigned)f < N_FAMILIES ? families[f].nfproto : 0;
}

enum family family_by_nfproto(uint8_t nfproto)
{
	for (unsigned f = FAM_UNSPEC + 1; f < N_FAMILIES; f++)
		if (families[f].nfproto == nfproto)
			return (enum family)f;
	return FAM_UNSPEC;
}

const struct hook_row *hook_find(enum family f, const char *name)
{
	for (unsigned i = 0; i < n_hooks; i++)
		if (hooks[i].family == f && !strcmp(hooks[i].name, name))
			return &hooks[i];
	return NULL;
}

const char *hook_name(enum family f, unsigned num)
{
	for (unsigned i = 0; i < n_hooks; i++)
		if (hooks[i].family == f && hooks[i].num == num)
			return hooks[i].name;
	return NULL;
}

static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; n && (p = strstr(p, word)); p += n)
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return true;
	return false;
}

static bool prio_fits(const struct prio_row *p, enum family f, const char *hook)
{
	return (p->families & 1 << f) && (!p->hook || (hook && has_word(p->hook, hook)));
}

const struct prio_row *prio_find(enum family f, const char *hook, const char *name)
{
	for (unsigned i = 0; i < n_prios; i++)
		if (prio_fits(&prios[i], f, hook) && !strcmp(prios[i].name, name))
			return &prios[i];
	return NULL;
}

void prio_print(struct strbuf *b, enum family f, const char *hook, int32_t value, bool numeric)
{
	const struct prio_row *best = NULL;
	int64_t distance = 11;	/* names reach ten to either side */

	for (unsigned i = 0; i < n_prios && !numeric; i++) {
		int64_t d = llabs((int64_t)value - prios[i].value);

		if (prio_fits(&prios[i], f, hook) && d < distance) {
			best = &prios[i];
			distance = d;
		}
	}
	if (!best) {
		strbuf_printf(b, "%d", value);
		return;
	}
	strbuf_add(b, best->name);
	if (value != best->value)
		strbuf_printf(b, " %c %d", value > best->value ? '+' : '-', (int)distance);
}

const struct chain_type_row *chain_type_find(enum family f, const char *hook, const char *name)
{
	for (unsigned i = 0; i < n_chain_types; i++) {
		const struct chain_type_row *t = &chain_types[i];

		if (!strcmp(t->name, name) && (t->families & 1 << f) && (!t->hooks || !hook || has_word(t->hooks, hook)))
			return t;
	}
	return NULL;
}

/* ------------------------------------------------------------------ flags */

#define FLAGS(ident) const struct flag_row ident[] = {
#define FLAG(name, value) { name, value },
#define ENDFLAGS(ident) { NULL, 0 } };
#include "catalog/flags.def"

uint32_t flag_find(const struct flag_row *rows, const char *name)
{
	for (; rows->name; rows++)
		if (!strcmp(rows->name, name))
			return rows->value;
	return 0;
}

const char *flag_name(const struct flag_row *rows, uint32_t value)
{
	for (; rows->name; rows++)
		if (rows->value == value)
			return rows->name;
	return NULL;
}
