# SPDX-License-Identifier: GPL-2.0-or-later
# Does every packet carry what a fast_fwd chain says? Helpers of the scenarios fast-fwd-*.sh.
#
# A back end is one that nft takes after --fast-fwd, or 'auto' for what it chooses by itself, or 'none': the same rules in a
# plain forward chain. Then the assertions of the fast path must fail, and it is that which is asserted: otherwise a blind
# test would pass with every back end.

DSCP=24 # cs3

# ruleset BACKEND [RULES OF THE NAT CHAINS]: the chain, and flow add for both protocols
ruleset() {
	echo "table inet filter {
		flowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }"
	if [ "$1" = none ]; then
		echo "chain marks { type filter hook forward priority -1; policy accept;"
	else
		echo "chain marks { type filter hook fast_fwd flowtable @f1 priority -1; policy accept;"
	fi
	echo "		ip dscp set cs3
			ip6 dscp set cs3
		}
		chain forward {
			type filter hook forward priority filter; policy accept;
			meta l4proto { tcp, udp } flow add @f1
		}
		${2-}
	}"
}

NAT='chain dst {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr 203.0.113.5 tcp dport 80 dnat ip to 192.0.2.1:8080
		ip daddr 203.0.113.5 udp dport 53 dnat ip to 192.0.2.1:5353
		ip6 daddr 2001:db8:2:1::5 tcp dport 80 dnat ip6 to [2001:db8:2::1]:8080
	}
	chain src {
		type nat hook postrouting priority srcnat; policy accept;
		oifname "veth1" masquerade
	}'

# load BACKEND FILE: with the options of that back end
load() {
	case $1 in
	none | auto) in_router nft --no-warn -f "$2" ;;
	*) in_router nft --no-warn --fast-fwd "$1" -f "$2" ;;
	esac
}

# tell BACKEND PART TOTAL MARKED BAD: for tests/vm/matrix
tell() {
	echo "marked $*"
}

# ready_for BACKEND wire|offloads NAMESPACE DEVICE...: the devices at the other ends of the router's. One of veth takes frames from XDP only
# while its peer polls for them, and nothing tells it then of a checksum that is still to be computed: no network card
# would have sent such a packet to XDP.
ready_for() {
	local device features
	# a program of XDP takes features away
	in_router nft flush ruleset
	case $1,$2 in
	xdp,*) features="gro on tso off gso off tx off" ;;
	*,wire) features="gro off tso off gso off tx off" ;;
	*) features="gro on tx on gso on tso on" ;;
	esac
	for device in "${@:4}"; do
		in_ns "$3" devoffload "$device" $features
	done
}

# loaded BACKEND NAME [NAT]: as a check of its own; false if it does not load, and then nothing more is to be done
loaded() {
	in_router nft flush ruleset || true
	ruleset "$1" "${3-}" >"$2.nft"
	if load "$1" "$2.nft" >said 2>&1; then
		ok "$1: $2 loads"
	else
		not_ok "$1: $2 loads" "$(tail -n 1 said)"
		return 1
	fi
}

# ---------------------------------------------------------------- packets made by hand
times() { # N TEXT: N times, with commas
	local i text=
	for ((i = 0; i < $1; i++)); do
		text+=${text:+,}$2
	done
	echo "$text"
}

both_ways() { # LETTERS: six packets each way, of several sizes
	echo "$(times 2 ">$1/l1200,<$1/l1200,>$1/l40,<$1/l1,>$1/l600,<$1/l600")"
}

TCP_OPEN=">S/!,<SA/!,>A"

# one connection a line; what stands behind '=' takes the classic path, at least up to kernel 6.13
plan_packets() {
	local tcp udp
	tcp=$TCP_OPEN,$(both_ways PA),=
	udp=$(both_ways U),=
	echo "tcp4 tcp 0 10.0.0.1 40000 192.0.2.1 443 $tcp,>FA,<FA,>A
tcp4-reset tcp 0 10.0.0.1 40001 192.0.2.1 443 $tcp,>RA
tcp4-reset-back tcp 0 10.0.0.1 40002 192.0.2.1 443 $tcp,<RA
tcp4-back tcp 1 192.0.2.1 40003 10.0.0.1 22 $tcp,<FA,>FA,<A
tcp6 tcp 0 2001:db8:1::1 40000 2001:db8:2::1 443 $tcp,>FA,<FA,>A
tcp6-back tcp 1 2001:db8:2::1 40001 2001:db8:1::1 22 $tcp,>RA
udp4 udp 0 10.0.0.1 40000 192.0.2.1 53 $udp
udp4-back udp 1 192.0.2.1 40001 10.0.0.1 53 $udp
udp4-unanswered udp 0 10.0.0.1 40002 192.0.2.1 53 $(times 8 ">U/l100"),=
udp6 udp 0 2001:db8:1::1 40000 2001:db8:2::1 53 $udp
udp4-fragments udp 0 10.0.0.1 40004 192.0.2.1 53 $udp,>U/l1400/f,<U/l1400/f,>U/l40
udp6-fragments udp 0 2001:db8:1::1 40004 2001:db8:2::1 53 $udp,>U/l1400/f,<U/l1400/f,>U/l40
udp4-options udp 0 10.0.0.1 40005 192.0.2.1 53 $udp,>U/l40/o,<U/l40/o
udp6-options udp 0 2001:db8:1::1 40005 2001:db8:2::1 53 $udp,>U/l40/o,<U/l40/o
udp4-last-hop udp 0 10.0.0.1 40006 192.0.2.1 53 $udp,>U/l40/t2,>U/l40/t1,<U/l40/t1,>U/l40
udp6-last-hop udp 0 2001:db8:1::1 40006 2001:db8:2::1 53 $udp,>U/l40/t2,>U/l40/t1,<U/l40/t1,>U/l40
udp4-ce udp 0 10.0.0.1 40007 192.0.2.1 53 $udp,>U/l40/d46,<U/l40/d10"
}

# to the router's own addresses of NAT: answers come back through it
plan_nat() {
	local tcp udp
	tcp=$TCP_OPEN,$(both_ways PA),=
	udp=$(both_ways U),=
	echo "dnat4 tcp 0 10.0.0.1 40000 203.0.113.5 80 $tcp,>FA,<FA,>A
dnat4-udp udp 0 10.0.0.1 40000 203.0.113.5 53 $udp
dnat6 tcp 0 2001:db8:1::1 40000 2001:db8:2:1::5 80 $tcp,>FA,<FA,>A
snat4 tcp 0 10.0.0.2 40001 192.0.2.1 443 $tcp,<RA
snat4-udp udp 0 10.0.0.2 40002 192.0.2.1 5000 $udp
snat6-udp udp 0 2001:db8:1::2 40002 2001:db8:2::1 5000 $udp"
}

# play NAME PLAN: what arrived, and the frames, in NAME.seen
play() {
	in_router flowplay -f "$2" >"$1.seen" 2>&1 || not_ok "$1" "$(tail -n 1 "$1.seen")"
}

# frames FILE CONNECTION: how many frames of it arrived, were marked, had a wrong checksum
frames() {
	awk -v name="$2" -v want="$DSCP" '$1 == "frames" && $2 == name {
		n = split($3, f, ",")
		for (i = 1; i <= n; i++) { total++; marked += f[i] + 0 == want; bad += f[i] ~ /!/ }
	} END { print total + 0, marked + 0, bad + 0 }' "$1"
}

arrivals() { # FILE: which packets of which connections arrived
	awk '$1 == "conn" || $1 == "rest" { print $1, $2, $4 }' "$1"
}

# packets_hold BACKEND NAME PLAN: each connection by itself; and nothing is lost that a router without rules delivers
packets_hold() {
	local c total marked bad
	play "$2" "$3"
	for c in $(awk '{ print $1 }' "$3"); do
		read -r total marked bad < <(frames "$2.seen" "$c")
		tell "$1" "$2" "$total" "$marked" "$bad"
		expect "$1: $2 $c: checksums are right" "total > 0 && bad == 0" "$bad of $total are wrong"
		if [ "$1" = none ]; then
			expect "$1: $2 $c: marks are lost" "marked < total" "$marked of $total"
		else
			expect "$1: $2 $c: every packet is marked" "marked == total" "$marked of $total"
		fi
	done
	arrivals "$2.seen" >"$2.arrived"
	check "$1: $2: every packet arrives that a router without rules delivers" diff "$2.plain" "$2.arrived"
}

# ---------------------------------------------------------------- connections of the ends' own stacks
# seen_by FILE KIND: total, marked, bad
seen_by() {
	awk -v kind="$2" '$1 == kind { t = $3; m = $5; b = $7 } END { print t + 0, m + 0, b + 0 }' "$1"
}

# every BACKEND NAME FILE KIND: all packets of a kind carry the mark; without a back end they do not
every() {
	local total marked bad
	read -r total marked bad < <(seen_by "$3" "$4")
	tell "$1" "${2%% *}" "$total" "$marked" "$bad"
	expect "$1: $2 $4: checksums are right" "total > 0 && bad == 0" "$bad of $total are wrong"
	if [ "$1" = none ]; then
		expect "$1: $2 $4: marks are lost" "marked < total" "$marked of $total"
	else
		expect "$1: $2 $4: every packet is marked" "marked == total" "$marked of $total"
	fi
}

capture() { # NAME: at both ends
	start "$1.server" server pktcheck eth0 "$DSCP"
	start "$1.client" client pktcheck eth0 "$DSCP"
}

end_capture() {
	stop "$1.server"
	stop "$1.client"
}

# bulk BACKEND NAME: much TCP and some UDP, in both families
bulk() {
	local to
	capture "$2"
	for to in $SERVER $SERVER6; do
		check "$1: $2: TCP to $to arrives whole" in_client tcpflow send "$to" 5001 2097152
		in_client udpflow send "$to" 5002 40 2 1000 >/dev/null
	done
	end_capture "$2"
	for kind in tcp4 tcp6 udp4 udp6; do
		every "$1" "$2 to the server," "$2.server" $kind
		every "$1" "$2 to the client," "$2.client" $kind
	done
}

# timeout_hold BACKEND NAME: a flow times out, its connection comes back to the classic path, and is offloaded again
timeout_hold() {
	local total marked bad
	in_router bash -c 'echo 1 >/proc/sys/net/netfilter/nf_flowtable_udp_timeout'
	capture "$2"
	in_client udpflow send $SERVER 5002 10 2 100 40999 >/dev/null
	wait_for 20 not offloaded_from 40999 || true
	check "$1: $2: the flow times out" not offloaded_from 40999
	in_client udpflow send $SERVER 5002 10 2 100 40999 >/dev/null
	check "$1: $2: it is offloaded again" offloaded_from 40999
	end_capture "$2"
	in_router bash -c 'echo 30 >/proc/sys/net/netfilter/nf_flowtable_udp_timeout'
	every "$1" "$2" "$2.server" udp4
	every "$1" "$2" "$2.client" udp4
}

not() {
	! "$@"
}

offloaded_from() { # PORT
	in_router grep " sport=$1 .*\[OFFLOAD\]" /proc/net/nf_conntrack
}

# too_long BACKEND NAME: datagrams longer than the link behind the router takes
too_long() {
	local total marked bad
	in_router ip link set veth1 mtu 1300
	capture "$2"
	in_client udpflow send $SERVER 5002 10 2 1400 >/dev/null
	in_client udpflow send $SERVER 5002 10 2 3000 >/dev/null
	end_capture "$2"
	in_router ip link set veth1 mtu 1500
	read -r total marked bad < <(seen_by "$2.server" fragment)
	tell "$1" "$2" "$total" "$marked" "$bad"
	expect "$1: $2: fragments are marked" "total >= 40 && marked == total && bad == 0" "$marked of $total, $bad bad"
}

# replaced BACKEND NAME: the ruleset is loaded again and again while packets pass; not one is without the mark
replaced() {
	local n times=${REPLACEMENTS:-100}
	[ "$1" != none ] || times=10
	capture "$2"
	begin "$2.udp" client udpflow send $SERVER 5002 $((times * 30)) 10 200
	begin "$2.tcp" client tcpflow send $SERVER 5001 $((times * 200000))
	{ echo "flush ruleset"; cat "$3.nft"; } >again.nft
	for ((n = 0; n < times; n++)); do
		if ! load "$1" again.nft >said 2>&1; then
			not_ok "$1: $2: loads for the ${n}th time" "$(tail -n 1 said)"
			break
		fi
	done
	check "$1: $2: TCP arrives whole" ended "$2.tcp"
	check "$1: $2: UDP is all sent" ended "$2.udp"
	end_capture "$2"
	for kind in tcp4 udp4; do
		every "$1" "$2 to the server," "$2.server" $kind
		every "$1" "$2 to the client," "$2.client" $kind
	done
}
