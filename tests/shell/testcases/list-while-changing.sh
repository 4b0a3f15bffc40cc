# SPDX-License-Identifier: GPL-2.0-or-later
# A listing is of one moment, and comes though others load and flush all the while
{
	printf 'table ip t {\n\tset s { type ipv4_addr; elements = { 1.1.1.1, 2.2.2.2 } }\n\tchain c {\n'
	for i in $(seq 300); do echo "		ip saddr { 10.0.0.1, 10.0.0.2 } tcp dport $i accept"; done
	printf '\t}\n}\n'
} >rules.nft
for _ in $(seq 40); do "$NFT" -f rules.nft; "$NFT" flush ruleset; done &
writer=$!
while kill -0 $writer 2>/dev/null; do
	"$NFT" list ruleset >listing
	n=$(grep -c 'ip saddr' listing) || true
	[ "$n" = 300 ] || [ ! -s listing ] || fail "a listing with $n rules of 300"
done
wait $writer
