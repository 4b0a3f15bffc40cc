/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text out: what the kinds share. */
#ifndef NFT_MODEL_PRINT_H
#define NFT_MODEL_PRINT_H

#include "model/faces.h"

#define pr(p, ...) strbuf_printf((p)->out, __VA_ARGS__)
#define prs(p, s) strbuf_add((p)->out, (s))

void print_quoted(struct printer *p, const char *s);
void print_duration(struct printer *p, uint64_t ms);
void print_bytes(struct printer *p, uint64_t bytes);		/* "25 mbytes" */
const char *print_byte_unit(uint64_t *bytes);			/* "mbytes", and scales the number */
void print_flags(struct printer *p, const struct flag_row *rows, uint32_t flags, const char *sep);
void print_limit_spec(struct printer *p, const struct limit_spec *l, bool hide_usual_burst);
void print_quota_spec(struct printer *p, const struct quota_spec *q);
void print_concat_op(struct printer *p);

/* One constant of a type; bit masks fall apart into their flags, joined by @sep. */
void print_value(struct printer *p, const struct dtype *t, const uint8_t *v, unsigned bits, const char *sep);
void print_value_expr(struct printer *p, const struct expr *e, const char *sep);
/* The ends of a range are shown as numbers. */
struct value_style print_range_style(const struct printer *p, const struct dtype *t);
bool type_is_flags(const struct dtype *t);			/* shown as a combination of flags */
bool type_takes_prefix(const struct dtype *t);			/* an aligned range shows as a prefix */

/* What a part of a key shows as; *len: of the prefix in bits, of the text before the star in bytes. */
enum part_shape { PART_SINGLE, PART_WILDCARD, PART_PREFIX, PART_RANGE };
enum part_shape print_part_shape(const struct key_part *part, const uint8_t *key, const uint8_t *end, uint32_t flags, bool data, unsigned *len);

/* Elements of a set, one by one: key, statements, timeout, comment and data. */
void print_elem(struct printer *p, const struct set *s, uint32_t i);
unsigned elems_per_line(const struct set *s);			/* of a listing */
void print_elems_inline(struct printer *p, const struct set *s);	/* "{ a, b }" */
void print_elem_info(struct printer *p, const struct elem_info *info);
void print_set_type(struct printer *p, const struct set *s);	/* "type ipv4_addr : verdict" or "typeof ..." */

#endif
