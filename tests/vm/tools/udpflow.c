/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One UDP flow: a sender with a steady pace, and the peers that swallow or answer it. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "address.h"

static int usage(void)
{
	fprintf(stderr, "usage: udpflow send ADDR PORT COUNT [GAP_MS [SIZE [SPORT]]]   prints 'sent N answered N'\n"
			"       udpflow sink PORT           prints 'ready', then stays silent\n"
			"       udpflow echo PORT           prints 'ready', then answers each datagram\n");
	return 2;
}

static int fail(const char *what)
{
	fprintf(stderr, "udpflow: %s: %s\n", what, strerror(errno));
	return 1;
}

/* An IPv6 socket without IPV6_V6ONLY receives both families. */
static int serve(int port, int answer)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	static char buf[65536];

	if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
		return fail("bind");
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		struct sockaddr_in6 peer;
		socklen_t len = sizeof(peer);
		ssize_t n = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&peer, &len);

		if (n < 0)
			return fail("receive");
		if (answer && sendto(fd, buf, n, 0, (struct sockaddr *)&peer, len) < 0)
			return fail("answer");
	}
}

static int connect_to(const char *addr, int port, int sport)
{
	struct sockaddr_storage to, local = { 0 };
	socklen_t len = parse_address(addr, port, &to);
	int fd;

	if (!len) {
		errno = EINVAL;
		return -1;
	}
	local.ss_family = to.ss_family;
	/* the port has the same place in both families' addresses */
	((struct sockaddr_in *)&local)->sin_port = htons(sport);
	fd = socket(to.ss_family, SOCK_DGRAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&local, len) < 0 || connect(fd, (struct sockaddr *)&to, len) < 0)
		return -1;
	return fd;
}

static int answers(int fd, int wait_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char byte;
	int n = 0;

	while (poll(&p, 1, wait_ms) > 0) {
		if (recv(fd, &byte, 1, 0) >= 0)
			n++;
		wait_ms = 0;
	}
	return n;
}

static int send_flow(int argc, char **argv)
{
	int count = atoi(argv[4]);
	int gap = argc > 5 ? atoi(argv[5]) : 10;
	int size = argc > 6 ? atoi(argv[6]) : 64;
	int fd = connect_to(argv[2], atoi(argv[3]), argc > 7 ? atoi(argv[7]) : 0);
	struct timespec nap = { .tv_sec = gap / 1000, .tv_nsec = gap % 1000 * 1000000L };
	static char buf[65000];
	int sent = 0, answered = 0;

	if (fd < 0 || size < 0 || size > (int)sizeof(buf))
		return fail("connect");
	for (int i = 0; i < count; i++) {
		sent += send(fd, buf, size, 0) == size;
		nanosleep(&nap, NULL);
		answered += answers(fd, 0);
	}
	answered += answers(fd, 200);
	printf("sent %d answered %d\n", sent, answered);
	return sent == count ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc >= 5 && !strcmp(argv[1], "send"))
		return send_flow(argc, argv);
	if (argc == 3 && !strcmp(argv[1], "sink"))
		return serve(atoi(argv[2]), 0);
	if (argc == 3 && !strcmp(argv[1], "echo"))
		return serve(atoi(argv[2]), 1);
	return usage();
}
