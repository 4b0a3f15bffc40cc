# SPDX-License-Identifier: GPL-2.0-or-later
# The classic flowtable ruleset marks the first packets of a connection only; without 'flow add' it marks them all.

MARK=0x60 # cs3
SIZE=4194304
DATAGRAMS=40

# flows NAME: one UDP flow and one TCP connection from client to server, counted where they arrive
flows() {
	start "$1.udp" server toscount eth0 udp 5000
	in_client udpflow send $SERVER 5000 $DATAGRAMS 5 >"$1.udp.sent"
	offloaded 5000 >"$1.udp.offloaded" || true
	stop "$1.udp"

	start "$1.tcp" server toscount eth0 tcp 5001
	begin "$1.tcp.sent" client tcpflow send $SERVER 5001 $SIZE 1500
	wait_for 1 offloaded 5001 || true
	offloaded 5001 >"$1.tcp.offloaded" || true
	check "$1: all of TCP arrives" ended "$1.tcp.sent"
	stop "$1.tcp"
}

# lost FILE: the first packet is marked, nearly all others are not
lost() {
	local total marked plain
	total=$(packet_count "$1")
	marked=$(tos_count "$1" $MARK)
	plain=$(tos_count "$1" 0x00)
	echo "$1: $marked of $total packets marked, the first: $(first_tos "$1" 12)"
	check "$1: the first packet is marked" [ "$(first_tos "$1" 1)" = 60 ]
	expect "$1: marked or plain, nothing else" "marked + plain == total"
	expect "$1: few are marked" "marked >= 1 && marked * 10 <= total" "$marked of $total"
	expect "$1: the last ones are plain" "plain * 10 >= total * 8" "$plain of $total"
}

# kept FILE: every packet is marked
kept() {
	local total marked
	total=$(packet_count "$1")
	marked=$(tos_count "$1" $MARK)
	echo "$1: $marked of $total packets marked"
	expect "$1: every packet is marked" "total > 0 && marked == total" "$marked of $total"
}

topology
start udp.server server udpflow sink 5000
start tcp.server server tcpflow serve 5001

check "thread.nft loads" in_router nft -f $EXAMPLES/thread.nft
identity "thread.nft loads from its own listing"
flows fast
lost fast.udp
lost fast.tcp
check "conntrack shows UDP offloaded" [ -s fast.udp.offloaded ]
check "conntrack shows TCP offloaded" [ -s fast.tcp.offloaded ]

# the other half of the proof: the mark is lost because of 'flow add', and the counters can see marks
in_router nft flush ruleset || true
sed '/flow add/d' $EXAMPLES/thread.nft >slow.nft
check "the ruleset without flow add loads" in_router nft -f slow.nft
flows slow
kept slow.udp
kept slow.tcp
check "conntrack shows UDP not offloaded" [ ! -s slow.udp.offloaded ]
check "conntrack shows TCP not offloaded" [ ! -s slow.tcp.offloaded ]
