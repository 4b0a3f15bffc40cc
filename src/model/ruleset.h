/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables and what they hold, and the commands that change them. Text, JSON and the kernel all produce these. */
#ifndef NFT_MODEL_RULESET_H
#define NFT_MODEL_RULESET_H

#include "base/dict.h"
#include "model/stmt.h"

#define COMMENT_MAX 128	/* bytes of a comment: what nft keeps in user data */

struct key_part {
	const struct dtype *type;
	uint32_t bits;
	uint8_t order;		/* of the field in a register */
	uint8_t shift;		/* anonymous sets of one sub-byte field: how far left the kernel's elements are (model/wire.h) */
};
struct key_spec {		/* type of a set key or of map data: one part, or a concatenation */
	struct key_part part[16];
	uint8_t n;
	uint32_t bits;		/* one part: its bits; concatenation: every part padded to 4 bytes */
	struct expr *typeof_expr;	/* `typeof ...` as written, or NULL */
};

/* ---- elements: flat arrays, stride key_len / data_len; keys are big-endian per part, each part of a concatenation padded to 4 bytes at its end */
struct elem_more {
	struct elem_info info;
	int32_t verdict; const char *chain;	/* verdict maps */
	const char *object;			/* object maps */
	struct loc loc;
};
#define ELEM_CATCHALL	1
#define ELEM_RANGE	2	/* has an end that differs from its start */
#define ELEM_PREFIX	4	/* was written (or lists) as a prefix */
#define ELEM_WILDCARD	8	/* string with a star */
struct elem { uint32_t flags; uint32_t src_start, src_end; struct elem_more *more; };
struct elems {
	uint32_t n, cap;
	uint16_t key_len, data_len;
	uint8_t *keys;		/* n * key_len */
	uint8_t *ends;		/* inclusive ends; NULL unless the set has intervals */
	uint8_t *data;		/* n * data_len; NULL for sets, verdict and object maps */
	uint8_t *data_ends;	/* interval data, or NULL */
	struct elem *e;
	const struct source *src;	/* of src_start/src_end */
	bool sorted;
};
/* Appends one element, growing the arrays; returns its index. */
uint32_t elems_add(struct region *r, struct elems *es, const uint8_t *key, const uint8_t *end, const uint8_t *data, const uint8_t *data_end, struct elem e);

struct table;
struct set {			/* set or map; named or anonymous */
	struct table *table;
	const char *name;	/* anonymous: "__set%d" / "__map%d", or the kernel's name in a listing */
	uint64_t handle;
	struct loc loc;
	struct key_spec key, data;	/* data.n == 0 and !is_map: a set */
	bool is_map, is_vmap, anonymous, auto_merge, has_policy, is_meter;
	bool data_interval;	/* map data are ranges: `: interval ipv4_addr` */
	uint32_t obj_type;	/* NFT_OBJECT_* of an object map, 0: none */
	uint32_t flags;		/* NFT_SET_*, as the text said, check completes them */
	uint64_t timeout, gc_interval;	/* ms */
	uint32_t size, policy;	/* 0: not given; NFT_SET_POL_* */
	uint32_t count;		/* elements as the kernel counts them (NFTA_SET_COUNT); 0: it did not say */
	uint32_t id;		/* transaction id */
	const char *comment;
	VEC(struct stmt *) stmts;	/* counter ... for every element */
	struct expr *init;	/* elements as parsed: E_SET; NULL after check */
	struct elems elems;
	bool elems_known;	/* false: the header only was fetched */
	bool updated_by_rule;	/* some rule adds or updates */
	bool unknown;		/* named by a rule, defined nowhere (offline) */
};

struct rule {
	struct table *table;
	struct chain *chain;
	uint64_t handle, position;	/* position: of insert/add after */
	const struct rule *beside;	/* `index N`: the rule that it was put behind, or before if inserted; or NULL */
	struct loc loc;			/* the statements */
	VEC(struct stmt *) stmts;
	VEC(struct set *) anon_sets;	/* made by check; sent before the rule */
	VEC(struct chain *) blocks;	/* jump { ... } */
	const char *comment;
	uint32_t id;
	struct ops *ops;		/* cached bytecode or NULL */
	const uint8_t *userdata; uint32_t userdata_len;	/* as the kernel has it: unknown TLVs survive */
};

struct prio_spec { const char *name; int32_t offset, value; struct loc loc; struct expr *expr; bool set; };

struct chain {
	struct table *table;
	const char *name;
	uint64_t handle;
	struct loc loc;
	bool is_base, binding;
	const char *type;		/* "filter", "nat", "route" */
	const char *hook;		/* "forward" ...; "fast_fwd" is kept as such */
	struct loc type_loc, hook_loc;	/* src NULL: not written */
	uint32_t hooknum;
	struct prio_spec prio;
	VEC(const char *) devices;
	VEC(struct expr *) device_exprs;
	int32_t policy;			/* NF_ACCEPT/NF_DROP, -1: not given */
	struct loc policy_loc;
	uint32_t flags;			/* NFT_CHAIN_* */
	const char *fast_fwd;		/* name of its flowtable if the hook is fast_fwd */
	struct loc fast_fwd_loc;
	const char *comment;
	VEC(struct rule *) rules;
	uint32_t id;
	uint32_t seq;			/* order of creation: base chains of equal priority run newest first */
};

struct tunnel_option { uint16_t cls; uint8_t type, len; const uint8_t *data; };	/* of geneve */
struct tunnel_spec {		/* what the packets are to be enclosed in */
	uint32_t id, flags;		/* flags: NFT_TUNNEL_F_* */
	uint8_t family;			/* of the addresses: FAM_IP, FAM_IP6 */
	uint8_t saddr[16], daddr[16];
	bool has_saddr, has_daddr;
	uint16_t sport, dport;
	uint8_t tos, ttl;
	uint8_t kind;			/* enum tunnel_kind */
	uint32_t gbp;			/* vxlan */
	uint8_t version, direction, hwid;	/* erspan; direction: 0 ingress, 1 egress */
	uint32_t index;
	VEC(struct tunnel_option) options;
};
enum tunnel_kind { TUNNEL_PLAIN, TUNNEL_VXLAN, TUNNEL_ERSPAN, TUNNEL_GENEVE };

struct object {
	struct table *table;
	const char *name;
	uint64_t handle;
	uint32_t type;			/* NFT_OBJECT_* */
	struct loc loc;
	const char *comment;
	union {
		struct counter_spec counter;
		struct quota_spec quota;
		struct limit_spec limit;
		struct { const char *name; uint8_t l4proto; uint8_t l3family; } ct_helper;	/* l3family enum family, FAM_UNSPEC: the table's */
		struct { uint8_t l4proto; uint8_t l3family; uint32_t timeout[16]; uint16_t set; } ct_timeout;
		struct { uint8_t l4proto; uint8_t l3family; uint16_t dport; uint64_t timeout; uint8_t size; } ct_expect;
		struct { uint32_t mss, wscale, flags; } synproxy;
		struct { const char *ctx; } secmark;
		struct tunnel_spec *tunnel;
		struct { const void *data; } other;
	};
};

struct flowtable {
	struct table *table;
	const char *name;
	uint64_t handle;
	struct loc loc;
	uint32_t hooknum;
	bool has_hook;
	struct prio_spec prio;
	VEC(const char *) devices;
	VEC(struct expr *) device_exprs;
	uint32_t flags;			/* NFT_FLOWTABLE_* */
};

struct table {
	enum family family;
	const char *name;
	uint64_t handle;
	struct loc loc;
	uint32_t flags;			/* NFT_TABLE_F_* */
	const char *comment;
	uint32_t owner;			/* netlink port */
	VEC(struct chain *) chains;
	VEC(struct set *) sets;
	VEC(struct object *) objects;
	VEC(struct flowtable *) flowtables;
	struct dict chain_dict, set_dict, object_dict, flowtable_dict;	/* objects of different types share names: key "type/name" */
	bool implied;			/* offline: a command named it, nothing defines it */
};

struct ruleset {
	struct region *region;
	VEC(struct table *) tables;
	struct dict table_dict[N_FAMILIES];
	uint32_t next_seq;
	uint32_t genid;
};

struct table *ruleset_table(const struct ruleset *rs, enum family f, const char *name);	/* NULL: none */
struct table *ruleset_add_table(struct ruleset *rs, struct table *t);
void ruleset_forget_table(struct ruleset *rs, const struct table *t);	/* for look-ups: the caller takes it out of the list */
struct chain *table_chain(const struct table *t, const char *name);
struct set *table_set(const struct table *t, const char *name);
struct object *table_object(const struct table *t, uint32_t type, const char *name);
struct flowtable *table_flowtable(const struct table *t, const char *name);
/* States that the policy of a ct timeout sets; the kernel tells every one of them, those at their usual value go unsaid. */
const struct symtab *object_timeout_states(const struct object *o);
bool object_timeout_tells(const struct object *o, unsigned state);
void table_add_chain(struct ruleset *rs, struct table *t, struct chain *c);
void table_add_set(struct ruleset *rs, struct table *t, struct set *s);
void table_add_object(struct ruleset *rs, struct table *t, struct object *o);
void table_add_flowtable(struct ruleset *rs, struct table *t, struct flowtable *f);

/* ------------------------------------------------------------------ commands */
enum cmd_op { CMD_ADD, CMD_CREATE, CMD_INSERT, CMD_REPLACE, CMD_DELETE, CMD_DESTROY, CMD_FLUSH, CMD_LIST, CMD_RESET, CMD_GET, CMD_RENAME,
	      CMD_DESCRIBE, CMD_MONITOR, CMD_EXPORT, CMD_IMPORT, CMD_CHECK /* nft check ruleset */, CMD_SYNC /* nft fastpath sync */ };
enum cmd_obj { OBJ_NONE, OBJ_RULESET, OBJ_TABLE, OBJ_TABLES, OBJ_CHAIN, OBJ_CHAINS, OBJ_RULE, OBJ_SET, OBJ_SETS, OBJ_MAP, OBJ_MAPS, OBJ_METER, OBJ_METERS,
	       OBJ_ELEMENTS, OBJ_FLOWTABLE, OBJ_FLOWTABLES, OBJ_OBJECT /* obj_type tells */, OBJ_OBJECTS /* counters, quotas ... */, OBJ_HOOKS, OBJ_EXPR, OBJ_RULES, OBJ_FASTPATH };

struct handle_spec {		/* what a command names */
	enum family family;	/* FAM_UNSPEC: not given (ip where one is needed) */
	const char *table, *name;	/* name: chain, set, flowtable, object */
	struct loc family_loc, table_loc, name_loc, handle_loc;
	uint64_t handle;
	uint64_t position;	/* rule position handle */
	uint32_t index;		/* `index N`, 1 + N; 0: none */
	bool has_handle, has_position, has_index;
};

struct watch {			/* what `monitor` shows */
	bool added, gone;	/* what is new, what is deleted ... */
	uint32_t objs;		/* ... of these: bits of 1 << OBJ_* */
	bool generations, trace, json;
};

struct cmd {
	enum cmd_op op;
	enum cmd_obj obj;
	uint32_t obj_type;	/* NFT_OBJECT_* with OBJ_OBJECT(S) */
	struct handle_spec h;
	struct loc loc;
	union {			/* the thing itself */
		struct table *table;	/* with whatever its block holds */
		struct chain *chain;
		struct rule *rule;
		struct set *set;
		struct object *object;
		struct flowtable *flowtable;
		struct expr *expr;	/* elements (E_SET), describe */
		const struct watch *watch;	/* monitor */
		const char *arg;	/* rename: new name */
	};
	struct set *elem_set;	/* OBJ_ELEMENTS after check: the set, and its elements to add in ... */
	struct elems elems;	/* ... here */
	uint32_t seq_first, seq_last;	/* netlink sequence numbers it became (kernel floor) */
};
struct cmds { VEC(struct cmd *) v; };

struct table *table_new(struct region *r);
struct chain *chain_new(struct region *r);
struct rule *rule_new(struct region *r);
struct set *set_new(struct region *r);
struct object *object_new(struct region *r, uint32_t type);
struct flowtable *flowtable_new(struct region *r);
struct cmd *cmd_new(struct region *r, enum cmd_op op, enum cmd_obj obj, struct loc loc);

/* Applies one checked command to the model, as the kernel will (apply.c). -errno and a diagnostic where the kernel would refuse
 * (ENOENT, EEXIST, EBUSY); with @offline, what is missing is made up (implied) rather than refused. */
int ruleset_apply(struct ruleset *rs, struct cmd *cmd, struct diag_sink *sink, bool offline);

#endif
