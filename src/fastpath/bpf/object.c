/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/bpf/object.h"

#include <unistd.h>
#include "fastpath/bpf/disasm.h"

const char *const bpf_kfunc_names[N_KFUNCS] = {
	[KFUNC_SKB_CT_LOOKUP] = "bpf_skb_ct_lookup",
	[KFUNC_CT_RELEASE] = "bpf_ct_release",
	[KFUNC_XDP_FLOW_LOOKUP] = "bpf_xdp_flow_lookup",
	[KFUNC_RDONLY_CAST] = "bpf_rdonly_cast",
};

void bpf_object_init(struct region *r, struct bpf_object *o)
{
	*o = (struct bpf_object){ .code.r = r, .fd = -1 };
}

uint32_t bpf_object_map(struct bpf_object *o, const char *name, uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t max_entries)
{
	struct bpf_map m = { .spec = { type, key_size, value_size, max_entries, 0, name }, .fd = -1 };

	if (type == BPF_MAP_TYPE_LPM_TRIE)
		m.spec.flags = BPF_F_NO_PREALLOC;
	vec_push(o->code.r, &o->maps, m);
	return o->maps.n - 1;
}

void bpf_object_close(struct bpf_object *o)
{
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
	vec_each(i, &o->maps) {
		if (o->maps.v[i].fd >= 0)
			close(o->maps.v[i].fd);
		o->maps.v[i].fd = -1;
	}
}

static const char *map_name(const void *data, uint32_t index)
{
	const struct bpf_object *o = data;

	return index < o->maps.n ? o->maps.v[index].spec.name : NULL;
}

static const char *kfunc_name(const void *data, uint32_t index)
{
	(void)data;
	return index < N_KFUNCS ? bpf_kfunc_names[index] : NULL;
}

void bpf_object_print(struct strbuf *b, const struct bpf_object *o)
{
	struct disasm_names names = { map_name, kfunc_name, o };

	strbuf_printf(b, "program %s: %u instructions\n", o->name, o->code.insn.n);
	vec_each(i, &o->maps)
		strbuf_printf(b, "  map %s: key %u, value %u, %u entries\n", o->maps.v[i].spec.name, o->maps.v[i].spec.key_size,
			      o->maps.v[i].spec.value_size, o->maps.v[i].spec.max_entries);
	disasm(b, &o->code, &names);
}
