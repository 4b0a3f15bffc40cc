/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of one value to bytes. */
#include "catalog/names.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <net/if.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/dict.h"
#include "base/wide.h"

struct parse {
	struct region *r;
	struct value_env *env;
	const struct dtype *t;
	const char *text;
	bool quoted;
	unsigned bits;
	uint8_t *out;
	size_t len;
	const char **why;
};
typedef int (*parse_fn)(struct parse *p);

static int fail(struct parse *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int fail(struct parse *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*p->why = region_vprintf(p->r, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int out_of_range(struct parse *p)
{
	if (p->bits < 64)
		return fail(p, "Value %s exceeds valid range 0-%" PRIu64, p->text, (UINT64_C(1) << p->bits) - 1);
	return fail(p, "Value %s does not fit %u bits", p->text, p->bits);
}

static int store(struct parse *p, uint64_t v)
{
	if (p->bits < 64 && v >> p->bits)
		return out_of_range(p);
	wide_set_u64(p->out, p->len, v);
	return 0;
}

/* -ENOENT: no number. */
static int try_number(struct parse *p)
{
	int ret = wide_parse(p->text, p->out, p->len, p->bits);

	if (ret == -ERANGE)
		return out_of_range(p);
	return ret ? -ENOENT : 0;
}

static bool offline(const struct parse *p)
{
	return p->env && p->env->offline;
}

/* ------------------------------------------------------------------ numbers and names of tables */

static int parse_number(struct parse *p)
{
	int ret = try_number(p);

	return ret == -ENOENT ? fail(p, "\"%s\" is not a number: expected %s", p->text, p->t->desc) : ret;
}

static int unknown_name(struct parse *p)
{
	const struct symtab *t = p->t->symtab;
	const char *near = symtab_nearest(t, p->text);
	struct strbuf b = { 0 };
	int ret;

	if (near)
		return fail(p, "\"%s\" is not a known %s; did you mean `%s'?", p->text, p->t->desc, near);
	for (const struct symbol *s = t->syms; s->name; s++)
		strbuf_printf(&b, "%s%s", s == t->syms ? "" : ", ", s->name);
	ret = fail(p, "\"%s\" is not a known %s: it is a number or one of %s", p->text, p->t->desc, strbuf_str(&b));
	strbuf_free(&b);
	return ret;
}

static int parse_symbol(struct parse *p)
{
	const struct symbol *s = p->t->symtab ? symtab_find(p->t->symtab, p->text) : NULL;
	int ret;

	if (s)
		return store(p, s->value);
	if (!p->t->symtab)
		return parse_number(p);
	ret = try_number(p);
	return ret == -ENOENT ? unknown_name(p) : ret;
}

static int parse_boolean(struct parse *p)
{
	const struct symbol *s = symtab_find(p->t->symtab, p->text);
	uint64_t v;

	if (s)
		return store(p, s->value);
	if (try_number(p) || (v = wide_get_u64(p->out, p->len)) > 1)
		return fail(p, "\"%s\" is neither exists nor missing, nor 1 or 0", p->text);
	return store(p, v);
}

static int parse_day(struct parse *p)
{
	const struct symbol *day = symtab_find(p->t->symtab, p->text);
	int ret;

	if (day)
		return store(p, day->value);
	ret = try_number(p);
	if (ret == -ENOENT) {
		for (const struct symbol *s = p->t->symtab->syms; s->name; s++)
			if (strlen(p->text) >= 3 && !strncasecmp(s->name, p->text, strlen(p->text)))
				return fail(p, "\"%s\" is no day of the week; did you mean \"%s\"?", p->text, s->name);
		return unknown_name(p);
	}
	if (!ret && wide_get_u64(p->out, p->len) > 6)
		return fail(p, "Day %s is none of 0 (Sunday) to 6 (Saturday)", p->text);
	return ret;
}

static int parse_file_name(struct parse *p, enum names_file file)
{
	uint64_t v;
	int ret;

	if (names_find(file, p->text, &v))
		return store(p, v);
	ret = try_number(p);
	if (ret == -ENOENT && offline(p) && file != NAMES_MARK)
		return store(p, made_up_number(p->env, p->text));
	return ret == -ENOENT ? fail(p, "\"%s\" is not a known %s", p->text, p->t->desc) : ret;
}

static int parse_mark(struct parse *p) { return parse_file_name(p, NAMES_MARK); }
static int parse_realm(struct parse *p) { return parse_file_name(p, NAMES_REALM); }
static int parse_devgroup(struct parse *p) { return parse_file_name(p, NAMES_GROUP); }

static int parse_label(struct parse *p)
{
	uint64_t bit;
	char *end;

	if (!names_find(NAMES_LABEL, p->text, &bit)) {
		errno = 0;
		bit = strtoull(p->text, &end, 0);
		if (errno || *end || !isdigit((unsigned char)*p->text))
			return fail(p, "\"%s\" is no conntrack label of this machine", p->text);
	}
	if (bit >= p->bits)
		return fail(p, "Label %s exceeds the last one, %u", p->text, p->bits - 1);
	memset(p->out, 0, p->len);
	p->out[p->len - 1 - bit / 8] = (uint8_t)(1 << bit % 8);
	return 0;
}

static int parse_classid(struct parse *p)
{
	const struct symbol *s = symtab_find(p->t->symtab, p->text);
	unsigned major, minor;
	int n = 0, ret;

	if (s)
		return store(p, s->value);
	if (isxdigit((unsigned char)*p->text) && sscanf(p->text, "%4x:%4x%n", &major, &minor, &n) == 2 && !p->text[n])
		return store(p, (uint64_t)major << 16 | minor);
	ret = try_number(p);
	return ret == -ENOENT ? fail(p, "\"%s\" is not a class: expected MAJOR:MINOR in hexadecimal, root or none", p->text) : ret;
}

/* ------------------------------------------------------------------ names of the network */

static int parse_proto(struct parse *p)
{
	const struct symbol *s = symtab_find(p->t->symtab, p->text);
	struct protoent entry, *found;
	const char *near;
	char buf[2048];
	int ret;

	if (s)
		return store(p, s->value);
	ret = try_number(p);
	if (ret != -ENOENT)
		return ret;
	if (!getprotobyname_r(p->text, &entry, buf, sizeof(buf), &found) && found)
		return store(p, (uint64_t)found->p_proto);
	near = symtab_nearest(p->t->symtab, p->text);
	if (near)
		return fail(p, "Could not resolve protocol name \"%s\"; did you mean \"%s\"?", p->text, near);
	return fail(p, "Could not resolve protocol name \"%s\"", p->text);
}

/* The names of /etc/services are only read through to tell of a slip. */
static const char *nearest_service(struct parse *p)
{
	int best = (int)strlen(p->text) / 3 + 1, distance;
	struct servent entry, *found;
	const char *near = NULL;
	char buf[2048];

	setservent(1);
	while (!getservent_r(&entry, buf, sizeof(buf), &found) && found) {
		distance = edit_distance(p->text, found->s_name, best);
		if (distance >= best)
			continue;
		best = distance;
		near = region_strdup(p->r, found->s_name);
	}
	endservent();
	return near;
}

static int parse_service(struct parse *p)
{
	static const char *const protocols[] = { "tcp", "udp", "sctp", "dccp" };
	struct servent entry, *found;
	const char *near;
	char buf[2048];
	int ret = try_number(p);

	if (ret != -ENOENT)
		return ret;
	for (unsigned i = 0; i < sizeof(protocols) / sizeof(*protocols); i++)
		if (!getservbyname_r(p->text, protocols[i], &entry, buf, sizeof(buf), &found) && found)
			return store(p, ntohs((uint16_t)found->s_port));
	if (p->text[strspn(p->text, "0123456789:")] == '\0' && strchr(p->text, ':'))
		return fail(p, "Could not resolve service: \"%s\": a range is written with - between", p->text);
	near = nearest_service(p);
	if (near)
		return fail(p, "Could not resolve service: \"%s\" is not in /etc/services; did you mean \"%s\"?", p->text, near);
	return fail(p, "Could not resolve service: \"%s\" is neither a port number nor in /etc/services", p->text);
}

static int resolve(struct parse *p, int family)
{
	struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_RAW }, *list;
	int err;

	if (offline(p))
		return fail(p, "\"%s\" is a host name: it cannot be looked up offline", p->text);
	err = getaddrinfo(p->text, NULL, &hints, &list);
	if (err)
		return fail(p, "Could not resolve hostname: %s", gai_strerror(err));
	if (list->ai_next) {
		freeaddrinfo(list);
		return fail(p, "Hostname resolves to multiple addresses");
	}
	if (family == AF_INET)
		memcpy(p->out, &((struct sockaddr_in *)(void *)list->ai_addr)->sin_addr, 4);
	else
		memcpy(p->out, &((struct sockaddr_in6 *)(void *)list->ai_addr)->sin6_addr, 16);
	freeaddrinfo(list);
	return 0;
}

static bool is_host_name(const char *s)
{
	bool letter = false;

	for (; *s; s++) {
		if (!isalnum((unsigned char)*s) && !strchr("-_.", *s))
			return false;
		letter |= isalpha((unsigned char)*s) != 0;
	}
	return letter;
}

static int parse_ip4(struct parse *p)
{
	uint8_t other[16];

	if (inet_pton(AF_INET, p->text, p->out) == 1)
		return 0;
	if (inet_pton(AF_INET6, p->text, other) == 1)
		return fail(p, "%s is an IPv6 address: it goes with ip6 saddr or ip6 daddr, not with an IPv4 one", p->text);
	if (!strpbrk(p->text, ".:") && try_number(p) == 0)
		return 0;
	return is_host_name(p->text) ? resolve(p, AF_INET) : fail(p, "\"%s\" is not an IPv4 address", p->text);
}

static int parse_ip6(struct parse *p)
{
	uint8_t other[4];

	if (inet_pton(AF_INET6, p->text, p->out) == 1)
		return 0;
	if (inet_pton(AF_INET, p->text, other) == 1)
		return fail(p, "%s is an IPv4 address: it goes with ip saddr or ip daddr, not with an IPv6 one", p->text);
	return is_host_name(p->text) ? resolve(p, AF_INET6) : fail(p, "\"%s\" is not an IPv6 address", p->text);
}

static int parse_lladdr(struct parse *p)
{
	const char *s = p->text;
	unsigned long v = 0;
	size_t n = 0;
	char *end;

	if (!strchr(s, ':') && try_number(p) == 0)
		return 0;
	for (; n < p->len; n++, s = end + 1) {
		v = isxdigit((unsigned char)*s) ? strtoul(s, &end, 16) : 256;
		if (v > 255 || end - s > 2 || (*end != ':' && *end))
			break;
		p->out[n] = (uint8_t)v;
		if (!*end)
			break;
	}
	if (n == p->len - 1 && v <= 255 && !*end)
		return 0;
	return fail(p, "\"%s\" is not an %s: expected %zu bytes in hexadecimal with colons between them", p->text, p->t->desc, p->len);
}

static int parse_ifindex(struct parse *p)
{
	unsigned index = if_nametoindex(p->text);
	int ret;

	if (index)
		return store(p, index);
	ret = try_number(p);
	if (ret == -ENOENT && offline(p))
		return store(p, made_up_number(p->env, p->text));
	return ret == -ENOENT ? fail(p, "Interface does not exist") : ret;
}

/* The kernel wants the NUL at its end too. */
static int parse_text(struct parse *p)
{
	size_t n = strlen(p->text);

	if (!n)
		return fail(p, "Empty string is not allowed");
	if (n >= p->len)
		return fail(p, "String exceeds maximum length of %zu", p->len - 1);
	memset(p->out, 0, p->len);
	memcpy(p->out, p->text, n);
	return 0;
}

/* ------------------------------------------------------------------ users, control groups */

static int parse_uid(struct parse *p)
{
	struct passwd entry, *found;
	char buf[4096];
	int ret = try_number(p);

	if (ret != -ENOENT)
		return ret;
	if (!getpwnam_r(p->text, &entry, buf, sizeof(buf), &found) && found)
		return store(p, found->pw_uid);
	return offline(p) ? store(p, made_up_number(p->env, p->text)) : fail(p, "User does not exist");
}

static int parse_gid(struct parse *p)
{
	struct group entry, *found;
	char buf[16384];
	int ret = try_number(p);

	if (ret != -ENOENT)
		return ret;
	if (!getgrnam_r(p->text, &entry, buf, sizeof(buf), &found) && found)
		return store(p, found->gr_gid);
	return offline(p) ? store(p, made_up_number(p->env, p->text)) : fail(p, "Group does not exist");
}

static int parse_cgroup(struct parse *p)
{
	uint64_t inode;

	if (!p->quoted && try_number(p) == 0)
		return 0;
	if (cgroup_find(p->text, &inode))
		return store(p, inode);
	return offline(p) ? store(p, made_up_number(p->env, p->text)) : fail(p, "cgroupv2 path fails: No such file or directory");
}

/* ------------------------------------------------------------------ time */

int time_parse(const char *text, uint64_t *ms)
{
	static const struct { const char *unit; uint64_t ms; } units[] = {
		{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 },
	};
	const char *p = text;
	unsigned next = 0;
	uint64_t sum = 0;

	if (!isdigit((unsigned char)*p))
		return -EINVAL;
	if (*p == '0' && (p[1] == 'x' || p[1] == 'X')) {	/* of seconds */
		uint8_t wide[8];
		int err = wide_parse(p, wide, sizeof(wide), 64);

		return err ? err : __builtin_mul_overflow(wide_get_u64(wide, sizeof(wide)), UINT64_C(1000), ms) ? -ERANGE : 0;
	}
	while (*p) {
		uint64_t v = 0;
		size_t n;

		if (!isdigit((unsigned char)*p))
			return -EINVAL;
		for (; isdigit((unsigned char)*p); p++)
			if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, (uint64_t)(*p - '0'), &v))
				return -ERANGE;
		if (!*p && p - text == (long)strspn(text, "0123456789"))
			return __builtin_mul_overflow(v, 1000, ms) ? -ERANGE : 0;
		n = strcspn(p, "0123456789");
		while (next < 5 && (strlen(units[next].unit) != n || strncmp(units[next].unit, p, n)))
			next++;
		if (next == 5)
			return -EINVAL;
		if (__builtin_mul_overflow(v, units[next].ms, &v) || __builtin_add_overflow(sum, v, &sum))
			return -ERANGE;
		next++;
		p += n;
	}
	*ms = sum;
	return 0;
}

static int parse_time(struct parse *p)
{
	uint64_t ms;
	int ret = time_parse(p->text, &ms);

	if (ret == -EINVAL)
		return fail(p, "\"%s\" is not a time: expected one like 1d2h3m4s5ms", p->text);
	return ret ? fail(p, "Time %s is out of range", p->text) : store(p, ms);
}

/* Local time to seconds since the epoch. */
static bool local_date(const char *text, int64_t *seconds)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d" };
	const char *end;
	struct tm tm;

	for (unsigned i = 0; i < 3; i++) {
		memset(&tm, 0, sizeof(tm));
		end = strptime(text, forms[i], &tm);
		if (!end || *end)
			continue;
		tm.tm_isdst = -1;
		*seconds = mktime(&tm);
		return true;
	}
	return false;
}

static int parse_date(struct parse *p)
{
	int64_t seconds;
	uint64_t v;
	char *end;

	if (isdigit((unsigned char)*p->text)) {
		errno = 0;
		v = strtoull(p->text, &end, 0);
		if (!*end)
			return errno || v > UINT64_MAX / 1000000000 ? out_of_range(p) : store(p, v * 1000000000);
	}
	if (!local_date(p->text, &seconds))
		return fail(p, "\"%s\" is not a time: expected \"YYYY-MM-DD\", \"YYYY-MM-DD HH:MM\" or \"YYYY-MM-DD HH:MM:SS\"", p->text);
	return store(p, (uint64_t)seconds * 1000000000);
}

/* The kernel counts the hours of UTC. */
static int parse_hour(struct parse *p)
{
	unsigned h, m, s = 0;
	time_t now = time(NULL);
	struct tm tm = { 0 };
	uint64_t ms;
	int n = 0;

	if (isdigit((unsigned char)*p->text) && sscanf(p->text, "%2u:%2u%n", &h, &m, &n) == 2) {
		const char *rest = p->text + n;

		if (*rest == ':' && sscanf(rest, ":%2u%n", &s, &n) == 1)
			rest += n;
		if (*rest || h > 23 || m > 59 || s > 60)
			return fail(p, "\"%s\" is not a time of the day", p->text);
		localtime_r(&now, &tm);
		return store(p, (uint64_t)((h * 3600 + m * 60 + s - tm.tm_gmtoff) % 86400 + 86400) % 86400);
	}
	if (!strncmp(p->text, "0x", 2) && try_number(p) == 0)
		return wide_get_u64(p->out, p->len) < 86400 ? 0 : fail(p, "\"%s\" is not a time of the day", p->text);
	if (time_parse(p->text, &ms))
		return fail(p, "\"%s\" is not a time of the day: expected \"HH:MM\" or \"HH:MM:SS\"", p->text);
	if (ms / 1000 >= 86400)
		return fail(p, "\"%s\" is not a time of the day", p->text);
	return store(p, ms / 1000);
}

/* ------------------------------------------------------------------ by class */

static const parse_fn parsers[] = {
	[DT_INTEGER] = parse_number, [DT_XINTEGER] = parse_number, [DT_BITMASK] = parse_symbol, [DT_STRING] = parse_text,
	[DT_LLADDR] = parse_lladdr, [DT_IPADDR] = parse_ip4, [DT_IP6ADDR] = parse_ip6, [DT_ETHERADDR] = parse_lladdr,
	[DT_PROTO] = parse_proto, [DT_SERVICE] = parse_service, [DT_MARK] = parse_mark, [DT_IFINDEX] = parse_ifindex,
	[DT_IFNAME] = parse_text, [DT_UID] = parse_uid, [DT_GID] = parse_gid, [DT_TIME] = parse_time, [DT_DATE] = parse_date,
	[DT_HOUR] = parse_hour, [DT_DAY] = parse_day, [DT_REALM] = parse_realm, [DT_CLASSID] = parse_classid,
	[DT_DEVGROUP] = parse_devgroup, [DT_CTLABEL] = parse_label, [DT_CGROUP] = parse_cgroup, [DT_SYMBOL] = parse_symbol,
	[DT_CODE] = parse_symbol, [DT_BOOLEAN] = parse_boolean,
};

int dtype_parse(struct region *r, struct value_env *env, const struct dtype *t, const char *text, bool quoted, unsigned bits,
		uint8_t *out, const char **why)
{
	uint8_t value[WIDE_MAX] = { 0 };
	struct parse p = { r, env, t, text, quoted, bits ? bits : t->bits, value, 0, why };
	int ret;

	p.len = (p.bits + 7) / 8;
	if (!p.len || p.len > sizeof(value))
		return fail(&p, "a value of %u bits cannot be written here", p.bits);
	if (((t->cls == DT_IPADDR) && p.len != 4) || (t->cls == DT_IP6ADDR && p.len != 16))
		return parse_number(&p) ? -EINVAL : (memcpy(out, value, p.len), 0);
	if ((unsigned)t->cls >= sizeof(parsers) / sizeof(*parsers) || !parsers[t->cls])
		return fail(&p, "\"%s\" cannot stand for a %s", text, t->desc);
	ret = parsers[t->cls](&p);
	if (!ret)
		memcpy(out, value, p.len);
	return ret;
}
