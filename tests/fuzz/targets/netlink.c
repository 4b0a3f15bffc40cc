/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages as the kernel dumps them. */
#include "harness.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/socket.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb, uint8_t *out, size_t max, unsigned seed);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct harness *h;
	uint8_t *copy;

	if (size > 1 << 16)
		return 0;
	h = harness_new((const uint8_t *)"", 0);
	copy = malloc(size + 1);	/* for its end to be watched, and aligned */
	memcpy(copy, data, size);
	if (!setjmp(h->oom)) {
		region_on_oom(h->r, &h->oom);
		harness_read(h, copy, size);
		harness_tell(h);
	}
	free(copy);
	harness_free(h);
	return 0;
}

/* ---------------------------------------------------------------- mutations that leave the frames whole */
#define MAX_DEPTH 12
#define HEADER (sizeof(struct nlmsghdr) + sizeof(struct nfgenmsg))

struct place {
	size_t message, attr[MAX_DEPTH];	/* where their headers stand */
	unsigned depth;
};

static struct nlmsghdr *message_at(uint8_t *data, size_t at)
{
	return (void *)(data + at);
}

static struct nlattr *attr_at(uint8_t *data, size_t at)
{
	return (void *)(data + at);
}

static size_t pick_message(const uint8_t *data, size_t size)
{
	const struct nlmsghdr *nlh = (const void *)data;
	size_t found = SIZE_MAX;
	int left = (int)size;

	for (int n = 1; message_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left), n++)
		if (nlh->nlmsg_len > HEADER && !(rand() % n))
			found = (size_t)((const uint8_t *)nlh - data);
	return found;
}

/* One of the attributes between @from and @to; SIZE_MAX if there is none. */
static size_t pick_attr(uint8_t *data, size_t from, size_t to)
{
	size_t found = SIZE_MAX;

	for (int n = 1; from + 4 <= to; n++) {
		const struct nlattr *a = attr_at(data, from);

		if (a->nla_len < 4 || a->nla_len > to - from)
			break;
		if (!(rand() % n))
			found = from;
		from += MNL_ALIGN(a->nla_len);
	}
	return found;
}

static bool pick(uint8_t *data, size_t size, struct place *p)
{
	size_t from, to;

	p->depth = 0;
	p->message = pick_message(data, size);
	if (p->message == SIZE_MAX)
		return false;
	from = p->message + HEADER;
	to = p->message + message_at(data, p->message)->nlmsg_len;
	while (p->depth < MAX_DEPTH) {
		size_t at = pick_attr(data, from, to);

		if (at == SIZE_MAX)
			break;
		p->attr[p->depth++] = at;
		if (!(attr_at(data, at)->nla_type & NLA_F_NESTED) || !(rand() % 8))
			break;
		from = at + 4;
		to = at + attr_at(data, at)->nla_len;
	}
	return p->depth;
}

/* The last attribute of @p takes @len bytes, all its own, in the place of what it takes now; what is around it is told. */
static size_t resize(uint8_t *data, size_t size, size_t max, const struct place *p, size_t len)
{
	size_t at = p->attr[p->depth - 1], had = MNL_ALIGN(attr_at(data, at)->nla_len);
	long more = (long)len - (long)had;

	if (at + had > size || size + more > max)
		return 0;
	for (unsigned i = 0; i + 1 < p->depth; i++)
		if (attr_at(data, p->attr[i])->nla_len + more > 60000)
			return 0;
	memmove(data + at + len, data + at + had, size - at - had);
	message_at(data, p->message)->nlmsg_len += (uint32_t)more;
	for (unsigned i = 0; i + 1 < p->depth; i++)
		attr_at(data, p->attr[i])->nla_len += (uint16_t)more;
	return size + (size_t)more;
}

static size_t double_attr(uint8_t *data, size_t size, size_t max, const struct place *p)
{
	size_t at = p->attr[p->depth - 1], had = MNL_ALIGN(attr_at(data, at)->nla_len), now = resize(data, size, max, p, 2 * had);

	if (now)
		memcpy(data + at + had, data + at, had);
	return now;
}

static size_t change_length(uint8_t *data, size_t size, size_t max, const struct place *p)
{
	static const uint8_t lengths[] = { 0, 1, 2, 3, 4, 5, 6, 8, 12, 15, 16, 17, 20, 32, 63, 64, 65, 128, 250 };
	size_t at = p->attr[p->depth - 1], had = MNL_ALIGN(attr_at(data, at)->nla_len), len = 4 + lengths[(unsigned)rand() % sizeof(lengths)];
	size_t now = resize(data, size, max, p, MNL_ALIGN(len));

	if (!now)
		return 0;
	if (MNL_ALIGN(len) > had)
		memset(data + at + had, 0, MNL_ALIGN(len) - had);
	attr_at(data, at)->nla_len = (uint16_t)len;
	return now;
}

static size_t change_content(uint8_t *data, size_t size, const struct place *p)
{
	size_t at = p->attr[p->depth - 1], len = attr_at(data, at)->nla_len - 4u;
	size_t now = len ? LLVMFuzzerMutate(data + at + 4, len, len) : 0;

	memset(data + at + 4 + now, 0, len - now);
	return size;
}

static size_t small_number(uint8_t *data, size_t size, const struct place *p)
{
	struct nlattr *a = attr_at(data, p->attr[p->depth - 1]);

	if (a->nla_len > 4 && !(a->nla_type & NLA_F_NESTED))
		((uint8_t *)a)[a->nla_len - 1] = (uint8_t)(rand() % 40);
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	uint8_t *work = malloc(max + 4);
	struct place p;
	size_t now = 0;

	srand(seed);
	memcpy(work, data, size);
	if (rand() % 8 && pick(work, size, &p)) {
		switch (rand() % 8) {
		case 0:	now = resize(work, size, max, &p, 0); break;
		case 1:	now = double_attr(work, size, max, &p); break;
		case 2:	now = change_length(work, size, max, &p); break;
		case 3:	attr_at(work, p.attr[p.depth - 1])->nla_type ^= (uint16_t)(rand() % 32); now = size; break;
		case 4: case 5: now = small_number(work, size, &p); break;
		default: now = change_content(work, size, &p); break;
		}
	}
	if (now)
		memcpy(data, work, now);
	else
		now = LLVMFuzzerMutate(data, size, max);
	free(work);
	return now;
}

/* Whole messages of the one after the other. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb, uint8_t *out, size_t max, unsigned seed)
{
	size_t from, len;

	srand(seed);
	if (na > max)
		na = max;
	memcpy(out, a, na);
	from = pick_message(b, nb);
	if (from == SIZE_MAX || na & 3)
		return na;
	len = MNL_ALIGN(((const struct nlmsghdr *)(const void *)(b + from))->nlmsg_len);
	if (from + len > nb || na + len > max)
		return na;
	memcpy(out + na, b + from, len);
	return na + len;
}
