# SPDX-License-Identifier: GPL-2.0-or-later
# nftlb writes a load balancer's rules from its configuration, and ends
ip link add lan0 type veth peer name lan1
ip addr add 192.0.2.1/24 dev lan0
ip link set lan0 up
ip link set lan1 up
cat >farm.json <<'JSON'
{ "farms": [ { "name": "web", "family": "ipv4", "virtual-addr": "192.0.2.1", "virtual-ports": "80", "mode": "snat", "protocol": "tcp",
    "scheduler": "weight", "state": "up", "intra-connect": "on", "backends": [
	{ "name": "one", "ip-addr": "192.0.2.10", "weight": "5", "priority": "1", "mark": "0x1", "state": "up" },
	{ "name": "two", "ip-addr": "192.0.2.11", "weight": "5", "priority": "1", "mark": "0x2", "state": "up" } ] },
  { "name": "dns", "family": "ipv4", "virtual-addr": "192.0.2.1", "virtual-ports": "53,5353", "mode": "dnat", "protocol": "udp",
    "scheduler": "rr", "state": "up", "backends": [ { "name": "one", "ip-addr": "192.0.2.12", "weight": "1", "priority": "1", "mark": "0x0", "state": "up" } ] } ] }
JSON
timeout 20 "$ROOT/usr/sbin/nftlb" -e -l 3 -c farm.json
