# SPDX-License-Identifier: GPL-2.0-or-later
# another nft shows a fast_fwd chain as the forward chain that it is in the kernel, and keeps it
ours
other_nft
ip link add veth0 type veth peer name veth1
cat >rules <<'EOF'
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { veth0, veth1 }
	}

	chain fast_fwd {
		type filter hook fast_fwd flowtable @f1 priority filter; policy accept;
		ip dscp set cs3
	}
}
EOF
if ! "$NFT" -f rules 2>errors; then
	grep -qE 'rules:[0-9]+:.*(No such file or directory|not supported)' errors || fail "$(cat errors)"
	skip "this kernel has no flowtables"
fi
lists_as rules
"$OTHER" -s list chain inet filter fast_fwd >other.txt
same "table inet filter {
	chain fast_fwd {
		type filter hook forward priority filter; policy accept;
		ip dscp set cs3
	}
}" "$(cat other.txt)"
"$OTHER" add rule inet filter fast_fwd counter
shows 'hook fast_fwd flowtable @f1 priority filter' list chain inet filter fast_fwd
