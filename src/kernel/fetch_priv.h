/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading rulesets: shared by the files that read one sort of thing each. */
#ifndef NFT_KERNEL_FETCH_PRIV_H
#define NFT_KERNEL_FETCH_PRIV_H

#include "kernel/socket.h"
#include "kernel/udata.h"

struct fetch {
	struct kernel *k;
	struct region *r;
	struct ruleset *rs;
	const struct fetch_filter *filter;
	struct diag_sink *sink;
	struct nlbuf b;
	struct set *set;	/* whose elements come in */
	struct wire *wire;
	unsigned generation;	/* low bits of the generation, as messages carry them */
};

/* Attributes of one level by number; what is longer than @max or given twice is left out, and counts as damage nowhere. */
#define ATTRS_MAX 24
struct attrs { const struct nlattr *a[ATTRS_MAX + 1]; };
void attrs_of_message(const struct nlmsghdr *nlh, struct attrs *out);
void attrs_of(const struct nlattr *nest, struct attrs *out);
/* 0, NULL if the attribute is missing or too short. */
uint8_t attr_u8(const struct attrs *t, unsigned type);
uint16_t attr_u16(const struct attrs *t, unsigned type);
uint32_t attr_u32(const struct attrs *t, unsigned type);
uint64_t attr_u64(const struct attrs *t, unsigned type);
const char *attr_str(struct region *r, const struct attrs *t, unsigned type);
const uint8_t *attr_bytes(const struct attrs *t, unsigned type, unsigned *len);

enum family fetch_family(const struct nlmsghdr *nlh);
/* The table that a message belongs to; NULL if it is none of those being read. */
struct table *fetch_table(struct fetch *f, const struct nlmsghdr *nlh, const struct attrs *t, unsigned type);

/* What a message tells of, by itself; NULL: of nothing that is wanted, or that can be shown. */
struct table *read_table(struct fetch *f, const struct nlmsghdr *nlh);
struct chain *read_chain(struct fetch *f, const struct nlmsghdr *nlh);
struct set *read_set(struct fetch *f, const struct nlmsghdr *nlh);
struct object *read_object(struct fetch *f, const struct nlmsghdr *nlh);
struct flowtable *read_flowtable(struct fetch *f, const struct nlmsghdr *nlh);
int read_rule(struct fetch *f, const struct nlmsghdr *nlh, struct rule **out);	/* *out is left alone where there is none */

/* message_fn of each sort: into the ruleset */
int fetch_chain(void *fetch, const struct nlmsghdr *nlh);
int fetch_set(void *fetch, const struct nlmsghdr *nlh);
int fetch_object(void *fetch, const struct nlmsghdr *nlh);
int fetch_flowtable(void *fetch, const struct nlmsghdr *nlh);
int fetch_rule(void *fetch, const struct nlmsghdr *nlh);
int fetch_elements(void *fetch, const struct nlmsghdr *nlh);

/* Data of a tunnel object (object_tunnel.c). */
void get_tunnel(struct region *r, struct object *o, const struct attrs *a);

/* One element, appended to f->wire; the set is f->set. */
void fetch_element(struct fetch *f, const struct nlattr *nest);
/* An empty one for elements of @s. */
void wire_for(struct wire *w, const struct set *s);

/* Elements of @s, all of them. */
int fetch_set_elements(struct fetch *f, struct table *t, struct set *s);

#endif
