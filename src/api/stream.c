/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "api/context.h"

void stream_write(struct stream *s, const char *text, size_t len)
{
	if (s->buffered)
		strbuf_addn(&s->buf, text, len);
	else if (s->fp)
		fwrite(text, 1, len, s->fp);
}
