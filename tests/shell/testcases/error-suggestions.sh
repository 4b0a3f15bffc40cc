# SPDX-License-Identifier: GPL-2.0-or-later
# an unknown name comes with the one that was probably meant
"$NFT" -f - <<'EOF'
table inet filter {
	set blocked_hosts {
		type ipv4_addr
	}
	map marks_of_hosts {
		type ipv4_addr : mark
	}
	counter passed {
	}
	chain input_from_lan {
	}
}
EOF
ours
suggests() { # suggests WHAT ARGS...
	local what=$1
	shift
	refused "$@"
	grep -iq "did you mean" <<<"$refusal" || fail "nft $*: no suggestion in: $refusal"
	says "$what"
}
suggests "filter" list table inet filtre
suggests "input_from_lan" add rule inet filter input_from_lam accept
suggests "blocked_hosts" add element inet filter blocked_host '{ 192.0.2.1 }'
suggests "blocked_hosts" add rule inet filter input_from_lan ip saddr @blocked_hots drop
suggests "input_from_lan" delete chain inet filter input_from_wan
suggests "input_from_lan" list chain inet filter input_from_la
# another family's table of that name
suggests "inet" list table ip filter
suggests "input_from_lan" add rule inet filter input_from_lan jump inputfrom_lan
suggests "passed" add rule inet filter input_from_lan counter name pased
# nothing close, nothing suggested
refused list table inet zzzzzzzz
grep -iq "did you mean" <<<"$refusal" && fail "$refusal"
exit 0
