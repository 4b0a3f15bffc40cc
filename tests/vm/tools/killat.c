/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program and ends it, or has it fail, at one of the steps by which it changes the kernel: bpf(), messages sent, files linked and
 * taken away. Usage: killat kill|fail N PROGRAM [ARGUMENT...]; N counts from 1, with 0 all go well. Prints how many steps there were. */
#include <errno.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* bpf() that only asks changes nothing. */
static int is_change(unsigned long cmd)
{
	switch (cmd) {
	case BPF_MAP_CREATE: case BPF_MAP_UPDATE_ELEM: case BPF_PROG_LOAD: case BPF_OBJ_PIN:
		return 1;
	}
	return 0;
}

static int is_step(const struct user_regs_struct *regs)
{
	switch (regs->orig_rax) {
	case SYS_bpf:
		return is_change(regs->rdi);
	case SYS_sendto: case SYS_sendmsg: case SYS_unlink: case SYS_mkdir: case SYS_rmdir: case SYS_mount: case SYS_flock:
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int kills, status, entering = 0, failing = 0;
	unsigned long at, steps = 0;
	pid_t pid;

	if (argc < 4) {
		fprintf(stderr, "usage: killat kill|fail N PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	kills = !strcmp(argv[1], "kill");
	at = strtoul(argv[2], NULL, 10);
	pid = fork();
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD);
	for (;;) {
		struct user_regs_struct regs;
		int deliver = 0;

		if (WIFEXITED(status) || WIFSIGNALED(status))
			break;
		if (WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			entering = !entering;
			ptrace(PTRACE_GETREGS, pid, NULL, &regs);
			if (entering && is_step(&regs) && ++steps == at) {
				if (kills) {
					kill(pid, SIGKILL);
				} else {
					failing = 1;
					regs.orig_rax = (unsigned long)-1;
					ptrace(PTRACE_SETREGS, pid, NULL, &regs);
				}
			} else if (!entering && failing) {
				failing = 0;
				regs.rax = (unsigned long)-ENOMEM;
				ptrace(PTRACE_SETREGS, pid, NULL, &regs);
			}
		} else if (WIFSTOPPED(status) && WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != SIGSTOP) {
			deliver = WSTOPSIG(status);
		}
		if (ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)deliver) && errno != ESRCH)
			break;
		if (waitpid(pid, &status, 0) < 0)
			break;
	}
	printf("steps %lu\n", steps);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
