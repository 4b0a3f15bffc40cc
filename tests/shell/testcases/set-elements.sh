# SPDX-License-Identifier: GPL-2.0-or-later
# elements of a named set: add, create, get, delete, flush; and what rules do with it
"$NFT" 'add table ip t; add set ip t s { type ipv4_addr; }'
"$NFT" add element ip t s '{ 192.0.2.1, 192.0.2.2 }'
"$NFT" add element ip t s '{ 192.0.2.2, 192.0.2.3 }'
refused create element ip t s '{ 192.0.2.3 }'
says "File exists"
same "table ip t {
	set s {
		type ipv4_addr
		elements = { 192.0.2.1, 192.0.2.2,
			     192.0.2.3 }
	}
}" "$("$NFT" list ruleset)"
same "table ip t {
	set s {
		type ipv4_addr
		elements = { 192.0.2.2 }
	}
}" "$("$NFT" get element ip t s '{ 192.0.2.2 }')"
refused get element ip t s '{ 192.0.2.99 }'
"$NFT" delete element ip t s '{ 192.0.2.1, 192.0.2.3 }'
refused delete element ip t s '{ 192.0.2.1 }'
says "No such file or directory"
same "table ip t {
	set s {
		type ipv4_addr
		elements = { 192.0.2.2 }
	}
}" "$("$NFT" list set ip t s)"

# a set in use cannot go, its elements can
"$NFT" 'add chain ip t c; add rule ip t c ip saddr @s drop; add rule ip t c ip daddr != @s accept'
refused delete set ip t s
says "busy"
"$NFT" flush set ip t s
holds "table ip t {
	set s {
		type ipv4_addr
	}

	chain c {
		ip saddr @s drop
		ip daddr != @s accept
	}
}"
"$NFT" 'flush chain ip t c; delete set ip t s'

# what a set does not take
"$NFT" 'add set ip t s { type ipv4_addr; size 2; }'
refused add element ip t s '{ 2001:db8::1 }'
refused add element ip t s '{ 192.0.2.0/24 }'
refused add element ip t s '{ 192.0.2.1, 192.0.2.2, 192.0.2.3 }'
refused add rule ip t c tcp dport @s accept
refused add set ip t s '{ type inet_service; }'

# types of every kind, and comments
cat >rules <<'EOF'
table inet t {
	set addr4 {
		type ipv4_addr
		size 128
		elements = { 192.0.2.1 comment "a host" }
	}

	set addr6 {
		type ipv6_addr
		elements = { 2001:db8::1 }
	}

	set macs {
		type ether_addr
		elements = { 02:00:00:00:00:01 }
	}

	set ports {
		type inet_service
		elements = { 22, 443 }
	}

	set proto {
		type inet_proto
		comment "a set with a comment"
		elements = { tcp, udp }
	}

	set marks {
		type mark
		elements = { 0x00000010 }
	}

	set names {
		type ifname
		elements = { "eth0" }
	}

	set states {
		type ct_state
		elements = { established }
	}

	set icmptypes {
		type icmp_type
		elements = { echo-request }
	}
}
EOF
"$NFT" flush ruleset
"$NFT" -f rules
"$NFT" list ruleset >listing
for word in 'elements = { 192.0.2.1 comment "a host" }' 'elements = { 2001:db8::1 }' 'elements = { 02:00:00:00:00:01 }' \
	'elements = { 22, 443 }' 'elements = { tcp, udp }' 'elements = { 0x00000010 }' 'elements = { "eth0" }' \
	'elements = { established }' 'elements = { echo-request }' 'comment "a set with a comment"'; do
	grep -qF "$word" listing || fail "no '$word' in: $(cat listing)"
done
loads_back
