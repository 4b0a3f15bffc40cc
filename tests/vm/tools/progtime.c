/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time that BPF programs of a type took, as the kernel counts it while kernel.bpf_stats_enabled is 1: 'ID TYPE RUNS NS', one a line. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int sys_bpf(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static void tell(uint32_t id)
{
	struct bpf_prog_info info = { .type = 0 };
	union bpf_attr attr = { .prog_id = id };
	int fd = sys_bpf(BPF_PROG_GET_FD_BY_ID, &attr);

	if (fd < 0)
		return;
	attr = (union bpf_attr){ .info = { .bpf_fd = (uint32_t)fd, .info_len = sizeof(info), .info = (uintptr_t)&info } };
	if (!sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		printf("%u %s %llu %llu\n", id, info.type == BPF_PROG_TYPE_XDP ? "xdp" : info.type == BPF_PROG_TYPE_SCHED_CLS ? "tc" : "other",
		       (unsigned long long)info.run_cnt, (unsigned long long)info.run_time_ns);
	close(fd);
}

int main(void)
{
	union bpf_attr attr = { .start_id = 0 };

	while (!sys_bpf(BPF_PROG_GET_NEXT_ID, &attr)) {
		uint32_t id = attr.next_id;

		tell(id);
		attr = (union bpf_attr){ .start_id = id };
	}
	if (errno != ENOENT) {
		fprintf(stderr, "progtime: %s\n", strerror(errno));
		return 1;
	}
	return 0;
}
