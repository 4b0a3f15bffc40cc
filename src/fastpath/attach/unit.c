/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/unit.h"

#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fastpath/attach/choose.h"
#include "fastpath/attach/pins.h"
#include "model/uapi.h"

/* ---------------------------------------------------------------- what is wanted */
static bool is_of(const struct chain *c, const struct flowtable *ft)
{
	return c->fast_fwd && !strcmp(c->fast_fwd, ft->name);
}

bool unit_has_chain(const struct flowtable *ft)
{
	vec_each(i, &ft->table->chains)
		if (is_of(ft->table->chains.v[i], ft))
			return true;
	return false;
}

/* ---------------------------------------------------------------- fingerprints */
static uint64_t mix(uint64_t h, const void *data, size_t len)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3;
	return h;
}

/* Of a program that was not loaded yet. */
static uint64_t fingerprint_of(const struct bpf_object *o)
{
	uint64_t h = mix(0xcbf29ce484222325, o->code.insn.v, o->code.insn.n * sizeof(*o->code.insn.v));

	vec_each(i, &o->code.relocs) {
		h = mix(h, &o->code.relocs.v[i].kind, sizeof(o->code.relocs.v[i].kind));
		h = mix(h, &o->code.relocs.v[i].index, sizeof(o->code.relocs.v[i].index));
	}
	vec_each(i, &o->maps) {
		const struct bpf_map *m = &o->maps.v[i];

		h = mix(h, &m->spec, offsetof(struct sys_map, name));
		if (m->keys)
			h = mix(h, m->keys, (size_t)m->n * m->spec.key_size);
		if (m->values)
			h = mix(h, m->values, (size_t)m->n * m->spec.value_size);
	}
	return h;
}

uint64_t unit_chain_handles(const struct flowtable *ft)
{
	uint64_t h = 0;

	vec_each(i, &ft->table->chains)
		if (is_of(ft->table->chains.v[i], ft))
			h += mix(0xcbf29ce484222325, &ft->table->chains.v[i]->handle, sizeof(uint64_t));
	return h;
}

/* ---------------------------------------------------------------- devices */
static int device_of(const char *name, struct cg_device *d)
{
	struct ifreq req = { 0 };
	int fd, err = 0;

	*d = (struct cg_device){ .ifindex = if_nametoindex(name) };
	if (!d->ifindex)
		return -ENODEV;
	strncpy(d->name, name, sizeof(d->name) - 1);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	strncpy(req.ifr_name, name, sizeof(req.ifr_name) - 1);
	if (ioctl(fd, SIOCGIFHWADDR, &req))
		err = -errno;
	else if (req.ifr_hwaddr.sa_family != ARPHRD_ETHER)
		err = -EPROTOTYPE;
	else
		memcpy(d->mac, req.ifr_hwaddr.sa_data, sizeof(d->mac));
	close(fd);
	return err;
}

/* A device that is not there (any more) has no packets. */
static int find_devices(struct live *l, struct unit *u, struct diag_sink *sink)
{
	vec_each(i, &u->ft->devices) {
		const char *name = u->ft->devices.v[i];
		struct cg_device d;
		int err = device_of(name, &d);

		if (err == -ENODEV)
			continue;
		if (err == -EPROTOTYPE) {
			diag_error(sink, u->ft->loc, "flowtable %s: a fast_fwd chain needs Ethernet devices, and %s is none", u->ft->name, name);
			return -EINVAL;
		}
		if (err) {
			diag_error(sink, u->ft->loc, "flowtable %s: device %s: %s", u->ft->name, name, strerror(-err));
			return err;
		}
		if (u->devices.n == META_DEVICES) {
			diag_error(sink, u->ft->loc, "flowtable %s: a fast_fwd chain takes at most %u devices", u->ft->name, META_DEVICES);
			return -E2BIG;
		}
		vec_push(l->r, &u->devices, d);
	}
	return 0;
}

static bool has_device(const struct flowtable *ft, const char *name)
{
	vec_each(i, &ft->devices)
		if (!strcmp(ft->devices.v[i], name))
			return true;
	return false;
}

/* The connections of another flowtable on the same device would get these chains, too. */
static int check_shared(const struct ruleset *rs, const struct unit *u, struct diag_sink *sink)
{
	vec_each(i, &rs->tables)
		vec_each(j, &rs->tables.v[i]->flowtables) {
			const struct flowtable *ft = rs->tables.v[i]->flowtables.v[j];

			if (ft == u->ft)
				continue;
			vec_each(k, &u->ft->devices) {
				if (!has_device(ft, u->ft->devices.v[k]))
					continue;
				diag_error(sink, u->ft->loc, "flowtable %s has fast_fwd chains, and its device %s is also one of flowtable %s of table %s; "
					   "give it to one of them, or load with --fast-fwd off", u->ft->name, u->ft->devices.v[k], ft->name, ft->table->name);
				return -EBUSY;
			}
		}
	return 0;
}

/* ---------------------------------------------------------------- compiling */
static int say_refusals(const ff_refusals *refusals, struct diag_sink *sink)
{
	vec_each(i, refusals) {
		const struct ff_refusal *f = &refusals->v[i];

		diag_error(sink, f->stmt ? f->stmt->loc : f->rule->loc, "a fast_fwd chain cannot hold this: %s%s%s", f->why,
			   f->instead ? "; " : "", f->instead ? f->instead : "");
	}
	return -EOPNOTSUPP;
}

bool unit_has_xdp(enum live_mode mode)
{
	return mode == LIVE_XDP || mode == LIVE_XDP_GENERIC;
}

static bool writes_transport(const struct ff_program *p)
{
	vec_each(i, &p->rules)
		vec_each(k, &p->rules.v[i]->insns)
			if (p->rules.v[i]->insns.v[k].csum & FF_CSUM_L4)
				return true;
	return false;
}

/* What of the program cannot be at XDP, or NULL. */
static const char *against_rules(struct live *l, const struct ruleset *rs, struct unit *u, bool generic)
{
	ff_refusals refusals = { 0 };
	const struct ff_refusal *f;

	u->whole = u->prog;
	if (!l->host.kfunc[KFUNC_XDP_FLOW_LOOKUP].id || !l->host.rhash_size || !l->host.two_longs)
		return "this kernel has no bpf_xdp_flow_lookup() (6.11 has, with the module nf_flow_table loaded)";
	if (generic && writes_transport(&u->prog))	/* nobody knows whether a checksum is still to be computed by the device */
		return "fast_fwd chains change addresses or ports, which xdp-generic cannot do";
	if (!ff_compile_devices(l->r, rs, &u->whole, &refusals))
		return NULL;
	f = &refusals.v[0];
	return region_printf(l->r, "chain %s of table %s runs at %s of a device, and XDP, which skips it, cannot do the same: %s",
			     f->rule->chain->name, f->rule->chain->table->name, f->rule->chain->hook ? f->rule->chain->hook : "a hook", f->why);
}

static const char *against_xdp(struct live *l, const struct ruleset *rs, struct unit *u)
{
	const char *why = against_rules(l, rs, u, false);
	struct meta m;

	if (!why && u->no_xdp)
		why = "a device refused the XDP program";
	if (!why)
		why = choose_against_xdp(l->r, l->rt, u->devices.v, u->devices.n, !meta_read(u->dir, &m) ? m.xdp : 0);
	return why;
}

/* `auto`: XDP where nothing is lost by it. */
static int choose(struct live *l, const struct ruleset *rs, struct unit *u, struct diag_sink *sink)
{
	const char *why;

	u->backend = u->mode;
	u->reason = NULL;
	if (u->mode == LIVE_AUTO) {
		u->reason = against_xdp(l, rs, u);
		u->backend = u->reason ? LIVE_TC : LIVE_XDP;
		if (!u->reason)
			u->reason = "the devices send on what XDP sends them, and XDP skips nothing that is in use";
		return 0;
	}
	why = unit_has_xdp(u->mode) ? against_rules(l, rs, u, u->mode == LIVE_XDP_GENERIC) : NULL;
	if (!why)
		return 0;
	diag_error(sink, u->ft->loc, "flowtable %s: %s; use tc", u->ft->name, why);
	return -EOPNOTSUPP;
}

static int compile_xdp(struct live *l, struct unit *u, struct cg_options *opt, struct diag_sink *sink)
{
	const char *why = NULL;
	int err;

	opt->source = CG_FLOW;
	opt->sink = CG_XDP;
	opt->generic = u->backend == LIVE_XDP_GENERIC;
	err = cg_program(l->r, &u->whole, &l->host, opt, &u->xdp, &u->xdp_maps, &why);
	if (err)
		diag_error(sink, u->ft->loc, "the fast_fwd chains of flowtable %s cannot be compiled for xdp: %s", u->ft->name, why ? why : strerror(-err));
	u->fingerprint = u->fingerprint * 31 + fingerprint_of(&u->xdp);
	return err;
}

/* What the programs cannot tell apart: connections of zones, and devices that stand on those of the flowtable. */
static int check_blind(struct live *l, const struct ruleset *rs, const struct unit *u, struct diag_sink *sink)
{
	const uint32_t devices = 1u << FF_IN_iif | 1u << FF_IN_iifname | 1u << FF_IN_oif | 1u << FF_IN_oifname;
	const struct stmt *zone = ff_sets_zone(rs);
	const char *above;

	if (zone) {
		diag_error(sink, u->ft->loc, "flowtable %s: a rule puts connections into zones, and fast_fwd chains cannot be run for those on the fast path; "
			   "do without zones, or load with --fast-fwd off", u->ft->name);
		return -EOPNOTSUPP;
	}
	above = u->prog.inputs & devices ? choose_above(l->r, l->rt, u->devices.v, u->devices.n) : NULL;
	if (!above)
		return 0;
	diag_error(sink, u->ft->loc, "flowtable %s: a fast_fwd chain asks for devices, and %s: the fast path knows only the device below; "
		   "match addresses, or have the upper device in the flowtable", u->ft->name, above);
	return -EOPNOTSUPP;
}

int unit_compile(struct live *l, const struct ruleset *rs, struct unit *u, struct diag_sink *sink)
{
	struct cg_options opt = { .source = CG_CONNTRACK, .sink = CG_SKB };
	ff_refusals refusals = { 0 };
	const char *why;
	int err;

	u->chain_handles = unit_chain_handles(u->ft);
	u->backend = LIVE_OFF;
	if (u->mode == LIVE_OFF)
		return 0;
	if (u->ft->flags & NFT_FLOWTABLE_HW_OFFLOAD) {
		diag_error(sink, u->ft->loc, "flowtable %s has flags offload: hardware would skip its fast_fwd chains; "
			   "take the flag away, or load with --fast-fwd off", u->ft->name);
		return -EOPNOTSUPP;
	}
	err = check_shared(rs, u, sink);
	if (!err)
		err = find_devices(l, u, sink);
	if (err)
		return err;
	if (ff_compile(l->r, rs, u->ft, &u->prog, &refusals))
		return say_refusals(&refusals, sink);
	err = check_blind(l, rs, u, sink);
	if (!err)
		err = choose(l, rs, u, sink);
	if (err)
		return err;
	opt.devices = u->devices.v;
	opt.n_devices = u->devices.n;
	if (unit_has_xdp(u->backend))
		u->prog.counters = u->whole.counters;	/* both count in one place */
	err = cg_program(l->r, &u->prog, &l->host, &opt, &u->obj, &u->maps, &why);
	if (err)
		diag_error(sink, u->ft->loc, "the fast_fwd chains of flowtable %s cannot be compiled: %s", u->ft->name, why ? why : strerror(-err));
	u->fingerprint = fingerprint_of(&u->obj);
	return err || !unit_has_xdp(u->backend) ? err : compile_xdp(l, u, &opt, sink);
}

/* As it is told now, or as it was told before. */
static enum live_mode mode_of(const struct live *l, const struct unit *u)
{
	struct meta m;

	if (l->opt.mode != LIVE_KEEP)
		return l->opt.mode;
	return !meta_read(u->dir, &m) && m.mode > LIVE_KEEP && m.mode < N_LIVE_MODES ? m.mode : LIVE_AUTO;
}

struct unit *unit_new(struct live *l, const struct flowtable *ft)
{
	struct unit *u = region_new(l->r, struct unit);
	struct meta m;

	u->ft = ft;
	u->obj.fd = u->xdp.fd = -1;
	u->name = pins_name(l->r, family_name(ft->table->family), ft->table->name, ft->name);
	u->dir = region_printf(l->r, "%s/%s", l->dir, u->name);
	u->mode = mode_of(l, u);
	u->no_xdp = l->no_xdp || (l->opt.mode == LIVE_KEEP && !meta_read(u->dir, &m) && m.no_xdp);
	return u;
}

int units_compile(struct live *l, const struct ruleset *rs, struct diag_sink *sink)
{
	int err = 0;

	l->units.n = 0;
	vec_each(i, &rs->tables)
		vec_each(j, &rs->tables.v[i]->flowtables) {
			struct unit *u;

			if (!unit_has_chain(rs->tables.v[i]->flowtables.v[j]))
				continue;
			u = unit_new(l, rs->tables.v[i]->flowtables.v[j]);
			vec_push(l->r, &l->units, u);
			if (!err)
				err = unit_compile(l, rs, u, sink);
		}
	return err;
}
