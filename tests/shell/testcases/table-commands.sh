# SPDX-License-Identifier: GPL-2.0-or-later
# add, create, delete, destroy, flush of tables; by name and by handle
"$NFT" add table ip t
"$NFT" add table ip t
refused create table ip t
says "File exists"
"$NFT" create table inet t
"$NFT" add table t6only
same "table ip t
table inet t
table ip t6only" "$("$NFT" list tables)"
same "table inet t" "$("$NFT" list tables inet)"
"$NFT" delete table inet t
refused delete table inet t
says "No such file or directory"
handle=$(handle_of '^table ip t6only')
"$NFT" delete table ip handle "$handle"
same "table ip t" "$("$NFT" list tables)"

# a dormant table and back
"$NFT" add table ip t '{ flags dormant; }'
same "table ip t {
	flags dormant
}" "$("$NFT" list table ip t)"
"$NFT" add table ip t
hides 'dormant' list table ip t

# flush leaves chains and sets, and takes the rules
"$NFT" 'add chain ip t c; add set ip t s { type mark; }; add element ip t s { 1 }; add rule ip t c accept'
"$NFT" flush table ip t
same "table ip t {
	set s {
		type mark
		elements = { 0x00000001 }
	}

	chain c {
	}
}" "$("$NFT" list table ip t)"

"$NFT" flush ruleset ip6
shows 'table ip t' list tables
"$NFT" flush ruleset
same "" "$("$NFT" list ruleset)"
