/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_REPORT_JSON_TEXT_H
#define NFT_REPORT_JSON_TEXT_H

#include <jansson.h>
#include "base/diag.h"
#include "base/strbuf.h"

/* A JSON string of @s, NULL being empty. Text of a ruleset may hold bytes that are no UTF-8; JSON may not. */
json_t *json_text(const char *s);
/* Member @key of @o; @b is empty afterwards. */
void json_put_taken(json_t *o, const char *key, struct strbuf *b);
/* Appends @root as one line, and gives it up. */
void json_line(struct strbuf *out, json_t *root);
/* The errors in @sink, with their places (findings_json.c). */
json_t *json_errors(const struct diag_sink *sink);

#endif
