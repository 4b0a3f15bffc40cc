/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/json_text.h"

#include <stdlib.h>

json_t *json_text(const char *s)
{
	struct strbuf b = { 0 };
	json_t *j = json_string(s ? s : "");

	if (j)
		return j;
	for (; *s; s++)
		if ((unsigned char)*s < 0x80)
			strbuf_addc(&b, *s);
		else
			strbuf_add(&b, "\xef\xbf\xbd");
	j = json_string(strbuf_str(&b));
	strbuf_free(&b);
	return j;
}

void json_put_taken(json_t *o, const char *key, struct strbuf *b)
{
	json_object_set_new(o, key, json_text(strbuf_str(b)));
	strbuf_free(b);
}

void json_line(struct strbuf *out, json_t *root)
{
	char *s = json_dumps(root, JSON_COMPACT);

	strbuf_add(out, s ? s : "{}");
	strbuf_addc(out, '\n');
	free(s);
	json_decref(root);
}
