/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Switches a device's checksum, segmentation and receive-merge offloads, so that packets are those of a wire. */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct {
	const char *name;
	__u32 cmd;
} feature[] = {
	{ "tso", ETHTOOL_STSO },
	{ "gso", ETHTOOL_SGSO },
	{ "gro", ETHTOOL_SGRO },
	{ "tx",  ETHTOOL_STXCSUM },
};

int main(int argc, char **argv)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), bad = 0;

	if (argc < 4 || argc % 2) {
		fprintf(stderr, "usage: devoffload DEV tso|gso|gro|tx on|off ...\n");
		return 2;
	}
	for (int a = 2; a < argc; a += 2) {
		struct ethtool_value val = { .data = !strcmp(argv[a + 1], "on") };
		struct ifreq req = { .ifr_data = (void *)&val };

		snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", argv[1]);
		for (unsigned i = 0; i < sizeof(feature) / sizeof(feature[0]); i++)
			if (!strcmp(argv[a], feature[i].name))
				val.cmd = feature[i].cmd;
		if (!val.cmd || ioctl(fd, SIOCETHTOOL, &req) < 0) {
			fprintf(stderr, "devoffload: %s %s: %s\n", argv[1], argv[a],
				val.cmd ? strerror(errno) : "unknown feature");
			bad = 1;
		}
	}
	close(fd);
	return bad;
}
