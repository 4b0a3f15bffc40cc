/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of inputs.def, insns.def, and of the headers. */
#include "fastpath/program.h"

#include "model/uapi.h"

const struct ff_input_row ff_inputs[FF_N_INPUTS] = {
#define CONN false
#define PACKET true
#define INPUT(ident, name, bytes, order, varies, kind, key, dir, doc) { name, bytes, FF_ORDER_##order, varies, FF_KIND_##kind, key, dir, doc },
#include "fastpath/inputs.def"
#undef INPUT
#undef CONN
#undef PACKET
};
_Static_assert(FF_N_INPUTS <= 32, "program->inputs has a bit for each");

const char *const ff_op_names[FF_N_OPS] = {
#define INSN(ident, name, doc) name,
#include "fastpath/insns.def"
#undef INSN
};

const struct ff_header_row ff_headers[FF_N_HEADERS] = {
	[FF_IP4] = { "ip4", 20, false },
	[FF_IP6] = { "ip6", 40, false },
	[FF_NH] = { "network", 20, false },
	[FF_TCP] = { "tcp", 20, true },
	[FF_UDP] = { "udp", 8, true },
	[FF_TH] = { "transport", 4, true },
};
