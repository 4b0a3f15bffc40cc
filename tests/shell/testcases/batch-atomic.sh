# SPDX-License-Identifier: GPL-2.0-or-later
# a batch takes effect whole or not at all, whatever its bad command is refused for
"$NFT" add table ip keep
before=$("$NFT" list ruleset)

# by the kernel
cat >batch <<'EOF'
add table ip t
add chain ip t c { type filter hook input priority 0; policy drop; }
add rule ip t c accept
delete table ip keep
create table ip keep
delete chain ip t nosuch
EOF
refused -f batch
same "$before" "$("$NFT" list ruleset)"

# by the analysis, in the last command
cat >batch <<'EOF'
flush ruleset
table ip t { chain c { accept; }; }
add rule ip t c tcp dport 70000
EOF
refused -f batch
same "$before" "$("$NFT" list ruleset)"

# by the grammar, on the last line
cat >batch <<'EOF'
flush ruleset
table ip t {
	chain c {
		accept
	}
EOF
refused -f batch
same "$before" "$("$NFT" list ruleset)"

# several commands of one argument
refused 'add table ip a; add table ip b; delete table ip nosuch'
same "$before" "$("$NFT" list ruleset)"
"$NFT" 'add table ip a; add table ip b'
same "table ip keep
table ip a
table ip b" "$("$NFT" list tables)"
