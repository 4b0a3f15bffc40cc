# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian kernels for the virtual machine: looked up, fetched and unpacked once, kept in a cache.

apt runs on lists and sources of its own, so that those of the system stay as they are and nobody has to be root.
"""
import contextlib
import fcntl
import glob
import lzma
import os
import re
import shutil
import subprocess
import tempfile

import cpio

MIRROR = os.environ.get("NFT_VM_MIRROR", "http://deb.debian.org/debian")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

# series -> the suites that carry it, and the names of its packages
SERIES = {
    "6.12": (["bookworm-backports"], [r"linux-image-6\.12\.[0-9.]+\+deb12[0-9.]*-cloud-amd64"]),
    "6.1": (["bookworm", "bookworm-updates"], [r"linux-image-6\.1\.[0-9.]+-[0-9]+-cloud-amd64"]),
    "sid": (["sid"], [r"linux-binary-[0-9][^ ]*-cloud-amd64", r"linux-modules-[0-9][^ ]*-cloud-amd64"]),
}
DEFAULT = "6.12"

# modules that the guest has, with all that they depend on
WANTED = re.compile(r"^(nf_.*|nft_.*|nfnetlink.*|veth|dummy|ifb|bridge|br_netfilter|8021q|vrf|macvlan|tun|vxlan|"
                    r"ip_gre|ip6_gre|gre|ipip|sit|ip6_tunnel|pppoe|pppox|ppp_generic|esp4|esp6|xfrm_.*|af_key|"
                    r"sch_.*|cls_.*|act_.*|crc32c.*|libcrc32c)$")


class Unavailable(Exception):
    """The machine cannot be had here; the text says why."""


def cache_dir():
    default = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "nft-vm")
    path = os.path.abspath(os.environ.get("NFT_VM_CACHE") or default)
    os.makedirs(path, exist_ok=True)
    return path


@contextlib.contextmanager
def locked(path):
    with open(os.path.join(path, "lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def natural(text):
    """Sorts versions by their numbers."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]


def output_of(args, cwd=None):
    try:
        done = subprocess.run(args, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(str(error)) from error
    text = done.stdout.decode(errors="replace")
    if done.returncode:
        lines = text.strip().splitlines() or ["failed"]
        # apt tells the cause first and what follows from it last
        why = next((line for line in lines if re.match(r"[EW]: ", line)), lines[-1])
        raise Unavailable("%s: %s" % (os.path.basename(args[0]), why))
    return text


class Apt:
    """apt on a directory of its own."""

    def __init__(self, place, suites):
        for sub in ("lists/partial", "cache/archives/partial"):
            os.makedirs(os.path.join(place, sub), exist_ok=True)
        sources = os.path.join(place, "sources.list")
        with open(sources, "w", encoding="ascii") as out:
            for suite in suites:
                out.write("deb [arch=amd64 signed-by=%s] %s %s main\n" % (KEYRING, MIRROR, suite))
        options = {"Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "/dev/null",
                   "Dir::State::lists": os.path.join(place, "lists"), "Dir::Cache": os.path.join(place, "cache"),
                   "Acquire::Languages": "none", "Acquire::Retries": "3", "Acquire::http::Timeout": "30",
                   "APT::Update::Error-Mode": "any"}
        # a directory that only its owner may enter is no place for apt's own user
        if os.geteuid() == 0:
            options["APT::Sandbox::User"] = "root"
        self.options = [arg for item in options.items() for arg in ("-o", "%s=%s" % item)]
        self.place = place
        self.run("apt-get", "update")

    def run(self, program, *args):
        return output_of([program, "-q"] + self.options + list(args), cwd=self.place)

    def newest(self, pattern):
        found = self.run("apt-cache", "search", "--names-only", "^" + pattern.split("[")[0])
        names = [line.split()[0] for line in found.splitlines() if line.strip()]
        names = [name for name in names if re.fullmatch(pattern, name)]
        if not names:
            raise Unavailable("no package of the form " + pattern)
        return max(names, key=natural)

    def download(self, package):
        self.run("apt-get", "download", package)
        return glob.glob(os.path.join(self.place, package + "_*.deb"))[0]


def module_name(path):
    return os.path.basename(path).split(".ko")[0].replace("-", "_")


def module_bytes(path):
    with (lzma.open(path) if path.endswith(".xz") else open(path, "rb")) as file:
        return file.read()


def depends_of(image):
    found = re.search(rb"\0depends=([^\0]*)\0", image)
    return [name.replace("-", "_") for name in found.group(1).decode().split(",") if name] if found else []


def wanted_modules(tree):
    """(path below the tree, contents) of the modules that match, and of those they depend on."""
    paths = {module_name(p): p for p in glob.glob(os.path.join(tree, "kernel", "**", "*.ko*"), recursive=True)}
    todo, done = [name for name in paths if WANTED.match(name)], {}
    while todo:
        name = todo.pop()
        if name in done or name not in paths:
            continue
        image = module_bytes(paths[name])
        done[name] = (re.sub(r"\.xz$", "", os.path.relpath(paths[name], tree)), image)
        todo += depends_of(image)
    return sorted(done.values())


def module_archive(unpacked, release, scratch):
    """The modules with their index, as the part of the initial file system that stays the same."""
    tree = next(iter(glob.glob(os.path.join(unpacked, "**", "lib", "modules", release), recursive=True)), None)
    if not tree:
        raise Unavailable("the kernel package has no modules")
    target = os.path.join(scratch, "lib", "modules", release)
    for path, image in wanted_modules(tree):
        os.makedirs(os.path.dirname(os.path.join(target, path)), exist_ok=True)
        with open(os.path.join(target, path), "wb") as out:
            out.write(image)
    for index in glob.glob(os.path.join(tree, "modules.*")):
        shutil.copy(index, target)
    output_of(["busybox", "depmod", "-b", scratch, release])
    archive = cpio.Archive()
    archive.add_tree(os.path.join(scratch, "lib", "modules"), "lib/modules")
    return archive.close()


def kernel_image(unpacked):
    """The kernel and its release: older packages have it in /boot, newer ones beside the modules."""
    for found in glob.glob(os.path.join(unpacked, "boot", "vmlinuz-*")):
        return found, os.path.basename(found)[len("vmlinuz-"):]
    for found in glob.glob(os.path.join(unpacked, "usr", "lib", "modules", "*", "vmlinuz*")):
        return found, os.path.basename(os.path.dirname(found))
    raise Unavailable("no kernel image in its package")


def unpack(packages, place):
    """Fills the cache directory of one kernel: vmlinuz and modules.cpio; complete or not there at all."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(place)) as scratch:
        for package in packages:
            output_of(["dpkg", "-x", package, os.path.join(scratch, "deb")])
        image, release = kernel_image(os.path.join(scratch, "deb"))
        out = os.path.join(scratch, "out")
        os.mkdir(out)
        shutil.copy(image, os.path.join(out, "vmlinuz"))
        with open(os.path.join(out, "modules.cpio"), "wb") as file:
            file.write(module_archive(os.path.join(scratch, "deb"), release, os.path.join(scratch, "modules")))
        os.rename(out, os.path.join(place, release))


def fetch(series):
    """The directory of the newest kernel of a series that the cache has; it is fetched when there is none."""
    if series not in SERIES:
        raise Unavailable("no kernel series %s: %s" % (series, ", ".join(SERIES)))
    place = os.path.join(cache_dir(), series)
    os.makedirs(place, exist_ok=True)
    with locked(place):
        found = [os.path.dirname(p) for p in glob.glob(os.path.join(place, "*", "modules.cpio"))]
        if not found:
            suites, patterns = SERIES[series]
            with tempfile.TemporaryDirectory(dir=cache_dir()) as scratch:
                apt = Apt(scratch, suites)
                unpack([apt.download(apt.newest(pattern)) for pattern in patterns], place)
            found = [os.path.dirname(p) for p in glob.glob(os.path.join(place, "*", "modules.cpio"))]
    return max(found, key=natural)
