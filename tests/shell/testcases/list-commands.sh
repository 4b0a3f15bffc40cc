# SPDX-License-Identifier: GPL-2.0-or-later
# the things that list takes, and what each shows
cat >rules <<'EOF'
table ip t {
	counter n {
		packets 0 bytes 0
	}

	quota q {
		10 mbytes
	}

	limit l {
		rate 5/second
	}

	set s {
		type ipv4_addr
		elements = { 192.0.2.1 }
	}

	map m {
		type inet_service : ipv4_addr
		elements = { 80 : 192.0.2.2 }
	}

	chain c {
		accept
	}
}
table inet u {
	set s {
		type inet_service
	}

	chain d {
	}
}
EOF
"$NFT" -f rules

part() { # part FROM TO: those lines of the file
	sed -n "$1,$2p" rules
}
same "$(cat rules)" "$("$NFT" list ruleset)"
same "$(part 1 27)" "$("$NFT" list ruleset ip)"
same "" "$("$NFT" list ruleset ip6)"
same "$(part 28 35)" "$("$NFT" list table inet u)"
same "table ip t
table inet u" "$("$NFT" list tables)"
same "table ip t {
$(part 24 26)
}" "$("$NFT" list chain ip t c)"
same "table ip t {
	chain c {
	}
}
table inet u {
	chain d {
	}
}" "$("$NFT" list chains)"
same "table inet u {
	chain d {
	}
}" "$("$NFT" list chains inet)"
same "table ip t {
$(part 14 17)
}" "$("$NFT" list set ip t s)"
same "table inet u {
$(part 29 31)
}" "$("$NFT" list sets inet)"
shows '^table inet u {' list sets
shows '^table ip t {' list sets
same "table ip t {
$(part 19 22)
}" "$("$NFT" list map ip t m)"
shows 'elements = { 80 : 192.0.2.2 }' list maps
same "table ip t {
$(part 2 4)
}" "$("$NFT" list counter ip t n)"
same "table ip t {
$(part 6 8)
}" "$("$NFT" list quota ip t q)"
same "table ip t {
$(part 10 12)
}" "$("$NFT" list limit ip t l)"
shows '	counter n {' list counters
shows '	counter n {' list counters table ip t
shows '	quota q {' list quotas
shows '	limit l {' list limits
"$NFT" list flowtables >/dev/null

refused list table ip nosuch
says "No such file or directory"
refused list chain ip t nosuch
says "No such file or directory"
refused list set ip t nosuch
says "No such file or directory"
refused list map ip t s
refused list nosuch
