/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks at every packet that arrives on a device: does it carry the DSCP that it should, are its checksums right?
 * Prints 'ready' when it listens. On SIGTERM or SIGINT, for each kind of packet that it has seen:
 *	KIND total N marked N bad N
 * KIND is tcp4, tcp6, udp4, udp6 (all of the protocol), and of these besides: fragment, fin, rst, long (over 1500 bytes: what
 * segmentation offload has left whole). A transport checksum that the device would fill in is not looked at.
 */
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"

enum kind { TCP4, TCP6, UDP4, UDP6, FRAGMENT, FIN, RST, LONG, KINDS };

static const char *const kind_name[KINDS] = { "tcp4", "tcp6", "udp4", "udp6", "fragment", "fin", "rst", "long" };
static struct { unsigned total, marked, bad; } seen[KINDS];
static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static int open_device(const char *name)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	struct timeval wake = { .tv_usec = 100000 };
	int room = 64 << 20, one = 1;
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));

	ll.sll_ifindex = if_nametoindex(name);
	if (fd < 0 || !ll.sll_ifindex || bind(fd, (struct sockaddr *)&ll, sizeof(ll)) < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one));
	/* a signal that comes just before the receive must not wait for a packet */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wake, sizeof(wake));
	return fd;
}

/* Is its transport checksum one that a device would still have to fill in? */
static bool checksum_pending(struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		struct tpacket_auxdata aux;

		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		return aux.tp_status & TP_STATUS_CSUMNOTREADY;
	}
	return false;
}

static void count(enum kind k, bool marked, bool bad)
{
	seen[k].total++;
	seen[k].marked += marked;
	seen[k].bad += bad;
}

static void note(const struct frame_look *l, unsigned dscp)
{
	bool marked = l->dscp == dscp;

	if (l->proto != IPPROTO_TCP && l->proto != IPPROTO_UDP)
		return;
	count((l->proto == IPPROTO_TCP ? TCP4 : UDP4) + l->v6, marked, l->bad_checksum);
	if (l->fragment)
		count(FRAGMENT, marked, l->bad_checksum);
	if (l->tcp_flags & TCP_FIN)
		count(FIN, marked, l->bad_checksum);
	if (l->tcp_flags & TCP_RST)
		count(RST, marked, l->bad_checksum);
	if (l->len > 1500)
		count(LONG, marked, l->bad_checksum);
}

static void receive(int fd, unsigned dscp)
{
	static uint8_t buf[1 << 17];
	struct sockaddr_ll from;
	char control[256];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr msg = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov, .msg_iovlen = 1,
			      .msg_control = control, .msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(fd, &msg, 0);
	struct frame_look l;

	if (n > 0 && from.sll_pkttype != PACKET_OUTGOING && look_at_frame(buf, n, !checksum_pending(&msg), &l))
		note(&l, dscp);
}

int main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = on_signal };
	int fd = argc == 3 ? open_device(argv[1]) : -1;

	if (argc != 3) {
		fprintf(stderr, "usage: pktcheck DEV DSCP\n");
		return 2;
	}
	if (fd < 0) {
		fprintf(stderr, "pktcheck: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	printf("ready\n");
	fflush(stdout);
	while (!stop)
		receive(fd, atoi(argv[2]));
	for (int k = 0; k < KINDS; k++)
		if (seen[k].total)
			printf("%s total %u marked %u bad %u\n", kind_name[k], seen[k].total, seen[k].marked, seen[k].bad);
	return 0;
}
