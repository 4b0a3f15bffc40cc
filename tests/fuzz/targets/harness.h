/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fuzz targets share: a batch in its region, and a kernel that is only memory. */
#ifndef NFT_FUZZ_HARNESS_H
#define NFT_FUZZ_HARNESS_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "kernel/kernel.h"

struct harness {
	struct region *r;
	struct diag_sink sink;
	struct ruleset rs;
	struct cmds cmds;
	struct source *src;
	struct kernel *kernel;
	jmp_buf oom;
};

/* Takes @data as the text of a source. */
struct harness *harness_new(const uint8_t *data, size_t size);
void harness_free(struct harness *h);
/* Parsed commands through all that follows: check, encode, and what was encoded is read back and listed. */
void harness_run(struct harness *h);
/* The errors as they are told. */
void harness_tell(struct harness *h);
/* Messages, as the kernel would dump them, are read and listed as text and JSON. */
void harness_read(struct harness *h, const uint8_t *messages, size_t len);

/* ---- the kernel (fake_socket.c): what is sent is kept, and answers to dumps are taken from @answers. */
struct fake_kernel {
	const uint8_t *answers;
	size_t n_answers;
	uint8_t *sent;		/* freed by who takes it */
	size_t n_sent;
};
extern struct fake_kernel fake_kernel;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
