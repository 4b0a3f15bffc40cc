/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/live.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "fastpath/attach/pins.h"
#include "fastpath/attach/tc.h"
#include "fastpath/attach/unit.h"
#include "fastpath/attach/xdp.h"
#include "fastpath/bpf/load.h"


bool live_wanted(const struct ruleset *rs)
{
	vec_each(i, &rs->tables)
		vec_each(j, &rs->tables.v[i]->flowtables)
			if (unit_has_chain(rs->tables.v[i]->flowtables.v[j]))
				return true;
	return false;
}

bool live_has_modules(void)
{
	return !access("/sys/kernel/btf/nf_conntrack", F_OK) && !access("/sys/kernel/btf/nf_flow_table", F_OK);
}

bool live_present(struct region *r)
{
	return pins_exist(pins_dir(r));
}

/* ---------------------------------------------------------------- loading */
static bool is_loaded(struct live *l, const struct unit *u)
{
	struct meta m;

	return !meta_read(u->dir, &m) && m.fingerprint == u->fingerprint && !access(region_printf(l->r, "%s/program", u->dir), F_OK);
}

static const char *link_pin(struct live *l, const char *dir, uint32_t ifindex)
{
	return region_printf(l->r, "%s/xdp-%u", dir, ifindex);
}

static struct new_link *new_link_of(struct live *l, uint32_t ifindex)
{
	vec_each(i, &l->links)
		if (l->links.v[i].ifindex == ifindex && l->links.v[i].fd >= 0)
			return &l->links.v[i];
	return NULL;
}

static int link_device(struct live *l, struct unit *u, const struct cg_device *d)
{
	int fd;

	if (!access(link_pin(l, u->dir, d->ifindex), F_OK) || new_link_of(l, d->ifindex))
		return 0;
	fd = xdp_link(d->ifindex, u->xdp.fd, u->backend == LIVE_XDP_GENERIC);
	if (fd < 0)
		return fd;
	vec_push(l->r, &l->links, ((struct new_link){ d->ifindex, fd }));
	return 0;
}

static int say_refused(const struct unit *u, const struct cg_device *d, int err, struct diag_sink *sink)
{
	if (err == -EBUSY)
		diag_error(sink, u->ft->loc, "device %s has an XDP program of its own: use tc there", d->name);
	else
		diag_error(sink, u->ft->loc, "the XDP program of fast_fwd cannot be attached to %s: %s; use tc", d->name, strerror(-err));
	return err;
}

static void drop_links(struct live *l, const struct unit *u)
{
	vec_each(i, &u->devices) {
		struct new_link *k = new_link_of(l, u->devices.v[i].ifindex);

		if (k) {
			close(k->fd);
			k->fd = -1;
		}
	}
}

/* Devices that have no program of ours yet get it now, before anything is committed: there are no flows for it. So a driver that refuses
 * it is an error in time, or with `auto` a reason for tc. */
static int try_links(struct live *l, struct unit *u, const struct cg_device **refused)
{
	int err = 0;

	for (uint32_t i = 0; i < u->devices.n && !err; i++) {
		err = link_device(l, u, &u->devices.v[i]);
		*refused = &u->devices.v[i];
	}
	return err;
}

static int load_objects(struct live *l, struct unit *u, struct diag_sink *sink)
{
	int err = bpf_object_load(&u->obj, &l->host, sink, u->ft->loc, l->opt.debug);

	if (err || !unit_has_xdp(u->backend))
		return err;
	if (u->xdp_maps.counters != CG_NO_MAP)	/* both count in one place */
		u->xdp.maps.v[u->xdp_maps.counters].fd = fcntl(u->obj.maps.v[u->maps.counters].fd, F_DUPFD_CLOEXEC, 0);
	return bpf_object_load(&u->xdp, &l->host, sink, u->ft->loc, l->opt.debug);
}

static int load_unit(struct live *l, const struct ruleset *rs, struct unit *u, struct diag_sink *sink)
{
	const struct cg_device *refused = NULL;
	int err;

	if (u->mode == LIVE_OFF || u->obj.fd >= 0 || is_loaded(l, u))
		return 0;
	err = load_objects(l, u, sink);
	if (err || !unit_has_xdp(u->backend))
		return err;
	err = try_links(l, u, &refused);
	if (!err)
		return 0;
	drop_links(l, u);
	if (u->mode != LIVE_AUTO)
		return say_refused(u, refused, err, sink);
	bpf_object_close(&u->obj);
	bpf_object_close(&u->xdp);
	u->devices.n = 0;
	u->no_xdp = l->no_xdp = true;
	err = unit_compile(l, rs, u, sink);
	return err || is_loaded(l, u) ? err : load_objects(l, u, sink);
}

static struct live *live_new(struct region *r, const struct live_options *opt, struct diag_sink *sink)
{
	struct live *l = region_new(r, struct live);
	struct loc nowhere = { 0 };

	l->r = r;
	l->opt = *opt;
	l->lock = -1;
	l->dir = pins_dir(r);
	if (l->dir && !rt_open(&l->rt))
		return l;
	diag_error(sink, nowhere, "a fast_fwd chain needs network namespaces with cookies (kernel 5.14) and a route socket");
	return NULL;
}

static int read_host(struct live *l, struct diag_sink *sink)
{
	struct loc nowhere = { 0 };
	int err;

	if (l->has_host)
		return 0;
	err = host_read(l->r, &l->host);
	if (err) {
		diag_error(sink, nowhere, "a fast_fwd chain needs a kernel that tells its types in /sys/kernel/btf (CONFIG_DEBUG_INFO_BTF): %s", strerror(-err));
		return err;
	}
	l->has_host = true;
	return 0;
}

int live_prepare(struct region *r, const struct ruleset *rs, struct diag_sink *sink, const struct live_options *opt, struct live **out)
{
	struct live *l = live_new(r, opt, sink);
	int err = 0;

	if (!l)
		return -EOPNOTSUPP;
	if (live_wanted(rs))
		err = read_host(l, sink);
	if (!err)
		err = units_compile(l, rs, sink);
	vec_each(i, &l->units)
		err = err ? err : load_unit(l, rs, l->units.v[i], sink);
	if (err)
		live_close(l);
	else
		*out = l;
	return err;
}

static void close_unit(struct unit *u)
{
	bpf_object_close(&u->obj);
	bpf_object_close(&u->xdp);
}

void live_close(struct live *l)
{
	vec_each(i, &l->units)
		close_unit(l->units.v[i]);
	vec_each(i, &l->links)
		if (l->links.v[i].fd >= 0)
			close(l->links.v[i].fd);
	host_close(&l->host);
	rt_close(l->rt);
	if (l->lock >= 0)
		close(l->lock);
}

/* ---------------------------------------------------------------- the record of a run */
static const char *intent_path(const struct live *l)
{
	return region_printf(l->r, "%s/" PINS_INTENT, l->dir);
}

static int note(struct live *l)
{
	struct sys_map spec = { BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0, PINS_INTENT };
	int fd = sys_map_create(&spec), err;

	if (fd < 0)
		return fd;
	err = sys_pin(fd, intent_path(l));
	close(fd);
	return err == -EEXIST ? 0 : err;
}

static bool all_off(const struct live *l)
{
	vec_each(i, &l->units)
		if (l->units.v[i]->mode != LIVE_OFF)
			return false;
	return true;
}

/* One at a time: the record is of the one that holds the lock. */
static int enter(struct live *l, struct diag_sink *sink)
{
	struct loc nowhere = { 0 };
	int err = pins_make(l->r, l->dir);

	if (err == -EXDEV && all_off(l))	/* nothing is to be kept but that */
		return 0;
	if (!err && l->lock < 0) {
		l->lock = open(l->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		err = l->lock < 0 || flock(l->lock, LOCK_EX) ? -errno : 0;
	}
	if (!err)
		err = note(l);
	if (err == -EXDEV)
		diag_error(sink, nowhere, "this mount namespace has no bpffs at /sys/fs/bpf, and what is kept of fast_fwd chains would end with it; "
			   "instead of `ip netns exec NAME`, run nft by `nsenter --net=/run/netns/NAME`, or load with --fast-fwd off");
	else if (err)
		diag_error(sink, nowhere, "the state of fast_fwd chains cannot be kept in %s: %s", l->dir, strerror(-err));
	return err;
}

static void leave(struct live *l)
{
	unlink(intent_path(l));
	if (!l->units.n)
		rmdir(l->dir);
}

int live_begin(struct live *l, struct diag_sink *sink)
{
	int err = 0;

	if (!l->units.n && !pins_exist(l->dir))
		return 0;
	err = enter(l, sink);
	vec_each(i, &l->units) {
		struct unit *u = l->units.v[i];

		for (uint32_t k = 0; !err && u->obj.fd >= 0 && k < u->devices.n; k++) {
			bool made;

			if (tc_program(l->rt, u->devices.v[k].ifindex))
				continue;
			err = tc_attach(l->rt, u->devices.v[k].ifindex, u->obj.fd, &made);
			if (!err)
				vec_push(l->r, &l->attached, u->devices.v[k].ifindex);
			else
				diag_error(sink, u->ft->loc, "the program of fast_fwd cannot be attached to %s: %s", u->devices.v[k].name, strerror(-err));
		}
	}
	return err;
}

/* ---------------------------------------------------------------- bringing up to date */
static void carry_counts(struct live *l, const struct unit *u, const struct meta *old, struct meta_rule *rules)
{
	unsigned cpus = sys_possible_cpus();
	int counters = sys_open_pin(region_printf(l->r, "%s/counters", u->dir)), was = sys_open_pin(region_printf(l->r, "%s/rules", u->dir));
	struct cg_count *c = region_alloc(l->r, cpus * sizeof(*c));

	for (uint32_t i = 0; i < old->n_counters && counters >= 0 && was >= 0; i++) {
		struct meta_rule m;

		if (sys_map_lookup(was, &i, &m) || sys_map_lookup(counters, &i, c))
			continue;
		for (unsigned k = 0; k < cpus; k++) {
			m.packets += c[k].packets;
			m.bytes += c[k].bytes;
		}
		vec_each(k, &u->prog.counters)
			if (!memcmp(&rules[k], &m, offsetof(struct meta_rule, packets))) {
				rules[k].packets = m.packets;
				rules[k].bytes = m.bytes;
			}
	}
	if (counters >= 0)
		close(counters);
	if (was >= 0)
		close(was);
}

static int pin_as(struct live *l, const struct unit *u, int fd, const char *name)
{
	const char *path = region_printf(l->r, "%s/%s", u->dir, name);

	unlink(path);
	return sys_pin(fd, path);
}

static int pin_rules(struct live *l, const struct unit *u, const struct meta_rule *rules)
{
	struct sys_map spec = { BPF_MAP_TYPE_ARRAY, 4, sizeof(*rules), u->prog.counters.n, 0, "rules" };
	int fd, err = 0;

	if (!u->prog.counters.n)
		return 0;
	fd = sys_map_create(&spec);
	if (fd < 0)
		return fd;
	for (uint32_t i = 0; !err && i < u->prog.counters.n; i++)
		err = sys_map_update(fd, &i, &rules[i]);
	if (!err)
		err = pin_as(l, u, fd, "rules");
	close(fd);
	return err;
}

static struct meta_rule *rules_of(struct live *l, const struct unit *u)
{
	struct meta_rule *rules = region_alloc(l->r, (u->prog.counters.n + 1) * sizeof(*rules));

	vec_each(i, &u->prog.counters) {
		rules[i].table_handle = u->prog.counters.v[i].rule->chain->chain->table->handle;
		rules[i].chain_handle = u->prog.counters.v[i].rule->chain->chain->handle;
		rules[i].rule_handle = u->prog.counters.v[i].rule->rule->handle;
		rules[i].nth = i && u->prog.counters.v[i - 1].rule == u->prog.counters.v[i].rule ? rules[i - 1].nth + 1 : 0;
	}
	return rules;
}

static struct meta meta_of(const struct unit *u, const struct ruleset *rs, const struct meta *old)
{
	struct meta m = {
		.version = META_VERSION, .genid = rs->genid, .mode = u->mode, .backend = u->backend, .no_xdp = u->no_xdp,
		.table_handle = u->ft->table->handle, .flowtable_handle = u->ft->handle, .chain_handles = u->chain_handles,
		.fingerprint = u->fingerprint, .n_devices = u->devices.n, .n_counters = u->prog.counters.n,
	};

	vec_each(i, &u->devices) {
		m.device[i].ifindex = u->devices.v[i].ifindex;
		memcpy(m.device[i].name, u->devices.v[i].name, sizeof(m.device[i].name));
		for (uint32_t k = 0; k < old->n_devices; k++)
			if (old->device[k].ifindex == m.device[i].ifindex)
				m.device[i].made_qdisc = old->device[k].made_qdisc;
	}
	strncpy(m.family, family_name(u->ft->table->family), sizeof(m.family) - 1);
	strncpy(m.table, u->ft->table->name, sizeof(m.table) - 1);
	strncpy(m.flowtable, u->ft->name, sizeof(m.flowtable) - 1);
	if (u->reason)
		strncpy(m.reason, u->reason, sizeof(m.reason) - 1);
	return m;
}

static int attach_xdp(struct live *l, const struct unit *u, int prog, struct diag_sink *sink)
{
	vec_each(i, &u->devices) {
		const struct cg_device *d = &u->devices.v[i];
		const char *pin = link_pin(l, u->dir, d->ifindex);
		int err = xdp_replace(pin, d->ifindex, prog);
		struct new_link *k = new_link_of(l, d->ifindex);

		if (!err)
			continue;
		unlink(pin);
		if (!k) {
			err = xdp_link(d->ifindex, prog, u->backend == LIVE_XDP_GENERIC);
			if (err < 0)
				return say_refused(u, d, err, sink);
			vec_push(l->r, &l->links, ((struct new_link){ d->ifindex, err }));
			k = new_link_of(l, d->ifindex);
		}
		err = sys_pin(k->fd, pin);
		if (err)
			return err;
	}
	return 0;
}

static void detach_device(struct live *l, const char *dir, const struct meta *m, uint32_t i, bool tc)
{
	xdp_detach(link_pin(l, dir, m->device[i].ifindex));
	if (tc)
		tc_detach(l->rt, m->device[i].ifindex, m->device[i].made_qdisc);
}

static int attach(struct live *l, struct meta *m, int prog)
{
	int err = 0;

	for (uint32_t i = 0; !err && i < m->n_devices; i++) {
		bool made = false;

		if (tc_program(l->rt, m->device[i].ifindex) == m->program)
			continue;
		err = tc_attach(l->rt, m->device[i].ifindex, prog, &made);
		m->device[i].made_qdisc |= made;
		vec_each(k, &l->attached)
			m->device[i].made_qdisc |= l->attached.v[k] == m->device[i].ifindex;
	}
	return err;
}

/* Devices that the flowtable has no more. */
static void detach_others(struct live *l, const char *dir, const struct meta *old, const struct meta *m)
{
	for (uint32_t i = 0; i < old->n_devices; i++) {
		bool kept = false;

		for (uint32_t k = 0; k < m->n_devices; k++)
			kept |= m->device[k].ifindex == old->device[i].ifindex;
		if (!kept || (old->xdp && (!m->xdp || old->backend != m->backend)))
			detach_device(l, dir, old, i, !kept);
	}
}

/* What was asked for is remembered, and nothing runs. */
static int turn_off(struct live *l, const struct unit *u, const struct meta *old, const struct meta *m)
{
	int err;

	detach_others(l, u->dir, old, m);
	pins_remove(l->r, u->dir);
	err = pins_make(l->r, u->dir);
	return err ? err : meta_write(u->dir, m);
}

static int pin_all(struct live *l, const struct unit *u, const struct meta_rule *rules)
{
	int err = pin_rules(l, u, rules);

	if (u->xdp.fd < 0) {
		unlink(region_printf(l->r, "%s/xdp", u->dir));
		unlink(region_printf(l->r, "%s/xdp-scratch", u->dir));
	}
	if (!err && u->maps.counters != CG_NO_MAP)
		err = pin_as(l, u, u->obj.maps.v[u->maps.counters].fd, "counters");
	if (!err)
		err = pin_as(l, u, u->obj.maps.v[u->maps.scratch].fd, "scratch");
	if (!err && u->xdp.fd >= 0)
		err = pin_as(l, u, u->xdp.maps.v[u->xdp_maps.scratch].fd, "xdp-scratch");
	if (!err && u->xdp.fd >= 0)
		err = pin_as(l, u, u->xdp.fd, "xdp");
	return err ? err : pin_as(l, u, u->obj.fd, "program");
}

static int put_in_place(struct live *l, const struct unit *u, const struct meta *old, struct meta *m, int prog, int xdp, struct diag_sink *sink)
{
	struct meta_rule *rules = rules_of(l, u);
	int err = pins_make(l->r, u->dir);

	if (!err && old->xdp && old->backend != m->backend)	/* one mode after the other: a device has one of them */
		for (uint32_t i = 0; i < old->n_devices; i++)
			detach_device(l, u->dir, old, i, false);
	if (!err)
		err = attach(l, m, prog);
	if (!err && m->xdp)
		err = attach_xdp(l, u, xdp, sink);
	if (!err && u->obj.fd >= 0) {	/* else what is pinned goes on counting */
		carry_counts(l, u, old, rules);
		err = pin_all(l, u, rules);
	}
	if (!err)
		err = meta_write(u->dir, m);
	if (!err)
		detach_others(l, u->dir, old, m);
	return err;
}

static int bring_up(struct live *l, const struct ruleset *rs, struct unit *u, struct diag_sink *sink)
{
	struct meta old = { 0 }, m;
	bool same = !meta_read(u->dir, &old) && old.fingerprint == u->fingerprint && u->obj.fd < 0;
	int prog = u->obj.fd, xdp = u->xdp.fd, err;

	m = meta_of(u, rs, &old);
	if (u->mode == LIVE_OFF)
		return turn_off(l, u, &old, &m);
	if (same) {
		prog = sys_open_pin(region_printf(l->r, "%s/program", u->dir));
		xdp = unit_has_xdp(u->backend) ? sys_open_pin(region_printf(l->r, "%s/xdp", u->dir)) : -1;
	}
	if (prog < 0 || (xdp < 0 && unit_has_xdp(u->backend)))
		return prog < 0 ? prog : xdp;
	m.program = sys_id(prog);
	m.xdp = xdp >= 0 ? sys_id(xdp) : 0;
	err = put_in_place(l, u, &old, &m, prog, xdp, sink);
	if (same)
		close(prog);
	if (same && xdp >= 0)
		close(xdp);
	return err;
}

static bool is_wanted(const struct live *l, const char *name)
{
	vec_each(i, &l->units)
		if (!strcmp(l->units.v[i]->name, name))
			return true;
	return false;
}

static bool device_wanted(const struct live *l, uint32_t ifindex)
{
	vec_each(i, &l->units)
		vec_each(k, &l->units.v[i]->devices)
			if (l->units.v[i]->devices.v[k].ifindex == ifindex)
				return true;
	return false;
}

static void take_down(struct live *l, const char *name)
{
	const char *dir = region_printf(l->r, "%s/%s", l->dir, name);
	struct meta m;

	if (!meta_read(dir, &m))
		for (uint32_t i = 0; i < m.n_devices; i++)
			detach_device(l, dir, &m, i, !device_wanted(l, m.device[i].ifindex));
	pins_remove(l->r, dir);
}

static void take_down_others(struct live *l)
{
	pin_names names = { 0 };

	pins_list(l->r, l->dir, &names);
	vec_each(i, &names)
		if (strcmp(names.v[i], PINS_INTENT) && !is_wanted(l, names.v[i]))
			take_down(l, names.v[i]);
}

/* Programs that were loaded beforehand serve if the ruleset has become what it was to become. */
static void take_loaded(struct unit *u, struct unit **before, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (before[i]->obj.fd >= 0 && before[i]->fingerprint == u->fingerprint && !strcmp(before[i]->name, u->name)) {
			u->obj = before[i]->obj;
			u->maps = before[i]->maps;
			u->xdp = before[i]->xdp;
			u->xdp_maps = before[i]->xdp_maps;
			before[i]->obj.fd = before[i]->xdp.fd = -1;
			before[i]->obj.maps.n = before[i]->xdp.maps.n = 0;
			return;
		}
}

static int derive(struct live *l, const struct ruleset *rs, struct diag_sink *sink)
{
	uint32_t n = l->units.n;
	struct unit **before = region_alloc(l->r, (n + 1) * sizeof(*before));
	struct loc nowhere = { 0 };
	int err;

	for (uint32_t i = 0; i < n; i++)
		before[i] = l->units.v[i];
	l->units.v = NULL;
	l->units.n = l->units.cap = 0;
	err = units_compile(l, rs, sink);
	vec_each(i, &l->units) {
		if (err)
			break;
		take_loaded(l->units.v[i], before, n);
		err = load_unit(l, rs, l->units.v[i], sink);
		if (!err)
			err = bring_up(l, rs, l->units.v[i], sink);
	}
	for (uint32_t i = 0; i < n; i++)
		close_unit(before[i]);
	if (!err)
		take_down_others(l);
	vec_each(i, &l->attached)	/* for a commit that failed */
		if (!err && !device_wanted(l, l->attached.v[i]))
			tc_detach(l->rt, l->attached.v[i], true);
	if (err && !sink->errors)
		diag_error(sink, nowhere, "the programs of fast_fwd chains cannot be brought up to date: %s; `nft fastpath sync` tries again", strerror(-err));
	return err;
}

int live_finish(struct live *l, const struct ruleset *rs, struct diag_sink *sink)
{
	int err = 0;

	if (!pins_exist(l->dir))
		return 0;
	if (live_wanted(rs))
		err = read_host(l, sink);
	if (!err)
		err = derive(l, rs, sink);
	if (!err)
		leave(l);
	return err;
}

int live_sync(struct region *r, const struct ruleset *rs, struct diag_sink *sink, const struct live_options *opt)
{
	struct live *l = live_new(r, opt, sink);
	int err = 0;

	if (!l)
		return -EOPNOTSUPP;
	if (live_wanted(rs))
		err = enter(l, sink);
	if (!err)
		err = live_finish(l, rs, sink);
	live_close(l);
	return err;
}

/* ---------------------------------------------------------------- what other tools do to the ruleset */
bool live_is_current(struct region *r, uint32_t genid)
{
	const char *dir = pins_dir(r);
	pin_names names = { 0 };
	struct meta m;

	pins_list(r, dir, &names);
	if (!names.n)		/* a run ended right behind making it */
		return false;
	vec_each(i, &names)
		if (!strcmp(names.v[i], PINS_INTENT) || meta_read(region_printf(r, "%s/%s", dir, names.v[i]), &m) || m.genid != genid)
			return false;
	return true;
}

static const struct flowtable *flowtable_of(const struct ruleset *rs, const struct meta *m)
{
	vec_each(i, &rs->tables) {
		const struct table *t = rs->tables.v[i];

		if (!strcmp(family_name(t->family), m->family) && !strcmp(t->name, m->table))
			return table_flowtable(t, m->flowtable);
	}
	return NULL;
}

static bool still_holds(const struct ruleset *rs, const struct meta *m)
{
	const struct flowtable *ft = flowtable_of(rs, m);

	return ft && ft->table->handle == m->table_handle && ft->handle == m->flowtable_handle && unit_chain_handles(ft) == m->chain_handles;
}

const char *live_drift(struct region *r, const struct ruleset *rs, struct diag_sink *sink, const struct meta *m)
{
	const struct flowtable *ft = flowtable_of(rs, m);
	struct diag_sink unheard = { .region = r };
	const char *why = NULL;
	struct live *l;
	struct unit *u;

	if (!still_holds(rs, m))
		return "its flowtable or chain was taken away or made anew by another program";
	l = live_new(r, &(struct live_options){ .mode = LIVE_KEEP }, sink);
	if (!l)
		return NULL;
	u = unit_new(l, ft);
	vec_push(r, &l->units, u);
	if (read_host(l, &unheard) || unit_compile(l, rs, u, &unheard))
		why = unheard.diags.n ? unheard.diags.v[0]->message : "its chains cannot be compiled any more";
	else if (u->mode != LIVE_OFF && u->fingerprint != m->fingerprint)
		why = "rules, sets or devices are not those that the program was made of";
	vec_each(i, &u->devices)
		if (!why && tc_program(l->rt, u->devices.v[i].ifindex) != m->program)
			why = region_printf(r, "the program is not attached to %s", u->devices.v[i].name);
	vec_each(i, &u->devices)
		if (!why && m->xdp && xdp_program(l->rt, u->devices.v[i].ifindex) != m->xdp)
			why = region_printf(r, "the XDP program is not attached to %s", u->devices.v[i].name);
	live_close(l);
	return why;
}

int live_tidy(struct region *r, const struct ruleset *rs, struct diag_sink *sink, bool *record)
{
	struct live *l = live_new(r, &(struct live_options){ .mode = LIVE_KEEP }, sink);
	pin_names names = { 0 };

	*record = false;
	if (!l)
		return -EOPNOTSUPP;
	pins_list(r, l->dir, &names);
	vec_each(i, &names) {
		const char *dir = region_printf(r, "%s/%s", l->dir, names.v[i]);
		struct meta m;

		if (!strcmp(names.v[i], PINS_INTENT)) {
			*record = true;
		} else if (meta_read(dir, &m) || !still_holds(rs, &m)) {
			take_down(l, names.v[i]);
		} else {
			m.genid = rs->genid;
			meta_write(dir, &m);
		}
	}
	if (!*record)
		rmdir(l->dir);	/* if nothing is left */
	live_close(l);
	return 0;
}
