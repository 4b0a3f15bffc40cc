# SPDX-License-Identifier: GPL-2.0-or-later
# what a ban action does: everything through the shell, the handle found by sed in a listing
table=f2b-table chain=f2b-chain set=addr-set-sshd
"$NFT" add table inet $table
"$NFT" -- add chain inet $table $chain \{ type filter hook input priority -1 \; \}
"$NFT" add set inet $table $set \{ type ipv4_addr\; \}
"$NFT" add rule inet $table $chain tcp dport \{ 22 \} ip saddr @$set reject
"$NFT" -a list chain inet $table $chain | grep -q '@addr-set-sshd[ \t]' || fail "the check of the action finds nothing"

"$NFT" add element inet $table $set \{ 192.0.2.7 \}
"$NFT" add element inet $table $set \{ 192.0.2.8 \}
"$NFT" delete element inet $table $set \{ 192.0.2.7 \}
shows 'elements = { 192.0.2.8 }' list set inet $table $set
"$NFT" flush set inet $table $set

{ "$NFT" -a list chain inet $table $chain | grep -oP "@$set\\s+.*\\s+\\Khandle\\s+(\\d+)\$"; } | while read -r handle; do
	"$NFT" delete rule inet $table $chain $handle
done
"$NFT" delete set inet $table $set
same "" "$("$NFT" list sets | grep -v -e '^table' -e '^}' || true)"
handle=$("$NFT" -a list chain inet $table $chain | sed -n 's/.*# handle \([0-9]*\)$/\1/p' | head -n 1)
[ -n "$handle" ] || fail "no handle behind the chain"
"$NFT" delete table inet $table
