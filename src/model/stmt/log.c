/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logging: every face of the kind. */
#include <linux/netfilter/nf_log.h>
#include <string.h>
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
#define AUDIT_LEVEL 8	/* behind the levels of syslog */

static int prefix_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	size_t len;

	if (e->id != E_SYMBOL)
		return 0;
	len = strlen(e->symbol.text);
	if (!len)
		return check_fail(c, e->loc, "Empty string is not allowed");
	if (len >= NF_LOG_PREFIXLEN)
		return check_fail(c, e->loc, "log prefix is too long");
	*ep = expr_value(c->r, e->loc, &string_type, ORDER_HOST, e->symbol.text, (unsigned)(len + 1) * 8);
	return 0;
}

static int log_check(struct check *c, struct stmt *s)
{
	bool audit = s->log.audit || (s->log.has_level && s->log.level == AUDIT_LEVEL);
	bool group = s->log.has_group || s->log.has_snaplen || s->log.has_qthreshold;

	if (group && (s->log.has_level || s->log.audit))
		return check_fail(c, s->loc, "level and group are mutually exclusive");
	if (group && s->log.flags)
		return check_fail(c, s->loc, "flags and group are mutually exclusive");
	if (audit && (s->log.prefix || s->log.flags))
		return check_fail(c, s->loc, "log level audit doesn't support any further options");
	return s->log.prefix ? prefix_check(c, &s->log.prefix) : 0;
}

/* ---------------------------------------------------------------- text out */

static void log_print_flags(struct printer *p, uint32_t flags)
{
	const uint32_t tcp = flags & (NF_LOG_TCPSEQ | NF_LOG_TCPOPT);

	if ((flags & NF_LOG_MASK) == NF_LOG_MASK) {
		prs(p, " flags all");
		return;
	}
	if (tcp)
		pr(p, " flags tcp %s%s%s", tcp & NF_LOG_TCPSEQ ? "sequence" : "", tcp == (NF_LOG_TCPSEQ | NF_LOG_TCPOPT) ? "," : "",
		   tcp & NF_LOG_TCPOPT ? "options" : "");
	if (flags & NF_LOG_IPOPT)
		prs(p, " flags ip options");
	if (flags & NF_LOG_UID)
		prs(p, " flags skuid");
	if (flags & NF_LOG_MACDECODE)
		prs(p, " flags ether");
}

static void log_print_level(struct printer *p, uint32_t level)
{
	const char *name = symtab_name(&log_level_symtab, level);

	if (name)
		pr(p, " level %s", name);
	else
		pr(p, " level %u", level);
}

static void log_print(struct printer *p, const struct stmt *s)
{
	prs(p, "log");
	if (s->log.prefix) {
		prs(p, " prefix ");
		print_expr(p, s->log.prefix);
	}
	if (s->log.has_group)
		pr(p, " group %u", s->log.group);
	if (s->log.has_snaplen && s->log.snaplen)
		pr(p, " snaplen %u", s->log.snaplen);
	if (s->log.has_qthreshold && s->log.qthreshold)
		pr(p, " queue-threshold %u", s->log.qthreshold);
	if (s->log.audit)
		prs(p, " level audit");
	else if (s->log.has_level && s->log.level != NFT_LOGLEVEL_WARNING)
		log_print_level(p, s->log.level);
	log_print_flags(p, s->log.flags);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *log_flag_names(uint32_t flags)
{
	if ((flags & NF_LOG_MASK) != NF_LOG_MASK)
		return jout_flag_names(log_flags, flags);
	return json_pack("[s]", "all");
}

static json_t *log_level_json(const struct stmt *s)
{
	const char *name = s->log.audit ? "audit" : symtab_name(&log_level_symtab, s->log.level);

	return name ? json_string(name) : json_integer(s->log.level);
}

static json_t *log_json(struct json_out *o, const struct stmt *s)
{
	json_t *j = json_object();

	if (s->log.prefix)
		jout_put(j, "prefix", jout_expr(o, s->log.prefix));
	if (s->log.has_group)
		jout_put(j, "group", json_integer(s->log.group));
	if (s->log.has_snaplen && s->log.snaplen)
		jout_put(j, "snaplen", json_integer(s->log.snaplen));
	if (s->log.has_qthreshold && s->log.qthreshold)
		jout_put(j, "queue-threshold", json_integer(s->log.qthreshold));
	if (s->log.audit || (s->log.has_level && s->log.level != NFT_LOGLEVEL_WARNING))
		jout_put(j, "level", log_level_json(s));
	if (s->log.flags & NF_LOG_MASK)
		jout_put(j, "flags", log_flag_names(s->log.flags));
	if (json_object_size(j))
		return jout_one("log", j);
	json_decref(j);
	return jout_one("log", json_null());
}

/* ---------------------------------------------------------------- netlink out */

static int log_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_log);

	if (s->log.prefix) {
		if (s->log.prefix->id != E_VALUE)
			return gen_fail(g, s->log.prefix->loc, "the prefix of a log message must be a string");
		op_set_str(g->r, op, NFTA_LOG_PREFIX,
			   region_strndup(g->r, (const char *)s->log.prefix->value.data, expr_bytes(s->log.prefix)));
	}
	if (s->log.has_group)
		op_set(op, NFTA_LOG_GROUP, s->log.group);
	if (s->log.has_snaplen)
		op_set(op, NFTA_LOG_SNAPLEN, s->log.snaplen);
	if (s->log.has_qthreshold)
		op_set(op, NFTA_LOG_QTHRESHOLD, s->log.qthreshold);
	if (s->log.audit)
		op_set(op, NFTA_LOG_LEVEL, NFT_LOGLEVEL_AUDIT);
	else if (s->log.has_level)
		op_set(op, NFTA_LOG_LEVEL, s->log.level);
	if (s->log.flags)
		op_set(op, NFTA_LOG_FLAGS, s->log.flags);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int log_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_LOG);

	if (op_has(op, NFTA_LOG_PREFIX) && *(const char *)op->a[NFTA_LOG_PREFIX].data)
		s->log.prefix = decode_string(d, (const char *)op->a[NFTA_LOG_PREFIX].data);
	s->log.group = (uint32_t)op_get(op, NFTA_LOG_GROUP);
	s->log.has_group = op_has(op, NFTA_LOG_GROUP);
	s->log.snaplen = (uint32_t)op_get(op, NFTA_LOG_SNAPLEN);
	s->log.has_snaplen = op_has(op, NFTA_LOG_SNAPLEN);
	s->log.qthreshold = (uint32_t)op_get(op, NFTA_LOG_QTHRESHOLD);
	s->log.has_qthreshold = op_has(op, NFTA_LOG_QTHRESHOLD);
	s->log.level = (uint32_t)op_get(op, NFTA_LOG_LEVEL);
	s->log.has_level = op_has(op, NFTA_LOG_LEVEL);
	s->log.audit = s->log.has_level && s->log.level == NFT_LOGLEVEL_AUDIT;
	s->log.flags = (uint32_t)op_get(op, NFTA_LOG_FLAGS);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int log_exec(struct sim *s, const struct stmt *st)
{
	(void)s;
	(void)st;
	return SIM_NEXT;
}

static const struct stmt_row *log_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_log];
}

const struct stmt_ops log_stmt_ops = {
	.name = "log",
	/* check */
	.check = log_check,

	/* text out */
	.print = log_print,

	/* JSON out */
	.json = log_json,

	/* netlink out */
	.gen = log_gen,

	/* simulate */
	.exec = log_exec,
	.row = log_row,
};
