/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of the code generator: what its parts share. Registers in all code it makes: R6 the context, R7 the scratch. */
#ifndef NFT_FASTPATH_BPF_EMIT_H
#define NFT_FASTPATH_BPF_EMIT_H

#include <stddef.h>
#include "fastpath/bpf/codegen.h"

#define RAW_MAX		320	/* bytes of struct nf_conn that are read at once */
#define OUT_MAX		32
#define LIST_MAX	32	/* rules that are kept for a connection, and an end */
#define LIST_ALL	0xffff	/* first of the list: too many, all are to be tried */
#define POS_MAX		0xfff0
#define KEY_WORDS	64
#define MEMO_COUNTERS	12	/* that are counted for a connection */
#define MEMO_WORDS	11	/* of headers: an IPv6 header, and ports */

/* The value of a per-CPU array of one: a program runs to its end on its CPU. All that changes is kept here rather than in registers
 * or on the stack, because the verifier knows nothing of it, and so does not look at the same code again for every value. */
struct scratch {
	uint8_t nh[40], th[24];		/* headers as the forward hook sees them, and what rules made of them */
	uint8_t pkt_nh[40], pkt_th[24];	/* as they are in the packet, or, of NAT, are to be in it */
	uint8_t reg[FF_REGS * 4];
	uint8_t in[FF_N_INPUTS][16];
	uint8_t raw[RAW_MAX];		/* struct nf_conn from where it gets interesting */
	_Alignas(8) uint8_t key[KEY_WORDS * 8];
	union {		/* what is remembered of a connection */
		uint16_t list[LIST_MAX];
		struct memo {
			uint32_t touched;
			uint8_t drop, all;	/* all: too many counters, all rules are to be run */
			uint16_t n_counters, counter[MEMO_COUNTERS];
			struct { uint8_t keep[4], set[4]; } word[MEMO_WORDS];
		} memo;
	};
	uint8_t key_again[KEY_WORDS * 8 + 160];	/* and the memo: a value of the table */
	uint32_t n_list, overflow, at, cur;	/* at: place in list; cur: where the rules go on */
	uint32_t next;
	uint32_t l3, l4;		/* offsets in the packet */
	uint32_t is6, l4csum;		/* l4csum: offset of the checksum */
	uint32_t sum_flags;		/* of bpf_l4_csum_replace(): a UDP checksum of 0 stays, others become 0xffff rather than 0 */
	uint32_t touched;		/* by rules: TOUCHED_* */
	uint32_t source_nat;		/* behind the forward hook, NAT sets source address and port */
	uint32_t lpm_len; uint8_t lpm[20];
	uint64_t addr;			/* of a kernel structure */
	uint8_t out[OUT_MAX];		/* part of struct flow_offload_tuple: where packets go directly */
	uint8_t fib[64];		/* struct bpf_fib_lookup */
	uint8_t tmp[64];
	uint64_t reasons[CG_N_REASONS];
	uint32_t leaves_by;		/* place of its device among those of the flowtable */
	uint64_t ways[CG_N_WAYS][CG_DEVICES];
};
#define TOUCHED_IP4	FF_CSUM_IP4	/* as the kernel's nft, a checksum is brought up to date also when nothing has changed */
#define TOUCHED_L4	FF_CSUM_L4
#define TOUCHED_ANY	4
#define S(member) ((int16_t)offsetof(struct scratch, member))
#define S_IN(input) ((int16_t)(offsetof(struct scratch, in) + 16 * (input)))
#define S_REG(unit) ((int16_t)(offsetof(struct scratch, reg) + 4 * (unit)))

struct set_map { uint32_t map; bool made; };

/* Bytes of headers that rules read and write, and their checksums. What is in neither need not be got, compared or put back. */
struct use {
	uint64_t read_nh[2], write_nh[2];	/* IPv4, IPv6 */
	uint32_t read_th, write_th;
	uint8_t csum;			/* of all writes */
	bool one_csum;			/* and each of them has the same */
	bool nfproto;			/* wanted for more than tests for one family */
};
#define NH_IP4_SRC	(0xfull << 12)
#define NH_IP4_ADDRS	(0xffull << 12)
#define NH_IP6_SRC	(0xffffull << 8)
#define TH_SPORT	3u

struct plan;
struct emit {
	struct region *r;
	const struct ff_program *p;
	const struct host *h;
	const struct cg_options *opt;
	struct bpf_object *o;
	struct asm_buf *a;
	struct cg_maps *maps;
	struct set_map *sets;		/* by ff_set.id */
	struct use use;
	const char *why;		/* it does not fit */
	struct plan *plans[3], *plan;	/* by enum ff_stage; the one at hand */
	enum ff_stage stage;
	label pass, drop;		/* of the main function */
	label leave[CG_N_REASONS];	/* counts the reason and passes */
	bool left[CG_N_REASONS];
};

/* ---- memory to memory in the scratch, by way of R0 */
void emit_copy(struct asm_buf *a, enum reg to, int16_t to_off, enum reg from, int16_t from_off, uint32_t len);
void emit_zero(struct asm_buf *a, enum reg to, int16_t off, uint32_t len);
void emit_const(struct asm_buf *a, enum reg to, int16_t off, const uint8_t *data, uint32_t len);
/* Goes to @differ unless @len bytes are those of @data; uses R0, R1. */
void emit_unless_equal(struct asm_buf *a, enum reg base, int16_t off, const uint8_t *data, uint32_t len, label differ);
/* Compares as strings of bytes and goes to one of three; one of them may be placed next. Uses R0, R1. */
void emit_order(struct asm_buf *a, enum reg base, int16_t off, const uint8_t *data, uint32_t len, label less, label equal, label greater);
/* The same with memory at @base2. */
void emit_order_mem(struct asm_buf *a, enum reg base, int16_t off, enum reg base2, int16_t off2, uint32_t len, label less, label equal, label greater);
/* R0 = memory of the kernel at the address in R1, of which 16 bytes can be read; R1 to R5 are lost. */
void emit_peek(struct emit *e);
bool emit_can_peek(const struct emit *e);	/* from kernel 6.2 on */
void emit_way(struct emit *e, enum cg_way way);
void emit_reason(struct emit *e, enum cg_reason why);
/* The label that leaves the packet alone for this reason. */
label emit_leave(struct emit *e, enum cg_reason why);
void emit_leaves(struct emit *e);

/* ---- emit_set.c: key at @off of the scratch */
/* Goes on if the key is in the set, to @miss otherwise. R8 and R9 are lost. */
void emit_lookup(struct emit *e, const struct ff_set *s, int16_t key, label miss);
void emit_map_data(struct emit *e, const struct ff_set *s, int16_t key, uint8_t dreg, label miss);
/* R8 = number of the verdict of the element, in vmap_verdicts(). */
void emit_vmap(struct emit *e, const struct ff_set *s, int16_t key, label miss);
/* The different verdicts of a verdict map. */
uint32_t vmap_verdicts(struct region *r, const struct ff_set *s, struct ff_verdict **out);
uint32_t emit_set_estimate(const struct emit *e, const struct ff_set *s);

/* ---- emit_rule.c */
/* Whether it can be told from the connection alone. */
bool insn_is_conn(const struct ff_rule *rule, const struct ff_insn *in);
bool insn_is_effect(const struct ff_insn *in);
/* One instruction other than a verdict; goes to @fail if it ends its rule. */
void emit_insn(struct emit *e, const struct ff_insn *in, label fail);
/* The next one is the test of what this one loads, and nobody else wants it: both in one. */
bool insn_is_test(const struct ff_rule *rule, uint32_t i);
void emit_test(struct emit *e, const struct ff_insn *load, const struct ff_insn *cmp, label fail);
/* Bits of insns of the rule that only tell again what is known of a connection for which the rule is listed. */
uint64_t insns_known(const struct ff_rule *rule, uint32_t listed_at);
void emit_nfproto(struct emit *e, uint8_t nfproto, label other);
void emit_count(struct emit *e);	/* the counter whose number is at FP-4 */
struct use use_of(const struct ff_program *p);
uint32_t insn_estimate(const struct emit *e, const struct ff_insn *in);

/* ---- emit_chain.c: the rules; leaves R0 = 0, or 1 to drop */
int emit_chain_plan(struct emit *e);
bool emit_has_stage(const struct emit *e, enum ff_stage stage);
void emit_chain_call(struct emit *e, enum ff_stage stage);	/* in the main function; goes to e->drop */
void emit_chain_subs(struct emit *e);

/* ---- emit_facts.c: inputs, and the headers as the forward hook sees them */
void emit_facts(struct emit *e);
void emit_ingress_view(struct emit *e);		/* headers as the packet came ... */
void emit_forward_view(struct emit *e);		/* ... and from there, with what rules made of them */

/* ---- emit_conn.c: parts of struct nf_conn, and devices, as inputs */
bool emit_reads(const struct emit *e, enum ff_input input);
bool emit_asks_connection(const struct emit *e);	/* rules read more of it than its direction */
void put_device(struct emit *e, enum reg ifindex, enum ff_input number, enum ff_input name, bool must);
void copy_conntrack(struct emit *e, enum reg addr);	/* struct nf_conn at R8 or another register */
void inputs_of_connection(struct emit *e);
int16_t tuple_at(const struct emit *e, unsigned dir, enum host_member m);

/* ---- emit_flow.c: facts of flow entries, and the way out */
void emit_flow_facts(struct emit *e);
void emit_flow_route(struct emit *e);

/* What of the connection is wanted at all. */
bool emit_wants_source(const struct emit *e);	/* rules read or write the source, which NAT changes behind them */
uint64_t emit_nh_bytes(const struct emit *e, bool six);	/* that @nh is to hold */
uint32_t emit_th_bytes(const struct emit *e);
void emit_copy_bytes(struct asm_buf *a, int16_t to, int16_t from, uint64_t bytes);	/* in the scratch, by 4 */
/* R1 = what of NAT there is for the connection. */
void emit_load_nat(struct emit *e);

/* ---- emit_skb.c, emit_xdp.c: from the packet into pkt_nh and pkt_th, and back */
void emit_skb_parse(struct emit *e);
void emit_skb_commit(struct emit *e);
void emit_xdp_parse(struct emit *e);
void emit_xdp_commit(struct emit *e);

/* ---- emit_sum.c */
void emit_ip4_sum(struct emit *e);	/* nh[10] from pkt_nh and nh */
void emit_l4_sum(struct emit *e);	/* the same in th, of addresses and ports */

#endif
