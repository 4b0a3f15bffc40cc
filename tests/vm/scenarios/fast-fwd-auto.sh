# SPDX-License-Identifier: GPL-2.0-or-later
# Which back end `auto` chooses, and why; and what becomes of chains at ingress and egress that XDP skips.
# programs: tc

MARK=0x60 # cs3
RULES=$EXAMPLES/fast-fwd.nft

backend() { in_router nft list fastpath | awk '$1 == "backend" { print $2 }'; }
reason() { in_router nft list fastpath | sed -n 's/^\treason //p'; }

# chooses NAME BACKEND REASON: after a sync
chooses() {
	in_router nft fastpath sync || true
	if [ "$(backend)" = "$2" ] && [[ "$(reason)" == *"$3"* ]]; then
		ok "$1: $2"
	else
		not_ok "$1: $2" "$(in_router nft list fastpath | tr '\n' ' ')"
	fi
}

topology
check "it loads on veth" in_router nft -f $RULES
if ! kernel_from 6 11; then
	chooses "a kernel without the look-up" tc "bpf_xdp_flow_lookup"
	exit 0
fi
chooses "veth" tc "is a veth"
in_router nft flush ruleset

# devices that do XDP and send on what it sends them
modprobe tun
mkdir -p /dev/net
[ -c /dev/net/tun ] || mknod /dev/net/tun c 10 200
for n in 0 1; do
	in_router ip tuntap add tap$n mode tap
	in_router ip link set tap$n up
done
sed 's/veth/tap/g' $RULES >tap.nft
check "it loads on tap" in_router nft -f tap.nft
chooses "tap" xdp "send on"
expect "the program is at XDP" "$(in_router ip link show | grep -c 'prog/xdp') == 2" "$(in_router ip link show)"
in_router ip link set tap0 xdp off 2>/dev/null || true
expect "nobody takes it away by mistake" "$(in_router ip link show | grep -c 'prog/xdp') == 2"

in_router ip link add link tap0 name tap0.7 type vlan id 7
chooses "a VLAN on top" tc "tap0.7 stands on device tap0"
expect "no program stays at XDP" "$(in_router ip link show | grep -c 'prog/xdp') == 0"
in_router ip link del tap0.7
chooses "without it" xdp "send on"
in_router ip link add br0 type bridge
in_router ip link set tap1 master br0
chooses "a bridge" tc "is a port of br0"
in_router ip link del br0
in_router tc qdisc replace dev tap1 root tbf rate 1mbit burst 10k latency 50ms
chooses "a shaping qdisc" tc "qdisc tbf"
in_router tc qdisc del dev tap1 root
in_router tc qdisc replace dev tap1 clsact
in_router tc filter add dev tap1 ingress matchall action pass
chooses "a tc filter" tc "1 tc filter"
expect "which the report names" "$(in_router nft list fastpath | grep -c 'beside') == 1" "$(in_router nft list fastpath)"
in_router tc filter del dev tap1 ingress
chooses "without a filter" xdp "send on"

in_router nft 'table netdev t { chain in { type filter hook ingress devices = { tap0 } priority -300; ip dscp cs1 counter drop; }; }'
chooses "a chain at ingress that can be compiled" xdp "send on"
in_router nft 'add rule netdev t in limit rate 10/second'
chooses "one that cannot" tc "chain in of table t runs at ingress"
if in_router nft --fast-fwd xdp fastpath sync 2>said; then
	not_ok "xdp is refused beside it" "it was accepted"
else
	expect "xdp is refused beside it" "$(grep -c 'chain in of table t' said) == 1" "$(cat said)"
fi
in_router nft flush ruleset
expect "nothing stays" "$(in_router ip link show | grep -c 'prog/xdp') == 0"

# what the fast path cannot see is refused, with the reason
refused() { # NAME WORDS
	if in_router nft -f asks.nft 2>said; then
		not_ok "$1 is refused" "it was accepted"
	else
		expect "$1 is refused" "$(grep -c "$2" said) > 0" "$(cat said)"
	fi
}
sed 's/ip dscp set cs3/iifname "tap0" &/' tap.nft >asks.nft
check "devices are known" in_router nft -f asks.nft
in_router nft flush ruleset
in_router ip link add link tap0 name tap0.7 type vlan id 7
refused "a device below the one that rules see" "tap0.7 stands on device tap0"
in_router ip link del tap0.7
(cat tap.nft; echo 'table inet raw { chain pre { type filter hook prerouting priority raw; ct zone set 5; }; }') >asks.nft
refused "a zone" "zone"
expect "nothing of them is there" "$(in_router nft list ruleset | wc -l) == 0"

# packets meet these chains, although XDP skips them
for ns in client server; do in_ns $ns devoffload eth0 gro on; done
check "with chains of the devices" in_router nft --fast-fwd xdp -f - <<'END'
table inet filter {
	flowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }
	chain fast_fwd { type filter hook fast_fwd flowtable @f1 priority filter; ip dscp cs1 counter ip dscp set cs2; }
	chain forward { type filter hook forward priority filter; meta l4proto { tcp, udp } flow add @f1; }
}
table netdev beside {
	chain in { type filter hook ingress devices = { veth0 } priority -300; udp dport 5000 counter ip dscp set cs1; udp dport 5001 ip length 60-2000 drop; }
	chain out { type filter hook egress devices = { veth1 } priority 0; ip dscp cs2 counter ip dscp set cs3; }
}
END
start seen server toscount eth0 udp 5000
in_client udpflow send $SERVER 5000 40 5 >sent
stop seen
cat seen
expect "every packet has met all three" "$(packet_count seen) == 40 && $(tos_count seen $MARK) == 40" "$(cat seen)"
expect "XDP has sent them on" "$(in_router nft list fastpath | awk '$1 == "redirected" { n = $2 } END { print n + 0 }') > 20" "$(in_router nft list fastpath)"
expect "and says by which device" "$(in_router nft list fastpath | sed -n 's/.*"veth1" attached fast \([0-9]*\) slow.*/\1/p') > 20" "$(in_router nft list fastpath)"
for where in "netdev beside in" "inet filter fast_fwd" "netdev beside out"; do
	expect "the counter of $where is the sum of both paths" "$(in_router nft list chain $where | grep -c 'packets 40 ') == 1" "$(in_router nft list chain $where)"
done
