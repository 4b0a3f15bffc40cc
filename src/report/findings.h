/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the offload check found, in the formats of --report. */
#ifndef NFT_REPORT_FINDINGS_H
#define NFT_REPORT_FINDINGS_H

#include "offload/offload.h"

/* Caret form; findings of severity info only if @verbose. */
void findings_text(struct strbuf *out, const struct offload_result *res, bool verbose);
/* A table: every rule, its class, and why; errors stand before it. */
void findings_rules(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors);
/* One JSON object; @errors: the plain errors of a ruleset that was refused (@res is then empty). */
void findings_json(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors);

/* One line each, errors first, then findings: as compilers tell warnings, and as annotations of a workflow on GitHub. */
void errors_gcc(struct strbuf *out, const struct diag_sink *errors);
void findings_gcc(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors);
void findings_github(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors);
/* One SARIF 2.1.0 log; what an ignore comment silences is in it, as suppressed. */
void findings_sarif(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors);
/* What happens, why, what is bad and what is good, kernel versions. */
void finding_help(struct strbuf *out, const struct finding_row *row);
/* The same under the name of the finding. False if there is none of that name: @out then says so, and lists those that there are. */
bool finding_explain(struct strbuf *out, const char *name);

const char *severity_name(enum severity s);
const char *class_name(enum offload_class c);
const char *severity_level(enum severity s);	/* as compilers and SARIF call it: note, warning, error */

void findings_rule(struct strbuf *out, const struct finding *f);	/* "inet filter forward, rule 3: " */

/* 1-based, bytes, end exclusive. */
struct span { const char *file; uint32_t line, column, end_line, end_column; };
struct span span_of(struct loc loc);

#endif
