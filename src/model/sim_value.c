/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simulator: values as variables hold them. */
#include "model/sim.h"

#include <string.h>

bool sim_is_string(const struct dtype *t)
{
	return t && (t->cls == DT_STRING || t->cls == DT_IFNAME);
}

void sim_from_bytes(uint8_t out[SIM_BYTES], const uint8_t *data, unsigned bits, bool string)
{
	unsigned n = (bits + 7) / 8;

	memset(out, 0, SIM_BYTES);
	if (string)
		memcpy(out, data, n < SIM_BYTES ? n : SIM_BYTES);
	else if (n <= SIM_BYTES)
		memcpy(out + SIM_BYTES - n, data, n);
	else
		memcpy(out, data + n - SIM_BYTES, SIM_BYTES);
}

uint64_t sim_number(const uint8_t v[SIM_BYTES])
{
	return wide_get_u64(v, SIM_BYTES);
}

void sim_scalar_u64(struct sim_scalar *v, uint64_t n)
{
	memset(v, 0, sizeof(*v));
	v->kind = SIM_CONST;
	wide_set_u64(v->data, SIM_BYTES, n);
}
