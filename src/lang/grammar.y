/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The grammar of nft. Tokens are few: names of headers, fields, keys, flags, hooks and types are looked up by the helpers
 * (parse_*.c) in the rows of the catalog. A keyword is legal wherever a name is; families are not.
 *
 * Three sorts of expression, so that one token of lookahead tells a value from the next statement:
 *   lx  what a match reads: begins with a header, meta, ct ...
 *   rx  constants, right of a match and in sets: a word is always a symbol (`ip protocol tcp`)
 *   sx  values that statements use: either */
%code requires {
#include "lang/parser.h"
}

%define api.pure full
%define api.prefix {nft_}
%define api.token.prefix {T_}
%define api.location.type {struct loc}
%define parse.error custom
%define parse.lac full
%locations
%param { struct parser *p }

%code top {
#define YYSTACK_USE_ALLOCA 0
#define YYMAXDEPTH 20000
#define YYLLOC_DEFAULT(cur, rhs, n) do { \
	struct loc l_ = { 0 }; \
	for (int i_ = 1; i_ <= (n); i_++) \
		l_ = loc_join(l_, YYRHSLOC(rhs, i_)); \
	(cur) = l_; \
} while (0)
}

%code provides {
/* Calls @fn for every keyword of the grammar: the tokens whose name is a word. */
void grammar_each_keyword(void (*fn)(void *arg, const char *name, int token), void *arg);
int nft_lex(NFT_STYPE *value, struct loc *loc, struct parser *p);
}

%code {
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include "lang/input.h"
#include "lang/syntax_error.h"

#define LW(word, place) ((struct loc_word){ (word), (place) })

static void nft_error(struct loc *loc, struct parser *p, const char *message);
}

%union {
	struct token_word word;
	uint64_t num;
	const char *text;
	struct expr *expr;
	struct exprs *exprs;
	struct stmt *stmt;
	struct stmts *stmts;
	struct rule *rule;
	struct handle_spec *ref;
	struct cmd *cmd;
	struct table *table;
	struct chain *chain;
	struct set *set;
	struct object *object;
	struct flowtable *flowtable;
	struct prio_spec *prio;
	struct quota_spec *quota;
	struct limit_spec *limit;
	struct counter_spec counter;
	struct elem_option option;
	uint32_t flags;
	int code;
}

%token END 0 "end of file"
%token NEWLINE "newline" ';' "semicolon"
%token '{' "'{'" '}' "'}'" '(' "'('" ')' "')'" '[' "'['" ']' "']'" ',' "comma" ':' "colon" '.' "." '=' "'='" '@' "@" '+' "+" '-' "-" '/' "/"
%token EQEQ "==" NEQ "!=" LTE "<=" GTE ">=" '<' "<" '>' ">" '!' "!" SHL "<<" SHR ">>" '|' "'|'" '^' "^" '&' "&" '*' "*"
%token <word> JUNK "junk"
%token <word> WORD "string" QSTRING "quoted string" WILDCARD "string with a trailing asterisk" NUMBER "number" TIME_VALUE "time" ADDR "address"
%token <word> VARIABLE "variable" RAW_BASE "raw payload base"
%token <word> HEADER "header" THEADER "tunnel header" METAKEY "meta key"

/* Families, which are headers too. */
%token <word> IP "ip" IP6 "ip6" ARP "arp" INET "inet" BRIDGE "bridge" NETDEV "netdev"
/* Words that begin an expression. */
%token <word> ETHER "ether" META "meta" CT "ct" FIB "fib" RT "rt" SOCKET "socket" OSF "osf" NUMGEN "numgen" JHASH "jhash" SYMHASH "symhash"
%token <word> IPSEC "ipsec" TUNNEL "tunnel" EXTHDR "exthdr"
/* Words that go on with one, so no symbol may be spelt so without quotes. */
%token <word> EQ "eq" NE "ne" LT "lt" GT "gt" LE "le" GE "ge" NOT "not" AND "and" OR "or" XOR "xor" LSHIFT "lshift" RSHIFT "rshift"
%token <word> SET "set" MAP "map" VMAP "vmap" SEED "seed" OFFSET "offset" IN "in" OUT "out"
%token <word> ACCEPT "accept" DROP "drop" CONTINUE "continue" RETURN "return" JUMP "jump" GOTO "goto"
/* Fields of headers and options that are keywords elsewhere. */
%token <word> TYPE "type" FLAGS "flags" PROTOCOL "protocol" SIZE "size" GROUP "group" SADDR "saddr" DADDR "daddr" TTL "ttl" VERSION "version"
%token <word> COUNT "count" ID "id"
%token <word> ADD "add" CREATE "create" INSERT "insert" REPLACE "replace" DELETE "delete" DESTROY "destroy" FLUSH "flush" LIST "list" RESET "reset"
%token <word> GET "get" RENAME "rename" DESCRIBE "describe" MONITOR "monitor" EXPORT "export" IMPORT "import" CHECK "check" UPDATE "update"
%token <word> DEFINE "define" REDEFINE "redefine" UNDEFINE "undefine" INCLUDE "include"
%token <word> RULESET "ruleset" TABLE "table" CHAIN "chain" RULE "rule" ELEMENT "element" FLOWTABLE "flowtable" METER "meter"
%token <word> COUNTER "counter" QUOTA "quota" LIMIT "limit" HELPER "helper" TIMEOUT "timeout" EXPECTATION "expectation" SECMARK "secmark"
%token <word> SYNPROXY "synproxy" HANDLE "handle" POSITION "position" INDEX "index"
%token <word> TYPEOF "typeof" HOOK "hook" DEVICE "device" DEVICES "devices" PRIORITY "priority" PRIO "prio" POLICY "policy" COMMENT "comment"
%token <word> ELEMENTS "elements" GC_INTERVAL "gc-interval" AUTO_MERGE "auto-merge" EXPIRES "expires" INTERVAL "interval" L3PROTO "l3proto"
%token <word> OPTION "option" CHUNK "chunk" ORIGINAL "original" REPLY "reply" CGROUPV2 "cgroupv2" LEVEL "level" SPNUM "spnum" MOD "mod" NAME "name"
%token <word> PACKETS "packets" BYTES "bytes" RATE "rate" OVER "over" UNTIL "until" BURST "burst" USED "used" LAST "last"
%token <word> LOG "log" PREFIX "prefix" SNAPLEN "snaplen" QUEUE_THRESHOLD "queue-threshold" REJECT "reject" WITH "with" SNAT "snat" DNAT "dnat"
%token <word> MASQUERADE "masquerade" REDIRECT "redirect" TO "to" TPROXY "tproxy" NOTRACK "notrack" QUEUE "queue" NUM "num" DUP "dup" FWD "fwd"
%token <word> FLOW "flow" MSS "mss" WSCALE "wscale" XT "xt" NEVER "never" EXISTS "exists" MISSING "missing" FASTPATH "fastpath"

/* `tcp option NAME` without a field, where a word follows: the word is a field. So with `ipsec in`. */
%precedence NO_FIELD
%precedence WORD TYPE FLAGS PROTOCOL SIZE GROUP SADDR DADDR TTL VERSION COUNT ID IN OUT OPTION CHUNK
%left '|' OR
%left '^' XOR
%left '&' AND
%left SHL SHR LSHIFT RSHIFT

%type <word> name name_not_table kw_plain kw_field kw_expr kw_go_on kw_verdict family field ct_key string number rx_word sx_word type_name rt_key
%type <word> reject_kind reject_code time_text device header option_name socket_key tunnel_key xfrm_key plural nat_family unit arp_address arp_kind
%type <word> raw_base bare_header
%type <num> num num32 time opt_offset opt_seed opt_spnum byte_unit
%type <text> opt_comment name_or_variable quoted
%type <code> relop verdict_code obj_kind direction dynset_op opt_over
%type <expr> lx lx_prim lx_concat lx_item literal payload rx rx_prim rx_mult rx_concat rx_list rhs constant init elements policy_value
%type <expr> old_nat_addr sx sx_prim sx_concat vx vx_concat value value0 value_list verdict mapping
%type <expr> set_expr set_ref elems elem elem_lhs elem_map elem_key elem_data dyn_elem dyn_lhs dyn_map
%type <flags> fib_flags
%type <option> elem_option
%type <stmt> stmt match_stmt verdict_stmt stateful_stmt counter_stmt limit_stmt quota_stmt last_stmt connlimit_stmt log_stmt reject_stmt
%type <stmt> nat_stmt nat_head nat_plain nat_flagged tproxy_head tproxy_stmt queue_stmt queue_num queue_flags dup_stmt flow_stmt dynset_stmt
%type <stmt> meter_stmt synproxy_stmt objref_stmt set_stmt xt_stmt
%type <stmts> stmts
%type <rule> rule
%type <ref> table_ref obj_ref handle_ref table_handle short_ref rule_ref rule_handle opt_family_ref list_scope
%type <cmd> new_thing delete_thing flush_thing list_thing reset_thing
%type <table> table_block
%type <chain> chain_block
%type <set> set_block
%type <object> obj_thing
%type <flowtable> flowtable_block
%type <prio> prio
%type <quota> quota_spec
%type <limit> limit_spec limit_rate
%type <counter> counter_spec
%type <exprs> device_list words device_set

%%

/* ------------------------------------------------------------------ lines and names */

input:	  line
	| input sep line
	;
line:	  %empty
	| cmd
	| define_line
	| error			{ block_recover(p); yyclearin; yyerrok; if (p->stop) YYABORT; }
	;
sep:	  NEWLINE
	| ';'
	;
nl:	  %empty
	| nl NEWLINE
	;

define_line:
	  DEFINE name '=' init		{ define(p, @2, $2.text, $4, false); }
	| REDEFINE name '=' init	{ define(p, @2, $2.text, $4, true); }
	| UNDEFINE name			{ undefine(p, $2.text); }
	;
init:	  rx_concat
	| '{' nl '}'			{ $$ = new_set(p, @$); }
	| rx_list
	| set_expr
	| set_ref
	| '-' number			{ $$ = negative_number(p, @$, $2.text); }
	| ACCEPT			{ $$ = symbol(p, @1, $1.text, SYM_WORD); }
	| DROP				{ $$ = symbol(p, @1, $1.text, SYM_WORD); }
	;

name:	  name_not_table | TABLE ;
name_not_table: WORD | ADDR | HEADER | THEADER | METAKEY | kw_plain | kw_field | kw_expr | kw_go_on | kw_verdict ;
family:	  IP | IP6 | INET | ARP | BRIDGE | NETDEV ;

kw_expr:  ETHER | META | CT | FIB | RT | SOCKET | OSF | NUMGEN | JHASH | SYMHASH | IPSEC | TUNNEL | EXTHDR ;
kw_go_on: EQ | NE | LT | GT | LE | GE | NOT | AND | OR | XOR | LSHIFT | RSHIFT | SET | MAP | VMAP | SEED | OFFSET | IN | OUT ;
kw_verdict: ACCEPT | DROP | CONTINUE | RETURN | JUMP | GOTO ;
kw_field: TYPE | FLAGS | PROTOCOL | SIZE | GROUP | SADDR | DADDR | TTL | VERSION | COUNT | ID ;
kw_plain: ADD | CREATE | INSERT | REPLACE | DELETE | DESTROY | FLUSH | LIST | RESET | GET | RENAME | DESCRIBE | MONITOR | EXPORT | IMPORT | CHECK | UPDATE
	| DEFINE | REDEFINE | UNDEFINE | INCLUDE | RULESET | CHAIN | RULE | ELEMENT | FLOWTABLE | METER | COUNTER | QUOTA | LIMIT | HELPER
	| TIMEOUT | EXPECTATION | SECMARK | SYNPROXY | HANDLE | POSITION | INDEX | TYPEOF | HOOK | DEVICE | DEVICES | PRIORITY | PRIO | POLICY | COMMENT
	| ELEMENTS | GC_INTERVAL | AUTO_MERGE | EXPIRES | INTERVAL | L3PROTO | OPTION | CHUNK | ORIGINAL | REPLY | CGROUPV2 | LEVEL | SPNUM | MOD | NAME
	| PACKETS | BYTES | RATE | OVER | UNTIL | BURST | USED | LAST | LOG | PREFIX | SNAPLEN | QUEUE_THRESHOLD | REJECT | WITH | SNAT | DNAT
	| MASQUERADE | REDIRECT | TO | TPROXY | NOTRACK | QUEUE | NUM | DUP | FWD | FLOW | MSS | WSCALE | XT | NEVER | EXISTS | MISSING | FASTPATH
	;

field:	  WORD | kw_field ;
string:	  name | QSTRING | WILDCARD ;
quoted:	  QSTRING			{ $$ = $1.text; }
	| WORD				{ $$ = $1.text; }
	| WILDCARD			{ $$ = $1.text; }
	| VARIABLE			{ $$ = variable_text(p, @1, $1.text); }
	;
name_or_variable:
	  name				{ $$ = $1.text; }
	| VARIABLE			{ $$ = variable_text(p, @1, $1.text); }
	;
number:	  NUMBER ;
num:	  NUMBER			{ $$ = number(p, @1, $1.text, 64); }
	| VARIABLE			{ $$ = variable_number(p, @1, $1.text, 64); }
	;
num32:	  NUMBER			{ $$ = number(p, @1, $1.text, 32); }
	| VARIABLE			{ $$ = variable_number(p, @1, $1.text, 32); }
	;
time_text: TIME_VALUE | NUMBER | QSTRING ;
time:	  time_text			{ $$ = milliseconds(p, @1, $1.text); }
	| VARIABLE			{ $$ = milliseconds(p, @1, variable_text(p, @1, $1.text)); }
	;

/* ------------------------------------------------------------------ commands */

cmd:	  new_thing			{ add_command(p, $1, @$); }
	| ADD new_thing			{ add_command(p, $2, @$); }
	| CREATE new_thing		{ $2->op = CMD_CREATE; add_command(p, $2, @$); }
	| INSERT RULE rule_ref rule	{ add_command(p, rule_command(p, CMD_INSERT, @$, $3, $4), @$); }
	| REPLACE RULE rule_handle rule	{ add_command(p, rule_command(p, CMD_REPLACE, @$, $3, $4), @$); }
	| DELETE delete_thing		{ add_command(p, $2, @$); }
	| DESTROY delete_thing		{ $2->op = CMD_DESTROY; add_command(p, $2, @$); }
	| RENAME CHAIN obj_ref name	{ struct cmd *c = command(p, CMD_RENAME, OBJ_CHAIN, @$, $3); c->arg = $4.text; add_command(p, c, @$); }
	| FLUSH flush_thing		{ add_command(p, $2, @$); }
	| LIST list_thing		{ add_command(p, $2, @$); }
	| RESET reset_thing		{ add_command(p, $2, @$); }
	| GET ELEMENT obj_ref elements	{ add_command(p, elements_command(p, CMD_GET, @$, $3, $4), @$); }
	| DESCRIBE lx_concat		{ add_command(p, describe_command(p, @$, $2), @$); }
	| DESCRIBE WORD			{ add_command(p, describe_command(p, @$, symbol(p, @2, $2.text, SYM_WORD)), @$); }
	| CHECK RULESET opt_family_ref	{ add_command(p, command(p, CMD_CHECK, OBJ_RULESET, @$, $3), @$); }
	| FASTPATH WORD			{ add_command(p, fastpath_command(p, @$, LW($2, @2)), @$); }
	| MONITOR words			{ add_command(p, monitor_command(p, @$, $2), @$); }
	| EXPORT words			{ add_command(p, words_command(p, CMD_EXPORT, @$, $2), @$); }
	| IMPORT words			{ add_command(p, words_command(p, CMD_IMPORT, @$, $2), @$); }
	;
words:	  %empty			{ $$ = region_new(p->region, struct exprs); }
	| words name			{ $$ = $1; vec_push(p->region, &$$->v, symbol(p, @2, $2.text, SYM_WORD)); }
	;

table_ref: name				{ $$ = ref_table(p, NULL, LW($1, @1)); }
	| family name			{ $$ = ref_table(p, &LW($1, @1), LW($2, @2)); }
	;
obj_ref:  table_ref name		{ $$ = ref_name(p, $1, LW($2, @2)); }
	;
handle_ref: table_ref HANDLE num	{ $$ = ref_handle($1, @3, $3); }
	;
table_handle: HANDLE num		{ $$ = ref_handle(ref_family(p, NULL), @2, $2); }
	| family HANDLE num		{ $$ = ref_handle(ref_family(p, &LW($1, @1)), @3, $3); }
	;
rule_handle: obj_ref HANDLE num		{ $$ = ref_handle($1, @3, $3); }
	;
rule_ref: obj_ref
	| rule_handle
	| obj_ref POSITION num		{ $$ = ref_position($1, @3, $3); }
	| obj_ref INDEX num32		{ $$ = ref_index(p, $1, @3, $3); }
	;
/* `ip filter input accept`, without `add rule` */
short_ref: WORD name			{ $$ = ref_name(p, ref_table(p, NULL, LW($1, @1)), LW($2, @2)); }
	| family name name		{ $$ = ref_name(p, ref_table(p, &LW($1, @1), LW($2, @2)), LW($3, @3)); }
	;
opt_family_ref: %empty			{ $$ = ref_family(p, NULL); }
	| family			{ $$ = ref_family(p, &LW($1, @1)); }
	;

obj_kind: COUNTER			{ $$ = NFT_OBJECT_COUNTER; }
	| QUOTA				{ $$ = NFT_OBJECT_QUOTA; }
	| LIMIT				{ $$ = NFT_OBJECT_LIMIT; }
	| SECMARK			{ $$ = NFT_OBJECT_SECMARK; }
	| SYNPROXY			{ $$ = NFT_OBJECT_SYNPROXY; }
	| TUNNEL			{ $$ = NFT_OBJECT_TUNNEL; }
	| CT HELPER			{ $$ = NFT_OBJECT_CT_HELPER; }
	| CT TIMEOUT			{ $$ = NFT_OBJECT_CT_TIMEOUT; }
	| CT EXPECTATION		{ $$ = NFT_OBJECT_CT_EXPECT; }
	;

new_thing: TABLE table_ref		{ $$ = table_command(p, CMD_ADD, @$, $2, NULL); }
	| TABLE table_ref table_block	{ $$ = table_command(p, CMD_ADD, @$, $2, $3); }
	| CHAIN obj_ref			{ $$ = chain_command(p, CMD_ADD, @$, $2, NULL); }
	| CHAIN obj_ref chain_block	{ $$ = chain_command(p, CMD_ADD, @$, $2, $3); }
	| RULE rule_ref rule		{ $$ = rule_command(p, CMD_ADD, @$, $2, $3); }
	| short_ref rule		{ $$ = rule_command(p, CMD_ADD, @$, $1, $2); }
	| SET obj_ref set_block		{ $$ = set_command(p, CMD_ADD, @$, $2, $3, false); }
	| MAP obj_ref set_block		{ $$ = set_command(p, CMD_ADD, @$, $2, $3, true); }
	| ELEMENT obj_ref elements	{ $$ = elements_command(p, CMD_ADD, @$, $2, $3); }
	| FLOWTABLE obj_ref flowtable_block	{ $$ = flowtable_command(p, CMD_ADD, @$, $2, $3); }
	| obj_head obj_thing		{ $$ = object_command(p, CMD_ADD, @$, $2); }
	;
obj_head: obj_kind obj_ref		{ open_object(p, @1, (uint32_t)$1, $2); }
	;
elements: set_expr
	| VARIABLE			{ $$ = variable(p, @1, $1.text); }
	;

delete_thing: TABLE table_ref		{ $$ = command(p, CMD_DELETE, OBJ_TABLE, @$, $2); }
	| TABLE table_handle		{ $$ = command(p, CMD_DELETE, OBJ_TABLE, @$, $2); }
	| CHAIN obj_ref			{ $$ = command(p, CMD_DELETE, OBJ_CHAIN, @$, $2); }
	| CHAIN handle_ref		{ $$ = command(p, CMD_DELETE, OBJ_CHAIN, @$, $2); }
	| CHAIN obj_ref chain_block	{ $$ = chain_command(p, CMD_DELETE, @$, $2, $3); }
	| RULE rule_handle		{ $$ = command(p, CMD_DELETE, OBJ_RULE, @$, $2); }
	| SET obj_ref			{ $$ = command(p, CMD_DELETE, OBJ_SET, @$, $2); }
	| SET handle_ref		{ $$ = command(p, CMD_DELETE, OBJ_SET, @$, $2); }
	| MAP obj_ref			{ $$ = command(p, CMD_DELETE, OBJ_MAP, @$, $2); }
	| MAP handle_ref		{ $$ = command(p, CMD_DELETE, OBJ_MAP, @$, $2); }
	| METER obj_ref			{ $$ = command(p, CMD_DELETE, OBJ_METER, @$, $2); }
	| ELEMENT obj_ref elements	{ $$ = elements_command(p, CMD_DELETE, @$, $2, $3); }
	| FLOWTABLE obj_ref		{ $$ = command(p, CMD_DELETE, OBJ_FLOWTABLE, @$, $2); }
	| FLOWTABLE handle_ref		{ $$ = command(p, CMD_DELETE, OBJ_FLOWTABLE, @$, $2); }
	| FLOWTABLE obj_ref flowtable_block	{ $$ = flowtable_command(p, CMD_DELETE, @$, $2, $3); }
	| obj_kind obj_ref		{ $$ = object_ref_command(p, CMD_DELETE, @$, (uint32_t)$1, $2); }
	| obj_kind handle_ref		{ $$ = object_ref_command(p, CMD_DELETE, @$, (uint32_t)$1, $2); }
	;
flush_thing: RULESET opt_family_ref	{ $$ = command(p, CMD_FLUSH, OBJ_RULESET, @$, $2); }
	| TABLE table_ref		{ $$ = command(p, CMD_FLUSH, OBJ_TABLE, @$, $2); }
	| CHAIN obj_ref			{ $$ = command(p, CMD_FLUSH, OBJ_CHAIN, @$, $2); }
	| SET obj_ref			{ $$ = command(p, CMD_FLUSH, OBJ_SET, @$, $2); }
	| MAP obj_ref			{ $$ = command(p, CMD_FLUSH, OBJ_MAP, @$, $2); }
	| METER obj_ref			{ $$ = command(p, CMD_FLUSH, OBJ_METER, @$, $2); }
	| FLOWTABLE obj_ref		{ $$ = command(p, CMD_FLUSH, OBJ_FLOWTABLE, @$, $2); }
	;
list_thing: RULESET opt_family_ref	{ $$ = command(p, CMD_LIST, OBJ_RULESET, @$, $2); }
	| TABLE table_ref		{ $$ = command(p, CMD_LIST, OBJ_TABLE, @$, $2); }
	| CHAIN obj_ref			{ $$ = command(p, CMD_LIST, OBJ_CHAIN, @$, $2); }
	| RULE rule_handle		{ $$ = command(p, CMD_LIST, OBJ_RULE, @$, $2); }
	| SET obj_ref			{ $$ = command(p, CMD_LIST, OBJ_SET, @$, $2); }
	| MAP obj_ref			{ $$ = command(p, CMD_LIST, OBJ_MAP, @$, $2); }
	| METER obj_ref			{ $$ = command(p, CMD_LIST, OBJ_METER, @$, $2); }
	| FLOWTABLE obj_ref		{ $$ = command(p, CMD_LIST, OBJ_FLOWTABLE, @$, $2); }
	| obj_kind name_not_table name	{ $$ = object_ref_command(p, CMD_LIST, @$, (uint32_t)$1, ref_name(p, ref_table(p, NULL, LW($2, @2)), LW($3, @3))); }
	| obj_kind family name name	{ $$ = object_ref_command(p, CMD_LIST, @$, (uint32_t)$1, ref_name(p, ref_table(p, &LW($2, @2), LW($3, @3)), LW($4, @4))); }
	| obj_kind TABLE table_ref	{ $$ = object_ref_command(p, CMD_LIST, @$, (uint32_t)$1, $3); $$->obj = OBJ_OBJECTS; }
	| FASTPATH			{ $$ = command(p, CMD_LIST, OBJ_FASTPATH, @$, NULL); }
	| plural list_scope		{ $$ = list_command(p, CMD_LIST, @$, "", LW($1, @1), $2); }
	| plural opt_family_ref DEVICE device	{ $$ = list_command(p, CMD_LIST, @$, "", LW($1, @1), ref_name(p, $2, LW($4, @4))); }
	| FLOW plural list_scope	{ $$ = list_command(p, CMD_LIST, @$, "flow ", LW($2, @2), $3); }
	| CT plural list_scope		{ $$ = list_command(p, CMD_LIST, @$, "ct ", LW($2, @2), $3); }
	;
reset_thing: obj_kind obj_ref		{ $$ = object_ref_command(p, CMD_RESET, @$, (uint32_t)$1, $2); }
	| RULE rule_handle		{ $$ = command(p, CMD_RESET, OBJ_RULE, @$, $2); }
	| SET obj_ref			{ $$ = command(p, CMD_RESET, OBJ_SET, @$, $2); }
	| MAP obj_ref			{ $$ = command(p, CMD_RESET, OBJ_MAP, @$, $2); }
	| ELEMENT obj_ref elements	{ $$ = elements_command(p, CMD_RESET, @$, $2, $3); }
	| plural list_scope		{ $$ = list_command(p, CMD_RESET, @$, "", LW($1, @1), $2); }
	| plural CHAIN obj_ref		{ $$ = list_command(p, CMD_RESET, @$, "", LW($1, @1), $3); }
	| plural family name		{ $$ = list_command(p, CMD_RESET, @$, "", LW($1, @1), ref_table(p, &LW($2, @2), LW($3, @3))); }
	| plural family name name	{ $$ = list_command(p, CMD_RESET, @$, "", LW($1, @1), ref_name(p, ref_table(p, &LW($2, @2), LW($3, @3)), LW($4, @4))); }
	;
plural:	  WORD ;
list_scope: opt_family_ref
	| TABLE table_ref		{ $$ = $2; }
	;

/* ------------------------------------------------------------------ blocks */

table_block: table_open table_lines '}'	{ $$ = p->block->table; block_close(p); }
	;
table_open: '{'				{ block_open(p, @1); open_table(p, @1); }
	;
table_lines: table_line
	| table_lines sep table_line
	;
table_line: %empty
	| CHAIN name chain_block	{ add_chain(p, LW($2, @2), $3, loc_join(@1, @2)); }
	| SET name set_block		{ add_set(p, LW($2, @2), $3, loc_join(@1, @2), false); }
	| MAP name set_block		{ add_set(p, LW($2, @2), $3, loc_join(@1, @2), true); }
	| FLOWTABLE name flowtable_block	{ add_flowtable(p, LW($2, @2), $3, loc_join(@1, @2)); }
	| table_obj_head obj_thing	{ add_object(p, $2, @1); }
	| FLAGS block_flags
	| COMMENT quoted		{ block_comment(p, @2, $2); }
	| define_line
	| error				{ block_recover(p); yyclearin; yyerrok; if (p->stop) YYABORT; }
	;
table_obj_head: obj_kind name		{ open_object(p, @1, (uint32_t)$1, ref_name(p, ref_family(p, NULL), LW($2, @2))); }
	;
block_flags: name			{ block_flag(p, LW($1, @1)); }
	| block_flags ',' name		{ block_flag(p, LW($3, @3)); }
	;

chain_block: chain_open chain_lines '}'	{ $$ = p->block->chain; block_close(p); }
	;
chain_open: '{'				{ block_open(p, @1); open_chain(p, @1); }
	;
chain_lines: chain_line
	| chain_lines sep chain_line
	;
chain_line: %empty
	| rule				{ chain_add_rule(p, $1); }
	| hook_spec
	| POLICY policy_value		{ chain_policy(p, $2); }
	| FLAGS block_flags
	| DEVICES '=' device_set	{ block_devices(p, $3); }
	| COMMENT quoted		{ block_comment(p, @2, $2); }
	| define_line
	| error				{ block_recover(p); yyclearin; yyerrok; if (p->stop) YYABORT; }
	;
hook_spec: TYPE name_or_variable HOOK name fast_fwd_ref chain_device prio	{ chain_hook(p, (struct loc_word){ { $2, 0 }, @2 }, LW($4, @4), $7); }
	| HOOK name fast_fwd_ref chain_device prio	{ chain_hook(p, (struct loc_word){ 0 }, LW($2, @2), $5); }
	| HOOK FLOWTABLE '@' name prio		{ chain_fast_fwd(p, LW($4, @4)); chain_hook(p, (struct loc_word){ 0 }, LW(((struct token_word){ FAST_FWD, 0 }), @2), $5); }
	;
fast_fwd_ref: %empty
	| FLOWTABLE '@' name		{ chain_fast_fwd(p, LW($3, @3)); }
	;
chain_device: %empty
	| DEVICE device			{ block_devices(p, device_item(p, NULL, @2, $2.text)); }
	| DEVICE VARIABLE		{ block_devices(p, device_variable(p, @2, NULL, $2.text)); }
	| DEVICES '=' device_set	{ block_devices(p, $3); }
	;
device:	  string ;
device_set: '{' nl device_list '}'	{ $$ = $3; }
	| '{' nl device_list ',' nl '}'	{ $$ = $3; }
	| VARIABLE			{ $$ = device_variable(p, @1, NULL, $1.text); }
	;
device_list: device nl			{ $$ = device_item(p, NULL, @1, $1.text); }
	| VARIABLE nl			{ $$ = device_variable(p, @1, NULL, $1.text); }
	| device_list ',' nl device nl	{ $$ = device_item(p, $1, @4, $4.text); }
	| device_list ',' nl VARIABLE nl	{ $$ = device_variable(p, @4, $1, $4.text); }
	;
policy_value: ACCEPT			{ $$ = symbol(p, @1, $1.text, SYM_WORD); }
	| DROP				{ $$ = symbol(p, @1, $1.text, SYM_WORD); }
	| VARIABLE			{ $$ = variable(p, @1, $1.text); }
	;
prio:	  prio_word name		{ $$ = priority(p, @2, $2.text, 0); }
	| prio_word name '+' num32	{ $$ = priority(p, @2, $2.text, (int64_t)$4); }
	| prio_word name '-' num32	{ $$ = priority(p, @2, $2.text, -(int64_t)$4); }
	| prio_word number		{ $$ = priority(p, @2, NULL, (int64_t)number(p, @2, $2.text, 32)); }
	| prio_word '-' number		{ $$ = priority(p, loc_join(@2, @3), NULL, -(int64_t)number(p, @3, $3.text, 32)); }
	| prio_word QSTRING		{ $$ = priority_text(p, @2, $2.text, 0); }
	| prio_word VARIABLE		{ $$ = priority_text(p, @2, variable_text(p, @2, $2.text), 0); }
	| prio_word VARIABLE '+' num32	{ $$ = priority_text(p, @2, variable_text(p, @2, $2.text), (int64_t)$4); }
	| prio_word VARIABLE '-' num32	{ $$ = priority_text(p, @2, variable_text(p, @2, $2.text), -(int64_t)$4); }
	;
prio_word: PRIORITY | PRIO ;

set_block: set_open set_lines '}'	{ $$ = p->block->set; block_close(p); }
	;
set_open: '{'				{ block_open(p, @1); open_set(p, @1); }
	;
set_lines: set_line
	| set_lines sep set_line
	;
set_line: %empty
	| TYPE type_list
	| TYPE type_list ':' data_type
	| TYPEOF lx_concat		{ key_once(p, @2); key_typeof(p, false, $2); }
	| TYPEOF lx_concat ':' typeof_data	{ key_once(p, @2); key_typeof(p, false, $2); }
	| FLAGS block_flags
	| TIMEOUT time			{ block_timeout(p, @2, $2); }
	| GC_INTERVAL time		{ p->block->set->gc_interval = $2; }
	| ELEMENTS '=' elements		{ set_elements(p, $3); }
	| AUTO_MERGE			{ p->block->set->auto_merge = true; }
	| SIZE num32			{ block_size(p, @2, $2); }
	| POLICY name			{ set_policy(p, LW($2, @2)); }
	| COMMENT quoted		{ block_comment(p, @2, $2); }
	| set_stmts
	| define_line
	| error				{ block_recover(p); yyclearin; yyerrok; if (p->stop) YYABORT; }
	;
set_stmts: stateful_stmt		{ vec_push(p->region, &p->block->set->stmts, $1); }
	| set_stmts stateful_stmt	{ vec_push(p->region, &p->block->set->stmts, $2); }
	;
type_name: WORD | METAKEY | ID | HEADER ;
type_list: type_name			{ key_once(p, @1); key_type(p, false, LW($1, @1)); }
	| type_list '.' type_name	{ key_type(p, false, LW($3, @3)); }
	;
data_type: data_type_list
	| INTERVAL data_type_list	{ p->block->set->data_interval = true; }
	| obj_kind			{ object_map(p, (uint32_t)$1); }
	;
data_type_list: type_name		{ key_type(p, true, LW($1, @1)); }
	| data_type_list '.' type_name	{ key_type(p, true, LW($3, @3)); }
	;
typeof_data: lx_concat			{ key_typeof(p, true, $1); }
	| INTERVAL lx_concat		{ key_typeof(p, true, $2); p->block->set->data_interval = true; }
	| WORD				{ key_type(p, true, LW($1, @1)); }
	| COUNTER			{ object_map(p, NFT_OBJECT_COUNTER); }
	| QUOTA				{ object_map(p, NFT_OBJECT_QUOTA); }
	| LIMIT				{ object_map(p, NFT_OBJECT_LIMIT); }
	| SECMARK			{ object_map(p, NFT_OBJECT_SECMARK); }
	| SYNPROXY			{ object_map(p, NFT_OBJECT_SYNPROXY); }
	| CT TIMEOUT			{ object_map(p, NFT_OBJECT_CT_TIMEOUT); }
	| CT EXPECTATION		{ object_map(p, NFT_OBJECT_CT_EXPECT); }
	| QUEUE				{ queue_map(p); }
	;

flowtable_block: flowtable_open flowtable_lines '}'	{ $$ = p->block->flowtable; block_close(p); }
	;
flowtable_open: '{'			{ block_open(p, @1); open_flowtable(p, @1); }
	;
flowtable_lines: flowtable_line
	| flowtable_lines sep flowtable_line
	;
flowtable_line: %empty
	| HOOK name prio		{ flowtable_hook(p, LW($2, @2), $3); }
	| DEVICES '=' device_set	{ block_devices(p, $3); }
	| FLAGS block_flags
	| COUNTER			{ block_flag(p, LW($1, @1)); }
	| define_line
	| error				{ block_recover(p); yyclearin; yyerrok; if (p->stop) YYABORT; }
	;

obj_thing: %empty			{ $$ = close_object(p, false); }
	| obj_inline			{ $$ = close_object(p, true); }
	| obj_open obj_lines '}'	{ $$ = close_object(p, true); }
	;
obj_open: '{'				{ block_brace(p, @1); }
	;
obj_lines: obj_line
	| obj_lines sep obj_line
	;
obj_line: %empty
	| obj_inline
	| TYPE QSTRING PROTOCOL name	{ object_helper(p, @2, $2.text); object_protocol(p, LW($4, @4)); }
	| PROTOCOL name			{ object_protocol(p, LW($2, @2)); }
	| L3PROTO family		{ object_l3proto(p, @2, family_by_name($2.text)); }
	| POLICY '=' '{' nl ct_policies '}'
	| POLICY '=' '{' nl ct_policies ',' nl '}'
	| TIMEOUT time			{ block_timeout(p, @2, $2); }
	| SIZE num32			{ block_size(p, @2, $2); }
	| COMMENT quoted		{ block_comment(p, @2, $2); }
	| tunnel_line
	| define_line
	| error				{ block_recover(p); yyclearin; yyerrok; if (p->stop) YYABORT; }
	;
obj_inline: counter_spec		{ object_counter(p, @1, $1); }
	| quota_spec			{ object_quota(p, @1, $1); }
	| limit_spec			{ object_limit(p, @1, $1); }
	| obj_words
	| QSTRING			{ object_string(p, @1, $1.text); }
	;
obj_words: obj_word
	| obj_words obj_word
	;
obj_word: WORD				{ object_flag(p, LW($1, @1)); }
	| WORD num			{ object_number(p, LW($1, @1), $2); }
	| MSS num32			{ object_number(p, LW($1, @1), $2); }
	| WSCALE num32			{ object_number(p, LW($1, @1), $2); }
	| ID num			{ object_number(p, LW($1, @1), $2); }
	| TTL num			{ object_number(p, LW($1, @1), $2); }
	| VERSION num			{ object_number(p, LW($1, @1), $2); }
	| INDEX num32			{ object_number(p, LW($1, @1), $2); }
	| WORD QSTRING			{ tunnel_data(p, LW($1, @1), $2.text); }
	;
tunnel_line: IP SADDR rx_prim		{ tunnel_address(p, FAM_IP, true, $3); }
	| IP DADDR rx_prim		{ tunnel_address(p, FAM_IP, false, $3); }
	| IP6 SADDR rx_prim		{ tunnel_address(p, FAM_IP6, true, $3); }
	| IP6 DADDR rx_prim		{ tunnel_address(p, FAM_IP6, false, $3); }
	| tunnel_kind '{' obj_lines '}'
	;
tunnel_kind: WORD			{ tunnel_kind(p, LW($1, @1)); }
	| THEADER			{ tunnel_kind(p, LW($1, @1)); }
	;
ct_policies: ct_policy nl
	| ct_policies ',' nl ct_policy nl
	;
ct_policy: name ':' time_text		{ object_ct_policy(p, LW($1, @1), @3, $3.text); }
	;

/* ------------------------------------------------------------------ rules and statements */

rule:	  stmts opt_comment		{ $$ = new_rule(p, @1, $1, @2, $2); }
	;
opt_comment: %empty			{ $$ = NULL; }
	| COMMENT quoted		{ $$ = $2; }
	;
stmts:	  stmt				{ $$ = region_new(p->region, struct stmts); vec_push(p->region, &$$->v, $1); no_slash(p); }
	| stmts stmt			{ $$ = $1; vec_push(p->region, &$$->v, $2); no_slash(p); }
	;
stmt:	  match_stmt | verdict_stmt | stateful_stmt | log_stmt | reject_stmt | nat_stmt | tproxy_stmt | queue_stmt | dup_stmt | flow_stmt
	| dynset_stmt | meter_stmt | synproxy_stmt | objref_stmt | set_stmt | xt_stmt
	| NOTRACK			{ $$ = stmt_new(p->region, S_NOTRACK, @$); }
	;

relop:	  EQEQ				{ $$ = REL_EQ; }
	| EQ				{ $$ = REL_EQ; }
	| NEQ				{ $$ = REL_NEQ; }
	| NE				{ $$ = REL_NEQ; }
	| '<'				{ $$ = REL_LT; }
	| LT				{ $$ = REL_LT; }
	| '>'				{ $$ = REL_GT; }
	| GT				{ $$ = REL_GT; }
	| LTE				{ $$ = REL_LTE; }
	| LE				{ $$ = REL_LTE; }
	| GTE				{ $$ = REL_GTE; }
	| GE				{ $$ = REL_GTE; }
	| '!'				{ $$ = REL_NEG; }
	| NOT				{ $$ = REL_NEG; }
	;
match_stmt: lx_concat rhs		{ $$ = match(p, @$, $1, REL_IMPLICIT, $2); }
	| lx_concat relop rhs		{ $$ = match(p, @$, $1, $2, $3); }
	;
rhs:	  rx_concat | rx_list | set_expr | set_ref ;

verdict_code: ACCEPT			{ $$ = NF_ACCEPT; }
	| DROP				{ $$ = NF_DROP; }
	| CONTINUE			{ $$ = NFT_CONTINUE; }
	| RETURN			{ $$ = NFT_RETURN; }
	;
verdict:  verdict_code			{ $$ = verdict(p, @$, $1, NULL); }
	| JUMP name_or_variable		{ $$ = verdict(p, @$, NFT_JUMP, $2); }
	| GOTO name_or_variable		{ $$ = verdict(p, @$, NFT_GOTO, $2); }
	| JUMP chain_block		{ $$ = verdict(p, @$, NFT_JUMP, NULL); $$->verdict.block = $2; }
	| GOTO chain_block		{ $$ = verdict(p, @$, NFT_GOTO, NULL); $$->verdict.block = $2; }
	;
verdict_stmt: verdict			{ $$ = verdict_stmt(p, @$, $1); }
	| lx_concat VMAP mapping	{ $$ = verdict_stmt(p, @$, map_expr(p, @$, $1, $3)); }
	;

stateful_stmt: counter_stmt | limit_stmt | quota_stmt | last_stmt | connlimit_stmt ;

counter_stmt: COUNTER			{ $$ = stmt_new(p->region, S_COUNTER, @$); }
	| COUNTER counter_spec		{ $$ = stmt_new(p->region, S_COUNTER, @$); $$->counter = $2; }
	;
counter_spec: PACKETS num BYTES num	{ $$ = (struct counter_spec){ .packets = $2, .bytes = $4 }; }
	| BYTES num PACKETS num		{ $$ = (struct counter_spec){ .packets = $4, .bytes = $2 }; }
	| PACKETS num			{ $$ = (struct counter_spec){ .packets = $2 }; }
	| BYTES num			{ $$ = (struct counter_spec){ .bytes = $2 }; }
	;
opt_over: %empty			{ $$ = false; }
	| OVER				{ $$ = true; }
	| UNTIL				{ $$ = false; }
	;
unit:	  WORD | BYTES | PACKETS | METAKEY ;
byte_unit: WORD				{ $$ = byte_unit(p, @1, $1.text); }
	| BYTES				{ $$ = 1; }
	;
quota_stmt: QUOTA quota_spec		{ $$ = stmt_new(p->region, S_QUOTA, @$); $$->quota = *$2; }
	;
quota_spec: opt_over num byte_unit	{ $$ = quota(p, @$, $1, $2, $3); }
	| opt_over num byte_unit USED num byte_unit	{ $$ = quota(p, @$, $1, $2, $3); $$->used = times(p, @5, $5, $6); }
	;
limit_stmt: LIMIT limit_spec		{ $$ = stmt_new(p->region, S_LIMIT, @$); $$->limit = *$2; }
	;
limit_spec: limit_rate
	| limit_rate BURST num unit	{ $$ = $1; limit_burst(p, @4, $$, $3, $4.text); }
	;
limit_rate: RATE opt_over num '/' unit	{ $$ = limit_packets(p, $2, $3, time_unit(p, @5, $5.text)); }
	| RATE opt_over num WORD	{ $$ = limit_bytes(p, @4, $2, $3, $4.text, NULL); }
	| RATE opt_over num WORD WORD	{ $$ = limit_bytes(p, loc_join(@4, @5), $2, $3, $4.text, $5.text); }
	| RATE opt_over num WORD '/' unit	{ $$ = limit_bytes(p, loc_join(@4, @6), $2, $3, $4.text, $6.text); }
	| RATE opt_over num BYTES '/' unit	{ $$ = limit_bytes(p, loc_join(@4, @6), $2, $3, $4.text, $6.text); }
	;
last_stmt: LAST				{ $$ = stmt_new(p->region, S_LAST, @$); }
	| LAST USED time		{ $$ = stmt_new(p->region, S_LAST, @$); $$->last.used = $3; $$->last.set = true; }
	| LAST USED NEVER		{ $$ = stmt_new(p->region, S_LAST, @$); }
	;
connlimit_stmt: CT COUNT num32		{ $$ = connlimit(p, @$, false, $3); }
	| CT COUNT OVER num32		{ $$ = connlimit(p, @$, true, $4); }
	;

log_stmt: LOG				{ $$ = stmt_new(p->region, S_LOG, @$); }
	| log_stmt PREFIX quoted	{ $$ = $1; $$->loc = @$; $$->log.prefix = log_prefix(p, @3, $3); }
	| log_stmt GROUP num32		{ $$ = $1; $$->loc = @$; log_number(p, $$, LW($2, @3), $3); }
	| log_stmt SNAPLEN num32		{ $$ = $1; $$->loc = @$; log_number(p, $$, LW($2, @3), $3); }
	| log_stmt QUEUE_THRESHOLD num32	{ $$ = $1; $$->loc = @$; log_number(p, $$, LW($2, @3), $3); }
	| log_stmt LEVEL name_or_variable	{ $$ = $1; $$->loc = @$; log_level(p, $$, @3, $3); }
	| log_stmt FLAGS METAKEY	{ $$ = $1; $$->loc = @$; log_flag(p, $$, @3, $3.text, NULL); }
	| log_stmt FLAGS WORD		{ $$ = $1; $$->loc = @$; log_flag(p, $$, @3, $3.text, NULL); }
	| log_stmt FLAGS ETHER		{ $$ = $1; $$->loc = @$; log_flag(p, $$, @3, $3.text, NULL); }
	| log_stmt FLAGS header WORD	{ $$ = $1; $$->loc = @$; log_flag(p, $$, @$, $3.text, $4.text); }
	| log_stmt FLAGS header WORD ',' WORD	{ $$ = $1; $$->loc = @$; log_flag(p, $$, @4, $3.text, $4.text); log_flag(p, $$, @6, $3.text, $6.text); }
	;
header:	  HEADER | IP | IP6 ;

reject_stmt: REJECT			{ $$ = stmt_new(p->region, S_REJECT, @$); $$->reject.code = -1; }
	| REJECT WITH reject_kind reject_code	{ $$ = reject_with(p, @$, LW($3, @3), LW($4, @4)); }
	| REJECT WITH reject_kind TYPE reject_code	{ $$ = reject_with(p, @$, LW($3, @3), LW($5, @5)); }
	;
reject_kind: HEADER | WORD ;
reject_code: WORD | NUMBER | RESET | QSTRING
	| VARIABLE			{ $$ = (struct token_word){ variable_text(p, @1, $1.text), 0 }; }
	;

nat_stmt: nat_plain
	| nat_flagged
	;
nat_plain: nat_head TO value0		{ $$ = nat_target($1, @$, $3, NULL); }
	| nat_head TO value0 ':' value0	{ $$ = nat_target($1, @$, $3, $5); }
	| nat_head TO ':' value0	{ $$ = nat_target($1, @$, NULL, $4); }
	| nat_head old_nat_addr		{ $$ = nat_target($1, @$, $2, NULL); }
	| nat_head old_nat_addr ':' value0	{ $$ = nat_target($1, @$, $2, $4); }
	| MASQUERADE			{ $$ = nat(p, @$, NAT_MASQ); }
	| MASQUERADE TO ':' value0	{ $$ = nat_target(nat(p, @$, NAT_MASQ), @$, NULL, $4); }
	| REDIRECT			{ $$ = nat(p, @$, NAT_REDIR); }
	| REDIRECT TO ':' value0	{ $$ = nat_target(nat(p, @$, NAT_REDIR), @$, NULL, $4); }
	| REDIRECT TO value0		{ $$ = nat_target(nat(p, @$, NAT_REDIR), @$, NULL, $3); }
	;
/* without `to`, as in old rulesets */
old_nat_addr: constant
	| constant '-' constant		{ $$ = range(p, @$, $1, $3); }
	;
nat_flagged: nat_plain WORD		{ $$ = nat_flag(p, @$, $1, LW($2, @2)); }
	| nat_flagged ',' WORD		{ $$ = nat_flag(p, @$, $1, LW($3, @3)); }
	;
nat_head: SNAT				{ $$ = nat(p, @$, NAT_SNAT); }
	| DNAT				{ $$ = nat(p, @$, NAT_DNAT); }
	| nat_head nat_family		{ $$ = $1; $$->nat.family = (uint8_t)family_by_name($2.text); }
	| nat_head PREFIX		{ $$ = $1; $$->nat.prefix = true; }
	| nat_head INTERVAL		{ $$ = $1; $$->nat.interval = true; }
	| nat_head WORD '.' WORD	{ $$ = $1; nat_concat(p, $$, LW($2, @2), LW($4, @4)); }
	;
nat_family: IP | IP6 ;

tproxy_head: TPROXY			{ $$ = stmt_new(p->region, S_TPROXY, @$); }
	| TPROXY nat_family		{ $$ = stmt_new(p->region, S_TPROXY, @$); $$->tproxy.family = (uint8_t)family_by_name($2.text); }
	;
tproxy_stmt: tproxy_head TO value0	{ $$ = $1; $$->loc = @$; $$->tproxy.addr = $3; }
	| tproxy_head TO value0 ':' value0	{ $$ = $1; $$->loc = @$; $$->tproxy.addr = $3; $$->tproxy.port = $5; }
	| tproxy_head TO ':' value0	{ $$ = $1; $$->loc = @$; $$->tproxy.port = $4; }
	;

queue_stmt: QUEUE			{ $$ = stmt_new(p->region, S_QUEUE, @$); }
	| queue_num
	| queue_flags
	| QUEUE TO value0		{ $$ = queue_to(p, @$, NULL, $3); }
	| queue_flags TO value0		{ $$ = queue_to(p, @$, $1, $3); }
	;
queue_num: QUEUE NUM rx_mult		{ $$ = queue_to(p, @$, NULL, $3); }
	| QUEUE WORD			{ $$ = queue_flag(p, @$, NULL, LW($2, @2)); }
	| queue_num WORD		{ $$ = queue_flag(p, @$, $1, LW($2, @2)); }
	| queue_num ',' WORD		{ $$ = queue_flag(p, @$, $1, LW($3, @3)); }
	;
queue_flags: QUEUE FLAGS WORD		{ $$ = queue_flag(p, @$, NULL, LW($3, @3)); }
	| queue_flags ',' WORD		{ $$ = queue_flag(p, @$, $1, LW($3, @3)); }
	;

dup_stmt: DUP TO value0			{ $$ = dup_fwd(p, @$, S_DUP, NULL, $3, NULL); }
	| DUP TO value0 DEVICE value0	{ $$ = dup_fwd(p, @$, S_DUP, NULL, $3, $5); }
	| FWD TO value0			{ $$ = dup_fwd(p, @$, S_FWD, NULL, $3, NULL); }
	| FWD nat_family TO value0	{ $$ = dup_fwd(p, @$, S_FWD, $2.text, $4, NULL); }
	| FWD nat_family TO value0 DEVICE value0	{ $$ = dup_fwd(p, @$, S_FWD, $2.text, $4, $6); }
	;
flow_stmt: FLOW ADD '@' name_or_variable	{ $$ = flow(p, @$, @4, $4); }
	| FLOW WORD '@' name_or_variable	{ flow_verb(p, LW($2, @2)); $$ = flow(p, @$, @4, $4); }
	;

dynset_op: ADD				{ $$ = NFT_DYNSET_OP_ADD; }
	| UPDATE			{ $$ = NFT_DYNSET_OP_UPDATE; }
	| DELETE			{ $$ = NFT_DYNSET_OP_DELETE; }
	;
dynset_stmt: dynset_op set_ref '{' nl dyn_elem nl '}'	{ $$ = dynset(p, @$, $1, $2, $5); }
	| SET dynset_op dyn_lhs set_ref	{ $$ = dynset(p, @$, $2, $4, $3); }
	;
dyn_elem: dyn_lhs
	| dyn_map
	;
dyn_lhs:  sx_concat			{ $$ = element(p, @$, $1); }
	| dyn_lhs elem_option		{ $$ = element_option(p, @2, $1, $2); }
	;
dyn_map:  dyn_lhs ':' value0		{ $$ = element_data(@$, $1, $3); }
	| dyn_lhs ':' verdict		{ $$ = element_data(@$, $1, $3); }
	| dyn_map elem_option		{ $$ = element_option(p, @2, $1, $2); }
	;
meter_stmt: METER name '{' nl dyn_elem nl '}'		{ $$ = meter(p, @$, $2.text, 0, $5); }
	| METER name SIZE num32 '{' nl dyn_elem nl '}'	{ $$ = meter(p, @$, $2.text, $4, $7); }
	| FLOW TABLE name '{' nl dyn_elem nl '}'	{ $$ = meter(p, @$, $3.text, 0, $6); }
	;

synproxy_stmt: SYNPROXY			{ $$ = stmt_new(p->region, S_SYNPROXY, @$); }
	| synproxy_stmt MSS num32		{ $$ = $1; $$->loc = @$; synproxy_number($$, $2, $3); }
	| synproxy_stmt WSCALE num32	{ $$ = $1; $$->loc = @$; synproxy_number($$, $2, $3); }
	| synproxy_stmt WORD		{ $$ = $1; $$->loc = @$; synproxy_flag(p, &$$->synproxy.flags, LW($2, @2)); }
	;
objref_stmt: COUNTER NAME value0	{ $$ = objref(p, @$, NFT_OBJECT_COUNTER, $3); }
	| QUOTA NAME value0		{ $$ = objref(p, @$, NFT_OBJECT_QUOTA, $3); }
	| LIMIT NAME value0		{ $$ = objref(p, @$, NFT_OBJECT_LIMIT, $3); }
	| SYNPROXY NAME value0		{ $$ = objref(p, @$, NFT_OBJECT_SYNPROXY, $3); }
	| TUNNEL NAME value0		{ $$ = objref(p, @$, NFT_OBJECT_TUNNEL, $3); }
	| CT TIMEOUT SET value0		{ $$ = objref(p, @$, NFT_OBJECT_CT_TIMEOUT, $4); }
	| CT EXPECTATION SET value0	{ $$ = objref(p, @$, NFT_OBJECT_CT_EXPECT, $4); }
	;
set_stmt: lx_prim SET value		{ $$ = set_stmt(p, @$, $1, $3); }
	| RESET lx_prim			{ $$ = reset_stmt(p, @$, $2); }
	;
xt_stmt:  XT WORD string		{ $$ = stmt_new(p->region, S_XT, @$); $$->xt.kind = $2.text; $$->xt.name = $3.text; }
	;

/* ------------------------------------------------------------------ what is read */

lx_concat: lx
	| lx_concat '.' lx_item		{ $$ = append(p, @$, E_CONCAT, $1, $3); }
	;
lx_item:  lx
	| literal
	;
literal:  WORD				{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| NUMBER			{ $$ = symbol(p, @$, $1.text, SYM_NUMBER); }
	| QSTRING			{ $$ = symbol(p, @$, $1.text, SYM_STRING); }
	| ADDR				{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| TIME_VALUE			{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| WILDCARD			{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| VARIABLE			{ $$ = variable(p, @$, $1.text); }
	;
lx:	  lx_prim
	| '(' lx ')'			{ $$ = $2; }
	| lx '|' sx			{ $$ = binary(p, @$, BINOP_OR, $1, $3); }
	| lx OR sx			{ $$ = binary(p, @$, BINOP_OR, $1, $3); }
	| lx '^' sx			{ $$ = binary(p, @$, BINOP_XOR, $1, $3); }
	| lx XOR sx			{ $$ = binary(p, @$, BINOP_XOR, $1, $3); }
	| lx '&' sx			{ $$ = binary(p, @$, BINOP_AND, $1, $3); }
	| lx AND sx			{ $$ = binary(p, @$, BINOP_AND, $1, $3); }
	| lx SHL sx			{ $$ = binary(p, @$, BINOP_SHL, $1, $3); }
	| lx LSHIFT sx			{ $$ = binary(p, @$, BINOP_SHL, $1, $3); }
	| lx SHR sx			{ $$ = binary(p, @$, BINOP_SHR, $1, $3); }
	| lx RSHIFT sx			{ $$ = binary(p, @$, BINOP_SHR, $1, $3); }
	;

lx_prim:  payload
	| THEADER field			{ $$ = header_expr(p, @$, $1, LW($2, @2)); }
	| THEADER payload		{ $$ = inner_expr(p, @$, LW($1, @1), $2); }
	| raw_base num32 ',' num32		{ $$ = raw_payload(p, @$, LW($1, @1), $2, $4); }
	| HEADER OPTION option_name %prec NO_FIELD	{ $$ = option_expr(p, @$, LW($1, @1), LW($3, @3), NULL); }
	| HEADER OPTION option_name field	{ $$ = option_expr(p, @$, LW($1, @1), LW($3, @3), &LW($4, @4)); }
	| HEADER OPTION '@' num32 ',' num32 ',' num32	{ $$ = option_raw(p, @$, LW($1, @1), $4, $6, $8); }
	| IP OPTION option_name %prec NO_FIELD	{ $$ = option_expr(p, @$, LW($1, @1), LW($3, @3), NULL); }
	| IP OPTION option_name field	{ $$ = option_expr(p, @$, LW($1, @1), LW($3, @3), &LW($4, @4)); }
	| HEADER CHUNK option_name %prec NO_FIELD	{ $$ = chunk_expr(p, @$, LW($1, @1), LW($3, @3), NULL); }
	| HEADER CHUNK option_name field	{ $$ = chunk_expr(p, @$, LW($1, @1), LW($3, @3), &LW($4, @4)); }
	| EXTHDR name			{ $$ = exthdr_exists(p, @$, LW($2, @2)); }
	| METAKEY			{ $$ = meta_expr(p, @$, LW($1, @1)); }
	| META name			{ $$ = meta_expr(p, @$, LW($2, @2)); }
	| CT ct_key			{ $$ = ct_expr(p, @$, -1, NULL, LW($2, @2)); }
	| CT direction ct_key		{ $$ = ct_expr(p, @$, $2, NULL, LW($3, @3)); }
	| CT direction nat_family ct_key	{ $$ = ct_expr(p, @$, $2, $3.text, LW($4, @4)); }
	| RT rt_key			{ $$ = rt_expr(p, @$, NULL, LW($2, @2)); }
	| RT nat_family rt_key		{ $$ = rt_expr(p, @$, $2.text, LW($3, @3)); }
	| SOCKET socket_key		{ $$ = socket_expr(p, @$, LW($2, @2), 0); }
	| SOCKET CGROUPV2 LEVEL num32	{ $$ = socket_expr(p, @$, LW($2, @2), $4); }
	| FIB fib_flags name		{ $$ = fib_expr(p, @$, $2, LW($3, @3)); }
	| OSF NAME			{ $$ = osf_expr(p, @$, NULL, false); }
	| OSF VERSION			{ $$ = osf_expr(p, @$, NULL, true); }
	| OSF TTL name NAME		{ $$ = osf_expr(p, @$, &LW($3, @3), false); }
	| OSF TTL name VERSION		{ $$ = osf_expr(p, @$, &LW($3, @3), true); }
	| NUMGEN name MOD num32 opt_offset	{ $$ = numgen_expr(p, @$, LW($2, @2), $4, $5); }
	| JHASH sx_concat MOD num32 opt_seed opt_offset	{ $$ = jhash_expr(p, @$, $2, $4, @5.src != NULL, $5, $6); }
	| SYMHASH MOD num32 opt_offset	{ $$ = symhash_expr(p, @$, $3, $4); }
	| IPSEC %prec NO_FIELD		{ $$ = meta_expr(p, @$, LW($1, @1)); }
	| IPSEC IN opt_spnum xfrm_key	{ $$ = xfrm_expr(p, @$, false, $3, NULL, LW($4, @4)); }
	| IPSEC OUT opt_spnum xfrm_key	{ $$ = xfrm_expr(p, @$, true, $3, NULL, LW($4, @4)); }
	| IPSEC IN opt_spnum nat_family xfrm_key	{ $$ = xfrm_expr(p, @$, false, $3, $4.text, LW($5, @5)); }
	| IPSEC OUT opt_spnum nat_family xfrm_key	{ $$ = xfrm_expr(p, @$, true, $3, $4.text, LW($5, @5)); }
	| TUNNEL tunnel_key		{ $$ = tunnel_key_expr(p, @$, LW($2, @2)); }
	;
payload:  HEADER field			{ $$ = header_expr(p, @$, $1, LW($2, @2)); }
	| ETHER field			{ $$ = header_expr(p, @$, $1, LW($2, @2)); }
	| IP field			{ $$ = header_expr(p, @$, $1, LW($2, @2)); }
	| IP6 field			{ $$ = header_expr(p, @$, $1, LW($2, @2)); }
	| ARP WORD			{ $$ = header_expr(p, @$, $1, LW($2, @2)); }
	| ARP arp_address arp_kind	{ $$ = arp_address(p, @$, $1, LW($2, @2), $3.text); }
	;
arp_address: SADDR | DADDR ;
arp_kind: IP | ETHER ;
option_name: name | NUMBER ;
raw_base: RAW_BASE ;
direction: ORIGINAL			{ $$ = 0; }
	| REPLY				{ $$ = 1; }
	;
ct_key:	  WORD | METAKEY | HELPER | PROTOCOL | PACKETS | BYTES | SECMARK | SADDR | DADDR | ID | L3PROTO ;
rt_key:	  field | IPSEC | METAKEY ;
socket_key: WORD | METAKEY ;
tunnel_key: WORD | ID ;
xfrm_key: WORD | SADDR | DADDR ;
fib_flags: name				{ $$ = fib_flag(p, LW($1, @1)); }
	| fib_flags '.' name		{ $$ = $1 | fib_flag(p, LW($3, @3)); }
	;
opt_offset: %empty			{ $$ = 0; }
	| OFFSET num32			{ $$ = $2; }
	;
opt_seed: %empty			{ $$ = 0; }
	| SEED num32			{ $$ = $2; }
	;
opt_spnum: %empty			{ $$ = 0; }
	| SPNUM num32			{ $$ = $2; }
	;

/* ------------------------------------------------------------------ values in statements */

sx_concat: sx
	| sx_concat '.' sx		{ $$ = append(p, @$, E_CONCAT, $1, $3); }
	;
sx:	  sx_prim
	| sx '|' sx			{ $$ = binary(p, @$, BINOP_OR, $1, $3); }
	| sx OR sx			{ $$ = binary(p, @$, BINOP_OR, $1, $3); }
	| sx '^' sx			{ $$ = binary(p, @$, BINOP_XOR, $1, $3); }
	| sx XOR sx			{ $$ = binary(p, @$, BINOP_XOR, $1, $3); }
	| sx '&' sx			{ $$ = binary(p, @$, BINOP_AND, $1, $3); }
	| sx AND sx			{ $$ = binary(p, @$, BINOP_AND, $1, $3); }
	| sx SHL sx			{ $$ = binary(p, @$, BINOP_SHL, $1, $3); }
	| sx LSHIFT sx			{ $$ = binary(p, @$, BINOP_SHL, $1, $3); }
	| sx SHR sx			{ $$ = binary(p, @$, BINOP_SHR, $1, $3); }
	| sx RSHIFT sx			{ $$ = binary(p, @$, BINOP_SHR, $1, $3); }
	;
sx_prim:  lx_prim
	| constant
	| sx_word			{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| bare_header			{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| '(' sx ')'			{ $$ = $2; }
	;
sx_word:  WORD | TABLE | kw_plain | kw_field | IN | OUT ;

vx:	  sx
	| sx '-' sx			{ $$ = range(p, @$, $1, $3); }
	| sx '/' sx			{ $$ = slash(p, @$, $1, $3); }
	;
vx_concat: vx
	| vx_concat '.' vx		{ $$ = append(p, @$, E_CONCAT, $1, $3); }
	;
value0:	  vx_concat			{ $$ = $1; no_slash(p); }
	| vx_concat MAP mapping		{ $$ = map_expr(p, @$, $1, $3); }
	;
value_list: vx ',' vx			{ $$ = append(p, @$, E_LIST, $1, $3); }
	| value_list ',' vx		{ $$ = append(p, @$, E_LIST, $1, $3); }
	;
value:	  value0
	| value_list
	;
/* `ether type & vlan`: no field follows, so it is a name. */
bare_header: HEADER %prec NO_FIELD
	| ETHER %prec NO_FIELD
	| IP %prec NO_FIELD
	| IP6 %prec NO_FIELD
	| ARP %prec NO_FIELD
	;

/* ------------------------------------------------------------------ constants */

constant: NUMBER			{ $$ = symbol(p, @$, $1.text, SYM_NUMBER); }
	| ADDR				{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| '[' ADDR ']'			{ $$ = symbol(p, @$, $2.text, SYM_WORD); }
	| QSTRING			{ $$ = symbol(p, @$, $1.text, SYM_STRING); }
	| TIME_VALUE			{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| WILDCARD			{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| VARIABLE			{ $$ = variable(p, @$, $1.text); }
	| '[' VARIABLE ']'		{ $$ = variable(p, @$, $2.text); }
	;
rx_prim:  constant
	| rx_word			{ $$ = symbol(p, @$, $1.text, SYM_WORD); }
	| '(' rx ')'			{ $$ = $2; }
	;
rx_word:  WORD | TABLE | HEADER | THEADER | METAKEY | kw_plain | kw_field | kw_expr | family | IN | OUT ;
rx:	  rx_prim
	| rx '|' rx			{ $$ = binary(p, @$, BINOP_OR, $1, $3); }
	| rx OR rx			{ $$ = binary(p, @$, BINOP_OR, $1, $3); }
	| rx '^' rx			{ $$ = binary(p, @$, BINOP_XOR, $1, $3); }
	| rx XOR rx			{ $$ = binary(p, @$, BINOP_XOR, $1, $3); }
	| rx '&' rx			{ $$ = binary(p, @$, BINOP_AND, $1, $3); }
	| rx AND rx			{ $$ = binary(p, @$, BINOP_AND, $1, $3); }
	| rx SHL rx			{ $$ = binary(p, @$, BINOP_SHL, $1, $3); }
	| rx LSHIFT rx			{ $$ = binary(p, @$, BINOP_SHL, $1, $3); }
	| rx SHR rx			{ $$ = binary(p, @$, BINOP_SHR, $1, $3); }
	| rx RSHIFT rx			{ $$ = binary(p, @$, BINOP_SHR, $1, $3); }
	;
rx_mult:  rx
	| rx '-' rx			{ $$ = range(p, @$, $1, $3); }
	| rx '/' rx			{ $$ = slash(p, @$, $1, $3); }
	;
rx_concat: rx_mult
	| rx_concat '.' rx_mult		{ $$ = append(p, @$, E_CONCAT, $1, $3); }
	;
rx_list:  rx_concat ',' rx_concat	{ $$ = append(p, @$, E_LIST, $1, $3); }
	| rx_list ',' rx_concat		{ $$ = append(p, @$, E_LIST, $1, $3); }
	;

/* ------------------------------------------------------------------ sets */

set_ref:  '@' name			{ $$ = set_ref(p, @$, $2.text); }
	| '@' VARIABLE			{ $$ = set_ref(p, @$, variable_text(p, @2, $2.text)); }
	;
mapping:  set_expr
	| set_ref
	| VARIABLE			{ $$ = variable(p, @$, $1.text); }
	;
set_expr: '{' nl elems '}'		{ $$ = $3; $$->loc = @$; }
	| '{' nl elems commas '}'	{ $$ = $3; $$->loc = @$; }
	;
elems:	  elem nl			{ $$ = new_set(p, @$); set_append(p, $$, $1); }
	| elems commas elem nl		{ $$ = $1; set_append(p, $$, $3); }
	;
commas:	  ',' nl
	| commas ',' nl
	;
elem:	  elem_lhs
	| elem_map
	;
elem_lhs: elem_key			{ $$ = element(p, @$, $1); }
	| '*'				{ $$ = element(p, @$, NULL); }
	| elem_lhs elem_option		{ $$ = element_option(p, @2, $1, $2); }
	;
elem_map: elem_lhs ':' elem_data	{ $$ = element_data(@$, $1, $3); }
	| elem_map elem_option		{ $$ = element_option(p, @2, $1, $2); }
	;
elem_key: rx_concat
	| set_expr
	;
elem_data: rx_concat
	| verdict
	;
elem_option: TIMEOUT time		{ $$ = (struct elem_option){ .kind = OPT_TIMEOUT, .ms = $2 }; }
	| EXPIRES time			{ $$ = (struct elem_option){ .kind = OPT_EXPIRES, .ms = $2 }; }
	| COMMENT quoted		{ $$ = (struct elem_option){ .kind = OPT_COMMENT, .text = $2 }; }
	| stateful_stmt			{ $$ = (struct elem_option){ .kind = OPT_STMT, .stmt = $1 }; }
	;

%%

static void nft_error(struct loc *loc, struct parser *p, const char *message)
{
	/* The only message that does not come through the report of syntax errors: the stack is full. */
	(void)message;
	parse_error(p, *loc, "nested too deeply");
	p->stop = true;
}

static int yyreport_syntax_error(const yypcontext_t *ctx, struct parser *p)
{
	enum { MAX_EXPECTED = YYNTOKENS };
	yysymbol_kind_t kinds[MAX_EXPECTED];
	const char *names[MAX_EXPECTED];
	yysymbol_kind_t found = yypcontext_token(ctx);
	int n = yypcontext_expected_tokens(ctx, kinds, MAX_EXPECTED);

	for (int i = 0; i < n; i++)
		names[i] = yysymbol_name(kinds[i]);
	syntax_error(p, *yypcontext_location(ctx), found == YYSYMBOL_YYEMPTY ? "" : yysymbol_name(found), input_last_text(p), names, n < 0 ? 0 : n);
	return 0;
}

void grammar_each_keyword(void (*fn)(void *arg, const char *name, int token), void *arg)
{
	for (int token = T_METAKEY + 1; token < T_METAKEY + YYNTOKENS; token++) {
		yysymbol_kind_t kind = YYTRANSLATE(token);

		if (kind > YYSYMBOL_METAKEY && kind < YYNTOKENS && kind != YYSYMBOL_YYUNDEF)
			fn(arg, yysymbol_name(kind), token);
	}
}
