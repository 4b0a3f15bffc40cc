# SPDX-License-Identifier: GPL-2.0-or-later
# --echo tells everything that was added, that in blocks too, with the handles that the kernel gave
{
	printf 'table inet t {\n\tcounter cnt { }\n\tset s { type ipv4_addr; flags interval; elements = { 1.1.1.1, 2.2.2.0/24 } }\n'
	printf '\tmap m { type ipv4_addr : verdict; elements = { 1.1.1.1 : jump d } }\n'
	printf '\tchain c {\n\t\ttype filter hook input priority 0; policy drop;\n\t\tip saddr @s accept\n\t\tip daddr vmap @m\n\t}\n'
	printf '\tchain d { counter name cnt; }\n}\nadd rule inet t c drop\n'
} >block.nft
same 'add table inet t
add chain inet t c { type filter hook input priority filter; policy drop; }
add chain inet t d
add counter inet t cnt { packets 0 bytes 0 } 
add set inet t s { type ipv4_addr; flags interval; } 
add element inet t s { 1.1.1.1 }
add element inet t s { 2.2.2.0/24 }
add map inet t m { type ipv4_addr : verdict; } 
add element inet t m { 1.1.1.1 : jump d }
add rule inet t c ip saddr @s accept
add rule inet t c ip daddr vmap @m
add rule inet t d counter name "cnt"
add rule inet t c drop
# new generation N by process N (nft)' "$("$NFT" -e -f block.nft | sed -E 's/^(add rule inet t c) handle [0-9]+/\1/; s/(generation|process) [0-9]+/\1 N/g' |
	awk '/^add map/ { map = $0; next } /^add element inet t s/ { print; next } /^add set/ { print; next } map && /^add element inet t m/ { print map; map = "" } { print }')"
"$NFT" flush ruleset

{
	echo 'table ip big {'
	for chain in a b c; do
		printf '\tchain %s {\n' $chain
		for i in $(seq 3000); do echo "		tcp dport $i counter"; done
		printf '\t}\n'
	done
	echo '}'
} >big.nft
"$NFT" -a -e -f big.nft >told
[ "$(grep -c 'add rule' told)" -eq 9000 ] || fail "$(grep -c 'add rule' told) rules are told of, not 9000"
same "$("$NFT" -a list ruleset | sed -n 's/.*tcp dport .*# handle //p')" "$(sed -n 's/.*tcp dport .*# handle //p' told)"
