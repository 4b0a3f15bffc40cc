/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the walk share. */
#ifndef NFT_PACKET_WALK_PRIV_H
#define NFT_PACKET_WALK_PRIV_H

#include "base/wide.h"
#include "model/gen.h"
#include "model/sim.h"
#include "model/uapi.h"
#include "model/wire.h"
#include "packet/walk.h"

#define WALK_TCP 6
#define WALK_UDP 17
#define WALK_ICMP 1
#define WALK_ICMP6 58
#define ETHERTYPE_IP4 0x0800
#define ETHERTYPE_IP6 0x86dd
#define ETHERTYPE_ARP 0x0806
#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_QINQ 0x88a8

/* ------------------------------------------------------------------ the bytes (walk_frame.c) */
struct frame {
	uint8_t *b, *given;	/* given: a bit for each that the description says */
	uint32_t len, cap;
	uint32_t nh;		/* where the network header begins; the link layer is before it */
	uint16_t protocol;	/* what the network header is */
	/* as the kernel understands it */
	bool has_l4;		/* the network header was understood, and there is a transport protocol */
	bool fragment;		/* not the first one */
	uint8_t l4;
	uint32_t th;
};
void frame_parse(struct frame *f);
bool frame_inner(const struct frame *f, uint32_t *offset);	/* behind the transport header */
void frame_checksums(struct frame *f);
void frame_addr(const struct frame *f, bool destination, uint8_t out[16]);
void frame_set_addr(struct frame *f, bool destination, const uint8_t a[16]);
bool frame_has_ports(const struct frame *f);
uint16_t frame_port(const struct frame *f, bool destination);
void frame_set_port(struct frame *f, bool destination, uint16_t port);
uint64_t frame_bits(const struct frame *f, uint32_t bit, unsigned bits);	/* up to 64 */
void frame_set_bits(struct frame *f, uint32_t bit, unsigned bits, const uint8_t *value);	/* big-endian, right-aligned */
void frame_give(struct frame *f, uint32_t bit, unsigned bits);
bool frame_is_given(const struct frame *f, uint32_t bit, unsigned bits);
uint8_t *frame_option(const struct frame *f, uint8_t kind, unsigned *len);	/* of TCP; NULL: none, or a bad one before it */
uint8_t *frame_exthdr(const struct frame *f, uint8_t type, uint32_t *offset);	/* of IPv6 */
void frame_text(struct region *r, const struct frame *f, struct strbuf *b);

/* ------------------------------------------------------------------ connections (walk_ct.c) */
struct tuple {
	uint8_t src[16], dst[16];
	uint16_t sport, dport;	/* ICMP: identifier, type and code */
	uint8_t l4, family;	/* enum family */
	uint16_t zone;
};
enum { CT_NONE, CT_INVALID, CT_NEW, CT_ESTABLISHED, CT_RELATED, CT_UNTRACKED };
enum tcp_state { TCPS_NONE, TCPS_SYN_SENT, TCPS_SYN_RECV, TCPS_ESTABLISHED, TCPS_FIN_WAIT, TCPS_CLOSE_WAIT, TCPS_LAST_ACK, TCPS_TIME_WAIT, TCPS_CLOSE };
struct conn {
	struct tuple tuple[2];
	uint32_t status, mark, secmark, events;
	uint8_t labels[16];
	uint64_t packets[2], bytes[2];
	const char *helper;
	enum tcp_state tcp;
	uint8_t last_dir;	/* who sent FIN first */
	uint64_t since, expires;
	bool confirmed, dead, forced;
	const struct flowtable *flow;
	const char *flow_in[2];	/* devices by which packets of a direction come */
};
#define ST_EXPECTED	(1 << 0)
#define ST_SEEN_REPLY	(1 << 1)
#define ST_ASSURED	(1 << 2)
#define ST_CONFIRMED	(1 << 3)
#define ST_SRC_NAT	(1 << 4)
#define ST_DST_NAT	(1 << 5)
#define ST_SEQ_ADJUST	(1 << 6)
#define ST_SRC_NAT_DONE	(1 << 7)
#define ST_DST_NAT_DONE	(1 << 8)
#define ST_DYING	(1 << 9)
#define ST_OFFLOAD	(1 << 14)

/* ------------------------------------------------------------------ */
struct device { const char *name; uint32_t index; bool given; };
struct given { const struct op *op; const struct expr *e; uint8_t data[WIDE_MAX]; unsigned len; };	/* as a register holds it */

#define WALK_BREAK NFT_BREAK

struct regs {
	union { uint32_t w[20]; uint8_t b[80]; };
	int32_t verdict;
	const char *chain;
};

struct packet {			/* the one under way */
	struct frame f;
	struct walk_manner manner;
	enum walk_path path;
	struct device in, out;
	bool tcp_flags_given, ct_given, traced;
	uint32_t mark, priority, secmark, nftrace;
	uint8_t pkttype;
	VEC(struct given) given;
	VEC(const struct expr *) written;
	VEC(struct walk_assumed) assumed;	/* which protocols were not said */
	/* conntrack, as attached to it */
	struct conn *ct;
	uint8_t ct_info;	/* CT_* */
	uint8_t dir;
	uint16_t zone;		/* set by a rule before it was tracked */
	/* where it is */
	const struct chain *base;
	const char *hook;
	unsigned depth;
	bool has_ll;		/* its link-layer header can be read */
	bool at_egress;
	int8_t stack_in, stack_out;	/* which of the devices the hook knows */
	bool socket;		/* it comes from a local one */
};

struct step { uint32_t stmt; const struct op *op; };	/* one op of a rule, and the statement that it was made for */
struct code {
	const struct rule *rule;
	const struct chain *chain;
	uint32_t index;
	uint32_t tally;
	bool unknown;		/* holds what we do not know: never matches */
	const char *why_unknown;
	VEC(struct step) steps;
	VEC(struct code *) blocks;
};
struct chain_code { const struct chain *chain; uint32_t n; struct code *rules; };

struct walk_set;
struct walk_base { const struct chain *chain; int32_t prio; uint32_t seq; };

struct address { const char *device; uint8_t family, prefix; uint8_t addr[16]; };

struct walk {
	struct region *r;
	const struct ruleset *rs;
	struct walk_options opt;
	uint64_t now;		/* ns */
	struct packet *p;
	struct walk_report *out;
	struct sim_map chains, sets, states, pure;
	VEC(struct chain_code *) all;
	VEC(struct walk_tally) tallies;
	VEC(struct conn *) conns;
	VEC(struct address) addresses;
	const struct table *table;	/* of the rule that runs */
	const struct code *code;
	const struct stmt *stmt;
	void (*exec)(struct walk *w, const struct op *op, struct regs *g);
	bool acct;
};

/* ---- ops: one function a kernel expression; the table is in walk_ops.c */
typedef void (*op_fn)(struct walk *w, const struct op *op, struct regs *g);

static inline uint8_t *reg_at(struct regs *g, uint64_t attr)
{
	return &g->b[4 * (attr <= NFT_REG_4 ? attr * 4 : attr - NFT_REG32_00 + 4)];
}
#define REG(op, attr) reg_at(g, op_get((op), (attr)))
static inline void reg_u32(uint8_t *to, uint32_t v) { memcpy(to, &v, 4); }
static inline void reg_u8(uint8_t *to, uint8_t v) { memset(to, 0, 4); *to = v; }
static inline void reg_u16(uint8_t *to, uint16_t v) { memset(to, 0, 4); memcpy(to, &v, 2); }
static inline void reg_u64(uint8_t *to, uint64_t v) { memcpy(to, &v, 8); }

/* ---- what the description or a default says (walk_read.c) */
const struct given *given_for(const struct walk *w, const struct op *op);
bool op_reads_same(const struct op *a, const struct op *b);

struct device walk_device(const struct walk *w, const char *name);	/* with the index that rules know it by */
/* The interface whose net the address is in, as far as nets are given; NULL: none. */
const char *walk_way_to(const struct walk *w, bool destination);

/* ---- notes (walk_note.c) */
void walk_note(struct walk *w, enum walk_event_kind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
const char *walk_kept(struct walk *w, struct strbuf *b);
const char *walk_stmt_text(struct walk *w, const struct code *c, const struct stmt *st);
/* The value that @e has now: "tcp dport 443"; false: it cannot be read. */
bool walk_value(struct walk *w, const struct expr *e, struct strbuf *b);
const char *walk_why(struct walk *w, const struct stmt *st);
void walk_assume(struct walk *w, const struct stmt *st);
const char *walk_addr_text(struct walk *w, enum family f, const uint8_t *addr);
const char *walk_end_text(struct walk *w, const struct tuple *t, bool destination, bool port);

/* ---- sets (walk_set.c) */
struct set_elem {
	const uint8_t *key, *end;	/* end: inclusive, or NULL */
	const uint8_t *data;
	const struct elem_more *more;
	uint64_t expires, timeout;	/* ns; 0: never */
	bool dead, catchall;
	VEC(const struct op *) stmts;
};
struct set_elem *walk_set_find(struct walk *w, const struct set *s, const uint8_t *key);
struct set_elem *walk_set_add(struct walk *w, const struct set *s, const uint8_t *key, const uint8_t *data, uint64_t timeout_ms);	/* NULL: full */
void walk_set_delete(struct walk *w, const struct set *s, const uint8_t *key);
unsigned walk_set_data_len(struct walk *w, const struct set *s);
void walk_set_run(struct walk *w, struct set_elem *e, struct regs *g);	/* its counter, limit ... */
const struct set *walk_set_named(const struct walk *w, const struct op *op, unsigned name_attr);

/* ---- state of ops (walk_state.c) */
uint64_t walk_counted(struct walk *w, const struct op *op, uint64_t *bytes);

bool walk_holds_device(const struct flowtable *ft, const char *name);	/* (walk_act.c) */

/* ---- connections (walk_ct.c, walk_nat.c) */
void ct_track(struct walk *w);
void ct_confirm(struct walk *w);
bool ct_tuple_of(const struct walk *w, struct tuple *t);
void ct_invert(struct tuple *out, const struct tuple *t);
bool ct_same(const struct tuple *a, const struct tuple *b);
struct conn *ct_find(const struct walk *w, const struct tuple *t, unsigned *dir);
unsigned ct_state_bit(const struct packet *p);
const char *ct_state_word(const struct packet *p);
void nat_set_up(struct walk *w, bool destination, const struct tuple *min, const struct tuple *max, uint32_t flags);
void nat_bind_null(struct walk *w, bool destination);
void nat_mangle(struct walk *w, bool destination);
bool nat_is_done(const struct packet *p, bool destination);

static inline bool is_be(void) { return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__; }
static inline uint32_t walk_length(const struct packet *p) { return p->at_egress ? p->f.len : p->f.len - p->f.nh; }

#endif
