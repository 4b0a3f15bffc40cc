/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/udata.h"

void udata_put(struct udata *u, uint8_t type, const void *data, unsigned len)
{
	if (len > 255 || u->len + 2 + len > UDATA_MAX) {
		u->full = true;
		return;
	}
	u->p[u->len++] = type;
	u->p[u->len++] = len;
	if (len)
		memcpy(u->p + u->len, data, len);
	u->len += len;
}

void udata_put_u32(struct udata *u, uint8_t type, uint32_t v)
{
	udata_put(u, type, &v, sizeof(v));
}

void udata_put_str(struct udata *u, uint8_t type, const char *s)
{
	udata_put(u, type, s, strlen(s) + 1);
}

unsigned udata_nest(struct udata *u, uint8_t type)
{
	unsigned at = u->len;

	udata_put(u, type, NULL, 0);
	return at;
}

void udata_nest_end(struct udata *u, unsigned nest)
{
	unsigned len = u->len - nest - 2;

	if (len > 255)
		u->full = true;
	if (!u->full)
		u->p[nest + 1] = len;
}

bool udata_next(struct udata_iter *it)
{
	if (it->left < 2 || it->left - 2 < it->p[1])
		return false;
	it->type = it->p[0];
	it->len = it->p[1];
	it->value = it->p + 2;
	it->left -= 2 + it->len;
	it->p += 2 + it->len;
	return true;
}

bool udata_get(const uint8_t *p, unsigned len, uint8_t type, struct udata_iter *out)
{
	*out = (struct udata_iter){ .p = p, .left = len };
	while (udata_next(out))
		if (out->type == type)
			return true;
	return false;
}

const char *udata_get_str(struct region *r, const uint8_t *p, unsigned len, uint8_t type)
{
	struct udata_iter it;

	if (!udata_get(p, len, type, &it) || !it.len || it.value[it.len - 1])
		return NULL;
	return region_strndup(r, (const char *)it.value, it.len);
}

uint32_t udata_u32(const struct udata_iter *it)
{
	uint32_t v = 0;

	if (it->len == sizeof(v))
		memcpy(&v, it->value, sizeof(v));
	return v;
}
