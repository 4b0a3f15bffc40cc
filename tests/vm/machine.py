# SPDX-License-Identifier: GPL-2.0-or-later
"""The emulated machine: what it needs, one boot of it, what its console said."""
import os
import platform
import shutil
import subprocess
import sys
import tempfile

import image
from kernels import Unavailable

SKIP = 77
BEGIN, END = "=== begin", "=== end "
PROGRAMS = ("qemu-system-x86_64", "busybox", "ip", "nsenter", "bash", "gcc", "ldd", "apt-get", "dpkg")
SOME_NEED = ("tcpdump", "iperf3")	# a scenario that names one is skipped without it
# Software emulation: hosts that offer KVM but cannot start a guest are common, and every run is the same machine.
# Without cx16: cmpxchg16b of QEMU 7.2's emulation sometimes destroys the flags, and the kernel's allocator with them.
QEMU = ["qemu-system-x86_64", "-machine", "q35", "-cpu", "Nehalem,-cx16", "-m", "1024", "-nodefaults", "-no-reboot",
        "-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none"]
TWO_PROCESSORS = ["-accel", "tcg,thread=multi", "-smp", "2"]
# time passes with the instructions that the one processor runs, 2 ns for each, and so is nothing of the host's
COUNTED = ["-accel", "tcg,thread=single", "-smp", "1", "-icount", "shift=1,sleep=off"]
# no_timer_check: on a busy host the emulated timer may come too late for the kernel's test of it, which then panics.
CMDLINE = "console=ttyS0 quiet panic=-1 mitigations=off nokaslr no_timer_check random.trust_cpu=on"


def missing_of(programs):
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    databases = [] if os.path.exists("/etc/protocols") else ["/etc/protocols"]
    return [name for name in programs if not shutil.which(name, path=path)] + databases


def prepare():
    """What the harness needs and apt can bring."""
    if platform.machine() != "x86_64":
        raise Unavailable("the kernels are x86-64, this machine is " + platform.machine())
    missing = missing_of(PROGRAMS)
    if (missing or missing_of(SOME_NEED)) and os.geteuid() == 0:
        install = os.path.join(image.TOP, "files", "packages", "install")
        subprocess.run([install, "vm"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        missing = missing_of(PROGRAMS)
    if missing:
        raise Unavailable("missing: " + ", ".join(missing))


def find_nft(option):
    given = option or os.environ.get("NFT")
    for path in [given] if given else ["src/nft", os.path.join(image.TOP, "src", "nft")]:
        if os.path.isfile(path):
            return os.path.abspath(path)
    sys.exit("no nft under test: build one, or name it with --nft")


def boot(kernel, initrd, seconds, log, processors):
    """Runs the machine until it powers off; False when it had to be stopped."""
    args = QEMU + processors + ["-kernel", os.path.join(kernel, "vmlinuz"), "-initrd", initrd, "-append", CMDLINE]
    with open(log, "wb") as out, subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=out,
                                                  stderr=subprocess.STDOUT) as machine:
        try:
            machine.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False
        finally:
            machine.kill()


def results_of(console, in_time, seconds):
    """The lines to show, of which those that start with 'ok' and 'not ok' count."""
    lines, inside, status = [], False, None
    for line in console.splitlines():
        if line == BEGIN:
            inside = True
        elif line.startswith(END):
            inside, status = False, line[len(END):]
        elif inside:
            lines.append(line)
    if not in_time:
        lines.append("not ok end the machine did not power off within %d s" % seconds)
    elif status is None:
        lines.append("not ok end the machine stopped before the scenario's end")
    elif status != "0":
        lines.append("not ok end the scenario stopped with status " + status)
    elif not any(line.startswith(("ok ", "not ok ")) for line in lines):
        lines.append("not ok end the scenario checked nothing")
    return lines



def play(scenario, nft, kernel, seconds, files=(), settings=(), processors=TWO_PROCESSORS):
    """One boot with a scenario: its console, and the lines to show.

    files: (path, bytes) that the guest has besides; settings: (name, value) of variables that the scenario finds."""
    with tempfile.TemporaryDirectory(prefix="nft-vm-") as scratch:
        initrd, log = os.path.join(scratch, "initrd"), os.path.join(scratch, "console")
        with open(initrd, "wb") as out:
            out.write(image.build(nft, scenario, seconds, scratch, files, settings))
            with open(os.path.join(kernel, "modules.cpio"), "rb") as modules:
                shutil.copyfileobj(modules, out)
        in_time = boot(kernel, initrd, seconds, log, processors)
        with open(log, encoding="utf-8", errors="replace", newline=None) as file:
            console = file.read().replace("\r", "")
    return console, results_of(console, in_time, seconds)
