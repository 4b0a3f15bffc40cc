# SPDX-License-Identifier: GPL-2.0-or-later
# What this kernel alone can tell: which functions are attached to its hooks, and what happens to flowtables.

topology
in_router nft -f - <<'EOT'
table inet t {
	flowtable f {
		hook ingress priority 3
		devices = { veth0 }
	}
	chain late {
		type filter hook forward priority 7
		ct state new
	}
	chain early {
		type filter hook forward priority -10
	}
}
table netdev n {
	chain in {
		type filter hook ingress device veth0 priority 5
	}
}
EOT
in_router nft list hooks >all 2>&1
lines() { sed -e 's/\t/ /g' "$@" | tr '\n' '|'; }	# as one
hook=$(sed -n '/^family ip {/,/^}/p' all | sed -n '/hook forward {/,/^\t}/p' | lines | sed 's/  [-+ ][0-9]* [a-z_]* \[[a-z_]*\]|//g')
expect "chains stand by their priority" "$([ "$hook" = ' hook forward {|  -0000000010 chain inet t early [nf_tables]|  +0000000007 chain inet t late [nf_tables]| }|' ] && echo 1)0 > 0" "$hook"
check "functions of the kernel are named" grep -qE '^.*[-+ ][0-9]{10} [a-z0-9_]*conntrack[a-z0-9_]* \[nf_conntrack\]$' all
hook=$(sed -n '/hook ingress device veth0 {/,/^\t}/p' all | lines | sed 's/nf_flow[a-z_]* \[[a-z_]*\]/flowtable/')
expect "devices have hooks of their own" "$([ "$hook" = ' hook ingress device veth0 {|  +0000000003 flowtable|  +0000000005 chain netdev n in [nf_tables]| }|' ] && echo 1)0 > 0" "$hook"
in_router nft list hooks netdev device veth0 >one 2>&1
expect "one device" "$(grep -c '{' one) == 2" "$(cat one)"
in_router nft list hooks bridge >none 2>&1
expect "nothing is attached to bridges" "$(grep -c chain none || true) == 0" "$(cat none)"
in_router nft list hooks netdev device nosuch >gone 2>&1 || true
check "a device that is not there is an error" grep -q "No such device" gone

in_router nft monitor >told 2>&1 &
listener=$!
sleep 2
in_router nft 'add table ip m; add flowtable ip m f { hook ingress priority 0; devices = { veth0 }; counter; }'
in_router nft 'add flowtable ip m f { devices = { veth1 }; }'
in_router nft delete flowtable ip m f
sleep 1
kill "$listener" || true
wait "$listener" || true
sed -i '/^# new generation/d' told
check "flowtables are told of" diff - told <<'EOT'
add table ip m
add flowtable ip m f { hook ingress priority filter; devices = { "veth0" }; counter; }
add flowtable ip m f { hook ingress priority filter; devices = { "veth1" }; }
delete flowtable ip m f { hook ingress priority filter; devices = { "veth0", "veth1" }; }
EOT
