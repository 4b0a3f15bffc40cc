/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operating system fingerprints: every face of the kind. */
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
static int osf_check(struct check *c, struct expr **ep)
{
	struct expr *e = *ep;
	const struct header_row *th = protoctx_header(&c->proto, BASE_TH);

	if (th && strcmp(th->name, "tcp"))
		return check_fail2(c, e->loc, c->proto.base[BASE_TH].loc, "conflicting protocols specified: %s vs. tcp", th->name);
	e->type = &string_type;
	e->bits = 16 * 8;
	e->order = ORDER_HOST;
	return 0;
}

/* ---------------------------------------------------------------- text out */

static void osf_print(struct printer *p, const struct expr *e)
{
	const char *ttl = flag_name(osf_ttl, e->osf.ttl);

	if (ttl)
		pr(p, "osf ttl %s %s", ttl, e->osf.version ? "version" : "name");
	else
		pr(p, "osf %s", e->osf.version ? "version" : "name");
}

/* ---------------------------------------------------------------- JSON out */

static json_t *osf_json(struct json_out *o, const struct expr *e)
{
	json_t *j = jout_one("key", json_string(e->osf.version ? "version" : "name"));
	const char *ttl = flag_name(osf_ttl, e->osf.ttl);

	(void)o;
	if (ttl)
		jout_put(j, "ttl", json_string(ttl));
	return jout_one("osf", j);
}

/* ---------------------------------------------------------------- netlink out */

static int osf_gen(struct gen *g, const struct expr *e, unsigned dreg)
{
	struct op *op = gen_op(g, OP_osf);

	gen_set_reg(op, NFTA_OSF_DREG, dreg);
	op_set(op, NFTA_OSF_TTL, e->osf.ttl);
	if (e->osf.version || e->osf.flags)	/* the kernel takes no flags that are 0 */
		op_set(op, NFTA_OSF_FLAGS, e->osf.flags | (e->osf.version ? NFT_OSF_F_VERSION : 0));
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

int osf_decode(struct decode *d, const struct op *op)
{
	struct expr *e = decode_expr(d, E_OSF, &string_type, ORDER_HOST, NFT_OSF_MAXGENRELEN * 8);

	e->osf.ttl = (uint32_t)op_get(op, NFTA_OSF_TTL);
	e->osf.flags = (uint32_t)op_get(op, NFTA_OSF_FLAGS);
	e->osf.version = e->osf.flags & NFT_OSF_F_VERSION;
	decode_load(d, op, NFTA_OSF_DREG, e);
	return 0;
}

/* ---------------------------------------------------------------- simulate */

const struct expr_ops osf_expr_ops = {
	.name = "osf",
	/* check */
	.check = osf_check,

	/* text out */
	.print = osf_print,

	/* JSON out */
	.json = osf_json,

	/* netlink out */
	.gen = osf_gen,

	/* simulate */
	.eval = sim_eval_read,
};
