/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Headers, their fields, what follows what; extension headers and options; tunnels. */
#include "catalog/catalog.h"

#include <errno.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* ------------------------------------------------------------------ headers */

/* Every table ends in an empty row, as a header may have no field. */
#define HEADER(ident, ...) static const struct field_row ident##_fields[] = {
#define FIELD(header, ident, name, json, offset, bits, type, order, variance, action, flags, doc) \
	{ { name, json, &type##_type, bits, order, variance, action, doc }, offset, flags },
#define ENDHEADER(ident) { { 0 }, 0, 0 } };
#include "catalog/headers.def"
#undef HEADER
#undef FIELD
#undef ENDHEADER

const struct header_row headers[N_HEADERS] = {
#define HEADER(ident, name, base, bits, key, csum) \
	[HDR_##ident] = { name, base, HDR_##ident, bits, ident##_fields, N_FLDS_##ident, key, (csum) < 0 ? 0 : (csum), (csum) >= 0 },
#define FIELD(...)
#define ENDHEADER(ident)
#include "catalog/headers.def"
#undef HEADER
#undef FIELD
#undef ENDHEADER
};

const struct header_row *header_by_name(const char *name)
{
	for (unsigned i = 0; i < N_HEADERS; i++)
		if (!strcmp(headers[i].name, name))
			return &headers[i];
	return NULL;
}

int header_field_index(const struct header_row *h, const char *name)
{
	for (unsigned i = 0; i < h->n_fields; i++)
		if (!strcmp(h->fields[i].sel.name, name))
			return (int)i;
	return -1;
}

const struct field_row *header_field(const struct header_row *h, const char *name)
{
	int i = header_field_index(h, name);

	return i < 0 ? NULL : &h->fields[i];
}

/* ------------------------------------------------------------------ links */

enum number_space { ETHERTYPE, L4PROTO, NFPROTO };

static const struct link { uint8_t space, header; uint64_t value; } links[] = {
#define LINK(space, value, header) { space, HDR_##header, value },
#define WHEN(...)
#include "catalog/links.def"
#undef LINK
#undef WHEN
};

static const struct when { uint8_t header, field; uint64_t value; } whens[] = {
#define LINK(...)
#define WHEN(header, field, value) { HDR_##header, FLD_##header##_##field, value },
#include "catalog/links.def"
#undef LINK
#undef WHEN
};

static int space_of(const struct dtype *numbers)
{
	return numbers == &ether_type_type ? ETHERTYPE : numbers == &inet_proto_type ? L4PROTO : numbers == &nf_proto_type ? NFPROTO : -1;
}

const struct header_row *header_by_number(const struct dtype *numbers, uint64_t value)
{
	int space = space_of(numbers);

	for (unsigned i = 0; i < COUNT(links); i++)
		if (links[i].space == space && links[i].value == value)
			return &headers[links[i].header];
	return NULL;
}

int header_number(const struct dtype *numbers, const struct header_row *h, uint64_t *value)
{
	int space = space_of(numbers);

	for (unsigned i = 0; i < COUNT(links); i++) {
		if (links[i].space == space && links[i].header == h->id) {
			*value = links[i].value;
			return 0;
		}
	}
	return -ENOENT;
}

const struct header_row *header_next(const struct header_row *lower, uint64_t value)
{
	return lower->key < 0 ? NULL : header_by_number(lower->fields[lower->key].sel.type, value);
}

int header_value(const struct header_row *lower, const struct header_row *upper, uint64_t *value)
{
	return lower->key < 0 ? -ENOENT : header_number(lower->fields[lower->key].sel.type, upper, value);
}

unsigned header_field_values(const struct header_row *h, unsigned field, uint64_t *values, unsigned max)
{
	unsigned n = 0;

	for (unsigned i = 0; i < COUNT(whens); i++) {
		if (whens[i].header != h->id || whens[i].field != field)
			continue;
		if (n < max)
			values[n] = whens[i].value;
		n++;
	}
	return n;
}

/* ------------------------------------------------------------------ tunnels */

const struct tunnel_row tunnels[] = {
#define TUNNEL(header, type, bytes, flags, ether) { HDR_##header, type, bytes, flags, ether },
#include "catalog/tunnels.def"
#undef TUNNEL
};
const unsigned n_tunnels = COUNT(tunnels);

const struct tunnel_row *header_tunnel(const struct header_row *h)
{
	for (unsigned i = 0; i < n_tunnels; i++)
		if (tunnels[i].header == h->id)
			return &tunnels[i];
	return NULL;
}

const struct tunnel_row *tunnel_by_type(uint32_t type)
{
	for (unsigned i = 0; i < n_tunnels; i++)
		if (tunnels[i].type == type)
			return &tunnels[i];
	return NULL;
}

/* ------------------------------------------------------------------ extension headers and options */

#define EXTHDR(ident, ...) static const struct field_row ident##_xfields[] = {
#define XFIELD(header, ident, name, offset, bits, type, variance, doc) \
	{ { name, NULL, &type##_type, bits, ORDER_NET, variance, FLOW_NONE, doc }, offset, 0 },
#define ENDEXTHDR(ident) { { 0 }, 0, 0 } };
#define EXTALIAS(...)
#include "catalog/exthdr.def"
#undef EXTHDR
#undef XFIELD
#undef ENDEXTHDR
#undef EXTALIAS

const struct exthdr_row exthdrs[N_EXTHDRS] = {
#define EXTHDR(ident, name, cls, number, variance, doc) \
	[EXTHDR_##ident] = { name, cls, number, variance, COUNT(ident##_xfields) - 1, ident##_xfields, doc },
#define XFIELD(...)
#define ENDEXTHDR(ident)
#define EXTALIAS(...)
#include "catalog/exthdr.def"
#undef EXTHDR
#undef XFIELD
#undef ENDEXTHDR
#undef EXTALIAS
};

static const struct ext_alias { uint8_t cls; const char *name; uint8_t row; } ext_aliases[] = {
#define EXTHDR(...)
#define XFIELD(...)
#define ENDEXTHDR(ident)
#define EXTALIAS(cls, name, ident) { cls, name, EXTHDR_##ident },
#include "catalog/exthdr.def"
#undef EXTHDR
#undef XFIELD
#undef ENDEXTHDR
#undef EXTALIAS
};

const struct exthdr_row *exthdr_by_name(enum exthdr_class cls, const char *name)
{
	for (unsigned i = 0; i < N_EXTHDRS; i++)
		if (exthdrs[i].cls == cls && !strcmp(exthdrs[i].name, name))
			return &exthdrs[i];
	for (unsigned i = 0; i < COUNT(ext_aliases); i++)
		if (ext_aliases[i].cls == cls && !strcmp(ext_aliases[i].name, name))
			return &exthdrs[ext_aliases[i].row];
	return NULL;
}

const struct exthdr_row *exthdr_by_number(enum exthdr_class cls, unsigned number)
{
	for (unsigned i = 0; i < N_EXTHDRS; i++)
		if (exthdrs[i].cls == cls && exthdrs[i].number == number)
			return &exthdrs[i];
	return NULL;
}

const struct field_row *exthdr_field(const struct exthdr_row *x, const char *name)
{
	for (unsigned i = 0; i < x->n_fields; i++)
		if (!strcmp(x->fields[i].sel.name, name))
			return &x->fields[i];
	return NULL;
}

const struct field_row *exthdr_field_at(enum exthdr_class cls, unsigned number, unsigned offset, unsigned bits, const struct exthdr_row **row)
{
	for (unsigned i = 0; i < N_EXTHDRS; i++) {
		const struct exthdr_row *x = &exthdrs[i];

		if (x->cls != cls || x->number != number)
			continue;
		for (unsigned j = 0; j < x->n_fields; j++) {
			if (x->fields[j].offset == offset && x->fields[j].sel.bits == bits) {
				*row = x;
				return &x->fields[j];
			}
		}
	}
	return NULL;
}
