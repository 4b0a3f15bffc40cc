# SPDX-License-Identifier: GPL-2.0-or-later
# Keys and data whose length no type tells: plain numbers, raw header bytes, both ends of interval data.
cat >rules <<'E'
table inet t {
	set raw {
		typeof ip daddr . @ih,32,32
		elements = { 1.1.1.1 . 0x14,
			     2.2.2.2 . 0x20 }
	}

	set flows {
		typeof ip6 flowlabel . ip6 dscp
		elements = { 1 . cs1,
			     2 . cs2 }
	}

	map sources {
		type ipv4_addr : interval ipv4_addr
		flags interval
		elements = { 10.141.10.0/24 : 192.168.2.2-192.168.2.4,
			     10.141.11.0/24 : 192.168.4.2/31 }
	}

	map spread {
		typeof ip saddr : interval ip daddr
		elements = { 1.1.1.1 : 2.2.2.2-2.2.2.5 }
	}

	chain c {
		ip6 dscp { cs1, cs2 }
		ip6 flowlabel { 1, 2 }
		ip id . ip saddr { 1 . 1.1.1.1, 2 . 2.2.2.2 }
		ip id . ip saddr { 1 . 1.1.1.1, 2-3 . 2.2.2.2 }
		tcp sequence . tcp dport { 1 . 1, 2 . 2 }
		meta length . ip length { 1 . 1, 2 . 2 }
		ip length . meta length { 1 . 1, 2 . 2 }
		iif . ip length { "lo" . 1, 2 . 2 }
		ip saddr . @nh,32,32 { 1.1.1.1 . 0x14, 2.2.2.2 . 0x1e }
		meta length . tcp dport vmap { 1 . 1 : accept, 2 . 2 : drop }
		meta length . tcp sequence vmap { 1 . 1 : accept, 2 . 2 : drop }
	}

	chain n {
		type nat hook postrouting priority srcnat; policy accept;
		snat ip to ip saddr map { 10.141.11.0/24 : 192.168.5.10-192.168.5.20 }
	}
}
E
"$NFT" -f rules
lists_as rules
loads_back

# a key is told once
refused 'add set inet t twice { type ipv4_addr; type inet_service; }'
says 'only specify this once'
refused 'add set inet t twice { typeof ip saddr; type ipv4_addr; }'
refused 'add map inet t twice { type ipv4_addr : verdict; type ipv4_addr : mark; }'

other_nft
"$OTHER" list ruleset >/dev/null || fail "$OTHER cannot list what nft loaded"
"$OTHER" flush ruleset
"$OTHER" -f rules
lists_as rules
