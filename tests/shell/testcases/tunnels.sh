# SPDX-License-Identifier: GPL-2.0-or-later
# tunnel objects of every kind: listed as they were written, also by way of JSON
ours
cat >rules <<'EOT'
table netdev t {
	tunnel plain {
		id 1
		ip saddr 0.0.0.0
		ip daddr 192.0.2.1
		ttl 255
	}

	tunnel over-six {
		comment "over IPv6"
		id 2
		ip6 saddr 2001:db8::1
		ip6 daddr 2001:db8::2
		sport 1024
		dport 4789
		tos 4
		ttl 64
		vxlan {
			gbp 7
		}
	}

	tunnel options {
		id 3
		ip saddr 192.0.2.1
		ip daddr 192.0.2.2
		ttl 255
		geneve {
			class 0x1 opt-type 0x1 data "0x01020304"
			class 0x102 opt-type 0x80 data "0x0102030405060708"
		}
	}

	tunnel first {
		id 4
		ip saddr 192.0.2.1
		ip daddr 192.0.2.2
		ttl 255
		erspan {
			version 1
			index 3
		}
	}

	tunnel second {
		id 5
		ip saddr 192.0.2.1
		ip daddr 192.0.2.2
		ttl 255
		erspan {
			version 2
			direction egress
			id 9
		}
	}
}
EOT
"$NFT" -f rules 2>errors || { grep -q "No such file" errors && skip "this kernel has no tunnels"; fail "$(cat errors)"; }
lists_as rules
loads_back
"$NFT" -j list ruleset >json
"$NFT" flush ruleset
"$NFT" -j -f json
lists_as rules

refused add tunnel netdev t x '{ ip daddr 192.0.2.1; }'
says "missing id"
refused add tunnel netdev t x '{ id 1; }'
says "missing destination address"
refused add tunnel netdev t x '{ id 1; ip saddr 192.0.2.1; ip6 daddr ::1; }'
says "same family"
refused add tunnel netdev t x '{ id 1; ip daddr 192.0.2.1; geneve { class 1 opt-type 1 data "0x0102"; }; }'
says "words of 4 bytes"
refused -f - <<<'table ip t { tunnel x { id 1; ip daddr 192.0.2.1; }; }'
says "only in netdev tables"
