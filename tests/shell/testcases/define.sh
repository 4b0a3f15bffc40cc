# SPDX-License-Identifier: GPL-2.0-or-later
# define, redefine, undefine, and -D
cat >rules <<'EOF'
define one = 192.0.2.1
define two = 192.0.2.2
define hosts = { $one, $two }
define ports = { 22, 80-90 }
define ifname = "lo"
define rate = 5
define chainname = c
define set_elements = { 10.0.0.0/8, 192.168.0.0/16 }

table ip t {
	set s {
		type ipv4_addr
		flags interval
		elements = $set_elements
	}
	chain other {
	}
	chain $chainname {
		type filter hook input priority 0; policy accept;
		iifname $ifname ip saddr $one accept
		ip saddr $hosts tcp dport $ports accept
		ip saddr { $one, 198.51.100.1 } drop
		meta mark set $rate
		jump $target
	}
}
EOF
sed -i 's/chain $chainname/chain c/' rules
refused -f rules
says "target"
"$NFT" -D target=other -f rules
holds 'table ip t {
	set s {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.0/8, 192.168.0.0/16 }
	}

	chain other {
	}

	chain c {
		type filter hook input priority filter; policy accept;
		iifname "lo" ip saddr 192.0.2.1 accept
		ip saddr { 192.0.2.1, 192.0.2.2 } tcp dport { 22, 80-90 } accept
		ip saddr { 192.0.2.1, 198.51.100.1 } drop
		meta mark set 0x00000005
		jump other
	}
}'

# redefine and undefine
"$NFT" flush ruleset
"$NFT" -f - <<'EOF'
define a = 1
redefine a = 2
table ip t {
	chain c {
		define b = 3
		meta mark $a accept
		meta mark $b accept
	}
}
EOF
shows 'meta mark 0x00000002 accept' list ruleset
shows 'meta mark 0x00000003 accept' list ruleset

cat >bad <<'EOF'
define a = 1
undefine a
add rule ip t c meta mark $a accept
EOF
refused -f bad
says "bad:3:"
cat >bad <<'EOF'
define a = 1
define a = 2
EOF
refused -f bad
says "bad:2:"
# what a block defines ends with it
cat >bad <<'EOF'
table ip t {
	chain d {
		define inner = 1
	}
}
add rule ip t d meta mark $inner accept
EOF
refused -f bad
says "inner"

# -D in several forms
"$NFT" --define port=2222 --define "addr={ 192.0.2.1, 192.0.2.2 }" -f - <<<'add rule ip t c ip saddr $addr tcp dport $port accept'
shows 'ip saddr { 192.0.2.1, 192.0.2.2 } tcp dport 2222 accept' list ruleset
refused -D 'no value' list ruleset

# in the prefix of a log statement
"$NFT" -f - <<'E'
define where = "fwd"
add rule ip t c log prefix "in-$where: $5 $"
E
shows 'log prefix "in-fwd: \$5 \$"' list ruleset
refused -f - <<<'add rule ip t c log prefix "in-$nowhere"'
says "unknown identifier 'nowhere'"
# what is not defined may be undefined
"$NFT" -f - <<'EOF'
undefine nothing
add table ip after
EOF
