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

# says WORDS: the last refusal holds this text
says() {
	grep -qF -- "$1" <<<"$refusal" || fail "no '$1' in: $refusal"
}

# holds TEXT: the whole ruleset, without counters, is this text
holds() {
	same "$1" "$("$NFT" -s list ruleset)"
}

# handle_of PATTERN: the handle of the one rule, chain ... whose line in the listing matches
handle_of() {
	"$NFT" -a list ruleset | sed -nE "/$1/s/.*# handle ([0-9]+)\$/\1/p"
}

# ours: skip under an nft that has no offload check (the scenarios can be held against another nft with NFT=)
ours() {
	[ -x "$NFT" ] || fail "no $NFT"
	"$NFT" --help | grep -q -- --offline || skip "$NFT is another nft"
}

# other_nft: another nft of this system in $OTHER, or skip
other_nft() {
	OTHER=/usr/sbin/nft
	[ -x "$OTHER" ] || skip "no $OTHER"
	"$OTHER" --help 2>&1 | grep -q -- --offline && skip "$OTHER is not another nft"
	return 0
}

# shows PATTERN ARGS...: nft ends well, and a line it prints matches (extended regular expression; braces are plain)
shows() {
	matches "$@" || fail "nft ${*:2}: nothing matches '$1' in: $printed"
}

# hides PATTERN ARGS...: nft ends well, and no line matches
hides() {
	! matches "$@" || fail "nft ${*:2}: '$1' is in: $printed"
}

matches() {
	printed=$("$NFT" "${@:2}") || fail "nft ${*:2}: exit status $?"
	grep -qE -- "$(sed 's/[{}]/\\&/g' <<<"$1")" <<<"$printed"
}
