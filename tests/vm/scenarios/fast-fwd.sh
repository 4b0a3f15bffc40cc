# SPDX-License-Identifier: GPL-2.0-or-later
# Every packet carries what a fast_fwd chain says, with each back end of $BACKENDS (--set "BACKENDS=none auto tc xdp xdp-generic").
# With 'none' the same rules stand in a forward chain, and the same assertions must fail.
# seconds: 900
. /vm/ends.sh
. /vm/fastfwd.sh

BACKENDS=${BACKENDS:-none auto}
nets >nets
plan_packets >packets.plan
plan_nat >nat.plan

# what a router without rules delivers; of NAT what the rules deliver without a flowtable
ends_and_router nets
play packets packets.plan
arrivals packets.seen >packets.plain
{ echo "table inet filter {"; echo "$NAT"; echo "}"; } >plain.nft
in_router nft -f plain.nft
play nat nat.plan
arrivals nat.seen >nat.plain

for backend in $BACKENDS; do
	ready_for "$backend" wire ends p0 p1 p2
	loaded "$backend" packets && packets_hold "$backend" packets packets.plan
	loaded "$backend" nat "$NAT" && packets_hold "$backend" nat nat.plan
done
in_router nft flush ruleset || true
ip netns del ends
ip netns del router

# connections of real stacks: packets as on a wire, and then with what devices leave to each other
for offloads in wire offloads; do
	topology $offloads
	start tcp.server server tcpflow serve 5001
	start udp.server server udpflow echo 5002
	for backend in $BACKENDS; do
		ready_for "$backend" $offloads client eth0
		ready_for "$backend" $offloads server eth0
		loaded "$backend" "$offloads" || continue
		bulk "$backend" "$offloads"
		[ $offloads = wire ] || continue
		timeout_hold "$backend" timeout
		too_long "$backend" too-long
		replaced "$backend" replaced "$offloads"
	done
	in_router nft flush ruleset || true
	stop tcp.server
	stop udp.server
	for ns in client router server; do
		ip netns del $ns
	done
done
