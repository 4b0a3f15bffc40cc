/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/load.h"
#include "fastpath/bpf/btf_out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_SIZE (16u << 20)	/* the largest that every kernel takes */

static int fill(struct bpf_map *m)
{
	for (uint32_t i = 0; i < m->n; i++) {
		const void *key = m->keys ? m->keys + (size_t)i * m->spec.key_size : (const uint8_t *)&i;
		int err = sys_map_update(m->fd, key, m->values + (size_t)i * m->spec.value_size);

		if (err)
			return err;
	}
	return 0;
}

static int make_maps(struct bpf_object *o, const char **which)
{
	vec_each(i, &o->maps) {
		struct bpf_map *m = &o->maps.v[i];
		int err = 0;

		if (m->fd >= 0)
			continue;
		m->fd = sys_map_create(&m->spec);
		if (m->fd < 0)
			err = m->fd;
		else
			err = fill(m);
		if (err) {
			*which = m->spec.name;
			return err;
		}
	}
	return 0;
}

static void relocate(struct bpf_object *o, const struct host *h)
{
	vec_each(i, &o->code.relocs) {
		const struct reloc *rel = &o->code.relocs.v[i];
		struct bpf_insn *in = &o->code.insn.v[rel->insn];

		if (rel->kind == RELOC_KFUNC) {
			in->imm = (int32_t)h->kfunc[rel->index].id;
			in->off = h->kfunc[rel->index].fd_slot;
		} else {
			in->imm = o->maps.v[rel->index].fd;
		}
	}
}

static int compare_infos(const void *a, const void *b)
{
	const struct bpf_func_info *x = a, *y = b;

	return x->insn_off < y->insn_off ? -1 : x->insn_off > y->insn_off;
}

/* The main function and all others, in the order of their places. */
static uint32_t func_infos(struct bpf_object *o, struct bpf_func_info **out)
{
	const struct asm_buf *a = &o->code;
	struct bpf_func_info *infos = region_alloc(a->r, (a->n_subs + 1) * sizeof(*infos));
	uint32_t n = 0;

	infos[n++] = (struct bpf_func_info){ 0, BTF_OUT_MAIN };
	vec_each(i, &a->labels)
		if (a->labels.v[i].is_sub && a->labels.v[i].called && n <= a->n_subs)
			infos[n++] = (struct bpf_func_info){ a->labels.v[i].at, BTF_OUT_SUB };
	qsort(infos, n, sizeof(*infos), compare_infos);
	*out = infos;
	return n;
}

static int load_program(struct bpf_object *o, const struct host *h, char *log)
{
	struct sys_prog p = {
		.type = o->prog_type, .attach_type = o->attach_type, .name = o->name,
		.insns = o->code.insn.v, .n_insns = o->code.insn.n, .fd_array = h->fd_array,
		.log = log, .log_size = log ? LOG_SIZE : 0,
	};
	struct bpf_func_info *infos;
	uint32_t len;
	void *btf;
	int fd;

	if (!o->sub_arg)
		return sys_prog_load(&p);
	btf = btf_out_make(o->code.r, o->sub_arg, &len);
	p.btf_fd = sys_btf_load(btf, len);
	if (p.btf_fd < 0)
		return p.btf_fd;
	p.n_func_info = func_infos(o, &infos);
	p.func_info = infos;
	fd = sys_prog_load(&p);
	close(p.btf_fd);
	return fd;
}

/* The verifier's words, once more and only for those who asked. */
static void tell_log(struct bpf_object *o, const struct host *h, struct strbuf *debug)
{
	char *log = calloc(1, LOG_SIZE);
	int fd;

	if (!log)
		return;
	fd = load_program(o, h, log);
	if (fd >= 0)
		close(fd);
	strbuf_add(debug, log);
	free(log);
}

static int say_no_rights(struct diag_sink *sink, struct loc loc, const struct host *h, const char *function)
{
	bool module = false;

	for (unsigned i = 0; function && i < N_KFUNCS; i++)
		module |= h->kfunc_module[i] && !strcmp(bpf_kfunc_names[i], function);
	diag_error(sink, loc, "a fast_fwd chain needs the capabilities NET_ADMIN, BPF and PERFMON%s", module ?
		   ", and SYS_ADMIN because this kernel has its connection tracking as a module" : "");
	return -EPERM;
}

int bpf_object_load(struct bpf_object *o, struct host *h, struct diag_sink *sink, struct loc loc, struct strbuf *debug)
{
	const char *which = NULL;
	int err = o->code.err;

	if (debug)
		bpf_object_print(debug, o);
	if (err == -E2BIG) {
		diag_error(sink, loc, "the fast_fwd chains are too large to be compiled: more than %u instructions", ASM_MAX_INSNS);
		return err;
	}
	if (!err)
		err = host_open_kfuncs(h, o, &which);
	if (err == -ENOENT && which) {
		diag_error(sink, loc, "this kernel has no %s(): a fast_fwd chain needs it", which);
		return err;
	}
	if (!err)
		err = make_maps(o, &which);
	if (err == -EPERM || err == -EACCES) {
		bpf_object_close(o);
		return say_no_rights(sink, loc, h, which);
	}
	if (err) {
		diag_error(sink, loc, "the map %s of a fast_fwd chain cannot be made: %s", which ? which : "", strerror(-err));
		bpf_object_close(o);
		return err;
	}
	relocate(o, h);
	o->fd = load_program(o, h, NULL);
	if (o->fd >= 0)
		return 0;
	err = o->fd;
	if (debug)
		tell_log(o, h, debug);
	bpf_object_close(o);
	if (err == -EPERM)
		return say_no_rights(sink, loc, h, NULL);
	if (err == -E2BIG) {
		diag_error(sink, loc, "the fast_fwd chains are too large for this kernel: its verifier follows a million instructions");
		return err;
	}
	diag_error(sink, loc, "the kernel refuses a program of this fast_fwd chain (%s); this is a bug of nft, please report it with the output of --debug=bpf",
		   strerror(-err));
	return err;
}
