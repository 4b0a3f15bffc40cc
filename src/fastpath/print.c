/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A compiled program as text. */
#include "fastpath/program.h"

#include "model/op.h"

static void hex(struct strbuf *b, const uint8_t *v, unsigned len)
{
	strbuf_add(b, "0x");
	for (unsigned i = 0; i < len; i++)
		strbuf_printf(b, "%02x", v[i]);
}

static void print_verdict(struct strbuf *b, const struct ff_verdict *v)
{
	strbuf_add(b, op_verdict_name(v->code));
	if (v->target)
		strbuf_printf(b, " %s", v->target->chain->name);
}

static void print_operands(struct strbuf *b, const struct ff_insn *in)
{
	static const char *const cmps[] = { "eq", "neq", "lt", "lte", "gt", "gte" };

	switch (in->op) {
	case FF_input:
		strbuf_printf(b, " r%u %s %u", in->dreg, ff_inputs[in->input].name, in->len);
		break;
	case FF_header:
		strbuf_printf(b, " r%u %s @%u %u", in->dreg, ff_headers[in->header].name, in->offset, in->len);
		break;
	case FF_data:
		strbuf_printf(b, " r%u ", in->dreg);
		hex(b, in->data, in->len);
		break;
	case FF_bitwise:
		strbuf_printf(b, " r%u r%u ", in->dreg, in->sreg);
		hex(b, in->data, in->len);
		strbuf_add(b, " ");
		hex(b, in->data_end, in->len);
		break;
	case FF_shl: case FF_shr:
		strbuf_printf(b, " r%u r%u %u by %u", in->dreg, in->sreg, in->len, in->bits);
		break;
	case FF_and: case FF_or: case FF_xor:
		strbuf_printf(b, " r%u r%u r%u %u", in->dreg, in->sreg, in->sreg2, in->len);
		break;
	case FF_swap:
		strbuf_printf(b, " r%u r%u %u size %u", in->dreg, in->sreg, in->len, in->size);
		break;
	case FF_cmp:
		strbuf_printf(b, " r%u %s ", in->sreg, cmps[in->cmp]);
		hex(b, in->data, in->len);
		break;
	case FF_range:
		strbuf_printf(b, " r%u %s ", in->sreg, in->invert ? "neq" : "eq");
		hex(b, in->data, in->len);
		strbuf_add(b, "-");
		hex(b, in->data_end, in->len);
		break;
	case FF_lookup:
		strbuf_printf(b, " r%u %sset %u", in->sreg, in->invert ? "not " : "", in->set->id);
		break;
	case FF_map:
		strbuf_printf(b, " r%u r%u set %u", in->dreg, in->sreg, in->set->id);
		break;
	case FF_vmap:
		strbuf_printf(b, " r%u set %u", in->sreg, in->set->id);
		break;
	case FF_verdict:
		strbuf_add(b, " ");
		print_verdict(b, &in->verdict);
		break;
	case FF_counter:
		strbuf_printf(b, " %u", in->counter);
		break;
	case FF_mangle:
		strbuf_printf(b, " %s @%u keep ", ff_headers[in->header].name, in->offset);
		hex(b, in->data, in->len);
		strbuf_add(b, " set ");
		hex(b, in->data_end, in->len);
		break;
	case FF_write:
		strbuf_printf(b, " %s @%u keep ", ff_headers[in->header].name, in->offset);
		hex(b, in->data, in->len);
		strbuf_printf(b, " set r%u", in->sreg);
		break;
	}
	if (in->csum)
		strbuf_printf(b, " csum%s%s", in->csum & FF_CSUM_IP4 ? " ip4" : "", in->csum & FF_CSUM_L4 ? " l4" : "");
	if (in->packet)
		strbuf_add(b, " (packet)");
}

static void print_set(struct strbuf *b, const struct ff_set *s)
{
	strbuf_printf(b, "set %u%s%s:", s->id, s->constant ? " constant" : "", s->prefixes ? " prefixes" : s->interval ? " interval" : "");
	for (uint32_t i = 0; i < s->n; i++) {
		strbuf_add(b, i ? ", " : " ");
		if (i == s->catchall) {
			strbuf_add(b, "*");
		} else {
			hex(b, s->keys + (size_t)i * s->key_len, s->key_len);
			if (s->ends) {
				strbuf_add(b, "-");
				hex(b, s->ends + (size_t)i * s->key_len, s->key_len);
			}
		}
		if (s->data) {
			strbuf_add(b, " : ");
			hex(b, s->data + (size_t)i * s->data_len, s->data_len);
		}
		if (s->verdicts) {
			strbuf_add(b, " : ");
			print_verdict(b, &s->verdicts[i]);
		}
	}
	strbuf_add(b, "\n");
}

void ff_program_print(struct strbuf *b, const struct ff_program *p)
{
	vec_each(i, &p->sets)
		print_set(b, p->sets.v[i]);
	vec_each(i, &p->chains) {
		const struct ff_chain *c = p->chains.v[i];

		strbuf_printf(b, "chain %s%s\n", c->chain->name, c->base ? " (base)" : "");
		vec_each(k, &c->rules) {
			strbuf_printf(b, "  rule %u%s%s\n", c->rules.v[k]->id, c->rules.v[k]->packet ? " packet" : "",
				      c->rules.v[k]->rewritten ? " rewritten" : "");
			vec_each(m, &c->rules.v[k]->insns) {
				strbuf_printf(b, "    %s", ff_op_names[c->rules.v[k]->insns.v[m].op]);
				print_operands(b, &c->rules.v[k]->insns.v[m]);
				strbuf_add(b, "\n");
			}
		}
	}
}
