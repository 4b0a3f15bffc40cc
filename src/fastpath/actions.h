/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Action lists: what the fast path does to the packets of one connection in one direction, in the kernel's own vocabulary
 * (struct flow_action_entry), and the classes of connections that share one. */
#ifndef NFT_FASTPATH_ACTIONS_H
#define NFT_FASTPATH_ACTIONS_H

#include "fastpath/program.h"

enum action_payload { PAYLOAD_NONE, PAYLOAD_DEVICE, PAYLOAD_VLAN, PAYLOAD_MANGLE, PAYLOAD_CSUM, PAYLOAD_MARK, PAYLOAD_PPPOE, PAYLOAD_COUNTER };
enum action_id {
#define ACTION(ident, ...) ACTION_##ident,
#include "fastpath/actions.def"
#undef ACTION
	N_ACTIONS
};
struct action_row { const char *name; uint8_t payload; const char *since, *doc; };
extern const struct action_row action_rows[N_ACTIONS];

enum mangle_header { MANGLE_ETH, MANGLE_IP4, MANGLE_IP6, MANGLE_TCP, MANGLE_UDP, N_MANGLES };
extern const char *const mangle_names[N_MANGLES];

struct action {
	uint8_t id;			/* enum action_id */
	uint8_t header, offset;		/* mangle: enum mangle_header; bytes to a word of 4 */
	uint8_t csum;			/* FF_CSUM_*, and ... */
	bool tcp, udp;			/* ... which of these checksums FF_CSUM_L4 is, if not either */
	uint32_t mask, value;		/* mangle: bits to keep, bits to set; numbers whose highest byte is the first one in the packet */
	uint32_t counter;		/* id in the program ... */
	uint8_t link;			/* ... and what it counts for a packet beside its length */
};

struct sym;
struct action_class {
	bool reply;			/* direction */
	const char *condition;		/* in words of nft; "any connection" */
	VEC(struct action) actions;
	VEC(const struct ff_rule *) rules;	/* that did something for some connection of the class */
	VEC(const struct ff_rule *) per_packet;	/* whose effect differs between packets: the list leaves it to a program */
	const struct sym *sym;		/* whose sets ... */
	uint32_t connections;		/* ... this is one of: the connections of the class */
};
struct action_classes {
	VEC(struct action_class) classes;
	bool too_many;			/* more than ACTION_CLASSES_MAX, or too much work: there are others, and these are worth nothing */
};
#define ACTION_CLASSES_MAX 4096

/* Connections are seen as any that a flowtable can hold with the devices of @p->flowtable: TCP and UDP, in both directions.
 * @env: what names of devices stand for, as when the ruleset was parsed. */
void ff_classes(struct region *r, const struct ff_program *p, struct value_env *env, struct action_classes *out);

/* The class of a connection, NULL: none, its devices are not those of the flowtable. */
struct ff_facts;
const struct action_class *ff_class_of(const struct action_classes *all, const struct ff_facts *f);

/* ---------------------------------------------------------------- hardware */
enum hw_family {
#define HW_FAMILY(ident, ...) HW_##ident,
#define HW_MANGLE(...)
#define HW_ACTION(...)
#define HW_LIMIT(...)
#include "fastpath/hardware.def"
#undef HW_FAMILY
#undef HW_MANGLE
#undef HW_ACTION
#undef HW_LIMIT
	N_HW
};
struct hw_row { const char *name, *needs; };
extern const struct hw_row hw_rows[N_HW];
/* Whether a driver of that family would take the list, beside what the kernel itself puts into a flow's rule. @version: major << 8 |
 * minor, 0: the newest. NULL: yes. */
const char *hw_refuses(struct region *r, enum hw_family hw, const struct action_class *c, unsigned version);
unsigned hw_max_entries(unsigned version);

#endif
