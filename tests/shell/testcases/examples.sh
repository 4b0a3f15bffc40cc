# SPDX-License-Identifier: GPL-2.0-or-later
# each example that needs no flowtable loads, lists, and loads again from its own listing
files=$(find "$SRCDIR/files/examples" -name '*.nft' | sort)
[ -n "$files" ] || fail "no examples"
loaded=0
for file in $files; do
	grep -qE '^[^#]*\bflowtable\b' "$file" && continue
	for device in $(sed -n 's/^# devices: //p' "$file"); do
		ip link show "$device" >/dev/null 2>&1 || ip link add "$device" type veth peer name "${device}p"
	done
	"$NFT" flush ruleset
	"$NFT" -f "$file" || fail "$file does not load"
	[ -n "$("$NFT" list ruleset)" ] || fail "$file leaves nothing"
	loads_back || fail "$file"
	"$NFT" flush ruleset
	"$NFT" -c -f "$file" || fail "$file does not check"
	loaded=$((loaded + 1))
done
[ $loaded -gt 0 ] || fail "no example without a flowtable"

# all pass the analysis on its own
if "$NFT" --help | grep -q -- --offline; then
	for file in $files; do
		"$NFT" --check --offline --no-warn -f "$file" || fail "$file"
	done
fi
