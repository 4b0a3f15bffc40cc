# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's initial file system: busybox, bash, ip, the nft under test with its libraries, tools and the scenario."""
import glob
import os
import re
import shlex
import shutil
import subprocess

import cpio
from kernels import Unavailable, output_of

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
LIBRARIES = "lib/x86_64-linux-gnu"
CFLAGS = ["-static", "-O2", "-Wall", "-Wextra"]


def program(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise Unavailable(name + " is not installed")
    return path


def is_elf(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def behind_wrapper(path):
    """libtool leaves a script where the program of a build tree is expected: the program itself, and its libraries."""
    if is_elf(path):
        return path, None
    built = os.path.join(os.path.dirname(path), ".libs")
    real = os.path.join(built, os.path.basename(path))
    if not os.path.isfile(real):
        raise Unavailable("%s is no program, and there is none in %s" % (path, built))
    return real, built


def libraries_of(path, built=None):
    """name -> file, as the dynamic linker finds them; the linker itself under its absolute name."""
    env = dict(os.environ, LC_ALL="C")
    if built:
        env["LD_LIBRARY_PATH"] = built
    listing = subprocess.run(["ldd", path], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    text = listing.stdout.decode()
    missing = re.findall(r"(\S+) => not found", text)
    if missing:
        raise Unavailable("%s needs %s" % (path, ", ".join(missing)))
    found = dict(re.findall(r"(\S+) => (/\S+)", text))
    found.update((name, name) for name in re.findall(r"^\s+(/\S+) \(", text, re.M))
    return found


def add_program(archive, source, target, built=None):
    archive.copy(source, target, 0o755)
    for name, path in libraries_of(source, built).items():
        archive.copy(path, name[1:] if name.startswith("/") else os.path.join(LIBRARIES, name), 0o755)


def add_busybox(archive):
    busybox = program("busybox")
    add_program(archive, busybox, "bin/busybox")
    for applet in output_of([busybox, "--list"]).split():
        archive.link("bin/" + applet, "busybox")
    # where the kernel looks when it wants a module
    archive.link("sbin/modprobe", "../bin/busybox")


def add_tools(archive, scratch):
    for source in glob.glob(os.path.join(HERE, "tools", "*.c")):
        name = os.path.basename(source)[:-2]
        output_of([program("gcc")] + CFLAGS + ["-o", os.path.join(scratch, name), source])
        archive.copy(os.path.join(scratch, name), "usr/local/bin/" + name, 0o755)


def add_databases(archive):
    """nft reads names of protocols and services from these."""
    for name in ("protocols", "services"):
        if not os.path.exists("/etc/" + name):
            raise Unavailable("/etc/%s is not there (package netbase)" % name)
        archive.copy("/etc/" + name, "etc/" + name)
    archive.file("etc/nsswitch.conf", b"protocols: files\nservices: files\nhosts: files\n")
    archive.file("etc/hosts", b"127.0.0.1 localhost\n::1 localhost\n")
    archive.file("etc/passwd", b"root:x:0:0:root:/:/bin/bash\ntcpdump:x:100:100::/:/bin/false\n")
    archive.file("etc/group", b"root:x:0:\ntcpdump:x:100:\n")


def words_of(scenario, what):
    """A scenario names what it needs besides in lines: '# programs: NAME...' of the host, '# files: PATH...' of the source."""
    with open(scenario, encoding="utf-8") as file:
        return [word for line in re.findall("^# %s: (.*)$" % what, file.read(), re.M) for word in line.split()]


def build(nft, scenario, seconds, scratch, files=(), settings=()):
    archive = cpio.Archive()
    archive.device("dev/console", 5, 1)
    for place in ("proc", "sys", "run", "tmp"):
        archive.directory(place)
    real, built = behind_wrapper(nft)
    # the programs under test come first: their libraries win over others of the same name
    add_program(archive, real, "usr/sbin/nft", built)
    # nsenter: that of busybox would run busybox' own ip
    for name in ["bash", "ip", "nsenter"] + words_of(scenario, "programs"):
        add_program(archive, program(name), "usr/sbin/" + name)
    archive.link("bin/bash", "../usr/sbin/bash")
    add_busybox(archive)
    add_tools(archive, scratch)
    add_databases(archive)
    archive.copy(os.path.join(HERE, "guest", "init"), "init", 0o755)
    for name in ("lib.sh", "ends.sh", "fastfwd.sh"):
        archive.copy(os.path.join(HERE, "guest", name), "vm/" + name)
    archive.file("vm/settings", "".join("%s=%s\n" % (name, shlex.quote(value)) for name, value in settings).encode())
    archive.copy(scenario, "vm/scenario.sh")
    archive.file("vm/seconds", b"%d\n" % seconds)
    archive.add_tree(os.path.join(TOP, "files", "examples"), "src/files/examples")
    for path in words_of(scenario, "files"):
        archive.copy(os.path.join(TOP, path), "src/" + path)
    for path, data in files:
        archive.file(path, data)
    return archive.close()
