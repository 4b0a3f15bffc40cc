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
