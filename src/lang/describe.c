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
	if (!t)
		t = dtype_by_name("invalid");
	strbuf_add(out, "datatype ");
	if (t)
		dtype_describe(out, t, bits);
	return 0;
}
