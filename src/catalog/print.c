/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes of one value to text, and what `describe` says of types. */
#include "catalog/names.h"

#include <arpa/inet.h>
#include <grp.h>
#include <inttypes.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "base/wide.h"

struct shown {
	struct strbuf *b;
	const struct dtype *t;
	const uint8_t *v;
	size_t len;
	unsigned bits;
	uint64_t num;			/* its low 64 bits */
	const struct value_style *style;
};
typedef void (*print_fn)(const struct shown *s);

static const struct value_style plain_style;

/* ------------------------------------------------------------------ numbers and names of tables */

static void print_number(const struct shown *s)
{
	if (s->t->cls == DT_BITMASK || s->t->cls == DT_CTLABEL || s->t->cls == DT_XINTEGER)
		wide_print_hex(s->b, s->v, s->len);
	else if (s->t->symtab && s->t->symtab->print_hex)
		strbuf_printf(s->b, "0x%0*" PRIx64, (int)(s->bits + 3) / 4, s->num);
	else
		wide_print_dec(s->b, s->v, s->len);
}

static void print_quoted(const struct shown *s, const char *name)
{
	strbuf_printf(s->b, "\"%s\"", name);
}

/* A name, unless numbers were asked for. */
static void print_name(const struct shown *s, const char *name, bool quoted)
{
	if (!name || s->style->numeric_symbol)
		print_number(s);
	else
		strbuf_printf(s->b, quoted ? "\"%s\"" : "%s", name);
}

static void print_symbol(const struct shown *s)
{
	print_name(s, s->t->symtab && s->len <= 8 ? symtab_name(s->t->symtab, s->num) : NULL, s->t->cls == DT_DAY);
}

static const char *known_name(const struct shown *s, enum names_file file)
{
	const char *name = made_up_name(s->style->env, s->num);

	return name ? name : names_name(file, s->num);
}

static void print_realm(const struct shown *s) { print_name(s, known_name(s, NAMES_REALM), true); }
static void print_devgroup(const struct shown *s) { print_name(s, known_name(s, NAMES_GROUP), true); }

static void print_mark(const struct shown *s)
{
	const char *name = names_name(NAMES_MARK, s->num);

	if (name && !s->style->numeric_symbol)
		print_quoted(s, name);
	else
		strbuf_printf(s->b, "0x%08" PRIx64, s->num);
}

static void print_label(const struct shown *s)
{
	unsigned bit = wide_low_zero_bits(s->v, s->len);
	const char *name;
	unsigned ones = 0;

	for (size_t i = 0; i < s->len; i++)
		ones += (unsigned)__builtin_popcount(s->v[i]);
	if (ones != 1) {
		print_number(s);
		return;
	}
	name = s->style->numeric_symbol ? NULL : names_name(NAMES_LABEL, bit);
	if (name)
		print_quoted(s, name);
	else
		strbuf_printf(s->b, "%u", bit);
}

static void print_classid(const struct shown *s)
{
	const char *name = symtab_name(s->t->symtab, s->num);

	if (name)
		strbuf_add(s->b, name);
	else
		strbuf_printf(s->b, "%" PRIx64 ":%" PRIx64, s->num >> 16, s->num & 0xffff);
}

/* ------------------------------------------------------------------ names of the network */

static const char *proto_name(const struct dtype *t, uint64_t number, char *buf, size_t size)
{
	const char *name = symtab_name(t->symtab, number);
	struct protoent entry, *found;

	if (name)
		return name;
	return !getprotobynumber_r((int)number, &entry, buf, size, &found) && found ? found->p_name : NULL;
}

static void print_proto(const struct shown *s)
{
	char buf[2048];
	const char *name = s->style->numeric_proto ? NULL : proto_name(s->t, s->num, buf, sizeof(buf));

	if (name)
		strbuf_add(s->b, name);
	else
		print_number(s);
}

static void print_service(const struct shown *s)
{
	struct servent entry, *found;
	char buf[2048];

	if (s->style->service_names && !getservbyport_r(htons((uint16_t)s->num), NULL, &entry, buf, sizeof(buf), &found) && found)
		print_quoted(s, found->s_name);
	else
		print_number(s);
}

static bool host_name(const struct shown *s, char *host, size_t size)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in in = { .sin_family = AF_INET };

	if (s->len == 4) {
		memcpy(&in.sin_addr, s->v, 4);
		return !getnameinfo((struct sockaddr *)(void *)&in, sizeof(in), host, (socklen_t)size, NULL, 0, NI_NAMEREQD);
	}
	memcpy(&in6.sin6_addr, s->v, 16);
	return !getnameinfo((struct sockaddr *)(void *)&in6, sizeof(in6), host, (socklen_t)size, NULL, 0, NI_NAMEREQD);
}

static void print_address(const struct shown *s)
{
	char text[INET6_ADDRSTRLEN], host[NI_MAXHOST];

	if (s->style->reverse_dns && host_name(s, host, sizeof(host)))
		strbuf_add(s->b, host);
	else if (inet_ntop(s->len == 4 ? AF_INET : AF_INET6, s->v, text, sizeof(text)))
		strbuf_add(s->b, text);
}

static void print_lladdr(const struct shown *s)
{
	for (size_t i = 0; i < s->len; i++)
		strbuf_printf(s->b, "%s%02x", i ? ":" : "", s->v[i]);
}

static void print_ifindex(const struct shown *s)
{
	const char *name = made_up_name(s->style->env, s->num);
	char buf[IF_NAMESIZE];

	if (!name)
		name = if_indextoname((unsigned)s->num, buf);
	if (name)
		print_quoted(s, name);
	else
		print_number(s);
}

/* A star at the end would read as a wildcard. */
static void print_text(const struct shown *s)
{
	size_t n = strnlen((const char *)s->v, s->len);
	bool star = n && s->v[n - 1] == '*';

	strbuf_addc(s->b, '"');
	strbuf_addn(s->b, (const char *)s->v, n - star);
	strbuf_add(s->b, star ? "\\*\"" : "\"");
}

/* ------------------------------------------------------------------ users, control groups */

static void print_uid(const struct shown *s)
{
	const char *name = made_up_name(s->style->env, s->num);
	struct passwd entry, *found;
	char buf[4096];

	if (!name && s->style->guid_names && !getpwuid_r((uid_t)s->num, &entry, buf, sizeof(buf), &found) && found)
		name = found->pw_name;
	if (name)
		print_quoted(s, name);
	else
		print_number(s);
}

static void print_gid(const struct shown *s)
{
	const char *name = made_up_name(s->style->env, s->num);
	struct group entry, *found;
	char buf[16384];

	if (!name && s->style->guid_names && !getgrgid_r((gid_t)s->num, &entry, buf, sizeof(buf), &found) && found)
		name = found->gr_name;
	if (name)
		print_quoted(s, name);
	else
		print_number(s);
}

static void print_cgroup(const struct shown *s)
{
	const char *name = made_up_name(s->style->env, s->num);
	char path[4096];

	if (!name && cgroup_path(s->num, path, sizeof(path)) && *path)	/* the root of all has no path */
		name = path;
	if (name)
		print_quoted(s, name);
	else
		print_number(s);
}

/* ------------------------------------------------------------------ time */

void time_print(struct strbuf *b, uint64_t ms)
{
	static const struct { const char *unit; uint64_t ms; } units[] = {
		{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 },
	};

	if (!ms)
		strbuf_add(b, "0s");
	for (unsigned i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (ms / units[i].ms)
			strbuf_printf(b, "%" PRIu64 "%s", ms / units[i].ms, units[i].unit);
		ms %= units[i].ms;
	}
}

static void print_time(const struct shown *s)
{
	if (s->style->numeric_time)
		strbuf_printf(s->b, "%" PRIu64 "s", s->num / 1000);
	else
		time_print(s->b, s->num);
}

static void print_date(const struct shown *s)
{
	time_t seconds = (time_t)(s->num / 1000000000);
	char text[64];
	struct tm tm;

	if (localtime_r(&seconds, &tm) && strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm))
		print_quoted(s, text);
	else
		strbuf_printf(s->b, "%" PRIu64, s->num / 1000000000);
}

static void print_hour(const struct shown *s)
{
	time_t now = time(NULL);
	struct tm tm = { 0 };
	unsigned v;

	if (s->num >= 86400) {
		strbuf_printf(s->b, "%" PRIu64, s->num);
		return;
	}
	localtime_r(&now, &tm);
	v = (unsigned)(((int64_t)s->num + tm.tm_gmtoff + 86400) % 86400);
	strbuf_printf(s->b, "\"%02u:%02u", v / 3600, v / 60 % 60);
	if (v % 60)
		strbuf_printf(s->b, ":%02u", v % 60);
	strbuf_addc(s->b, '"');
}

/* ------------------------------------------------------------------ by class */

static const print_fn printers[] = {
	[DT_BITMASK] = print_symbol, [DT_STRING] = print_text, [DT_LLADDR] = print_lladdr, [DT_IPADDR] = print_address,
	[DT_IP6ADDR] = print_address, [DT_ETHERADDR] = print_lladdr, [DT_PROTO] = print_proto, [DT_SERVICE] = print_service,
	[DT_MARK] = print_mark, [DT_IFINDEX] = print_ifindex, [DT_IFNAME] = print_text, [DT_UID] = print_uid, [DT_GID] = print_gid,
	[DT_TIME] = print_time, [DT_DATE] = print_date, [DT_HOUR] = print_hour, [DT_DAY] = print_symbol, [DT_REALM] = print_realm,
	[DT_CLASSID] = print_classid, [DT_DEVGROUP] = print_devgroup, [DT_CTLABEL] = print_label, [DT_CGROUP] = print_cgroup,
	[DT_SYMBOL] = print_symbol, [DT_BOOLEAN] = print_symbol, [DT_CODE] = print_number,
};

void dtype_print(struct strbuf *b, const struct dtype *t, const uint8_t *value, unsigned bits, const struct value_style *style)
{
	struct shown s = { b, t, value, (bits + 7) / 8, bits, 0, style ? style : &plain_style };
	print_fn fn;

	s.num = wide_get_u64(value, s.len);
	fn = (unsigned)t->cls < sizeof(printers) / sizeof(*printers) ? printers[t->cls] : NULL;
	if (!fn || (t->cls == DT_IPADDR && s.len != 4) || (t->cls == DT_IP6ADDR && s.len != 16))
		fn = print_number;
	fn(&s);
}

static void describe_protocols(struct strbuf *b, const struct dtype *t)
{
	const char *name;
	char buf[2048];

	strbuf_addc(b, '\n');
	for (unsigned i = 0; i < 256; i++)
		if ((name = proto_name(t, i, buf, sizeof(buf))))
			strbuf_printf(b, "\t%-30s\t%u\n", name, i);
}

static void describe_symbols(struct strbuf *b, const struct dtype *t, unsigned bits)
{
	const struct symtab *tab = t->symtab;

	strbuf_printf(b, "\n\npre-defined symbolic constants (in %s):\n", tab->hex ? "hexadecimal" : "decimal");
	for (const struct symbol *s = tab->syms; s->name; s++) {
		if (tab->hex)
			strbuf_printf(b, "\t%-30s\t0x%0*" PRIx64 "\n", s->name, (int)(bits + 7) / 8 * 2, s->value);
		else
			strbuf_printf(b, "\t%-30s\t%20" PRIu64 "\n", s->name, s->value);
	}
}

/* False: this machine has no names for numbers of that type. */
static bool describe_file(struct strbuf *b, const struct dtype *t)
{
	enum names_file f = t->cls == DT_DEVGROUP ? NAMES_GROUP : t->cls == DT_REALM ? NAMES_REALM : t->cls == DT_MARK ? NAMES_MARK :
			    t->cls == DT_CTLABEL ? NAMES_LABEL : N_NAMES;
	const char *name;
	uint64_t value;

	if (f == N_NAMES || !names_entry(f, 0, &value))
		return false;
	strbuf_printf(b, "\n\npre-defined symbolic constants from %s (in decimal):\n", names_path(f));
	for (unsigned i = 0; (name = names_entry(f, i, &value)); i++)
		strbuf_printf(b, "\t%-30s\t%20" PRIu64 "\n", name, value);
	return true;
}

void dtype_describe(struct strbuf *b, const struct dtype *t, unsigned bits)
{
	const char *delim = " (basetype ";
	bool of_expr = bits;

	bits = bits ? bits : t->bits;
	strbuf_printf(b, "%s (%s)", t->name, t->desc);
	for (const struct dtype *base = t->base; base; base = base->base) {
		strbuf_printf(b, "%s%s", delim, base->desc);
		delim = ", ";
	}
	if (t->base)
		strbuf_addc(b, ')');
	if (dtype_is(t, &string_type) && of_expr)
		strbuf_printf(b, ", %u characters", bits / 8);
	else if (t->cls != DT_INVALID)
		strbuf_printf(b, ", %u bits", bits);
	if (t->cls == DT_PROTO)
		describe_protocols(b, t);
	else if (t->symtab && t->cls != DT_CLASSID)
		describe_symbols(b, t, bits);
	else if (!describe_file(b, t))
		strbuf_addc(b, '\n');
}
