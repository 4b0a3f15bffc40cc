/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the offload check found, in the formats of --report. */
#ifndef NFT_REPORT_FINDINGS_H
#define NFT_REPORT_FINDINGS_H

#include "offload/offload.h"

/* Caret form; findings of severity info only if @verbose. */
void findings_text(struct strbuf *out, const struct offload_result *res, bool verbose);
/* A table: every rule, its class, and why. */
void findings_rules(struct strbuf *out, const struct offload_result *res);
/* One JSON object; @errors: the plain errors of a ruleset that was refused (@res is then empty). */
void findings_json(struct strbuf *out, const struct offload_result *res, const struct diag_sink *errors);

const char *severity_name(enum severity s);
const char *class_name(enum offload_class c);

/* 1-based, bytes, end exclusive. */
struct span { const char *file; uint32_t line, column, end_line, end_column; };
struct span span_of(struct loc loc);

#endif
