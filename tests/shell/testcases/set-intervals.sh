# SPDX-License-Identifier: GPL-2.0-or-later
# sets of ranges and prefixes, in every shape that covers an edge
cat >rules <<'EOF'
table ip t {
	set nets {
		type ipv4_addr
		flags interval
		elements = { 0.0.0.0-0.0.0.5, 10.0.0.0/8,
			     192.0.2.0/24, 192.0.3.7,
			     198.51.100.1-198.51.100.9, 255.255.255.254/31 }
	}

	set ports {
		type inet_service
		flags interval
		elements = { 0-9, 22, 1024-65535 }
	}

	chain c {
		ip saddr @nets tcp dport @ports accept
		ip saddr { 10.0.0.0/8, 192.0.2.1-192.0.2.9 } accept
		tcp dport != { 0-1023, 8080 } drop
		tcp dport 1-1023 accept
		ip daddr != 192.0.2.0-192.0.2.10 accept
	}
}
EOF
"$NFT" -f rules
lists_as rules
loads_back

# get finds the interval that holds the address
shows 'elements = { 10.0.0.0/8 }' get element ip t nets '{ 10.1.2.3 }'
"$NFT" delete element ip t nets '{ 10.0.0.0/8, 255.255.255.254/31 }'
"$NFT" add element ip t nets '{ 11.0.0.0-11.255.255.255 }'
shows '11.0.0.0/8' list set ip t nets
refused delete element ip t nets '{ 192.0.2.0/25 }'
refused add element ip t ports '{ 30-20 }'

# everything there is
"$NFT" 'add set ip t full { type ipv4_addr; flags interval; elements = { 0.0.0.0/0 }; }'
shows 'elements = { 0\.0\.0\.0(/0|-255\.255\.255\.255) }' list set ip t full
"$NFT" delete element ip t full '{ 0.0.0.0/0 }'
