/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Datatypes and their names of values, as tables. */
#include "catalog/catalog.h"

#include <string.h>
#include "base/dict.h"

#define SYMTAB(ident, hex, print_hex) static const struct symbol ident##_symbols[] = {
#define SYM(name, value) { name, value },
#define ENDSYMTAB(ident) { NULL, 0 } };
#include "catalog/symbols.def"
#undef SYMTAB
#undef SYM
#undef ENDSYMTAB

#define SYMTAB(ident, hex, print_hex) const struct symtab ident##_symtab = { #ident, ident##_symbols, hex, print_hex };
#define SYM(name, value)
#define ENDSYMTAB(ident)
#include "catalog/symbols.def"
#undef SYMTAB
#undef SYM
#undef ENDSYMTAB

#define DTYPE(ident, id, name, desc, bits, order, cls, base, symtab) \
	const struct dtype ident##_type = { id, name, desc, bits, order, cls, base, symtab };
#define SUBTYPE DTYPE
#include "catalog/types.def"
#undef DTYPE
#undef SUBTYPE

const struct dtype *const dtypes[] = {
#define DTYPE(ident, id, ...) [id] = &ident##_type,
#define SUBTYPE(...)
#include "catalog/types.def"
#undef DTYPE
#undef SUBTYPE
};
const unsigned n_dtypes = sizeof(dtypes) / sizeof(*dtypes);

const struct dtype *dtype_by_name(const char *name)
{
	for (unsigned i = 1; i < n_dtypes; i++)
		if (dtypes[i] && !strcmp(dtypes[i]->name, name))
			return dtypes[i];
	return NULL;
}

const struct dtype *dtype_by_id(unsigned id)
{
	return id < n_dtypes ? dtypes[id] : NULL;
}

bool dtype_is_flags(const struct dtype *t)
{
	return t && t != &bitmask_type && dtype_is(t, &bitmask_type);
}

bool dtype_is(const struct dtype *t, const struct dtype *base)
{
	for (; t; t = t->base)
		if (t == base)
			return true;
	return false;
}

const char *symtab_name(const struct symtab *t, uint64_t value)
{
	for (const struct symbol *s = t->syms; s->name; s++)
		if (s->value == value)
			return s->name;
	return NULL;
}

const struct symbol *symtab_find(const struct symtab *t, const char *name)
{
	for (const struct symbol *s = t->syms; s->name; s++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

const char *symtab_nearest(const struct symtab *t, const char *name)
{
	int limit = (int)(strlen(name) / 3) + 1, d;
	const char *best = NULL;

	for (const struct symbol *s = t->syms; s->name; s++) {
		d = edit_distance(name, s->name, limit);
		if (d < limit || (d == limit && !best)) {
			limit = d;
			best = s->name;
		}
	}
	return best;
}
