/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reject: every face of the kind. */
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
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
enum { UNREACH_PORT_4 = 3, UNREACH_PORT_6 = 4, UNREACH_PORT_X = 1 };

/* What the rule sees; a table of one family never sees another, whatever its rules ask the link header for. */
static enum family told_l3(const struct check *c)
{
	return c->family == FAM_IP || c->family == FAM_IP6 ? c->family : protoctx_l3(&c->proto);
}

/* `reject` alone: what fits the packets that the rule is known to see. */
static int choose(struct check *c, struct stmt *s)
{
	const struct header_row *net = protoctx_header(&c->proto, BASE_NH);

	s->reject.type = NFT_REJECT_ICMP_UNREACH;
	switch (told_l3(c)) {
	case FAM_IP:
		s->reject.family = FAM_IP;
		s->reject.code = UNREACH_PORT_4;
		return 0;
	case FAM_IP6:
		s->reject.family = FAM_IP6;
		s->reject.code = UNREACH_PORT_6;
		return 0;
	default:
		break;
	}
	if (net)
		return check_fail(c, s->loc, "cannot infer ICMP reject variant to use: explicit value required.");
	s->reject.type = NFT_REJECT_ICMPX_UNREACH;
	s->reject.code = UNREACH_PORT_X;
	return 0;
}

static int code_check(struct check *c, struct stmt *s)
{
	const struct dtype *t = s->reject.type == NFT_REJECT_ICMPX_UNREACH ? &icmpx_code_type :
				s->reject.family == FAM_IP6 ? &reject_icmpv6_code_type : &reject_icmp_code_type;
	const struct expr *e;
	int ret = check_expr_as(c, &s->reject.expr, check_want_type(t, ORDER_NET, 8));

	if (ret)
		return ret;
	e = s->reject.expr;
	if (e->id != E_VALUE)
		return check_fail(c, e->loc, "a single code is needed here");
	s->reject.code = (int16_t)wide_get_u64(e->value.data, expr_bytes(e));
	return 0;
}

/* Packets that are not rejected are not to be counted or logged either: the match goes to the start of the rule. One on the link header
 * stays behind the matches that find that header, so that it can be read back, but comes before all that is done to the packet. */
static int need_l3_first(struct check *c, enum family l3, struct loc loc)
{
	uint32_t from = c->out.n, to = 0;
	int ret = check_need_l3(c, l3, loc);

	if (from < c->out.n && c->out.v[from]->match.left->id == E_PAYLOAD)
		while (to < from && c->out.v[to]->id == S_MATCH)
			to++;
	check_move_last(c, from, to);
	return ret;
}

static int icmp_check(struct check *c, struct stmt *s)
{
	enum family have = told_l3(c), want = s->reject.family;
	const struct header_row *net = protoctx_header(&c->proto, BASE_NH);
	int ret = s->reject.expr ? code_check(c, s) : 0;

	if (ret)
		return ret;
	if (s->reject.code < 0)
		s->reject.code = want == FAM_IP6 ? UNREACH_PORT_6 : UNREACH_PORT_4;
	if (net && have != want)
		return check_fail2(c, s->reject.expr ? s->reject.expr->loc : s->loc, c->proto.base[BASE_NH].loc,
				   "conflicting protocols specified: %s vs %s", want == FAM_IP6 ? "ip6" : "ip",
				   have == c->family ? family_name(have) : net->name);
	return have == c->family ? 0 : need_l3_first(c, want, s->loc);
}

static int icmpx_check(struct check *c, struct stmt *s)
{
	int ret = s->reject.expr ? code_check(c, s) : 0;

	if (ret)
		return ret;
	if (s->reject.code < 0)
		s->reject.code = UNREACH_PORT_X;
	if (c->family == FAM_IP || c->family == FAM_IP6)
		return check_fail(c, s->loc, "abstracted ICMP unreachable not supported");
	return 0;
}

/* The match on tcp goes to the start of the rule, as something the rule says. */
static int tcp_check(struct check *c, struct stmt *s)
{
	const struct header_row *th = protoctx_header(&c->proto, BASE_TH);
	struct expr *left, *value;
	const struct header_row *have;
	struct stmt *m;

	s->reject.code = 0;
	if (th == &headers[HDR_tcp])
		return 0;
	if (th)
		return check_fail2(c, s->loc, c->proto.base[BASE_TH].loc, "you cannot use tcp reset with this protocol");
	if (protoctx_need(c->r, &c->proto, &headers[HDR_tcp], s->loc, &left, &value, &have) || !left)
		return check_fail(c, s->loc, "you cannot use tcp reset with this protocol");
	m = check_match_new(c, left, value, REL_EQ);
	m->flags &= (uint16_t)~STMT_IMPLIED;
	protoctx_match(c->r, &c->proto, m);
	vec_insert(c->r, &c->out, 0, m);
	return 0;
}

static int reject_check(struct check *c, struct stmt *s)
{
	if (c->family == FAM_ARP)
		return check_fail(c, s->loc, "unsupported family for reject");
	if (s->reject.type == NFT_REJECT_TCP_RST)
		return tcp_check(c, s);
	if (s->reject.type == NFT_REJECT_ICMPX_UNREACH && s->reject.expr)
		return icmpx_check(c, s);
	if (s->reject.type == NFT_REJECT_ICMP_UNREACH && s->reject.family != FAM_UNSPEC)
		return icmp_check(c, s);
	return choose(c, s);
}

/* ---------------------------------------------------------------- text out */

static bool reject_is_usual(struct printer *p, const struct stmt *s)
{
	enum family f = p->rule && p->rule->table ? p->rule->table->family : p->family;

	if (s->reject.type == NFT_REJECT_TCP_RST)
		return false;
	if (s->reject.code < 0)
		return true;
	if (s->reject.type == NFT_REJECT_ICMPX_UNREACH)
		return s->reject.code == NFT_REJECT_ICMPX_PORT_UNREACH;
	return (f == FAM_IP && s->reject.family != FAM_IP6 && s->reject.code == 3) ||
	       (f == FAM_IP6 && s->reject.family != FAM_IP && s->reject.code == 4);
}

/* What the code means; the code is that of the family's usual answer if none is given. */
static const char *reject_kind(const struct stmt *s, const struct dtype **type, uint8_t *code)
{
	bool v6 = s->reject.family == FAM_IP6;

	*code = s->reject.code;
	if (s->reject.type == NFT_REJECT_ICMPX_UNREACH) {
		if (s->reject.code < 0)
			*code = NFT_REJECT_ICMPX_PORT_UNREACH;
		*type = &icmpx_code_type;
		return "icmpx";
	}
	if (s->reject.code < 0)
		*code = v6 ? ICMP6_DST_UNREACH_NOPORT : ICMP_PORT_UNREACH;
	*type = v6 ? &reject_icmpv6_code_type : &reject_icmp_code_type;
	return v6 ? "icmpv6" : "icmp";
}

static void reject_print(struct printer *p, const struct stmt *s)
{
	const struct dtype *type;
	uint8_t code;

	prs(p, "reject");
	if (reject_is_usual(p, s))
		return;
	if (s->reject.type == NFT_REJECT_TCP_RST) {
		prs(p, " with tcp reset");
		return;
	}
	pr(p, " with %s ", reject_kind(s, &type, &code));
	print_value(p, type, &code, 8, NULL);
}

/* ---------------------------------------------------------------- JSON out */

static json_t *reject_json(struct json_out *o, const struct stmt *s)
{
	const struct dtype *type;
	uint8_t code;
	json_t *j;

	if (s->reject.type == NFT_REJECT_TCP_RST)
		return jout_one("reject", jout_one("type", json_string("tcp reset")));
	j = jout_one("type", json_string(reject_kind(s, &type, &code)));
	jout_put(j, "expr", jout_value(o, type, &code, 8, JOUT_NUMBER));
	return jout_one("reject", j);
}

/* ---------------------------------------------------------------- netlink out */

#define ICMP_PORT_UNREACH	3
#define ICMPV6_PORT_UNREACH	4

static int reject_gen(struct gen *g, const struct stmt *s)
{
	struct op *op = gen_op(g, OP_reject);
	int code = s->reject.code;

	if (s->reject.type == NFT_REJECT_TCP_RST)
		code = 0;
	else if (code < 0 && s->reject.type == NFT_REJECT_ICMPX_UNREACH)
		code = NFT_REJECT_ICMPX_PORT_UNREACH;
	else if (code < 0)
		code = s->reject.family == FAM_IP6 ? ICMPV6_PORT_UNREACH : ICMP_PORT_UNREACH;
	op_set(op, NFTA_REJECT_TYPE, s->reject.type);
	op_set(op, NFTA_REJECT_ICMP_CODE, (unsigned)code);
	return 0;
}

/* ---------------------------------------------------------------- netlink in */

/* The matches that the kind of reject needs come back by themselves. */
int reject_decode(struct decode *d, const struct op *op)
{
	const struct header_row *l3 = d->deps[0][BASE_NH].stmt ? d->deps[0][BASE_NH].header : protoctx_header(&d->proto, BASE_NH);
	bool v6 = d->family == FAM_IP6 || (d->family != FAM_IP && l3 == &headers[HDR_ip6]);
	uint64_t type = op_get(op, NFTA_REJECT_TYPE);
	struct stmt *s;

	if (type == NFT_REJECT_TCP_RST && (d->family == FAM_IP || d->family == FAM_IP6))
		decode_imply(d, BASE_TH);
	else if (type == NFT_REJECT_ICMP_UNREACH && d->family != FAM_IP && d->family != FAM_IP6)
		decode_imply(d, BASE_NH);
	s = decode_stmt(d, S_REJECT);
	s->reject.type = (uint8_t)type;
	s->reject.code = (int16_t)op_get(op, NFTA_REJECT_ICMP_CODE);
	s->reject.family = type == NFT_REJECT_ICMP_UNREACH ? (v6 ? FAM_IP6 : FAM_IP) : FAM_UNSPEC;
	return 0;
}

/* ---------------------------------------------------------------- simulate */

static int reject_exec(struct sim *s, const struct stmt *st)
{
	(void)st;
	s->verdict = NF_DROP;
	s->rejected = true;
	return SIM_VERDICT;
}

static const struct stmt_row *reject_row(const struct stmt *st)
{
	(void)st;
	return &stmt_rows[STROW_reject];
}

const struct stmt_ops reject_stmt_ops = {
	.name = "reject",
	/* check */
	.check = reject_check,

	/* text out */
	.print = reject_print,

	/* JSON out */
	.json = reject_json,

	/* netlink out */
	.gen = reject_gen,

	/* simulate */
	.exec = reject_exec,
	.row = reject_row,
};
