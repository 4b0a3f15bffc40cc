/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in: commands of libnftables-json(5) to commands in the parsed form (model/faces.h tells what check makes of it). */
#ifndef NFT_JSON_PARSE_H
#define NFT_JSON_PARSE_H

#include "model/faces.h"

/* Whether a text is to be taken for JSON rather than for the text language. */
bool json_looks_like(const struct source *src);

struct json_request;	/* what was asked for, to be echoed */

/* Parses @src; commands are appended to @out, one for each item of "nftables" but metainfo. 0, or -EINVAL if there were errors (all in
 * @sink, at the place in the text; what could be parsed is in @out nevertheless). */
int json_parse(struct region *r, struct diag_sink *sink, struct source *src, struct cmds *out, struct json_request **request);

/* Adds byte offsets and JSON pointers to what is told of the request. */
void json_point(const struct json_request *request, struct diag_sink *sink);
/* The request as it was written, with the handles of what its commands made. */
void json_echo_request(const struct printer *p, const struct json_request *request);

#endif
