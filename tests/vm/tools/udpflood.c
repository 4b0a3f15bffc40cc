/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As many packets of one UDP flow as a device takes, for a time: frames made once, past the sender's own stack and qdisc. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"

#define BATCH 64

static int fail(const char *what)
{
	fprintf(stderr, "udpflood: %s: %s\n", what, strerror(errno));
	return 1;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int open_device(const char *name, uint8_t *mac)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = 0, .sll_ifindex = (int)if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
	struct ifreq req = { .ifr_ifindex = 0 };

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", name);
	if (fd < 0 || !ll.sll_ifindex || bind(fd, (struct sockaddr *)&ll, sizeof(ll)) < 0 || ioctl(fd, SIOCGIFHWADDR, &req) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)) < 0)
		return -1;
	memcpy(mac, req.ifr_hwaddr.sa_data, 6);
	return fd;
}

static bool parse_mac(const char *text, uint8_t *mac)
{
	return sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) == 6;
}

int main(int argc, char **argv)
{
	struct frame_spec s = { .proto = IPPROTO_UDP, .ttl = 64, .payload = 18 };
	static struct frame frame[2];
	struct mmsghdr batch[BATCH];
	struct iovec iov;
	unsigned long sent = 0;
	double end;
	int fd;

	if (argc != 8 || !parse_mac(argv[2], s.dmac) || !parse_addr(argv[3], &s.from.addr) || !parse_addr(argv[5], &s.to.addr)) {
		fprintf(stderr, "usage: udpflood DEV MAC SADDR SPORT DADDR DPORT SECONDS   prints 'sent N'\n");
		return 2;
	}
	s.from.port = (uint16_t)atoi(argv[4]);
	s.to.port = (uint16_t)atoi(argv[6]);
	fd = open_device(argv[1], s.smac);
	if (fd < 0)
		return fail(argv[1]);
	build_frames(&s, frame);
	iov = (struct iovec){ frame[0].data, frame[0].len };
	for (int i = 0; i < BATCH; i++)
		batch[i] = (struct mmsghdr){ .msg_hdr = { .msg_iov = &iov, .msg_iovlen = 1 } };
	for (end = now() + atof(argv[7]); now() < end;) {
		int n = sendmmsg(fd, batch, BATCH, 0);

		if (n < 0 && errno != ENOBUFS)
			return fail("send");
		sent += n > 0 ? (unsigned long)n : 0;
	}
	printf("sent %lu\n", sent);
	return 0;
}
