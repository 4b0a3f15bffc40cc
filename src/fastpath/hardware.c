/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What hardware would make of a list. */
#include "fastpath/actions.h"

#include <stdlib.h>

const struct hw_row hw_rows[N_HW] = {
#define HW_FAMILY(ident, name, needs, refuses) { name, needs },
#define HW_MANGLE(...)
#define HW_ACTION(...)
#define HW_LIMIT(...)
#include "fastpath/hardware.def"
#undef HW_FAMILY
};
static const char *const refuses[N_HW] = {
#define HW_FAMILY(ident, name, needs, refuses) refuses,
#include "fastpath/hardware.def"
#undef HW_FAMILY
#undef HW_MANGLE
#undef HW_ACTION
#undef HW_LIMIT
};

struct hw_mangle { uint8_t hw, header, offset; uint32_t bits; const char *since; };
static const struct hw_mangle mangles[] = {
#define HW_FAMILY(...)
#define HW_MANGLE(hw, header, offset, bits, since) { HW_##hw, MANGLE_##header, offset, bits, since },
#define HW_ACTION(...)
#define HW_LIMIT(...)
#include "fastpath/hardware.def"
#undef HW_MANGLE
#undef HW_ACTION
};
struct hw_action { uint8_t hw, action; const char *since; };
static const struct hw_action actions[] = {
#define HW_MANGLE(...)
#define HW_ACTION(hw, action, since) { HW_##hw, ACTION_##action, since },
#include "fastpath/hardware.def"
#undef HW_MANGLE
#undef HW_ACTION
#undef HW_LIMIT
};
struct hw_limit { const char *since; unsigned entries; };
static const struct hw_limit limits[] = {
#define HW_MANGLE(...)
#define HW_ACTION(...)
#define HW_LIMIT(since, entries) { since, entries },
#include "fastpath/hardware.def"
#undef HW_FAMILY
#undef HW_MANGLE
#undef HW_ACTION
#undef HW_LIMIT
};

/* Entries that the kernel itself puts into a flow's rule: both MAC addresses (two words each) and the redirect. */
#define KERNEL_ENTRIES 5

static bool is_there(const char *since, unsigned version)
{
	char *end;
	unsigned long major = strtoul(since, &end, 10), minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;

	return !version || version >= (major << 8 | minor);
}

unsigned hw_max_entries(unsigned version)
{
	for (unsigned i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (is_there(limits[i].since, version))
			return limits[i].entries;
	return 0;
}

static bool takes_mangle(enum hw_family hw, const struct action *a, unsigned version)
{
	for (unsigned i = 0; i < sizeof(mangles) / sizeof(*mangles); i++) {
		const struct hw_mangle *m = &mangles[i];

		if (m->hw == hw && m->header == a->header && m->offset == a->offset && is_there(m->since, version))
			return !(~a->mask & ~m->bits);
	}
	return false;
}

static bool takes(enum hw_family hw, const struct action *a, unsigned version)
{
	if (a->id == ACTION_mangle)
		return takes_mangle(hw, a, version);
	for (unsigned i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (actions[i].hw == hw && actions[i].action == a->id && is_there(actions[i].since, version))
			return true;
	return false;
}

const char *hw_refuses(struct region *r, enum hw_family hw, const struct action_class *c, unsigned version)
{
	unsigned entries = KERNEL_ENTRIES;

	if (c->per_packet.n)
		return "what it does differs between packets of a connection, and hardware runs lists only";
	vec_each(i, &c->actions) {
		const struct action *a = &c->actions.v[i];

		if (a->id == ACTION_counter)
			return "hardware counts connections, not rules";
		if (!takes(hw, a, version)) {
			if (a->id == ACTION_mangle)
				return region_printf(r, "%s: not the bits 0x%08x of %s at offset %u", refuses[hw], ~a->mask, mangle_names[a->header], a->offset);
			return region_printf(r, "%s, and has no action %s", refuses[hw], action_rows[a->id].name);
		}
		entries++;
	}
	if (entries > hw_max_entries(version))
		return region_printf(r, "%u entries, the kernel's own among them, are more than the %u that a rule can have", entries, hw_max_entries(version));
	return NULL;
}
