# SPDX-License-Identifier: GPL-2.0-or-later
# sets and maps declared by example keep the example
cat >rules <<'EOF'
table inet t {
	set hosts {
		typeof ip saddr
		elements = { 192.0.2.1 }
	}

	set vlans {
		typeof vlan id
		elements = { 2, 3, 103 }
	}

	map marks {
		typeof ip daddr : meta mark
		elements = { 192.0.2.1 : 0x00000001 }
	}

	set both {
		typeof ip saddr . th dport
		flags interval
		elements = { 192.0.2.0/24 . 1-1023 }
	}

	chain c {
		ip saddr @hosts accept
		meta mark set ip daddr map @marks
		ip saddr . tcp dport @both accept
	}
}
EOF
"$NFT" -f rules
lists_as rules
loads_back

# whether a header or an option is there is a key, too
ours
cat >there <<'EOF'
table inet there {
	set a {
		typeof frag id . dccp option 2
	}

	set b {
		typeof exthdr hbh
	}

	set c {
		typeof sctp chunk 77 . ip saddr
	}
}
EOF
"$NFT" flush ruleset
"$NFT" -f there
lists_as there
loads_back
"$NFT" -j list ruleset >there.json
"$NFT" flush ruleset
"$NFT" -j -f there.json
lists_as there
# a set of a type has only the order of its bytes noted (6 bytes): nft 1.0.6 goes down when a note says "a value"
"$NFT" add table ip noted
"$NFT" --debug=mnl add set ip noted plain '{ type ipv4_addr; }' >sent
grep 'send type 0x0a09' sent | tr -d ' ' | grep -qE '(0a000d000004|000a000d0004)' || fail "another note: $(cat sent)"
