/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The catalog: one row per fact. Rows stand in the *.def files; types.c, headers.c and tables.c turn them into the arrays declared here. */
#ifndef NFT_CATALOG_CATALOG_H
#define NFT_CATALOG_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/region.h"
#include "base/strbuf.h"
#include "base/vec.h"

enum byte_order { ORDER_NONE, ORDER_HOST, ORDER_NET };

/* ------------------------------------------------------------------ symbols (symbols.def) */
struct symbol { const char *name; uint64_t value; };
struct symtab {
	const char *name;
	const struct symbol *syms;	/* ends in a NULL name; the first name of a value is the one printed */
	bool hex;			/* `describe` shows hexadecimal */
	bool print_hex;			/* values without a name print in hexadecimal, in full width */
};

/* ------------------------------------------------------------------ datatypes (types.def) */
enum dtype_class {
	DT_INVALID, DT_VERDICT, DT_INTEGER, DT_BITMASK, DT_STRING, DT_LLADDR, DT_IPADDR, DT_IP6ADDR, DT_ETHERADDR,
	DT_PROTO,	/* /etc/protocols */
	DT_SERVICE,	/* number, /etc/services with service names asked for */
	DT_MARK, DT_IFINDEX, DT_IFNAME, DT_UID, DT_GID, DT_TIME /* interval, ms */, DT_DATE, DT_HOUR, DT_DAY,
	DT_REALM, DT_CLASSID, DT_DEVGROUP, DT_CTLABEL, DT_CGROUP, DT_SYMBOL /* only names of its table, or a number */, DT_BOOLEAN,
	DT_XINTEGER,	/* integer printed in hexadecimal */
	DT_CODE,	/* names are read, numbers printed */
};
struct dtype {
	uint8_t id;			/* the number nft stores in a set's key type (kernel user data, NFTA_SET_KEY_TYPE) */
	const char *name;		/* as in `set { type NAME; }` */
	const char *desc;		/* as `nft describe` says */
	uint16_t bits;			/* 0: taken from the expression */
	enum byte_order order;
	enum dtype_class cls;
	const struct dtype *base;	/* what it is a kind of: bitmask, integer, string; NULL at the root */
	const struct symtab *symtab;	/* NULL: none */
};
extern const struct dtype *const dtypes[];	/* by id, holes NULL */
extern const unsigned n_dtypes;
#define DTYPE(ident, id, name, desc, bits, order, cls, base, symtab) extern const struct dtype ident##_type;
#define SUBTYPE DTYPE	/* not in dtypes[]: no set is of it by name */
#include "catalog/types.def"
#undef DTYPE
#undef SUBTYPE
const struct dtype *dtype_by_name(const char *name);
const struct dtype *dtype_by_id(unsigned id);
bool dtype_is(const struct dtype *t, const struct dtype *base);	/* t is base or a kind of it */
/* Values are sets of named flags, so that a match without an operator asks for any of them; `bitmask` itself has no names. */
bool dtype_is_flags(const struct dtype *t);
/* "TYPE (description) (basetype ...), N bits" and the names of its values, as `describe` says behind "datatype ".
 * @bits: of the expression that is described, 0: a type is. */
void dtype_describe(struct strbuf *b, const struct dtype *t, unsigned bits);

/* What names mean: this machine (NULL too), or, offline, any machine: names that are not known here are accepted, get
 * numbers of their own and print as they were. */
struct value_env {
	bool offline;
	struct region *region;		/* holds the names */
	VEC(const char *) names;
};

/* How a value is shown; from the command's options. */
struct value_style {
	bool numeric_prio, numeric_proto, numeric_time, numeric_symbol, service_names, reverse_dns, guid_names;
	const struct value_env *env;	/* what made-up numbers stand for, or NULL */
};

/* Text of one value to big-endian bytes (strings: left-aligned, NUL-padded). @bits: width wanted; @len = (bits+7)/8.
 * 0, or -EINVAL with *why set to a sentence for the user (region memory). For strings a trailing * is not handled here. */
int dtype_parse(struct region *r, struct value_env *env, const struct dtype *t, const char *text, bool quoted, unsigned bits,
		uint8_t *out, const char **why);
/* One name or number of a value; of flags only what is exactly one flag has a name. */
void dtype_print(struct strbuf *b, const struct dtype *t, const uint8_t *value, unsigned bits, const struct value_style *style);
/* The symbol of an exact value, or NULL. */
const char *symtab_name(const struct symtab *t, uint64_t value);
const struct symbol *symtab_find(const struct symtab *t, const char *name);
/* The name that is nearest to @name, or NULL if none is near. */
const char *symtab_nearest(const struct symtab *t, const char *name);
#define SYMTAB(ident, hex, print_hex) extern const struct symtab ident##_symtab;
#define SYM(name, value)
#define ENDSYMTAB(ident)
#include "catalog/symbols.def"
#undef SYMTAB
#undef SYM
#undef ENDSYMTAB
/* "1d2h3m4s5ms", or a number of seconds, to milliseconds; -EINVAL, -ERANGE. And back, "0s" for nothing. */
int time_parse(const char *text, uint64_t *ms);
void time_print(struct strbuf *b, uint64_t ms);

/* ------------------------------------------------------------------ selectors: whatever a match reads */
enum variance {		/* over the fast-path packets of one connection and direction; facts G.1 */
	VAR_UNKNOWN,		/* no row says: treated as varying and unknowable */
	VAR_CONST,		/* constant per connection and direction */
	VAR_STATE,		/* ct state: established on the fast path */
	VAR_FACT,		/* every fast-path packet has the same known value (absent option, no fragment, ...) */
	VAR_PACKET,		/* varies; a program can read it (BYPx) */
	VAR_SHARED,		/* varies with state that packets share (BYPs) */
	VAR_TIME,		/* varies with time */
	VAR_FROZEN,		/* decided once, when the route or set was looked up: constant, but not knowable offline */
	VAR_NEVER,		/* never matches on the forward path (no socket, l4 protocol never offloaded) */
};
enum flow_action { FLOW_NONE, FLOW_MANGLE_ETH, FLOW_MANGLE_IP4, FLOW_MANGLE_IP6, FLOW_MANGLE_TCP, FLOW_MANGLE_UDP, FLOW_MARK, FLOW_VLAN };

struct selector {		/* every row of headers, meta, ct begins with one */
	const char *name;		/* in text */
	const char *json;		/* in JSON; NULL: same */
	const struct dtype *type;
	uint16_t bits;
	uint8_t order;			/* enum byte_order */
	uint8_t variance;		/* enum variance */
	uint8_t action;			/* enum flow_action that can carry a constant write */
	const char *doc;		/* one line */
};

/* ------------------------------------------------------------------ headers (headers.def, links.def) */
enum proto_base { BASE_INVALID, BASE_LL, BASE_NH, BASE_TH, BASE_INNER };	/* BASE_INNER: payload after the transport header */

struct field_row {
	struct selector sel;
	uint16_t offset;		/* bits from the start of the header, network bit numbering */
	uint8_t flags;			/* FIELD_* */
};
#define FIELD_NOLIST	1	/* known for decoding, not in text */
#define FIELD_MULTI	2	/* exists only with some values of the header's key field: header_field_values() */
#define FIELD_ALIAS	4	/* second name of a field: read, never listed */

struct header_row {
	const char *name;		/* "ip", "tcp" ...; unique */
	uint8_t base;			/* enum proto_base */
	uint8_t id;			/* enum header_id */
	uint16_t bits;			/* length of the fixed header */
	const struct field_row *fields;
	uint8_t n_fields;
	int8_t key;			/* index of the field that names the next protocol (icmp: that tells which fields exist), -1: none */
	uint8_t csum_offset;		/* bytes to its checksum; valid if has_csum */
	bool has_csum;
};
enum header_id {
#define HEADER(ident, ...) HDR_##ident,
#define FIELD(...)
#define ENDHEADER(ident)
#include "catalog/headers.def"
#undef HEADER
#undef FIELD
#undef ENDHEADER
	N_HEADERS
};
/* FLD_ip_dscp ...: index of a field in its header */
#define HEADER(ident, ...) enum {
#define FIELD(header, ident, ...) FLD_##header##_##ident,
#define ENDHEADER(ident) N_FLDS_##ident };
#include "catalog/headers.def"
#undef HEADER
#undef FIELD
#undef ENDHEADER
extern const struct header_row headers[N_HEADERS];
const struct header_row *header_by_name(const char *name);
const struct field_row *header_field(const struct header_row *h, const char *name);
int header_field_index(const struct header_row *h, const char *name);
/* Upper protocol that @value of the key field of @lower announces; and the reverse. */
const struct header_row *header_next(const struct header_row *lower, uint64_t value);
int header_value(const struct header_row *lower, const struct header_row *upper, uint64_t *value);	/* -ENOENT */
/* The same where a field of that type names the next protocol: ether_type (meta protocol), inet_proto (meta l4proto), nf_proto. */
const struct header_row *header_by_number(const struct dtype *numbers, uint64_t value);
int header_number(const struct dtype *numbers, const struct header_row *h, uint64_t *value);	/* -ENOENT */
/* Values of the key field with which a FIELD_MULTI field exists; their number, up to @max stored. */
unsigned header_field_values(const struct header_row *h, unsigned field, uint64_t *values, unsigned max);

struct tunnel_row { uint8_t header, type; uint16_t bytes; uint8_t flags; bool ether; };	/* NFTA_INNER_TYPE, _HDRSIZE, _FLAGS; ether: encloses frames */
extern const struct tunnel_row tunnels[];
extern const unsigned n_tunnels;
const struct tunnel_row *header_tunnel(const struct header_row *h);	/* NULL: encloses nothing that can be matched */
const struct tunnel_row *tunnel_by_type(uint32_t type);

/* ------------------------------------------------------------------ extension headers and options (exthdr.def) */
enum exthdr_class { XH_IP6, XH_TCP, XH_IP4, XH_SCTP, XH_DCCP };		/* NFT_EXTHDR_OP_* */
struct exthdr_row {
	const char *name;		/* unique in its class: `tcp option NAME`, `hbh`, `ip option NAME`, `sctp chunk NAME` */
	uint8_t cls;			/* enum exthdr_class */
	uint8_t number;			/* next header, option or chunk number */
	uint8_t variance;		/* enum variance, of its being there */
	uint8_t n_fields;
	const struct field_row *fields;
	const char *doc;
};
enum exthdr_id {
#define EXTHDR(ident, ...) EXTHDR_##ident,
#define XFIELD(...)
#define ENDEXTHDR(ident)
#define EXTALIAS(...)
#include "catalog/exthdr.def"
#undef EXTHDR
#undef XFIELD
#undef ENDEXTHDR
#undef EXTALIAS
	N_EXTHDRS
};
extern const struct exthdr_row exthdrs[N_EXTHDRS];
const struct exthdr_row *exthdr_by_name(enum exthdr_class cls, const char *name);	/* second names too */
/* The first row of the number: what `exists` means. */
const struct exthdr_row *exthdr_by_number(enum exthdr_class cls, unsigned number);
const struct field_row *exthdr_field(const struct exthdr_row *x, const char *name);
/* Field of that number's rows at that place; *row becomes the row it belongs to. NULL: none. */
const struct field_row *exthdr_field_at(enum exthdr_class cls, unsigned number, unsigned offset, unsigned bits, const struct exthdr_row **row);

/* ------------------------------------------------------------------ meta, ct, rt, socket, fib ... (meta.def, ct.def ...) */
struct key_row {
	struct selector sel;
	uint32_t id;			/* kernel key number */
	uint32_t flags;			/* KEY_* */
	const char *vm;			/* name in bytecode, as --debug=netlink shows it */
};
#define KEY_BARE	1	/* `iif` may stand without `meta` ... */
#define KEY_DIR		2	/* ct: needs or takes a direction */
#define KEY_DIR_REQ	4	/* ct: direction required */
#define KEY_SETTABLE	8
#define KEY_IP4		16	/* ct/rt: value is IPv4 ... */
#define KEY_IP6		32	/* ... or IPv6 */
#define KEY_NETDEV	64
#define KEY_LIST_BARE	128	/* ... and lists so */
#define KEY_ALIAS	256	/* second name: read, never listed */
#define KEY_WRITE_ONLY	512	/* can be set, not read */
#define KEY_LEVEL	1024	/* socket cgroupv2: takes `level N` */
#define KEY_BY_FAMILY	0xffff	/* id of a row that has no key of its own: another row, or a flag, says it */
extern const struct key_row meta_keys[], ct_keys[], rt_keys[], socket_keys[], xfrm_keys[], tunnel_keys[], fib_keys[];
extern const unsigned n_meta_keys, n_ct_keys, n_rt_keys, n_socket_keys, n_xfrm_keys, n_tunnel_keys, n_fib_keys;
const struct key_row *key_by_name(const struct key_row *rows, unsigned n, const char *name);
const struct key_row *key_by_id(const struct key_row *rows, unsigned n, uint32_t id);

/* ------------------------------------------------------------------ statements (statements.def) */
enum offload_code {	/* facts G; what the statement means for packets that skip it */
	OFC_NONE,	/* concerns only packets on the classic path */
	OFC_NATIVE,	/* OFFn: carried by the flow entry, or a verdict on constants */
	OFC_ACTION,	/* OFF: a constant action per connection reproduces it */
	OFC_OBSERVE,	/* BYPi */
	OFC_STATE,	/* BYPs with a limit, quota ... behind it */
	OFC_COUNT,	/* BYPs that only observes (counter, last) */
	OFC_PACKET,	/* BYPx */
	OFC_REFUSE,	/* BLKk: the kernel refuses to offload */
	OFC_VERDICT,	/* drop, reject, queue: security when skipped */
	OFC_FLOW,	/* flow add itself */
	OFC_MARK,	/* meta mark/priority: lost metadata */
	OFC_UNKNOWN,	/* no row: blocking, the safe default */
};
struct stmt_row {
	const char *name;		/* word that begins it, or a descriptive name */
	uint8_t offload;		/* enum offload_code */
	const char *reason;		/* one sentence for findings: why the fast path skips it */
	const char *doc;
};
enum stmt_row_id {
#define STATEMENT(ident, ...) STROW_##ident,
#include "catalog/statements.def"
#undef STATEMENT
	N_STROWS
};
extern const struct stmt_row stmt_rows[N_STROWS];

/* ------------------------------------------------------------------ families, hooks, priorities, chain types (hooks.def) */
enum family { FAM_UNSPEC, FAM_IP, FAM_IP6, FAM_INET, FAM_ARP, FAM_BRIDGE, FAM_NETDEV, N_FAMILIES };
const char *family_name(enum family f);
enum family family_by_name(const char *name);		/* FAM_UNSPEC: none */
uint8_t family_nfproto(enum family f);			/* NFPROTO_* */
enum family family_by_nfproto(uint8_t nfproto);

struct hook_row { uint8_t family; const char *name; uint8_t num; };		/* NF_*_HOOK numbers */
extern const struct hook_row hooks[];
extern const unsigned n_hooks;
const struct hook_row *hook_find(enum family f, const char *name);
const char *hook_name(enum family f, unsigned num);

struct prio_row { const char *name; int32_t value; uint8_t families; const char *hook; };	/* families: bit set of 1<<FAM; hook: words, NULL: any */
extern const struct prio_row prios[];
extern const unsigned n_prios;
const struct prio_row *prio_find(enum family f, const char *hook, const char *name);
/* "filter", "filter + 10", "-5" ... as a listing shows it. */
void prio_print(struct strbuf *b, enum family f, const char *hook, int32_t value, bool numeric);

struct chain_type_row { const char *name; uint8_t families; const char *hooks; };	/* hooks: words, NULL: all */
extern const struct chain_type_row chain_types[];
extern const unsigned n_chain_types;
/* NULL: no such type, or not in that family at that hook. */
const struct chain_type_row *chain_type_find(enum family f, const char *hook, const char *name);

/* ------------------------------------------------------------------ flag sets (flags.def): set flags, chain/table flags, fib, nat, log, queue, synproxy ... */
struct flag_row { const char *name; uint32_t value; };	/* each table ends in a NULL name */
#define FLAGS(ident) extern const struct flag_row ident[];
#define FLAG(name, value)
#define ENDFLAGS(ident)
#include "catalog/flags.def"
#undef FLAGS
#undef FLAG
#undef ENDFLAGS
uint32_t flag_find(const struct flag_row *rows, const char *name);	/* 0: none */
const char *flag_name(const struct flag_row *rows, uint32_t value);	/* of exactly that value; NULL: none */

#endif
