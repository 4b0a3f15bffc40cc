# SPDX-License-Identifier: GPL-2.0-or-later
# dnsmasq adds the addresses of its answers to sets, in process
nft 'add table ip t; add set ip t names { type ipv4_addr; }; add table ip6 t; add set ip6 t names { type ipv6_addr; }'
dnsmasq=$ROOT/usr/sbin/dnsmasq
common="--conf-file=/dev/null --no-resolv --no-hosts --bind-interfaces --listen-address=127.0.0.1 --user=root --group= --no-daemon --pid-file="
$dnsmasq $common --port=5301 --address=/one.test/192.0.2.1 --address=/two.test/2001:db8::2 --address=/other.test/192.0.2.3 >first 2>&1 &
first=$!
$dnsmasq $common --port=5300 --server=127.0.0.1#5301 --nftset=/one.test/two.test/4#ip#t#names,6#ip6#t#names >second 2>&1 &
second=$!
sleep 1
python3 - <<'PY'
import socket, struct
for name, kind in ("www.one.test", 1), ("two.test", 28), ("other.test", 1):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(5)
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0" + struct.pack(">HH", kind, 1)
    s.sendto(struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + question, ("127.0.0.1", 5300))
    print(name, struct.unpack(">H", s.recv(512)[6:8])[0])
PY
kill $first $second
wait || true
grep -i nftset first second || true
