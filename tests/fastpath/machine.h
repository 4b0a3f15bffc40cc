/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine for BPF programs that counts the instructions of one run, on its own: no kernel, no rights, and the same figure everywhere. */
#ifndef TESTS_FASTPATH_MACHINE_H
#define TESTS_FASTPATH_MACHINE_H

#include "fastpath/bpf/codegen.h"
#include "fastpath/interp.h"

/* A kernel whose structures are known: as that of 6.12 on 64 bits has them. */
void machine_host(struct host *h);

struct machine;
struct machine *machine_new(const struct bpf_object *o, const struct host *h, const struct cg_maps *maps, bool xdp);
/* Runs it over a frame, which it may change, of a connection; returns the instructions, 0 if the program did what no program may do. */
uint64_t machine_run(struct machine *m, const struct ff_facts *f, uint8_t *frame, size_t len, uint32_t *retval);
void machine_free(struct machine *m);

#endif
