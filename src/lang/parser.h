/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lexer, grammar and their helpers share. Nothing outside src/lang includes this. */
#ifndef NFT_LANG_PARSER_H
#define NFT_LANG_PARSER_H

#include "lang/lang.h"

#define MAX_ERRORS	10	/* then parsing stops */
#define MAX_NESTING	250	/* open braces, brackets and parentheses */
#define MAX_INCLUDES	16	/* includes within includes */
#define MAX_SOURCES	65536	/* included files in all */
#define MAX_COPIED	4000000	/* expressions copied for $variables */
#define MAX_OPERATORS	1000	/* of one expression, as `a | b | c ...` nests to the left */

/* ------------------------------------------------------------------ words (words.c) */
/* A word with a meaning of its own: a keyword of the grammar, or a name of the catalog that may begin an expression. */
struct word { const char *name; int token; };
struct token_word { const char *text; int token; };	/* token 0: none of these */
struct loc_word { struct token_word w; struct loc loc; };

struct words { struct region *region; struct dict dict; };
void words_add_keyword(void *words, const char *name, int token);
void words_add_catalog(struct words *w);	/* after the keywords, which count more */
const struct word *words_find(const struct words *w, const char *text);

/* ------------------------------------------------------------------ defines (scope.c) */
struct symbol_def { const char *name; struct expr *value; struct loc loc; };
struct scope {
	struct scope *up;
	struct dict defs;	/* struct symbol_def */
	unsigned depth;		/* braces open inside of it; where to go on after an error */
};

struct ct_state { struct loc_word name; uint64_t seconds; };

/* A block that is being read. `jump { ... }` holds a chain inside of a chain. */
struct block {
	struct block *up;
	struct scope scope;
	struct loc opened;	/* where */
	bool braced;		/* its brace is open; an object may have none */
	struct table *table;	/* exactly one of these; none at the top */
	struct chain *chain;
	struct set *set;
	struct object *object;
	struct flowtable *flowtable;
	const struct handle_spec *object_ref;	/* what the object was called */
	VEC(struct ct_state) ct_states;		/* of a ct timeout */
};

struct input;			/* stack of sources (input.c) */

struct parser {
	struct region *region;
	struct diag_sink *sink;
	const struct lang_options *opt;
	struct cmds *out;
	struct words words;
	struct input *input;
	struct block *block;	/* innermost; never NULL while parsing */
	const struct handle_spec *closed_ref;	/* object_ref of the block that was closed last */
	uint32_t errors;
	uint32_t copied;	/* expressions, for variables */
	bool told;		/* an error in this line was told: a syntax error now would only follow from it */
	bool stop;		/* too many errors, or one that makes going on pointless */
	struct loc slash;	/* a mask `value / mask` that no match has taken yet */
};

/* ------------------------------------------------------------------ errors (error.c) */
struct diag *parse_error(struct parser *p, struct loc loc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Error on a word that none of the rows knows; @nearest may be NULL. */
void unknown_word(struct parser *p, struct loc loc, const char *what, const char *word, const char *nearest);
const char *nearest_flag(const struct flag_row *rows, const char *name);
const char *nearest_key(const struct key_row *rows, unsigned n, const char *name);
const char *nearest_field(const struct field_row *fields, unsigned n, const char *name);

/* ------------------------------------------------------------------ input (input.c) */
int input_open(struct parser *p, struct source *src);
int input_insert(struct parser *p, struct source *src);	/* is read before what is open already */
void input_close(struct parser *p);
unsigned input_depth(const struct parser *p);		/* open braces */
const char *input_last_text(const struct parser *p);	/* of the token that the parser got last, if it is a word */
/* After a syntax error: passes over tokens up to the end of the line or of the block. */
void input_recover(struct parser *p);

/* ------------------------------------------------------------------ scopes (scope.c) */
void block_open(struct parser *p, struct loc loc);
void block_brace(struct parser *p, struct loc loc);	/* the brace of a block that was opened without one */
void block_close(struct parser *p);
void block_recover(struct parser *p);	/* after a syntax error: goes on behind the line, in the innermost block that has a brace */
void define(struct parser *p, struct loc loc, const char *name, struct expr *value, bool again);
void undefine(struct parser *p, const char *name);	/* what is not defined is no error */
/* A copy of what $name stands for, placed at @loc; an empty symbol after an error. */
struct expr *variable(struct parser *p, struct loc loc, const char *name);
/* The same where a word (chain, device, policy ...) or a number is wanted. "" or 0 after an error. */
struct expr *log_prefix(struct parser *p, struct loc loc, const char *text);	/* its $names are replaced */
const char *variable_text(struct parser *p, struct loc loc, const char *name);
uint64_t variable_number(struct parser *p, struct loc loc, const char *name, unsigned bits);

/* ------------------------------------------------------------------ numbers, times, units (number.c) */
uint64_t number(struct parser *p, struct loc loc, const char *text, unsigned bits);
uint64_t times(struct parser *p, struct loc loc, uint64_t a, uint64_t b);
uint64_t milliseconds(struct parser *p, struct loc loc, const char *text);
bool is_unit(const char *text);
uint64_t byte_unit(struct parser *p, struct loc loc, const char *unit);
uint64_t time_unit(struct parser *p, struct loc loc, const char *unit);

/* ------------------------------------------------------------------ expressions (parse_expr.c) */
struct exprs { VEC(struct expr *) v; };
struct elem_option {
	enum { OPT_TIMEOUT, OPT_EXPIRES, OPT_COMMENT, OPT_STMT } kind;
	union { uint64_t ms; const char *text; struct stmt *stmt; };
};
#define BINOP_MASK 0xff		/* `value / mask`, until match() takes it apart */

const char *comment(struct parser *p, struct loc loc, const char *text);	/* @text, if it is short enough */
struct expr *negative_number(struct parser *p, struct loc loc, const char *text);
struct expr *symbol(struct parser *p, struct loc loc, const char *text, enum symbol_form form);
struct expr *binary(struct parser *p, struct loc loc, unsigned op, struct expr *left, struct expr *right);
struct expr *slash(struct parser *p, struct loc loc, struct expr *left, struct expr *right);
void no_slash(struct parser *p);	/* error if a mask is left */
struct expr *range(struct parser *p, struct loc loc, struct expr *from, struct expr *to);
/* Appends to the E_CONCAT or E_LIST that @list is or begins. */
struct expr *append(struct parser *p, struct loc loc, enum expr_id id, struct expr *list, struct expr *item);
struct expr *new_set(struct parser *p, struct loc loc);
void set_append(struct parser *p, struct expr *set, struct expr *elem);
struct expr *map_expr(struct parser *p, struct loc loc, struct expr *arg, struct expr *mappings);
struct expr *set_ref(struct parser *p, struct loc loc, const char *name);
struct expr *element(struct parser *p, struct loc loc, struct expr *key);	/* NULL: catchall */
struct expr *element_data(struct loc loc, struct expr *elem, struct expr *data);
struct expr *element_option(struct parser *p, struct loc loc, struct expr *elem, struct elem_option option);
struct expr *verdict(struct parser *p, struct loc loc, int32_t code, const char *chain);

/* ------------------------------------------------------------------ what is read (parse_select.c) */
struct expr *header_expr(struct parser *p, struct loc loc, struct token_word header, struct loc_word field);
struct expr *arp_address(struct parser *p, struct loc loc, struct token_word header, struct loc_word which, const char *kind);
struct expr *inner_expr(struct parser *p, struct loc loc, struct loc_word tunnel, struct expr *inner);
struct expr *raw_payload(struct parser *p, struct loc loc, struct loc_word base, uint64_t offset, uint64_t len);
struct expr *option_expr(struct parser *p, struct loc loc, struct loc_word header, struct loc_word option, const struct loc_word *field);
struct expr *option_raw(struct parser *p, struct loc loc, struct loc_word header, uint64_t kind, uint64_t offset, uint64_t len);
struct expr *chunk_expr(struct parser *p, struct loc loc, struct loc_word header, struct loc_word chunk, const struct loc_word *field);
struct expr *exthdr_exists(struct parser *p, struct loc loc, struct loc_word header);
struct expr *meta_expr(struct parser *p, struct loc loc, struct loc_word name);
struct expr *ct_expr(struct parser *p, struct loc loc, int dir, const char *family, struct loc_word name);
struct expr *rt_expr(struct parser *p, struct loc loc, const char *family, struct loc_word name);
struct expr *socket_expr(struct parser *p, struct loc loc, struct loc_word name, uint64_t level);
uint32_t fib_flag(struct parser *p, struct loc_word flag);
struct expr *fib_expr(struct parser *p, struct loc loc, uint32_t flags, struct loc_word result);
struct expr *osf_expr(struct parser *p, struct loc loc, const struct loc_word *ttl, bool version);
struct expr *numgen_expr(struct parser *p, struct loc loc, struct loc_word type, uint64_t mod, uint64_t offset);
struct expr *jhash_expr(struct parser *p, struct loc loc, struct expr *arg, uint64_t mod, bool has_seed, uint64_t seed, uint64_t offset);
struct expr *symhash_expr(struct parser *p, struct loc loc, uint64_t mod, uint64_t offset);
struct expr *xfrm_expr(struct parser *p, struct loc loc, bool out, uint64_t spnum, const char *family, struct loc_word name);
struct expr *tunnel_key_expr(struct parser *p, struct loc loc, struct loc_word name);

/* ------------------------------------------------------------------ statements (parse_stmt.c) */
struct stmts { VEC(struct stmt *) v; };

struct stmt *match(struct parser *p, struct loc loc, struct expr *left, enum rel_op op, struct expr *right);
struct stmt *verdict_stmt(struct parser *p, struct loc loc, struct expr *e);
struct quota_spec *quota(struct parser *p, struct loc loc, bool over, uint64_t n, uint64_t unit);
struct limit_spec *limit_packets(struct parser *p, bool over, uint64_t rate, uint64_t unit);
struct limit_spec *limit_bytes(struct parser *p, struct loc loc, bool over, uint64_t rate, const char *unit, const char *per);
void limit_burst(struct parser *p, struct loc loc, struct limit_spec *l, uint64_t burst, const char *unit);
struct stmt *connlimit(struct parser *p, struct loc loc, bool over, uint64_t count);
void log_number(struct parser *p, struct stmt *s, struct loc_word what, uint64_t value);
void log_level(struct parser *p, struct stmt *s, struct loc loc, const char *level);
void log_flag(struct parser *p, struct stmt *s, struct loc loc, const char *flag, const char *part);
struct stmt *reject_with(struct parser *p, struct loc loc, struct loc_word kind, struct loc_word code);
struct stmt *nat(struct parser *p, struct loc loc, enum nat_kind kind);
struct stmt *nat_target(struct stmt *s, struct loc loc, struct expr *addr, struct expr *port);
void nat_concat(struct parser *p, struct stmt *s, struct loc_word addr, struct loc_word port);
struct stmt *nat_flag(struct parser *p, struct loc loc, struct stmt *s, struct loc_word flag);
struct stmt *queue_to(struct parser *p, struct loc loc, struct stmt *s, struct expr *queue);
struct stmt *queue_flag(struct parser *p, struct loc loc, struct stmt *s, struct loc_word flag);
struct stmt *dup_fwd(struct parser *p, struct loc loc, enum stmt_id id, const char *family, struct expr *to, struct expr *dev);
struct stmt *flow(struct parser *p, struct loc loc, struct loc name_loc, const char *name);
void flow_verb(struct parser *p, struct loc_word verb);
struct stmt *dynset(struct parser *p, struct loc loc, int op, struct expr *set, struct expr *elem);
struct stmt *meter(struct parser *p, struct loc loc, const char *name, uint64_t size, struct expr *elem);
void synproxy_number(struct stmt *s, struct token_word what, uint64_t value);
void synproxy_flag(struct parser *p, uint32_t *flags, struct loc_word flag);
struct stmt *objref(struct parser *p, struct loc loc, uint32_t type, struct expr *value);
struct stmt *set_stmt(struct parser *p, struct loc loc, struct expr *target, struct expr *value);
struct stmt *reset_stmt(struct parser *p, struct loc loc, struct expr *option);

/* ------------------------------------------------------------------ blocks (parse_block.c) */
#define FAST_FWD "fast_fwd"

void open_table(struct parser *p, struct loc loc);
void open_chain(struct parser *p, struct loc loc);
void open_set(struct parser *p, struct loc loc);
void open_flowtable(struct parser *p, struct loc loc);
void open_object(struct parser *p, struct loc loc, uint32_t type, const struct handle_spec *h);
struct object *close_object(struct parser *p, bool complete);
/* To the table that is open. */
void add_chain(struct parser *p, struct loc_word name, struct chain *c, struct loc loc);
void add_set(struct parser *p, struct loc_word name, struct set *s, struct loc loc, bool is_map);
void add_object(struct parser *p, struct object *o, struct loc loc);
void add_flowtable(struct parser *p, struct loc_word name, struct flowtable *f, struct loc loc);
/* To the block that is open, whatever it is. */
void block_comment(struct parser *p, struct loc loc, const char *text);
void block_flag(struct parser *p, struct loc_word flag);
void block_timeout(struct parser *p, struct loc loc, uint64_t ms);
void block_size(struct parser *p, struct loc loc, uint64_t size);
void block_devices(struct parser *p, struct exprs *list);

struct rule *new_rule(struct parser *p, struct loc loc, struct stmts *stmts, struct loc comment_loc, const char *text);
void chain_add_rule(struct parser *p, struct rule *rule);
void chain_fast_fwd(struct parser *p, struct loc_word flowtable);
/* @type.w.text NULL: not given */
void chain_hook(struct parser *p, struct loc_word type, struct loc_word hook, const struct prio_spec *prio);
void chain_policy(struct parser *p, struct expr *policy);
void flowtable_hook(struct parser *p, struct loc_word hook, const struct prio_spec *prio);
struct prio_spec *priority(struct parser *p, struct loc loc, const char *name, int64_t offset);
struct prio_spec *priority_text(struct parser *p, struct loc loc, const char *text, int64_t offset);
struct exprs *device_item(struct parser *p, struct exprs *list, struct loc loc, const char *name);
struct exprs *device_variable(struct parser *p, struct loc loc, struct exprs *list, const char *name);

void finish_set(struct parser *p, struct set *s, struct loc loc, bool is_map);
void key_once(struct parser *p, struct loc loc);	/* an error if the key is known by now */
void key_type(struct parser *p, bool data, struct loc_word type);
void key_typeof(struct parser *p, bool data, struct expr *e);
void object_map(struct parser *p, uint32_t type);
void queue_map(struct parser *p);		/* `typeof ... : queue` */
void set_policy(struct parser *p, struct loc_word policy);
void set_elements(struct parser *p, struct expr *elements);

/* Errors if the object is of another kind. */
void object_counter(struct parser *p, struct loc loc, struct counter_spec c);
void object_quota(struct parser *p, struct loc loc, const struct quota_spec *q);
void object_limit(struct parser *p, struct loc loc, const struct limit_spec *l);
void object_string(struct parser *p, struct loc loc, const char *text);
void object_helper(struct parser *p, struct loc loc, const char *name);
void object_protocol(struct parser *p, struct loc_word proto);
void object_l3proto(struct parser *p, struct loc loc, enum family f);
void object_ct_policy(struct parser *p, struct loc_word state, struct loc loc, const char *text);
void object_number(struct parser *p, struct loc_word what, uint64_t value);
void object_flag(struct parser *p, struct loc_word flag);
/* ---- tunnels (parse_tunnel.c) */
void tunnel_number(struct parser *p, struct loc_word what, uint64_t value);
void tunnel_flag(struct parser *p, struct loc_word flag);
void tunnel_data(struct parser *p, struct loc_word what, const char *text);
void tunnel_address(struct parser *p, enum family f, bool source, struct expr *e);
void tunnel_kind(struct parser *p, struct loc_word kind);

/* ------------------------------------------------------------------ commands (parse_cmd.c) */
struct handle_spec *ref_family(struct parser *p, const struct loc_word *family);
struct handle_spec *ref_table(struct parser *p, const struct loc_word *family, struct loc_word table);
struct handle_spec *ref_name(struct parser *p, struct handle_spec *h, struct loc_word name);
struct handle_spec *ref_handle(struct handle_spec *h, struct loc loc, uint64_t handle);
struct handle_spec *ref_position(struct handle_spec *h, struct loc loc, uint64_t position);
struct handle_spec *ref_index(struct parser *p, struct handle_spec *h, struct loc loc, uint64_t index);

struct cmd *command(struct parser *p, enum cmd_op op, enum cmd_obj obj, struct loc loc, const struct handle_spec *h);
void add_command(struct parser *p, struct cmd *c, struct loc loc);
struct cmd *table_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct table *t);
struct cmd *chain_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct chain *c);
struct cmd *rule_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct rule *rule);
struct cmd *set_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct set *s, bool is_map);
struct cmd *flowtable_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct flowtable *f);
struct cmd *object_command(struct parser *p, enum cmd_op op, struct loc loc, struct object *o);
struct cmd *object_ref_command(struct parser *p, enum cmd_op op, struct loc loc, uint32_t type, const struct handle_spec *h);
struct cmd *elements_command(struct parser *p, enum cmd_op op, struct loc loc, const struct handle_spec *h, struct expr *elements);
struct cmd *describe_command(struct parser *p, struct loc loc, struct expr *e);
struct cmd *list_command(struct parser *p, enum cmd_op op, struct loc loc, const char *prefix, struct loc_word what, const struct handle_spec *h);
struct cmd *monitor_command(struct parser *p, struct loc loc, const struct exprs *words);
struct cmd *fastpath_command(struct parser *p, struct loc loc, struct loc_word what);
struct cmd *words_command(struct parser *p, enum cmd_op op, struct loc loc, const struct exprs *words);

#endif
