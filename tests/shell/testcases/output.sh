# SPDX-License-Identifier: GPL-2.0-or-later
# Where output goes: a full disk is told of, a reader that had enough is none; closed streams do no harm
ours
"$NFT" 'add table ip t; add chain ip t c'

status=0
"$NFT" list ruleset >/dev/full 2>said || status=$?
[ "$status" -eq 1 ] || fail "a listing to a full disk: status $status"
grep -q 'No space left on device' said || fail "a listing to a full disk: $(<said)"

{ "$NFT" list ruleset || [ $? -eq 141 ]; } | true	# SIGPIPE, if the reader was quicker
"$NFT" list ruleset >&-
"$NFT" 'add rule ip t c accept' >&- 2>&- <&-
holds 'table ip t {
	chain c {
		accept
	}
}'

# what is no text ends in bounded memory; a sanitizer reserves more than that for itself
grep -aq __asan_init "$NFT" && exit 0
ulimit -v 3000000
refused -c --offline -f /dev/zero
