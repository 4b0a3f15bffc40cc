/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The offload check of a batch or of the running ruleset: whether, with what, and where the report goes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "api/run.h"
#include "kernel/links.h"
#include "report/findings.h"

static unsigned running_kernel(void)
{
	struct utsname u;
	unsigned major, minor;

	if (uname(&u) || sscanf(u.release, "%u.%u", &major, &minor) != 2)
		return 0;
	return major << 8 | (minor & 0xff);
}

static bool is_text(const struct check_settings *s)
{
	return s->format == REPORT_NONE || s->format == REPORT_TEXT;
}

static struct offload_options options_of(const struct run *run)
{
	const struct check_settings *s = &run->ctx->check;

	return (struct offload_options){
		.env = &run->env,
		.kernel_version = s->kernel_version ? s->kernel_version : run->offline ? 0 : running_kernel(),
		.client_port_min = s->client_port_min, .client_port_max = s->client_port_max,
		.findings_only = s->format != REPORT_JSON && s->format != REPORT_RULES,
		.words_from = is_text(s) && !s->verbose && !s->fix && !s->diff ? SEV_WARNING : SEV_INFO,
	};
}

static void tell_text(struct run *run)
{
	struct strbuf b = { 0 };

	findings_text(&b, &run->found, run->ctx->check.verbose);
	stream_write(&run->ctx->err, strbuf_str(&b), b.len);
	strbuf_free(&b);
}

static void report(struct run *run)
{
	const struct check_settings *s = &run->ctx->check;
	const struct offload_result *res = &run->found;
	struct strbuf b = { 0 };

	switch (s->format) {
	case REPORT_JSON:
		findings_json(&b, res, &run->sink);
		break;
	case REPORT_SARIF:
		findings_sarif(&b, res, &run->sink);
		break;
	case REPORT_GITHUB:
		findings_github(&b, res, &run->sink);
		break;
	case REPORT_GCC:
		findings_gcc(&b, res, &run->sink);
		break;
	case REPORT_RULES:
		findings_rules(&b, res, &run->sink);
		break;
	case REPORT_ACTIONS:
		actions_tell(run, &b);
		break;
	default:
		tell_text(run);
		return;
	}
	stream_write(&run->ctx->out, strbuf_str(&b), b.len);
	strbuf_free(&b);
}

static bool fails_on(const char *what, const struct finding *f)
{
	for (int s = SEV_INFO; s <= SEV_ERROR; s++)
		if (!strcmp(what, severity_name(s)))
			return f->severity >= (enum severity)s;
	return !strcmp(what, f->row->name);
}

static int result_of(const struct check_settings *s, const struct offload_result *res)
{
	int result = 0;

	vec_each(i, &res->findings) {
		if (res->findings.v[i].row == &finding_rows[FINDING_FAST_FWD_NOT_COMPILED])
			return -EINVAL;
		if (s->error_on && fails_on(s->error_on, &res->findings.v[i]))
			result = RUN_FINDINGS;
	}
	return result;
}

int findings_of(struct run *run, struct ruleset *rs)
{
	const struct check_settings *s = &run->ctx->check;
	struct offload_options opt = options_of(run);
	struct links links = { { 0 } };
	int err;

	if (!s->enabled || (!offload_applies(rs) && s->format == REPORT_NONE && !offload_ignores_anything(&run->trivia)))
		return 0;
	if (!run->offline && offload_applies(rs) && !kernel_links(run->r, &links))
		opt.links = &links;
	err = offload_analyse(run->r, rs, &opt, &run->found);
	if (err)
		return err;
	offload_ignore(run->r, &run->trivia, &run->found);
	if (s->fix) {
		err = fix_apply(run, &run->found);
		if (err)
			return err < 0 ? err : RUN_AGAIN;
	}
	run->has_found = true;
	if (s->diff)
		fix_show(run, &run->found);
	if (is_text(s))
		report(run);
	if (s->format == REPORT_ACTIONS) {
		actions_find(run, rs, opt.kernel_version);
		tell_text(run);
	}
	return result_of(s, &run->found);
}

void findings_finish(struct run *run)
{
	if (!is_text(&run->ctx->check) && (run->has_found || run->sink.errors || run->ctx->dry_run))
		report(run);
}
