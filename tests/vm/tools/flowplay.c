/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plays connections through a router, packet by packet, and tells what each did to the counters of the router's rules.
 *
 * Both ends of every connection are here: packets are made by hand and sent from one end, and what arrives at the other is
 * read before the next one goes. So nothing depends on time: no retransmission, no delayed acknowledgement, and the same
 * plan is the same packets whatever the rules do to them. An answer goes to the addresses that arrived, so NAT works.
 *
 *	flowplay [-f] PLAN	runs in the router's namespace; the ends are p0, p1, p2 in the namespace 'ends'
 *
 * A line of the plan:
 *	NAME PROTO DEVICE SADDR SPORT DADDR DPORT STEPS
 * DEVICE is the number of the end that the connection starts from, STEPS are separated by commas:
 *	>FLAGS[/OPTION...]	a packet of the one who started; FLAGS of TCP: S A P F R U; others: any letter
 *	<FLAGS[/OPTION...]	a packet of the other one; left out as long as nothing has arrived there
 *	=			read conntrack's status and the counters here
 * and of options: lN bytes of payload, dN dscp, tN ttl, f as two fragments, o with an IP option, m may not be fragmented,
 * ! the connection ends here if this packet does not arrive.
 *
 * Prints 'rule N FAMILY TABLE CHAIN' for every rule, then for each connection a line
 *	conn NAME STATUS ARRIVED RULE:PACKETS[/PACKETS] ...
 * with the status in hexadecimal, for every packet 1 arrived, 0 did not, - was not sent, and the rules whose counters moved;
 * behind the stroke that of the rule's second counter. What follows the '=' comes in a line of its own, 'rest NAME ...'.
 * -f: behind each a line 'frames NAME DSCP[!],...', one for each frame that arrived, with a ! where a checksum is wrong.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"
#include "ruleread.h"

#define ENDS 3
#define MAX_STEPS 64

static int end_fd[ENDS], barrier_fd, rule_fd;
static uint8_t end_mac[ENDS][6];

struct side {
	struct endpoint self, peer;
	uint32_t seq, first_ack;
	int device;		/* -1: nothing has arrived there yet */
};
struct connection {
	char name[32];
	uint8_t proto;
	struct side side[2];	/* who starts, who answers */
	char *steps;
	char arrived[MAX_STEPS + 1];
	unsigned sent;
	uint32_t status;
	bool told;
};
struct step {
	bool reply, must_arrive;
	struct frame_spec spec;
};

static void die(const char *what)
{
	fprintf(stderr, "flowplay: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* ------------------------------------------------------------------ the ends */
static void enter_namespace(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		die(path);
	close(fd);
}

static int open_end(const char *device, int type, uint8_t *mac)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int fd = socket(AF_PACKET, SOCK_RAW, htons(type)), room = 4 << 20;
	struct ifreq req = { .ifr_ifindex = 0 };

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", device);
	ll.sll_protocol = htons(type);
	ll.sll_ifindex = if_nametoindex(device);
	if (fd < 0 || !ll.sll_ifindex || bind(fd, (struct sockaddr *)&ll, sizeof(ll)) < 0 || ioctl(fd, SIOCGIFHWADDR, &req) < 0)
		die(device);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	if (mac)
		memcpy(mac, req.ifr_hwaddr.sa_data, 6);
	return fd;
}

static void open_ends(void)
{
	cpu_set_t one;
	char name[8];

	/* one processor: packets wait in one queue, in the order in which they were sent */
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one) < 0)
		die("processor");
	enter_namespace("/run/netns/ends");
	for (int i = 0; i < ENDS; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		end_fd[i] = open_end(name, ETH_P_ALL, end_mac[i]);
	}
	barrier_fd = open_end("lo", ETH_P_LOOPBACK, NULL);
	enter_namespace("/run/netns/router");
}

/*
 * Returns when everything sent before has come to where it goes. A frame over the loopback device stands in the same queue
 * as they do; a packet that is forwarded stands in it twice, fragments that are put together again once more.
 */
static void barrier(void)
{
	uint8_t frame[64] = { [12] = ETH_P_LOOPBACK >> 8, [13] = ETH_P_LOOPBACK & 255 }, got[64];

	for (int i = 0; i < 4; i++) {
		if (send(barrier_fd, frame, sizeof(frame), 0) < 0)
			die("barrier");
		for (int copies = 0; copies < 1;) {
			struct sockaddr_ll from;
			socklen_t len = sizeof(from);

			if (recvfrom(barrier_fd, got, sizeof(got), 0, (struct sockaddr *)&from, &len) < 0)
				die("barrier");
			copies += from.sll_pkttype != PACKET_OUTGOING;
		}
	}
}

static bool tell_frames;
static char frames_seen[4 * MAX_STEPS * 2 + 1];

/* Notes a frame that arrived: its dscp, and whether its checksums are wrong. */
static void look(const uint8_t *frame, size_t len, uint8_t proto)
{
	size_t used = strlen(frames_seen);
	struct frame_look l;

	if (look_at_frame(frame, len, true, &l) && l.proto == proto && used + 4 < sizeof(frames_seen))
		snprintf(frames_seen + used, sizeof(frames_seen) - used, "%s%u%s", used ? "," : "", l.dscp, l.bad_checksum ? "!" : "");
}

/* Reads what has come to the ends; the last packet of this protocol tells its ends. What comes back to its sender is none. */
static bool arrivals(uint8_t proto, int sender, int *device, struct endpoint *from, struct endpoint *to)
{
	static uint8_t buf[FRAME_MAX];
	bool seen = false;

	for (int i = 0; i < ENDS; i++)
		for (;;) {
			struct sockaddr_ll ll;
			socklen_t llen = sizeof(ll);
			ssize_t n = recvfrom(end_fd[i], buf, sizeof(buf), MSG_DONTWAIT, (struct sockaddr *)&ll, &llen);
			struct endpoint f, t;

			if (n < 0)
				break;
			if (i == sender || ll.sll_pkttype == PACKET_OUTGOING)
				continue;
			look(buf, n, proto);
			if (!read_frame(buf, n, proto, &f, &t))
				continue;
			*device = i;
			*from = f;
			*to = t;
			seen = true;
		}
	return seen;
}

/* ------------------------------------------------------------------ one packet */
static bool read_step(char *text, uint8_t proto, struct step *s)
{
	static const char letters[] = "FSRPAU";
	char *save, *word = strtok_r(text + 1, "/", &save);

	*s = (struct step){ .reply = text[0] == '<', .spec = { .proto = proto, .ttl = 64 } };
	for (; word && *word; word++) {
		const char *at = strchr(letters, *word);

		if (at && proto == IPPROTO_TCP)
			s->spec.flags |= 1 << (at - letters);
	}
	while ((word = strtok_r(NULL, "/", &save))) {
		unsigned n = atoi(word + 1);

		switch (*word) {
		case 'l': s->spec.payload = n; break;
		case 'd': s->spec.dscp = n; break;
		case 't': s->spec.ttl = n; break;
		case 'f': s->spec.fragmented = true; break;
		case 'o': s->spec.option = true; break;
		case 'm': s->spec.no_frag = true; break;
		case '!': s->must_arrive = true; break;
		default: return false;
		}
	}
	return true;
}

/* The acknowledgement stays that of the first packet: right for conntrack whatever has got lost on the way. */
static void play_packet(struct connection *c, struct step *s)
{
	struct side *me = &c->side[s->reply], *other = &c->side[!s->reply];
	struct frame frames[2];
	unsigned n;

	s->spec.from = me->self;
	s->spec.to = me->peer;
	s->spec.reply = s->reply;
	s->spec.seq = me->seq;
	s->spec.ack = s->spec.flags & TCP_ACK ? other->first_ack : 0;
	memcpy(s->spec.smac, end_mac[me->device], 6);
	memcpy(s->spec.dmac, (uint8_t[]){ 2, 0, 0, 0, 0, me->device + 1 }, 6);
	n = build_frames(&s->spec, frames);
	for (unsigned i = 0; i < n; i++)
		if (send(end_fd[me->device], frames[i].data, frames[i].len, 0) < 0)
			die("send");
	me->seq += s->spec.payload + !!(s->spec.flags & (TCP_SYN | TCP_FIN));
	barrier();
}

static struct rule_counts counts[2];
static unsigned last;

/* Tells what was counted since it was called last. */
static void tell(const struct connection *c, const char *what)
{
	const struct rule_counts *before = &counts[last], *after = &counts[!last];

	if (read_rules(rule_fd, &counts[!last]) < 0)
		die("rules");
	printf("%s %s %x %s", what, c->name, c->status, c->arrived);
	for (unsigned i = 0; i < after->n && i < before->n; i++) {
		uint64_t first = after->rule[i].first - before->rule[i].first, second = after->rule[i].second - before->rule[i].second;

		if (first || second)
			printf(second ? " %u:%llu/%llu" : " %u:%llu", i, (unsigned long long)first, (unsigned long long)second);
	}
	printf("\n");
	if (tell_frames)
		printf("frames %s %s\n", c->name, frames_seen);
	frames_seen[0] = '\0';
	last = !last;
}

static bool play_step(struct connection *c, char *text)
{
	struct endpoint from, to;
	struct side *me;
	struct step s;
	int device;

	if (*text == '=') {
		c->status = ct_status(rule_fd, c->proto, &c->side[0].self, &c->side[0].peer);
		tell(c, "conn");
		c->told = true;
		return true;
	}
	if (!read_step(text, c->proto, &s) || c->sent == MAX_STEPS) {
		fprintf(stderr, "flowplay: %s: bad step\n", c->name);
		exit(1);
	}
	me = &c->side[s.reply];
	if (me->device < 0) {
		c->arrived[c->sent++] = '-';
		return !s.must_arrive;
	}
	play_packet(c, &s);
	if (!arrivals(c->proto, me->device, &device, &from, &to)) {
		c->arrived[c->sent++] = '0';
		return !s.must_arrive;
	}
	c->arrived[c->sent++] = '1';
	if (c->side[!s.reply].device < 0) {
		c->side[1].device = device;
		c->side[1].self = to;
		c->side[1].peer = from;
	}
	return true;
}

/* ------------------------------------------------------------------ connections */
static bool read_connection(char *line, struct connection *c)
{
	static const struct { const char *name; uint8_t proto; } protos[] = {
		{ "tcp", IPPROTO_TCP }, { "udp", IPPROTO_UDP }, { "icmp", IPPROTO_ICMP }, { "icmpv6", IPPROTO_ICMPV6 }, { "gre", IPPROTO_GRE },
	};
	char proto[16], saddr[48], daddr[48];
	int device, sport, dport, at = 0;

	memset(c, 0, sizeof(*c));
	if (sscanf(line, "%31s %15s %d %47s %d %47s %d %n", c->name, proto, &device, saddr, &sport, daddr, &dport, &at) != 7 || !at)
		return false;
	for (unsigned i = 0; i < sizeof(protos) / sizeof(protos[0]); i++)
		if (!strcmp(proto, protos[i].name))
			c->proto = protos[i].proto;
	c->side[0] = (struct side){ .device = device, .seq = 1000, .first_ack = 1001 };
	c->side[1] = (struct side){ .device = -1, .seq = 5000, .first_ack = 5001 };
	c->side[0].self.port = sport;
	c->side[0].peer.port = dport;
	c->steps = line + at;
	c->steps[strcspn(c->steps, " \n")] = '\0';
	return c->proto && device >= 0 && device < ENDS && parse_addr(saddr, &c->side[0].self.addr) && parse_addr(daddr, &c->side[0].peer.addr);
}

static void play(char *line)
{
	struct connection c;
	char *save;

	if (!read_connection(line, &c)) {
		fprintf(stderr, "flowplay: bad line: %s\n", line);
		exit(1);
	}
	for (char *step = strtok_r(c.steps, ",", &save); step; step = strtok_r(NULL, ",", &save))
		if (!play_step(&c, step))
			break;
	tell(&c, c.told ? "rest" : "conn");
}

int main(int argc, char **argv)
{
	static char line[4096];
	FILE *plan;
	int error;

	tell_frames = argc == 3 && !strcmp(argv[1], "-f");
	plan = argc == 2 + tell_frames ? fopen(argv[argc - 1], "r") : NULL;
	if (!plan) {
		fprintf(stderr, "usage: flowplay [-f] PLAN\n");
		return 2;
	}
	open_ends();
	rule_fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	error = ct_flush(rule_fd);
	if (error < 0 || (error = read_rules(rule_fd, &counts[0])) < 0) {
		fprintf(stderr, "flowplay: netlink: %s\n", strerror(-error));
		return 1;
	}
	for (unsigned i = 0; i < counts[0].n; i++)
		printf("rule %u %u %s %s %u\n", i, counts[0].rule[i].family, counts[0].rule[i].table, counts[0].rule[i].chain,
		       counts[0].rule[i].counters);
	while (fgets(line, sizeof(line), plan))
		play(line);
	return 0;
}
