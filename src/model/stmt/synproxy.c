/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Synproxy: every face of the kind. */
#include <linux/netfilter/nf_synproxy.h>
#include "model/check_ctx.h"
#include "model/decode.h"
#include "model/faces.h"
#include "model/gen.h"
#include "model/json.h"
#include "model/print.h"
#include "model/sim.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- check */
static int synproxy_check(struct check *c, struct stmt *s)
{
	if (c->family != FAM_IP && c->family != FAM_IP6 && c->family != FAM_INET)
		return check_fail(c, s->loc, "synproxy is only supported in ip, ip6 and inet tables");
	if (s->synproxy.mss > UINT16_MAX)
		return check_fail(c, s->loc, "Value %u exceeds valid range 0-65535", s->synproxy.mss);
	if (s->synproxy.wscale > 14)
		return check_fail(c, s->loc, "Value %u exceeds valid range 0-14", s->synproxy.wscale);
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void synproxy_print(struct printer *p, const struct stmt *s)
{
	prs(p, "synproxy");
	if (s->synproxy.flags & (NF_SYNPROXY_OPT_MSS | NF_SYNPROXY_OPT_WSCALE))
		pr(p, " mss %u wscale %u", s->synproxy.mss, s->synproxy.wscale);
	if (s->synproxy.flags & NF_SYNPROXY_OPT_TIMESTAMP)
		prs(p, " timestamp");
	if (s->synproxy.flags & NF_SYNPROXY_OPT_SACK_PERM)
		prs(p, " sack-perm");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *synproxy_json(struct json_out *o, const struct stmt *s)
{
	const uint32_t named = NF_SYNPROXY_OPT_TIMESTAMP | NF_SYNPROXY_OPT_SACK_PERM;
	json_t *j;

	(void)o;
	if (!s->synproxy.flags)
		return jout_one("synproxy", json_null());
	j = json_object();
	if (s->synproxy.flags & NF_SYNPROXY_OPT_MSS)
		jout_put(j, "mss", json_integer(s->synproxy.mss));
	if (s->synproxy.flags & NF_SYNPROXY_OPT_WSCALE)
		jout_put(j, "wscale", json_integer(s->synproxy.wscale));
	if (s->synproxy.flags & named)
		jout_put(j, "flags", jout_flag_names(synproxy_flags, s->synproxy.flags & named));
	return jout_one("synproxy", j);
}

/* ---------------------------------------------------------------- netlink out */

static int synproxy_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_synproxy);

	op_set(op, NFTA_SYNPROXY_MSS, s->synproxy.mss);
	op_set(op, NFTA_SYNPROXY_WSCALE, s->synproxy.wscale);
	op_set(op, NFTA_SYNPROXY_FLAGS, s->synproxy.flags);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int synproxy_decode(struct decode *d, const struct op *op)
{
	struct stmt *s = decode_stmt(d, S_SYNPROXY);

	s->synproxy.mss = (uint32_t)op_get(op, NFTA_SYNPROXY_MSS);
	s->synproxy.wscale = (uint32_t)op_get(op, NFTA_SYNPROXY_WSCALE);
	s->synproxy.flags = (uint32_t)op_get(op, NFTA_SYNPROXY_FLAGS);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int synproxy_exec(struct sim *s, const struct stmt *st)
{
	return s->env->act(s, st);
}

static const struct stmt_row *synproxy_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_synproxy];
}

const struct stmt_ops synproxy_stmt_ops = {
	.name = "synproxy",
	/* check */
	.check = synproxy_check,

	/* text out */
	.print = synproxy_print,

	/* JSON out */
	.json = synproxy_json,

	/* netlink out */
	.gen = synproxy_gen,

	/* simulate */
	.exec = synproxy_exec,
	.row = synproxy_row,
};
