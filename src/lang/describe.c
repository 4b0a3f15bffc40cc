/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/describe.h"

#include <errno.h>
#include "model/faces.h"

static const struct selector *selector_of(const struct expr *e)
{
	switch (e->id) {
	case E_PAYLOAD:	return e->payload.field ? &e->payload.field->sel : NULL;
	case E_EXTHDR:	return e->exthdr.field ? &e->exthdr.field->sel : NULL;
	case E_CT:	return e->ct.row ? &e->ct.row->sel : NULL;
	case E_META:
	case E_RT:
	case E_SOCKET:	return e->meta.row ? &e->meta.row->sel : NULL;
	default:	return NULL;
	}
}

/* A concatenation: its types, and each part on a line of its own. */
static int describe_parts(struct strbuf *out, const struct expr *e)
{
	const char *sep = "";

	strbuf_add(out, "datatypes ");
	vec_each(i, &e->list.items) {
		const struct expr *part = e->list.items.v[i];
		const struct selector *sel = selector_of(part);
		const struct dtype *t = sel ? sel->type : part->type;

		strbuf_printf(out, "%s%s", sep, t ? t->name : "invalid");
		sep = " . ";
	}
	strbuf_addc(out, '\n');
	vec_each(i, &e->list.items) {
		int err = describe(out, e->list.items.v[i]);

		if (err)
			return err;
	}
	return 0;
}

int describe(struct strbuf *out, const struct expr *e)
{
	const struct selector *sel = selector_of(e);
	const struct dtype *t = sel ? sel->type : e->type;
	unsigned bits = sel ? sel->bits : e->bits;

	if (e->id == E_SYMBOL) {
		t = dtype_by_name(e->symbol.text);
		if (!t)
			return -ENOENT;
	} else {
		strbuf_printf(out, "%s expression, ", e->ops->name);
	}
	if (e->id == E_CONCAT)
		return describe_parts(out, e);
	if (!t)
		t = dtype_by_name("invalid");
	strbuf_add(out, "datatype ");
	if (t)
		dtype_describe(out, t, bits);
	return 0;
}
