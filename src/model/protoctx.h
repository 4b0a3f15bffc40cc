/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule knows of the packet's protocols at each point: which header stands at the link, network and transport base.
 * It starts from the family, learns from every match for equality on a field that names the next protocol, and tells which
 * implied matches a field needs before it may be read. */
#ifndef NFT_MODEL_PROTOCTX_H
#define NFT_MODEL_PROTOCTX_H

#include "model/stmt.h"

#define PROTO_STACK 6	/* headers at one base: ether, vlan, vlan ... */

struct proto_layer {
	const struct header_row *stack[PROTO_STACK];	/* outermost first; the last one is the one whose key names what follows */
	uint8_t n;
	struct loc loc;		/* where the rule learned it */
};
struct protoctx {
	enum family family;
	struct proto_layer base[BASE_INNER + 1];	/* by enum proto_base */
	const struct header_row *tunnel;	/* this is the context inside that header (vxlan ...), or NULL */
	struct protoctx *inner;			/* context inside a tunnel header that this rule looked into */
	bool l3_in_link;	/* the network header was learned from the link header's own type field */
	bool by_type;		/* the link header's own field is asked for the network header, whatever else would do */
	bool l4_limited;	/* a match on a set or range of l4 protocols stands before */
	int64_t icmp_type;	/* value that icmp/icmpv6 type is known to have, -1: not known, -2: one of several */
	struct loc icmp_loc;
};

void protoctx_init(struct protoctx *p, enum family f);
/* The header at a base (the innermost one), or NULL: not known. */
const struct header_row *protoctx_header(const struct protoctx *p, enum proto_base base);
void protoctx_set(struct protoctx *p, enum proto_base base, const struct header_row *h, struct loc loc);
/* Learns from a checked match (only == on a constant teaches). */
void protoctx_match(struct region *r, struct protoctx *p, const struct stmt *match);
/* IP version that the rule is known to run for: FAM_IP, FAM_IP6 or FAM_UNSPEC. */
enum family protoctx_l3(const struct protoctx *p);
/* The context that fields inside @tunnel are read in (made if need be); @tunnel NULL: @p itself. */
struct protoctx *protoctx_inner(struct region *r, struct protoctx *p, const struct header_row *tunnel);
/* Bits from the link base to the header @h at the place that the rule speaks of (a second vlan tag lies behind the first). */
unsigned protoctx_link_offset(const struct protoctx *p, const struct header_row *h, uint8_t *vlan_depth);

/* The next match that is missing before @want may be read: *left is a new, checked meta or payload expression (NULL: nothing is
 * missing) and *value what it must equal. -EEXIST: another protocol, *have, stands there (NULL: the family has none such);
 * -ENOENT: nothing below @want is known and nothing can be asked. */
int protoctx_need(struct region *r, const struct protoctx *p, const struct header_row *want, struct loc loc,
		  struct expr **left, struct expr **value, const struct header_row **have);

#endif
