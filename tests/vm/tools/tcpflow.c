/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One TCP connection of a given size: a sender, and a server that counts what arrives. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"

static char buf[65536];

static int usage(void)
{
	fprintf(stderr, "usage: tcpflow serve PORT             prints 'ready', then 'received N' for each connection\n"
			"       tcpflow send ADDR PORT BYTES [HOLD_MS]\n"
			"           sends, holds the connection open, closes it, prints 'acknowledged N'\n");
	return 2;
}

static int fail(const char *what)
{
	fprintf(stderr, "tcpflow: %s: %s\n", what, strerror(errno));
	return 1;
}

/* Reads to the end of the stream and reports the count to the peer, so that it knows nothing was lost. */
static int swallow(int fd)
{
	long long total = 0;
	ssize_t n;
	char line[32];

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		total += n;
	printf("received %lld\n", total);
	fflush(stdout);
	snprintf(line, sizeof(line), "%lld\n", total);
	if (n == 0 && write(fd, line, strlen(line)) < 0)
		return -1;
	return close(fd);
}

static int serve(int port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int one = 1, conn, fd = socket(AF_INET6, SOCK_STREAM, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0 || listen(fd, 16) < 0)
		return fail("listen");
	printf("ready\n");
	fflush(stdout);
	while ((conn = accept(fd, NULL, NULL)) >= 0)
		swallow(conn);
	return fail("accept");
}

static int send_flow(int argc, char **argv)
{
	long long left = atoll(argv[4]), want = left;
	struct sockaddr_storage to;
	socklen_t len = parse_address(argv[2], atoi(argv[3]), &to);
	ssize_t n;
	int fd = socket(to.ss_family, SOCK_STREAM, 0);

	if (!len || fd < 0 || connect(fd, (struct sockaddr *)&to, len) < 0)
		return fail("connect");
	for (; left > 0; left -= n) {
		n = write(fd, buf, left < (long long)sizeof(buf) ? left : (long long)sizeof(buf));
		if (n < 0)
			return fail("send");
	}
	if (argc > 5)
		usleep(atoi(argv[5]) * 1000);
	shutdown(fd, SHUT_WR);
	n = read(fd, buf, 31);
	if (n <= 0)
		return fail("no acknowledgement");
	buf[n] = '\0';
	printf("acknowledged %lld\n", atoll(buf));
	return atoll(buf) == want ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc >= 5 && !strcmp(argv[1], "send"))
		return send_flow(argc, argv);
	if (argc == 3 && !strcmp(argv[1], "serve"))
		return serve(atoi(argv[2]));
	return usage();
}
