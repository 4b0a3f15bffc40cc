# SPDX-License-Identifier: GPL-2.0-or-later
"""Three network namespaces, client - router - server, joined by veth; frames sent and seen as they are.

The client and the server have no addresses, so that nothing answers by itself; the router knows their hosts as
permanent neighbours and sends nothing of its own accord.
"""
import ctypes
import os
import socket
import struct
import subprocess
import time

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)
ETH = {4: 0x0800, 6: 0x86dd}
PACKET_OUTGOING = 4
HOST_MAC, OWN_MAC = "02:00:00:00:00:01", "02:00:00:00:00:02"	# of all hosts, and of both devices: as nft sim takes them to be
ADDRESS = {"r0": ("10.0.0.1", "2001:db8:1::1"), "r1": ("192.0.2.1", "2001:db8:2::1")}
NETS = {"r0": ("10.0.0.0/24", "2001:db8:1::/64"), "r1": ("192.0.2.0/24", "2001:db8:2::/64")}
HOSTS = {"r0": (["10.0.0.%d" % i for i in (2, 3, 5, 9, 77)], ["2001:db8:1::%x" % i for i in (2, 3, 5, 9, 0x77)]),
         "r1": (["192.0.2.%d" % i for i in (2, 3, 5, 9, 77)], ["2001:db8:2::%x" % i for i in (2, 3, 5, 9, 0x77)])}


BRIDGED = ("p0", "p1")


def mac(text):
    return bytes(int(b, 16) for b in text.split(":"))


def enter(flag_or_fd):
    call = LIBC.unshare if flag_or_fd == CLONE_NEWNET else LIBC.setns
    args = (CLONE_NEWNET,) if flag_or_fd == CLONE_NEWNET else (flag_or_fd, CLONE_NEWNET)
    if call(*args):
        raise OSError(ctypes.get_errno(), "no network namespace")


def here():
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY)


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def set_sysctl(name, value):
    path = "/proc/sys/" + name.replace(".", "/")
    try:
        with open(path, "w", encoding="ascii") as f:
            f.write(str(value))
    except OSError:
        pass		# not in this kernel


def quiet_ip6():
    set_sysctl("net.ipv6.conf.all.disable_ipv6", 1)
    set_sysctl("net.ipv6.conf.default.disable_ipv6", 1)


class Network:
    """enter() it in a process of its own: that process is then the router"""

    def __init__(self):
        enter(CLONE_NEWNET)
        self.router = here()
        quiet_ip6()
        self.sockets, self.peers = {}, {}
        for device, peer in (("r0", "c0"), ("r1", "s0"), ("p0", "b0"), ("p1", "b1")):
            self.join(device, peer)
        set_sysctl("net.ipv6.conf.all.disable_ipv6", 0)
        set_sysctl("net.ipv6.conf.all.accept_dad", 0)
        set_sysctl("net.ipv6.conf.all.forwarding", 1)
        set_sysctl("net.ipv4.ip_forward", 1)
        set_sysctl("net.ipv4.icmp_ratelimit", 0)
        set_sysctl("net.ipv4.icmp_echo_ignore_all", 1)
        set_sysctl("net.ipv6.icmp.echo_ignore_all", 1)
        set_sysctl("net.ipv4.conf.all.rp_filter", 0)
        set_sysctl("net.ipv4.conf.default.rp_filter", 0)
        set_sysctl("net.ipv4.conf.all.send_redirects", 0)
        run("ip", "link", "set", "lo", "up")
        for which in ("all", "default", "r0", "r1"):
            for version in (1, 2):
                set_sysctl("net.ipv6.conf.%s.mldv%d_unsolicited_report_interval" % (which, version), 10)
        for device in ("r0", "r1"):
            self.configure(device)
        run("ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0", "forward_delay", "0")
        set_sysctl("net.ipv6.conf.br0.disable_ipv6", 1)
        for port in ("p0", "p1"):
            set_sysctl("net.ipv6.conf.%s.disable_ipv6" % port, 1)
            run("ip", "link", "set", port, "up", "master", "br0")
        run("ip", "link", "set", "br0", "up")
        self.listeners = []
        for family in (socket.AF_INET, socket.AF_INET6):
            self.listen(family)
        self.raw4 = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        self.raw6 = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_RAW)
        self.raw6.setsockopt(socket.IPPROTO_IPV6, 36, 1)	# IPV6_HDRINCL
        self.settle()

    def join(self, device, peer):
        enter(CLONE_NEWNET)
        away = here()
        self.peers[device] = away
        quiet_ip6()
        enter(self.router)
        run("ip", "link", "add", device, "address", OWN_MAC, "type", "veth", "peer", "name", peer)
        run("ip", "link", "set", peer, "netns", "/proc/%d/fd/%d" % (os.getpid(), away))
        enter(away)
        run("ip", "link", "set", peer, "up", "arp", "off")
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        sock.bind((peer, 3))
        sock.setblocking(False)
        self.sockets[device] = sock
        enter(self.router)

    def configure(self, device):
        set_sysctl("net.ipv6.conf.%s.addr_gen_mode" % device, 1)
        set_sysctl("net.ipv6.conf.%s.router_solicitations" % device, 0)
        set_sysctl("net.ipv6.conf.%s.accept_dad" % device, 0)
        set_sysctl("net.ipv6.conf.%s.disable_ipv6" % device, 0)
        set_sysctl("net.ipv4.conf.%s.rp_filter" % device, 0)
        set_sysctl("net.ipv4.conf.%s.send_redirects" % device, 0)
        run("ip", "link", "set", device, "up", "arp", "off")
        run("ip", "link", "set", device, "arp", "on")
        run("ip", "addr", "add", ADDRESS[device][0] + "/24", "dev", device)
        run("ip", "-6", "addr", "add", ADDRESS[device][1] + "/64", "dev", device, "nodad")
        for family in (0, 1):
            for host in HOSTS[device][family]:
                run("ip", "neigh", "replace", host, "lladdr", HOST_MAC, "dev", device, "nud", "permanent")

    def listen(self, family):
        """so that no UDP packet to the router is answered by an ICMP error"""
        for port in (53, 80, 443, 5000, 22, 999):
            sock = socket.socket(family, socket.SOCK_DGRAM)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind(("", port))
            self.listeners.append(sock)

    def settle(self):
        """until nothing is sent any more"""
        quiet = 0
        for _ in range(50):
            time.sleep(0.05)
            quiet = 0 if self.seen("r0") + self.seen("r1") else quiet + 1
            if quiet == 6:
                return

    def send(self, device, packet, vlan=None, arp=False):
        """as if it came from a host beyond the router's device"""
        head = mac(OWN_MAC) + mac(HOST_MAC)
        if device in BRIDGED:	# the bridge has seen neither, and passes it on
            head = mac("02:00:00:00:00:72") + mac("02:00:00:00:01:7%s" % device[1])
        if vlan is not None:
            head += struct.pack("!HH", 0x8100, vlan)
        head += struct.pack("!H", 0x0806 if arp else ETH[packet[0] >> 4])
        self.sockets[device].send(head + packet)

    def send_own(self, packet):
        """as a process of the router sends it"""
        try:
            self.send_raw(packet)
        except PermissionError:		# a rule dropped it, and the sender is told
            pass

    def send_raw(self, packet):
        if packet[0] >> 4 == 4:
            self.raw4.sendto(packet, (socket.inet_ntop(socket.AF_INET, packet[16:20]), 0))
        else:
            self.raw6.sendto(packet, (socket.inet_ntop(socket.AF_INET6, packet[24:40]), 0))

    def seen(self, device):
        """IP packets that came out of the router there"""
        found = []
        while True:
            try:
                frame, where = self.sockets[device].recvfrom(70000)
            except BlockingIOError:
                return found
            if where[2] != PACKET_OUTGOING and frame[12:14] in (b"\x08\x00", b"\x86\xdd"):
                found.append(frame[14:])

    def forget_connections(self):
        """all of conntrack"""
        nl = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        for family in (2, 10):
            body = struct.pack("BBH", family, 0, 0)
            nl.send(struct.pack("IHHII", 16 + len(body), 1 << 8 | 2, 5, 1, 0) + body)
            nl.recv(4096)
        nl.close()


def why_not():
    """why no such network can be had here, or None"""
    if os.geteuid() != 0:
        return "not root"
    try:
        subprocess.run(["unshare", "-n", "ip", "link", "add", "r0", "type", "veth", "peer", "name", "c0"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return "no network namespaces with veth to be had"
    return None
