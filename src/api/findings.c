/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The offload check of a batch or of the running ruleset: whether, with what, and where the report goes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "api/run.h"
#include "report/findings.h"

static unsigned running_kernel(void)
{
	struct utsname u;
	unsigned major, minor;

	if (uname(&u) || sscanf(u.release, "%u.%u", &major, &minor) != 2)
		return 0;
	return major << 8 | (minor & 0xff);
}

static struct offload_options options_of(const struct run *run)
{
	const struct check_settings *s = &run->ctx->check;

	return (struct offload_options){
		.offline = run->offline,
		.env = &run->env,
		.kernel_version = s->kernel_version ? s->kernel_version : run->offline ? 0 : running_kernel(),
		.client_port_min = s->client_port_min, .client_port_max = s->client_port_max,
	};
}

static void report(struct run *run, const struct offload_result *res)
{
	const struct check_settings *s = &run->ctx->check;
	struct stream *to = &run->ctx->out;
	struct strbuf b = { 0 };

	switch (s->format) {
	case REPORT_JSON:
		findings_json(&b, res, &run->sink);
		break;
	case REPORT_RULES:
		findings_rules(&b, res);
		break;
	default:
		findings_text(&b, res, s->verbose);
		to = &run->ctx->err;
		break;
	}
	stream_write(to, strbuf_str(&b), b.len);
	strbuf_free(&b);
	run->reported = true;
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
	struct offload_result res = { 0 };
	int err;

	if (!s->enabled || (!offload_applies(rs) && s->format == REPORT_NONE))
		return 0;
	err = offload_analyse(run->r, rs, &opt, &res);
	if (err)
		return err;
	report(run, &res);
	return result_of(s, &res);
}

void findings_of_failure(struct run *run)
{
	struct offload_result none = { 0 };

	if (run->ctx->check.format == REPORT_JSON && !run->reported)
		report(run, &none);
}
