/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queueing to user space: every face of the kind. */
#include "model/faces.h"
#include "model/print.h"

/* ---------------------------------------------------------------- check */

/* ---------------------------------------------------------------- text out */

static void queue_print(struct printer *p, const struct stmt *s)
{
	prs(p, "queue");
	if (s->queue.flags) {
		prs(p, " flags ");
		print_flags(p, queue_flags, s->queue.flags, ",");
	}
	prs(p, " to ");
	if (s->queue.queue)
		print_expr(p, s->queue.queue);
	else
		prs(p, "0");
}

/* ---------------------------------------------------------------- netlink out */

/* ---------------------------------------------------------------- netlink in */

/* ---------------------------------------------------------------- simulate */

const struct stmt_ops queue_stmt_ops = {
	.name = "queue",
	/* check */

	/* text out */
	.print = queue_print,

	/* netlink out */

	/* simulate */
};
