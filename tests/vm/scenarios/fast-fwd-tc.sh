# SPDX-License-Identifier: GPL-2.0-or-later
# A fast_fwd chain marks every packet, with the tc back end; programs come and go with their chain.

MARK=0x60 # cs3
SIZE=4194304
DATAGRAMS=40

# flows NAME FAMILY-OPTION SERVER: one UDP flow and one TCP connection from client to server, counted where they arrive
flows() {
	start "$1.udp" server toscount eth0 udp 5000
	in_client udpflow send $SERVER 5000 $DATAGRAMS 5 >"$1.udp.sent"
	stop "$1.udp"

	start "$1.tcp" server toscount eth0 tcp 5001
	begin "$1.tcp.sent" client tcpflow send $SERVER 5001 $SIZE 1500
	wait_for 2 offloaded 5001 || true
	offloaded 5001 >"$1.tcp.offloaded" || true
	check "$1: all of TCP arrives" ended "$1.tcp.sent"
	stop "$1.tcp"
}

kept() {
	local total marked
	total=$(packet_count "$1")
	marked=$(tos_count "$1" $MARK)
	echo "$1: $marked of $total packets marked"
	expect "$1: every packet is marked" "total > 0 && marked == total" "$marked of $total"
}

lost() {
	local total marked
	total=$(packet_count "$1")
	marked=$(tos_count "$1" $MARK)
	echo "$1: $marked of $total packets marked"
	expect "$1: most are not marked" "marked * 10 <= total" "$marked of $total"
}

topology
start udp.server server udpflow sink 5000
start tcp.server server tcpflow serve 5001

check "the ruleset loads" in_router nft -f $EXAMPLES/fast-fwd.nft
flows with
kept with.udp
kept with.tcp
check "conntrack shows TCP offloaded" [ -s with.tcp.offloaded ]
check "the chain is deleted" in_router nft flush ruleset
sed '/fast_fwd {/,/}/d' $EXAMPLES/fast-fwd.nft >without.nft
check "the ruleset without it loads" in_router nft -f without.nft
flows without
lost without.udp
lost without.tcp
