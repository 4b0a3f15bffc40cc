# SPDX-License-Identifier: GPL-2.0-or-later
# keys of several fields, exact and with intervals, named and anonymous
cat >rules <<'EOF'
table ip t {
	set exact {
		type ipv4_addr . inet_service
		elements = { 192.0.2.1 . 22,
			     192.0.2.2 . 443 }
	}

	set ranges {
		type ipv4_addr . inet_service
		flags interval
		elements = { 192.0.2.0/24 . 80-90,
			     198.51.100.1-198.51.100.7 . 22 }
	}

	set fields {
		typeof ip saddr . tcp dport . meta mark
		elements = { 192.0.2.1 . 22 . 0x00000001 }
	}

	map m {
		type ipv4_addr . inet_service : ipv4_addr . inet_service
		elements = { 192.0.2.1 . 80 : 10.0.0.1 . 8080 }
	}

	chain c {
		ip saddr . tcp dport @exact accept
		ip saddr . tcp dport @ranges accept
		ip saddr . tcp dport . meta mark @fields accept
		ip saddr . tcp dport { 192.0.2.1 . 22, 192.0.2.2 . 23 } accept
		ip saddr . ip daddr . udp dport { 10.0.0.0/8 . 192.0.2.1 . 53-60 } drop
	}

	chain pre {
		type nat hook prerouting priority dstnat; policy accept;
		dnat ip to ip daddr . tcp dport map @m
	}
}
EOF
"$NFT" -f rules
"$NFT" -s list ruleset | tr -s ' \t\n' ' ' >listing
for line in 'ip saddr . tcp dport @exact accept' 'ip saddr . tcp dport @ranges accept' 'ip saddr . tcp dport . meta mark @fields accept' \
	'ip saddr . tcp dport { 192.0.2.1 . 22, 192.0.2.2 . 23 } accept' \
	'ip saddr . ip daddr . udp dport { 10.0.0.0/8 . 192.0.2.1 . 53-60 } drop' \
	'typeof ip saddr . tcp dport . meta mark' '192.0.2.0/24 . 80-90' '198.51.100.1-198.51.100.7 . 22' \
	'elements = { 192.0.2.1 . 22 . 0x00000001 }' 'elements = { 192.0.2.1 . 80 : 10.0.0.1 . 8080 }'; do
	grep -qF "$line" listing || fail "no '$line' in: $(cat listing)"
done
loads_back

"$NFT" add element ip t ranges '{ 203.0.113.0/24 . 1000-2000 }'
shows '203.0.113.0/24 . 1000-2000' get element ip t ranges '{ 203.0.113.9 . 1500 }'
"$NFT" delete element ip t ranges '{ 203.0.113.0/24 . 1000-2000 }'
"$NFT" delete element ip t exact '{ 192.0.2.1 . 22 }'
refused delete element ip t exact '{ 192.0.2.1 . 22 }'
refused add element ip t exact '{ 192.0.2.1 }'
refused add element ip t exact '{ 192.0.2.1 . 22 . 23 }'
refused add rule ip t c ip saddr @exact accept
