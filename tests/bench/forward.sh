# SPDX-License-Identifier: GPL-2.0-or-later
# Packets per second through a router, in several ways of forwarding that take turns. One processor sends, forwards and receives, each packet
# to its end before the next one is sent. Prints 'rate WAY N' for each run, and 'run WAY NS', the time of one run of the BPF program.
# seconds: 1800

ROUNDS=${ROUNDS:-7}
SECONDS_EACH=${SECONDS_EACH:-0.5}
PEER=/peer	# a root of another distribution with xdp-forward; tests/bench/vm.py brings it

# rules N: on constants of connections; those of the packets that come is the last one
rules() {
	local i
	for ((i = 1; i < $1; i++)); do
		echo "ip saddr 10.9.$((i / 250)).$((i % 250)) udp dport 9 ip dscp set $((i % 60 + 1))"
	done
	[ "$1" -eq 0 ] || echo "ip saddr $CLIENT udp dport 9 ip dscp set cs3"
}

# with_chain NAME: the ruleset with this in a fast_fwd chain
with_chain() {
	echo "table inet filter {
		flowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }
		chain fast_fwd {
			type filter hook fast_fwd flowtable @f1 priority -1; policy accept;
			$(cat)
		}
		chain forward { type filter hook forward priority filter; policy accept; meta l4proto { tcp, udp } flow add @f1; }
	}" >"$1.nft"
}

peer() {
	in_router chroot $PEER /bin/run xdp-forward "$@"
}

prepare() {
	for file in $PEER/bin/* $PEER/lib/ld.so; do chmod 755 "$file"; done
	mkdir -p $PEER/proc $PEER/sys $PEER/tmp $PEER/run
	mount -t proc proc $PEER/proc
	mount -t sysfs sysfs $PEER/sys
	mount -t bpf bpf $PEER/sys/fs/bpf
	rules 0 | with_chain empty
	echo "ip dscp set cs3" | with_chain dscp
	rules 10 | with_chain 10
	rules 1000 | with_chain 1000
	echo "table inet filter {
		flowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }
		chain forward { type filter hook forward priority filter; policy accept; meta l4proto { tcp, udp } flow add @f1; }
	}" >flowtable.nft
}

# way NAME: the router forwards like that
way() {
	case $1 in
	plain) ;;
	flowtable) in_router nft --no-warn -f flowtable.nft ;;
	xdp-forward)
		in_router nft --no-warn -f flowtable.nft
		peer load -f flowtable veth0 veth1 ;;
	xdp-* | tc-*) in_router nft --no-warn --fast-fwd "${1%%-*}" -f "${1#*-}.nft" ;;
	esac
}

away() {
	[ "$1" != xdp-forward ] || peer unload veth0 veth1
	in_router nft flush ruleset
}

arrived() {
	in_server awk '$1 == "eth0:" { print $3 }' /proc/net/dev
}

flood() { # SECONDS
	in_client udpflood eth0 "$mac" $CLIENT 40000 $SERVER 9 "$1" >/dev/null
}

# program: the runs and the time of the program that ran most
program() {
	progtime | sort -k 3n | awk '$2 != "other" { line = $3 " " $4 } END { print line ? line : "0 0" }'
}

# run_of NAME: the time of one run of its program, in a flood of its own: counting takes time as well
run_of() {
	echo 1 >/proc/sys/kernel/bpf_stats_enabled
	flood 0.2
	echo 0 >/proc/sys/kernel/bpf_stats_enabled
	program | awk -v name="$1" '$1 { printf "run %s %.1f\n", name, $2 / $1 }'
}

# on_the_fast_path NAME: what was measured is what it is called
on_the_fast_path() {
	case $1 in
	plain | flowtable) ;;
	xdp-forward) expect "$1 is attached" "$(in_router ip link show | grep -c ' prog/xdp') == 2" ;;
	xdp-*) expect "$1 sends packets on" "$(counted redirected) > 1000" ;;
	tc-*) expect "$1 sees packets of the fast path" "$(counted done) > 1000" ;;
	esac
}

counted() { # REASON
	in_router nft list fastpath | awk -v name="$1" '$1 == name { n = $2 } END { print n + 0 }'
}

topology
for ns in client router server; do
	for device in eth0 veth0 veth1; do
		in_ns $ns devoffload $device gro on 2>/dev/null || true
	done
done
mac=$(in_router ip -o link show veth0 | sed 's/.*ether \([0-9a-f:]*\).*/\1/')
in_server nft 'table netdev t { chain c { type filter hook ingress device eth0 priority 0; udp dport 9 drop; }; }'
prepare
for ((round = 1; round <= ROUNDS; round++)); do
	for name in $WAYS; do
		if ! way "$name" >said 2>&1; then
			not_ok "$name" "$(tail -n 3 said | tr '\n' ' ')"
			continue
		fi
		flood 0.1
		before=$(arrived)
		flood "$SECONDS_EACH"
		after=$(arrived)
		echo "rate $name $(awk "BEGIN { print int(($after - $before) / $SECONDS_EACH) }")"
		run_of "$name"
		[ "$round" -gt 1 ] || on_the_fast_path "$name"
		away "$name" >said 2>&1 || not_ok "$name goes" "$(tail -n 1 said)"
	done
done
