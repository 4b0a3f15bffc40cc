# SPDX-License-Identifier: GPL-2.0-or-later
# maps and verdict maps, named and anonymous
cat >rules <<'EOF'
table ip t {
	map marks {
		type ipv4_addr : mark
		elements = { 192.0.2.1 : 0x00000001, 192.0.2.2 : 0x00000002 }
	}

	map verdicts {
		type inet_service : verdict
		elements = { 22 : accept, 23 : drop, 80 : jump web }
	}

	map nets {
		type ipv4_addr : ipv4_addr
		flags interval
		elements = { 10.0.0.0/8 : 192.0.2.1, 172.16.0.0/12 : 192.0.2.2 }
	}

	chain web {
		accept
	}

	chain c {
		type filter hook input priority filter; policy accept;
		meta mark set ip saddr map @marks
		tcp dport vmap @verdicts
		tcp dport vmap { 25 : drop, 443 : jump web, 8080 : goto web }
		meta mark set tcp dport map { 22 : 0x00000010, 80-90 : 0x00000020 }
		ct state vmap { invalid : drop, established : accept, related : accept }
	}

	chain post {
		type nat hook postrouting priority srcnat; policy accept;
		snat ip to ip saddr map @nets
		snat ip to ip saddr map { 198.51.100.0/24 : 203.0.113.1 }
	}
}
EOF
"$NFT" -f rules
"$NFT" list ruleset | tr -s ' \t\n' ' ' >listing
for line in 'elements = { 192.0.2.1 : 0x00000001, 192.0.2.2 : 0x00000002 }' \
	'elements = { 22 : accept, 23 : drop, 80 : jump web }' \
	'10.0.0.0/8 : 192.0.2.1' '172.16.0.0/12 : 192.0.2.2' \
	'meta mark set ip saddr map @marks' 'tcp dport vmap @verdicts' \
	'tcp dport vmap { 25 : drop, 443 : jump web, 8080 : goto web }' \
	'meta mark set tcp dport map { 22 : 0x00000010, 80-90 : 0x00000020 }' \
	'ct state vmap { invalid : drop, established : accept, related : accept }' \
	'snat to ip saddr map @nets' 'snat to ip saddr map { 198.51.100.0/24 : 203.0.113.1 }'; do
	grep -qF "$line" listing || fail "no '$line' in: $(cat listing)"
done
loads_back

"$NFT" add element ip t marks '{ 192.0.2.3 : 3 }'
shows '192.0.2.3 : 0x00000003' list map ip t marks
"$NFT" delete element ip t marks '{ 192.0.2.3 }'
"$NFT" delete element ip t marks '{ 192.0.2.2 : 2 }'
shows 'elements = { 23 : drop }' get element ip t verdicts '{ 23 }'
refused add element ip t marks '{ 192.0.2.4 }'
refused add element ip t verdicts '{ 25 : jump nosuch }'
refused add rule ip t c meta mark set tcp dport map @marks
refused delete chain ip t web
