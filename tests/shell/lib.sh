# SPDX-License-Identifier: GPL-2.0-or-later
# Helpers of the scenarios in testcases/; sourced by bash with -eu -o pipefail.

fail() {
	echo "$*" >&2
	exit 1
}

skip() {
	echo "$*"
	exit 77
}

# same WANT GOT: two texts, compared as they are
same() {
	diff -u --label want --label got <(printf '%s\n' "$1") <(printf '%s\n' "$2") || fail "the texts differ"
}

# refused ARGS...: nft must end with status 1 and say something on standard error; that stays in $refusal
refused() {
	local status=0
	refusal=$("$NFT" "$@" 2>&1 >/dev/null) || status=$?
	[ "$status" -eq 1 ] || fail "nft $*: exit status $status, want 1"
	[ -n "$refusal" ] || fail "nft $*: refused without a word"
}

# lists_as FILE: the ruleset in the kernel lists as this file says
lists_as() {
	"$NFT" -s list ruleset >listing
	diff -u "$1" listing || fail "the listing differs from $1"
}

# loads_back: what the kernel lists can be loaded again and lists the same
loads_back() {
	"$NFT" -s list ruleset >first
	"$NFT" flush ruleset
	"$NFT" -f first
	"$NFT" -s list ruleset >second
	diff -u first second || fail "the listing does not load back to itself"
}
