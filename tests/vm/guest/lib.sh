# SPDX-License-Identifier: GPL-2.0-or-later
# Helpers of the scenarios; sourced by bash with -eu -o pipefail inside the guest, in an empty /tmp.

EXAMPLES=/src/files/examples

ok() {
	echo "ok $1"
}

not_ok() { # NAME REASON...
	echo "not ok $*"
}

# check NAME COMMAND...: one result; what a failing command prints last is the reason
check() {
	# not in a substitution: the command may wait for a background program or set a variable
	if "${@:2}" >said 2>&1; then
		ok "$1"
	else
		not_ok "$1" "'${*:2}' failed: $(tail -n 1 said)"
	fi
}

# expect NAME EXPRESSION [CONTEXT]: an arithmetic condition; the context tells what was measured
expect() {
	if (($2)); then
		ok "$1"
	else
		not_ok "$1" "not $2${3:+ ($3)}"
	fi
}

# kernel_from MAJOR MINOR: this kernel or a later one
kernel_from() {
	local major minor
	IFS=.- read -r major minor _ < <(uname -r)
	((major > $1 || (major == $1 && minor >= $2)))
}

# wait_for SECONDS COMMAND...: tries until it succeeds
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		sleep 0.1
	done
}

# in_ns NAMESPACE COMMAND...
in_ns() {
	nsenter --net="/run/netns/$1" "${@:2}"
}

in_client() { in_ns client "$@"; }
in_router() { in_ns router "$@"; }
in_server() { in_ns server "$@"; }

# client eth0 -- veth0 router veth1 -- eth0 server, both families, forwarding on, neighbours known.
# Packets are those of a wire: 'topology offloads' leaves segmentation and checksum offloads on.
CLIENT=10.0.1.2 CLIENT6=fd00:1::2 SERVER=10.0.2.2 SERVER6=fd00:2::2
topology() {
	local ns n=1
	for ns in client router server; do
		ip netns add "$ns"
		in_ns "$ns" ip link set lo up
	done
	in_router bash -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
	for ns in client server; do
		ip link add "veth$((n - 1))" netns router type veth peer name eth0 netns "$ns"
		[ "${1-}" = offloads ] || wire_packets "$ns" eth0
		[ "${1-}" = offloads ] || wire_packets router "veth$((n - 1))"
		in_router ip addr add "10.0.$n.1/24" dev "veth$((n - 1))"
		in_router ip addr add "fd00:$n::1/64" dev "veth$((n - 1))" nodad
		in_router ip link set "veth$((n - 1))" up
		in_ns "$ns" ip addr add "10.0.$n.2/24" dev eth0
		in_ns "$ns" ip addr add "fd00:$n::2/64" dev eth0 nodad
		in_ns "$ns" ip link set eth0 up
		in_ns "$ns" ip route add default via "10.0.$n.1"
		in_ns "$ns" ip route add default via "fd00:$n::1"
		n=$((n + 1))
	done
	wait_for 10 in_client ping -c 1 -W 1 "$SERVER"
	wait_for 10 in_client ping -c 1 -W 1 "$SERVER6"
}

wire_packets() { # NAMESPACE DEVICE
	in_ns "$1" devoffload "$2" tso off gso off gro off tx off
}

# Background programs, by a name of their own; what they print is in the file of that name.
declare -A pid_of=()

# start NAME NAMESPACE COMMAND...: returns when it has said 'ready'
start() {
	nsenter --net="/run/netns/$2" "${@:3}" >"$1" 2>&1 &
	pid_of[$1]=$!
	wait_for 10 grep -q ready "$1"
}

# begin NAME NAMESPACE COMMAND...: the same for one that ends by itself and says nothing first
begin() {
	nsenter --net="/run/netns/$2" "${@:3}" >"$1" 2>&1 &
	pid_of[$1]=$!
}

# ended NAME: waits for its end and returns its exit status
ended() {
	local pid=${pid_of[$1]}
	unset "pid_of[$1]"
	wait "$pid"
}

# stop NAME: asks it to end and waits for it
stop() {
	kill "${pid_of[$1]}"
	ended "$1" || true
}

# tos_count FILE TOS: how many packets had this TOS, from a toscount's output
tos_count() {
	awk -v tos="$2" '$1 == "tos" && $2 == tos { n = $3 } END { print n + 0 }' "$1"
}

packet_count() {
	awk '$1 == "total" { n = $2 } END { print n + 0 }' "$1"
}

# first_tos FILE N: the TOS of the first N packets
first_tos() {
	awk -v n="$2" '$1 == "head" { for (i = 2; i <= n + 1 && i <= NF; i++) printf "%s%s", (i > 2 ? " " : ""), $i }' "$1"
}

# Traffic that a rule marks with cs3, and what became of the marks where it arrived.
MARK=0x60
sinks() {
	start udp.server server udpflow sink 5000
	start tcp.server server tcpflow serve 5001
}

# flows NAME: one UDP flow and one TCP connection from client to server, counted in NAME.udp and NAME.tcp; what conntrack showed of them
# as offloaded in NAME.udp.offloaded and NAME.tcp.offloaded
flows() {
	start "$1.udp" server toscount eth0 udp 5000
	in_client udpflow send "$SERVER" 5000 40 5 >"$1.udp.sent"
	offloaded 5000 >"$1.udp.offloaded" || true
	stop "$1.udp"

	start "$1.tcp" server toscount eth0 tcp 5001
	begin "$1.tcp.sent" client tcpflow send "$SERVER" 5001 4194304 1500
	wait_for 1 offloaded 5001 || true
	offloaded 5001 >"$1.tcp.offloaded" || true
	check "$1: all of TCP arrives" ended "$1.tcp.sent"
	stop "$1.tcp"
}

# kept FILE: every packet is marked
kept() {
	local total marked
	total=$(packet_count "$1") marked=$(tos_count "$1" $MARK)
	echo "$1: $marked of $total packets marked"
	expect "$1: every packet is marked" "total > 0 && marked == total" "$marked of $total"
}

# few_kept FILE: nearly none is
few_kept() {
	local total marked
	total=$(packet_count "$1") marked=$(tos_count "$1" $MARK)
	echo "$1: $marked of $total packets marked, the first: $(first_tos "$1" 12)"
	expect "$1: few are marked" "total > 0 && marked * 10 <= total" "$marked of $total"
}

# offloaded PORT: conntrack of the router has a connection to this port on the fast path
offloaded() {
	in_router grep "dport=$1 .*\[OFFLOAD\]" /proc/net/nf_conntrack
}

# identity NAME: what the kernel lists in the router can be loaded again and lists the same; leaves it loaded
identity() {
	if in_router nft -s list ruleset >first && in_router nft flush ruleset && in_router nft -f first &&
	   in_router nft -s list ruleset >second && [ -s first ] && diff -u first second >difference; then
		ok "$1"
	else
		not_ok "$1" "the listing does not load back to itself"
		cat difference 2>/dev/null || true
	fi
}
