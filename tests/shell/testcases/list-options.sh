# SPDX-License-Identifier: GPL-2.0-or-later
# -a, -s, -t, -n, -y, -T, -S and their long names
"$NFT" -f - <<'EOF'
table ip t {
	set s {
		type ipv4_addr
		elements = { 192.0.2.1 }
	}
	chain c {
		type filter hook input priority 0; policy accept;
		tcp dport 22 ct state established counter packets 3 bytes 180 accept
		ip saddr { 192.0.2.1, 192.0.2.9 } accept
	}
}
EOF
line() {
	"$NFT" "$@" list ruleset | sed -n '/dport/s/^\t*//p'
}
same "tcp dport 22 ct state established counter packets 3 bytes 180 accept" "$(line)"
same "tcp dport 22 ct state established counter accept" "$(line -s)"
same "tcp dport 22 ct state established counter accept" "$(line --stateless)"
shows 'tcp dport "?ssh"? ct state established counter accept' -s -S list ruleset
same "tcp dport 22 ct state 0x2 counter accept" "$(line -s -n)"
shows ' accept # handle [0-9]+$' -a list ruleset
same "$(line -a)" "$(line --handle)"
shows '^table ip t { # handle [0-9]+$' -a list ruleset
shows '^	chain c { # handle [0-9]+$' -a list ruleset
shows '^	set s { # handle [0-9]+$' -a list ruleset
shows 'priority 0; policy' -y list ruleset
shows 'priority 0; policy' -n list ruleset

# terse leaves elements of named sets away, those of anonymous sets stay
"$NFT" -t list ruleset >terse
grep -q 'elements' terse && fail "-t shows elements"
grep -q 'ip saddr { 192.0.2.1, 192.0.2.9 } accept' terse || fail "-t takes anonymous sets away"
same "$("$NFT" -t list ruleset)" "$("$NFT" --terse list ruleset)"

# options may follow each other, and stand behind the command's words not at all
"$NFT" -nn -a -s list table ip t >/dev/null
