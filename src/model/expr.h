/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions. One struct for all kinds; each kind is one file in model/expr/ behind a table of functions (model/faces.h). */
#ifndef NFT_MODEL_EXPR_H
#define NFT_MODEL_EXPR_H

#include "base/diag.h"
#include "base/wide.h"
#include "catalog/catalog.h"

enum expr_id {
	E_VALUE,	/* constant: bytes */
	E_SYMBOL,	/* a word, number or string whose meaning the other side decides; only before check */
	E_VERDICT,
	E_PREFIX,	/* base/len */
	E_RANGE,	/* from-to */
	E_LIST,		/* a,b,c : flags that are or'ed */
	E_SET,		/* { ... } : anonymous set or map, elements are E_ELEM */
	E_ELEM,		/* key, key : data, * ... inside E_SET or of a command */
	E_CONCAT,	/* a . b . c */
	E_SETREF,	/* @name */
	E_PAYLOAD,	/* header field, or raw @nh,8,16 */
	E_EXTHDR,	/* tcp option, ip option, ip6 extension header, sctp chunk, dccp option */
	E_META, E_CT, E_RT, E_SOCKET, E_FIB, E_OSF, E_NUMGEN, E_HASH, E_XFRM, E_TUNNEL,
	E_BINOP,	/* & | ^ << >> */
	E_UNARY,	/* byte order conversion (made by check) */
	E_MAP,		/* expr map { } / expr vmap @m */
	E_UNKNOWN,	/* came from a newer kernel or tool: shown, never rewritten */
	N_EXPRS
};
struct expr_ops;
struct set;
struct chain;
struct stmt;

enum binop { BINOP_AND, BINOP_OR, BINOP_XOR, BINOP_SHL, BINOP_SHR };

/* Verdict codes are the kernel's (NF_ACCEPT, NF_DROP, NFT_CONTINUE ...), NF_QUEUE only inside queue statements. */

enum symbol_form { SYM_WORD, SYM_STRING /* quoted */, SYM_NUMBER /* digits only, or 0x... */ };

struct elem_info {		/* what an element has beside key and data; NULL: nothing */
	uint64_t timeout, expires;	/* ms; UINT64_MAX timeout = "timeout 0s" (never) */
	bool has_timeout, has_expires;
	const char *comment;
	VEC(struct stmt *) stmts;	/* counter, limit ... per element */
};

struct expr {
	const struct expr_ops *ops;
	uint8_t id;			/* enum expr_id */
	uint8_t order;			/* enum byte_order: of the value in a register; constants are always stored big-endian */
	uint16_t flags;			/* EXPR_* */
	uint32_t bits;
	const struct dtype *type;	/* NULL before check */
	struct loc loc;
	union {
		struct { const uint8_t *data; } value;			/* (bits+7)/8 bytes, big-endian; strings left-aligned */
		struct { const char *text; uint8_t form; } symbol;	/* enum symbol_form */
		struct { int32_t code; const char *chain; struct chain *block; } verdict; /* block: jump { ... } */
		struct { struct expr *base; uint16_t len; } prefix;
		struct { struct expr *from, *to; } range;
		struct { VEC(struct expr *) items; } list;		/* E_LIST, E_CONCAT, E_SET */
		struct { struct expr *key, *data; struct elem_info *info; bool catchall; } elem;
		struct { const char *name; struct set *set; } setref;	/* set: found by check; anonymous sets too */
		struct {
			const struct header_row *header;	/* NULL: raw */
			const struct field_row *field;
			uint8_t base;				/* enum proto_base */
			uint16_t offset;			/* bits from the base */
			const struct header_row *inner;		/* tunnel header that it is inside of (vxlan ip saddr), or NULL */
			uint8_t vlan_depth;			/* n-th vlan tag */
		} payload;
		struct {
			const struct exthdr_row *header;
			const struct field_row *field;		/* NULL with present: `exthdr X exists` */
			uint8_t op;				/* NFT_EXTHDR_OP_* */
			uint8_t raw_kind;
			uint16_t offset;			/* bits */
			bool present;
		} exthdr;
		struct { const struct key_row *row; const struct header_row *inner; uint32_t level; } meta;	/* E_META, E_RT, E_SOCKET; level: socket cgroupv2 */
		struct { const struct key_row *row; int8_t dir; uint8_t nfproto; } ct;	/* dir: -1 none, 0 original, 1 reply */
		struct { uint32_t flags, result; bool check; } fib;			/* NFTA_FIB_F_*, NFT_FIB_RESULT_* */
		struct { uint32_t ttl, flags; bool version; } osf;
		struct { uint32_t type, mod, offset; } numgen;			/* NFT_NG_* */
		struct { struct expr *arg; uint32_t type, mod, seed, offset; bool has_seed; } hash;
		struct { const struct key_row *row; uint32_t dir, spnum; } xfrm;
		struct { const struct key_row *row; } tunnel;
		struct { struct expr *left, *right; uint8_t op; } binop;
		struct { struct expr *arg; bool ntoh; } unary;
		struct { struct expr *arg, *mappings; } map;		/* mappings: E_SET before check, then E_SETREF */
		struct { const char *text; } unknown;
	};
};
#define EXPR_NEGATED	1	/* `! flag` inside a list of flags */
#define EXPR_WILDCARD	2	/* E_VALUE string: "eth*", bits counts the bytes before the star */
#define EXPR_SINGLETON	8
#define EXPR_WHOLE_PREFIX	4	/* E_VALUE: written as a prefix of all its bits */
#define EXPR_OLD_KEY	16	/* E_CT from the kernel: an address by the key that both families share */

struct expr *expr_new(struct region *r, enum expr_id id, struct loc loc);
struct expr *expr_value(struct region *r, struct loc loc, const struct dtype *t, enum byte_order order, const void *data, unsigned bits);
struct expr *expr_value_u64(struct region *r, struct loc loc, const struct dtype *t, enum byte_order order, unsigned bits, uint64_t v);
struct expr *expr_verdict(struct region *r, struct loc loc, int32_t code, const char *chain);
struct expr *expr_clone(struct region *r, const struct expr *e);
bool expr_equal(const struct expr *a, const struct expr *b);	/* same meaning, places aside */
bool expr_is_constant(const struct expr *e);			/* value, prefix, range, list, concat of values */
static inline unsigned expr_bytes(const struct expr *e) { return (e->bits + 7) / 8; }

#endif
