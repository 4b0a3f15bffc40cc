/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The analysis of all connections at once, held to the one that takes one class of connections after the other.
 *
 * usage: engines < RULESETS
 *
 * Standard input is rulesets, each behind a line `%% NAME`. What both analyses say of each rule and find is compared; differences
 * are printed. Then: how many rules of each class there were, and how often each kind of match and statement occurred, also those
 * that did not. Rulesets that are too many cases for the slow analysis are left out, and counted; so are those where packets write
 * marks of more values than are told apart. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "check/check.h"
#include "lang/lang.h"
#include "model/stmt.h"
#include "offload/offload.h"

static unsigned long cases = 10000;	/* more are too much for the slow analysis: 0.3 seconds */
static unsigned long rules, rulesets, left_out, coarse, differ, classes[4], certainties[2];
static struct kind { char *name; unsigned long n; } kinds[512];
static unsigned n_kinds;

static struct kind *expect(const char *name)
{
	static struct kind too_many;
	unsigned i;

	for (i = 0; i < n_kinds && strcmp(kinds[i].name, name); i++)
		;
	if (i == n_kinds) {
		if (n_kinds == sizeof(kinds) / sizeof(*kinds))
			return &too_many;
		kinds[n_kinds++].name = strdup(name);
	}
	return &kinds[i];
}

static void count(const char *name)
{
	expect(name)->n++;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct kind *)a)->name, ((const struct kind *)b)->name);
}

/* ------------------------------------------------------------------ what there is in a rule */
static void count_selector(const struct expr *e)
{
	static const char *const classes[] = { "extension header", "tcp option", "ip option", "sctp chunk", "dccp option" };
	const struct key_row *row = NULL;
	const char *what = e->ops->name;
	char name[64];

	switch (e->id) {
	case E_UNARY:	count_selector(e->unary.arg); return;
	case E_BINOP:
		count("match of bits");
		count_selector(e->binop.left);
		return;
	case E_CONCAT:
		count("match of a concatenation");
		vec_each(i, &e->list.items)
			count_selector(e->list.items.v[i]);
		return;
	case E_PAYLOAD:	what = e->payload.header ? e->payload.header->name : "raw payload"; break;
	case E_EXTHDR:	what = classes[e->exthdr.header ? e->exthdr.header->cls : 1]; break;
	case E_META: case E_RT: case E_SOCKET:	row = e->meta.row; break;
	case E_CT:	row = e->ct.row; break;
	case E_XFRM:	what = "ipsec"; break;
	}
	snprintf(name, sizeof(name), "match %s%s%s", what, row ? " " : "", row ? row->sel.name : "");
	count(name);
}

static void count_stmt(const struct stmt *st)
{
	const struct stmt_row *row = stmt_row_of(st);
	char name[64];

	if (st->flags & STMT_IMPLIED)
		return;
	if (st->id == S_MATCH) {
		count_selector(st->match.left);
		snprintf(name, sizeof(name), "match with %s%s", st->match.op == REL_NEQ ? "!= " : "", st->match.right->ops->name);
		count(name);
	} else {
		snprintf(name, sizeof(name), "statement %s", row ? row->name : st->ops->name);
		count(name);
	}
	if (st->id == S_VERDICT && st->verdict.expr->id == E_MAP)
		count_selector(st->verdict.expr->map.arg);
}

/* Every row that a rule can have here is asked for. None can have: what is only read back from a kernel, numbers of this boot. */
static void expect_all(void)
{
	static const uint16_t never[] = { STROW_match, STROW_xt, STROW_unknown, STROW_objref, STROW_objref_tunnel };
	static const char *const more[] = {
		"match fib", "match ipsec", "match tunnel", "match hash", "match numgen", "match of bits", "match of a concatenation", "match extension header", "match tcp option", "match ip option", "match sctp chunk",
		"match raw payload", "match rt mtu", "match rt classid", "match socket mark", "match with value", "match with range", "match with prefix", "match with setref", "match with list", "match with != value",
		"match with != range", "match with != prefix", "match with != setref",
	};
	char name[64];

	for (unsigned i = 0; i < N_STROWS; i++) {
		bool asked = true;

		for (unsigned k = 0; k < sizeof(never) / sizeof(*never); k++)
			asked &= i != never[k];
		snprintf(name, sizeof(name), "statement %s", stmt_rows[i].name);
		if (asked)
			expect(name);
	}
	for (unsigned i = 0; i < n_meta_keys; i++)
		if (!(meta_keys[i].flags & (KEY_ALIAS | KEY_WRITE_ONLY)) && strcmp(meta_keys[i].sel.name, "secmark")) {
			snprintf(name, sizeof(name), "match meta %s", meta_keys[i].sel.name);
			expect(name);
		}
	for (unsigned i = 0; i < n_ct_keys; i++)
		if (!(ct_keys[i].flags & (KEY_ALIAS | KEY_WRITE_ONLY)) && strcmp(ct_keys[i].sel.name, "secmark")) {
			snprintf(name, sizeof(name), "match ct %s", ct_keys[i].sel.name);
			expect(name);
		}
	for (unsigned i = 0; i < N_HEADERS; i++)
		if (headers[i].n_fields && headers[i].name && strcmp(headers[i].name, "arp")) {
			snprintf(name, sizeof(name), "match %s", headers[i].name);
			expect(name);
		}
	for (unsigned i = 0; i < sizeof(more) / sizeof(*more); i++)
		expect(more[i]);
}

/* ------------------------------------------------------------------ one ruleset */
struct job { struct region *r; struct ruleset rs; struct offload_result res; };

static bool analyse(struct job *j, const char *text, uint32_t len, bool enumerate, const char **why)
{
	struct value_env env = { .offline = true };
	struct check_options opt = { .offline = true, .env = &env };
	struct offload_options oo = { .env = &env, .enumerate = enumerate, .max_cases = enumerate ? cases : 0 };
	struct diag_sink sink = { 0 };
	struct cmds cmds = { 0 };

	memset(j, 0, sizeof(*j));
	j->r = sink.region = j->rs.region = env.region = region_create();
	if (lang_parse(j->r, &sink, NULL, source_new(j->r, SOURCE_BUFFER, NULL, text, len), &cmds) ||
	    check_cmds(j->r, &sink, &j->rs, &cmds, &opt)) {
		*why = sink.diags.n ? sink.diags.v[0]->message : "?";
		return false;
	}
	*why = "not analysed";
	return !offload_analyse(j->r, &j->rs, &oo, &j->res);
}

static const char *const class_names[] = { "unaffected", "offloadable", "fastpath-bypassed", "blocking" };

static bool same_rule(const struct rule_verdict *a, const struct rule_verdict *b)
{
	bool same = a->class == b->class && a->lost == b->lost && a->certainty == b->certainty && !strcmp(a->reason, b->reason);

	for (uint32_t i = 0; same && i < a->stmts.n; i++)
		same = a->stmts.v[i].class == b->stmts.v[i].class && a->stmts.v[i].lost == b->stmts.v[i].lost &&
		       !strcmp(a->stmts.v[i].reason, b->stmts.v[i].reason);
	return same;
}

/* Of two flowtables without counters, either one is named. */
static bool same_finding(const struct finding *a, const struct finding *b)
{
	if (a->row == &finding_rows[FINDING_FLOWTABLE_COUNTER] && b->row == a->row)
		return a->loc.start == b->loc.start;
	return a->row == b->row && a->severity == b->severity && a->certainty == b->certainty && a->loc.start == b->loc.start &&
	       !strcmp(a->message, b->message);
}

static bool has_finding(const struct offload_result *res, const struct finding *f)
{
	vec_each(i, &res->findings)
		if (same_finding(&res->findings.v[i], f))
			return true;
	return false;
}

static bool only_in(const char *name, const char *which, const struct offload_result *a, const struct offload_result *b)
{
	bool any = false;

	vec_each(i, &a->findings) {
		const struct finding *f = &a->findings.v[i];

		if (has_finding(b, f))
			continue;
		printf("%s: %s finds %s (severity %d, certainty %d): %s\n", name, which, f->row->name, f->severity, f->certainty, f->message);
		any = true;
	}
	return any;
}

static bool compare(const char *name, const struct offload_result *slow, const struct offload_result *fast)
{
	bool wrong = slow->rules.n != fast->rules.n;

	for (uint32_t i = 0; i < slow->rules.n && i < fast->rules.n; i++) {
		const struct rule_verdict *a = &slow->rules.v[i], *b = &fast->rules.v[i];

		if (same_rule(a, b))
			continue;
		printf("%s: `%s`: one by one %s%s, certainty %d; all at once %s%s, certainty %d\n", name, a->text, class_names[a->class],
		       a->lost ? " lost" : "", a->certainty, class_names[b->class], b->lost ? " lost" : "", b->certainty);
		wrong = true;
	}
	wrong |= only_in(name, "one by one", slow, fast);
	wrong |= only_in(name, "all at once", fast, slow);
	return !wrong;
}

static void one(const char *name, const char *text, uint32_t len)
{
	struct job slow, fast;
	const char *why;

	rulesets++;
	if (!analyse(&fast, text, len, false, &why)) {
		printf("%s: %s\n", name, why);
		differ++;
	} else if (!analyse(&slow, text, len, true, &why) || slow.res.degraded) {
		left_out++;
		region_free(slow.r);
	} else if (fast.res.coarse) {
		coarse++;
		region_free(slow.r);
	} else {
		if (!compare(name, &slow.res, &fast.res)) {
			differ++;
			printf("%.*s", (int)len, text);
		}
		vec_each(i, &fast.res.rules) {
			const struct rule_verdict *v = &fast.res.rules.v[i];

			rules++;
			classes[v->class]++;
			certainties[v->certainty]++;
			vec_each(k, &v->rule->stmts)
				count_stmt(v->rule->stmts.v[k]);
		}
		region_free(slow.r);
	}
	region_free(fast.r);
}

/* ------------------------------------------------------------------ */
static char *read_all(size_t *len)
{
	size_t room = 1 << 20, n = 0, got;
	char *text = malloc(room);

	while (text && (got = fread(text + n, 1, room - n - 1, stdin))) {
		n += got;
		if (room - n < 2)
			text = realloc(text, room *= 2);
	}
	if (text)
		text[n] = '\0';
	*len = n;
	return text;
}

static void tell_counts(void)
{
	printf("counted: %lu rulesets, %lu rules, %lu certain, %lu possible, %lu too much for the slow analysis, %lu with values that the other one does not follow\n",
	       rulesets, rules, certainties[CERTAIN], certainties[POSSIBLE], left_out, coarse);
	for (unsigned i = 0; i < 4; i++)
		printf("%8lu %s\n", classes[i], class_names[i]);
	expect_all();
	qsort(kinds, n_kinds, sizeof(*kinds), by_name);
	for (unsigned i = 0; i < n_kinds; i++)
		printf("%8lu %s\n", kinds[i].n, kinds[i].name);
}

int main(void)
{
	size_t len;
	char *text, *at;

	text = read_all(&len);
	if (!text)
		return 2;
	for (at = text; at && !strncmp(at, "%% ", 3);) {
		char *body = strchr(at, '\n'), *next = body ? strstr(body, "\n%% ") : NULL, *end = next ? next + 1 : text + len;

		if (!body)
			break;
		*body++ = '\0';
		one(at + 3, body, (uint32_t)(end - body));
		at = next ? next + 1 : NULL;
	}
	tell_counts();
	printf("%lu passed, %lu failed\n", rulesets - differ, differ);
	free(text);
	return differ != 0;
}
