/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A flowtable's fast_fwd chains in the form that every back end reads: the interpreter, the connection classes of
 * `--report actions`, and the BPF code generator.
 *
 * It is made from the ops that the kernel itself gets for these chains (model/gen.h), so that what it says is what the slow path
 * does: a machine with 16 registers of 4 bytes, whose rules are lists of instructions that end early where something does not match.
 * What is different from the kernel's nft:
 *  - Only instructions that need nothing but the packet's headers and the connection are left (insns.def); compile.c refuses the
 *    rest, with the statement and the reason.
 *  - meta and ct keys are *inputs* (inputs.def). What is not in that table cannot be read.
 *  - Header bytes are read in the *forward view*: addresses and ports behind DNAT and before SNAT, ttl and hop limit already
 *    decremented, the checksum never read. An instruction names the header as exactly as the rule proves it (enum ff_header), and
 *    never reads or writes outside of the fixed part of that header; so packets with options need no thought here.
 *  - Writes whose bits are constants, that is, nearly all, are one `mangle` instruction.
 *  - Sets are listed once, with their elements as registers hold keys.
 *
 * A packet: for each of `bases`, in order, whose family is the packet's: run the rules of the base chain. A chain that ends, a `return`
 * there, and `accept`, go on with the next base chain (the policy is accept); `drop` ends everything. A `goto` replaces the running
 * chain; a `jump` returns behind the rule that jumped. NFT_CONTINUE goes on with the next rule. An instruction that ends its rule goes on with the next rule, and
 * keeps what was written and counted before it. Registers are worth nothing across rules. Jumps nest at most FF_JUMPS deep and
 * never in circles. Later rules, and later base chains, see what earlier ones wrote.
 *
 * After a write, checksums are to be right again: see struct ff_insn, csum.
 *
 * What varies: an instruction with `packet` set reads something that differs between the packets of one connection and direction. A
 * rule without such instructions (`packet` false) does the same for all of them: whether it matches, what it writes and its
 * verdict are facts of the connection. What a rule reads may have been written by an earlier one; then it is `packet`, too, unless
 * what was written is the same for all of the connection's packets: the flag is about the packet as it came (`rewritten` says that
 * a rule before it may have changed what it reads). */
#ifndef NFT_FASTPATH_PROGRAM_H
#define NFT_FASTPATH_PROGRAM_H

#include "model/ruleset.h"

#define FF_REGS		16	/* units of 4 bytes */
#define FF_JUMPS	16	/* as the kernel nests them (NFT_JUMP_STACK_SIZE) */
#define FF_KEY_MAX	64	/* bytes of a key or of data */
#define FF_NO_ELEM	UINT32_MAX

enum ff_input {
#define INPUT(ident, ...) FF_IN_##ident,
#include "fastpath/inputs.def"
#undef INPUT
	FF_N_INPUTS
};
enum ff_order { FF_ORDER_NONE, FF_ORDER_HOST, FF_ORDER_NET };
enum ff_input_kind { FF_KIND_META, FF_KIND_CT };
struct ff_input_row {
	const char *name;
	uint8_t bytes, order;		/* enum ff_order */
	bool packet;			/* differs between packets of a connection */
	uint8_t kind;			/* enum ff_input_kind, and its key */
	uint32_t key;
	int8_t dir;			/* -1 without a direction, 0 original, 1 reply, FF_DIR_ANY */
	const char *doc;
};
#define FF_DIR_ANY 2
extern const struct ff_input_row ff_inputs[FF_N_INPUTS];

/* Which header an instruction reads or writes, as exactly as the rule proves it. */
enum ff_header {
	FF_IP4,		/* 20 bytes */
	FF_IP6,		/* 40 bytes */
	FF_NH,		/* one of these: the first 20 bytes */
	FF_TCP,		/* 20 bytes */
	FF_UDP,		/* 8 bytes */
	FF_TH,		/* TCP, UDP, GRE: the first 4 bytes */
	FF_N_HEADERS
};
struct ff_header_row { const char *name; uint8_t bytes; bool transport; };
extern const struct ff_header_row ff_headers[FF_N_HEADERS];

enum ff_op {
#define INSN(ident, ...) FF_##ident,
#include "fastpath/insns.def"
#undef INSN
	FF_N_OPS
};
extern const char *const ff_op_names[FF_N_OPS];

enum ff_cmp { FF_EQ, FF_NEQ, FF_LT, FF_LTE, FF_GT, FF_GTE };	/* as NFT_CMP_* */

struct ff_chain;
struct ff_verdict { int32_t code; struct ff_chain *target; };	/* NF_ACCEPT, NF_DROP, NFT_CONTINUE, NFT_RETURN, NFT_JUMP, NFT_GOTO */

struct ff_insn {
	uint8_t op;			/* enum ff_op */
	uint8_t dreg, sreg, sreg2;	/* units, 0 to FF_REGS - 1 */
	uint8_t len;			/* bytes */
	uint8_t header, offset;		/* enum ff_header; bytes from its start */
	uint8_t cmp;			/* enum ff_cmp */
	uint8_t bits, size;		/* of shl and shr; of swap */
	bool invert;
	bool packet;			/* reads what differs between packets of a connection */
	/* What a write (mangle, write) does to checksums; offset and len are even then.
	 *	FF_CSUM_IP4	the IPv4 header checksum changes by the 16-bit words that change
	 *	FF_CSUM_L4	the TCP or UDP checksum does: the words are part of the transport header, or (addresses) of the pseudo
	 *			header. A UDP checksum of 0 stays 0; there is none in GRE
	 * sum' = fold(~sum - old words + new words), complemented; where that is 0, 0xffff is written, in all three. Since this is
	 * the only value in its class of one's complement numbers, several writes may be summed up and added at once. */
	uint8_t csum;
	uint16_t input;			/* enum ff_input */
	uint32_t counter;		/* id, 0 to program->counters.n - 1 */
	const uint8_t *data, *data_end;	/* len bytes: constants; bitwise: mask, xor; mangle: bits to keep, bits to set; write: bits to keep */
	const struct ff_set *set;
	struct ff_verdict verdict;
	const struct stmt *stmt;	/* that it was made for */
};
#define FF_CSUM_IP4	1
#define FF_CSUM_L4	2

struct ff_part { uint8_t offset, len; };	/* bytes in the key; padded with zeros to 4 bytes */
struct ff_set {
	uint32_t id;			/* place in program->sets */
	const struct set *set;		/* name, flags, anonymous or not */
	bool constant;			/* anonymous, or `flags constant`: its elements never change */
	bool is_map, is_vmap;
	bool interval;			/* elements are ranges, part by part (both ends belong to them); values are in network order */
	bool prefixes;			/* an interval set of one part whose every element is a prefix (prefix[] below): fit for a trie */
	uint8_t n_parts;
	struct ff_part part[16];
	uint8_t key_len, data_len;	/* bytes as in registers; key_len counts the padding of all parts but, in a set of one part, the last */
	/* elements, key by key as registers hold them; at most one contains any key */
	uint32_t n;
	uint8_t *keys, *ends;		/* n * key_len; ends NULL unless interval */
	uint8_t *prefix;		/* bits, n of them; NULL unless prefixes */
	uint8_t *data;			/* n * data_len; NULL unless is_map */
	struct ff_verdict *verdicts;	/* NULL unless is_vmap */
	uint32_t catchall;		/* element that every other key is (its key is worth nothing), or FF_NO_ELEM */
};

struct ff_rule {
	uint32_t id;			/* unique in the program: chain after chain, rule after rule */
	const struct rule *rule;
	uint32_t index;			/* in its chain */
	struct ff_chain *chain;
	VEC(struct ff_insn) insns;
	bool packet;			/* some instruction of it reads what differs between packets */
	bool rewritten;			/* reads header bytes that some rule of the program writes */
};
enum ff_stage {
	FF_INGRESS,			/* as packets come: before NAT, ttl as it came */
	FF_FORWARD_STAGE,		/* fast_fwd chains: the forward view */
	FF_EGRESS,			/* as packets leave: behind NAT */
};
#define FF_EGRESS_LINK 14	/* at egress packets have their link layer header again, and counters count it */
struct ff_chain {
	const struct chain *chain;
	uint32_t id;			/* place in program->chains */
	uint8_t stage;			/* enum ff_stage */
	bool base;
	bool drops;			/* policy of a base chain; of a fast_fwd chain, when another nft has set it */
	enum family family;		/* of a base chain: FAM_IP and FAM_IP6 run for packets of that family only, FAM_INET for both */
	VEC(struct ff_rule *) rules;
};
struct ff_counter {
	const struct ff_rule *rule;
	const struct stmt *stmt;	/* what it starts from is the slow path's business */
};

struct ff_program {
	const struct flowtable *flowtable;
	VEC(struct ff_chain *) chains;	/* all that can be reached; each once */
	VEC(struct ff_chain *) bases;	/* fast_fwd chains, in the order they run */
	/* What runs before and behind them, for packets of the devices that chain->devices names (ff_chain_on); the kernel runs
	 * these itself unless a program takes packets from before them to behind them (XDP). Empty without ff_compile_devices(). */
	VEC(struct ff_chain *) ingress, egress;
	VEC(struct ff_rule *) rules;	/* by id */
	VEC(struct ff_set *) sets;
	VEC(struct ff_counter) counters;
	uint32_t inputs;		/* 1 << enum ff_input: what is read at all */
	bool packet;			/* some rule is `packet`: the answer is no pure function of the connection */
	uint8_t headers;		/* 1 << enum ff_header: what is read or written */
};

/* Why a rule cannot run on the fast path. */
struct ff_refusal {
	const struct rule *rule;
	const struct stmt *stmt;
	const char *why;		/* half a sentence, to stand behind a colon */
	const char *instead;		/* what would work, or NULL */
};
typedef VEC(struct ff_refusal) ff_refusals;

/* Compiles the fast_fwd chains of @ft, of which there may be none (then @out has no bases). @rs is checked, with the batch
 * applied. 0; or -EOPNOTSUPP, and then every rule at fault has a refusal and @out is worth nothing. */
int ff_compile(struct region *r, const struct ruleset *rs, const struct flowtable *ft, struct ff_program *out, ff_refusals *refusals);

/* Adds the base chains at ingress that run before @p->flowtable on its devices, and those at egress. 0; or -EOPNOTSUPP where some of
 * their rules cannot be compiled, which @refusals tells: then there are none, and only the kernel can run them. */
int ff_compile_devices(struct region *r, const struct ruleset *rs, struct ff_program *p, ff_refusals *refusals);
/* Does the base chain @c at ingress or egress run on that device? */
bool ff_chain_on(const struct ff_chain *c, const char *device);

/* Why @rule could not stand in a fast_fwd chain of its table; sets are not read for it. 0: it could, or -EOPNOTSUPP. */
int ff_check_rule(struct region *r, const struct rule *rule, ff_refusals *refusals);

/* A statement that puts connections into a zone: those are not found on the fast path, where conntrack is asked without one. */
const struct stmt *ff_sets_zone(const struct ruleset *rs);

/* The element of @s that @key is in, FF_NO_ELEM: none. */
uint32_t ff_set_find(const struct ff_set *s, const uint8_t *key);

/* Text, one line an instruction: for --debug and for tests. */
void ff_program_print(struct strbuf *b, const struct ff_program *p);

#endif
