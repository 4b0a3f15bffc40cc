/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program that is made of compiled chains, in a test run of the running kernel. */
#ifndef TESTS_FASTPATH_BPF_H
#define TESTS_FASTPATH_BPF_H

#include "fastpath/interp.h"

struct bpf_under_test;

/* @how: "bpf[-xdp][-cache|-ct-time|-time]": for XDP rather than tc; remembering connections, and with every set in a map; as it is made for
 * real; with the connections of this network namespace. NULL: it cannot be loaded; the reason is on stderr. */
struct bpf_under_test *bpf_open(struct region *r, const struct ff_program *p, const char *how);
/* As ff_run(): from the packet as it came in to the one that leaves, with NAT and ttl as the kernel's fast path does them. */
enum ff_outcome bpf_run(struct bpf_under_test *t, const struct ff_facts *f, uint8_t *packet, size_t len, enum ff_left *why);
/* Prints how many instructions it has, and the time of one run with this packet. */
void bpf_time(struct bpf_under_test *t, const struct ff_facts *f, const uint8_t *packet, size_t len);
/* Prints how many instructions of the program, as it is made for real, run for a packet of a connection that it knows; the kernel
 * has no part in it, and what it does for the program costs nothing. -1: the program went wrong. */
int bpf_steps(struct region *r, const struct ff_program *p, bool xdp, const struct ff_facts *f, const uint8_t *packet, size_t len);
void bpf_counts(struct bpf_under_test *t, struct ff_count *counts, uint32_t n);

#endif
