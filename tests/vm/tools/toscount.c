/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts the packets of a connection by their TOS byte (IPv4) or traffic class (IPv6), as they arrive on a device.
 * Prints 'ready' when it listens. On SIGTERM or SIGINT it prints:
 *	total N
 *	tos 0xXX N		one line for each value seen
 *	head XX XX ...		the values of the first packets, in order
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD 32

static volatile sig_atomic_t stop;

struct packet {
	unsigned tos, proto, sport, dport;
};

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static unsigned be16(const unsigned char *p)
{
	return p[0] << 8 | p[1];
}

/* Later fragments have no ports and count for no connection. */
static int parse(const unsigned char *p, size_t len, struct packet *pkt)
{
	size_t l4;

	if (len >= 20 && p[0] >> 4 == 4) {
		l4 = (p[0] & 15) * 4;
		pkt->tos = p[1];
		pkt->proto = p[9];
		if (be16(p + 6) & 0x1fff)
			return -1;
	} else if (len >= 40 && p[0] >> 4 == 6) {
		l4 = 40;
		pkt->tos = (p[0] & 15) << 4 | p[1] >> 4;
		pkt->proto = p[6];
	} else {
		return -1;
	}
	if (len < l4 + 4)
		return -1;
	pkt->sport = be16(p + l4);
	pkt->dport = be16(p + l4 + 2);
	return 0;
}

static int open_device(const char *name)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	struct timeval wake = { .tv_usec = 100000 };
	int room = 32 << 20;
	int fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));

	ll.sll_ifindex = if_nametoindex(name);
	if (fd < 0 || !ll.sll_ifindex || bind(fd, (struct sockaddr *)&ll, sizeof(ll)) < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	/* a signal that comes just before the receive must not wait for a packet */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wake, sizeof(wake));
	return fd;
}

int main(int argc, char **argv)
{
	static unsigned count[256], head[HEAD], total;
	struct sigaction act = { .sa_handler = on_signal };
	unsigned proto, port;
	int fd;

	if (argc != 4 || (strcmp(argv[2], "tcp") && strcmp(argv[2], "udp"))) {
		fprintf(stderr, "usage: toscount DEV tcp|udp PORT\n");
		return 2;
	}
	proto = !strcmp(argv[2], "tcp") ? IPPROTO_TCP : IPPROTO_UDP;
	port = atoi(argv[3]);
	fd = open_device(argv[1]);
	if (fd < 0) {
		fprintf(stderr, "toscount: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	printf("ready\n");
	fflush(stdout);
	while (!stop) {
		unsigned char buf[128];
		struct sockaddr_ll from;
		socklen_t fromlen = sizeof(from);
		struct packet pkt;
		ssize_t n = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &fromlen);

		if (n < 0 || from.sll_pkttype == PACKET_OUTGOING || parse(buf, n, &pkt) < 0)
			continue;
		if (pkt.proto != proto || (pkt.sport != port && pkt.dport != port))
			continue;
		if (total < HEAD)
			head[total] = pkt.tos;
		total++;
		count[pkt.tos]++;
	}
	printf("total %u\n", total);
	for (unsigned i = 0; i < 256; i++)
		if (count[i])
			printf("tos 0x%02x %u\n", i, count[i]);
	printf("head");
	for (unsigned i = 0; i < total && i < HEAD; i++)
		printf(" %02x", head[i]);
	printf("\n");
	return 0;
}
