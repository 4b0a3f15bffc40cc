# SPDX-License-Identifier: GPL-2.0-or-later
# base and regular chains: create, policy, rename, flush, delete
"$NFT" add table ip t
"$NFT" add chain ip t base '{ type filter hook input priority 0; }'
"$NFT" add chain ip t base '{ type filter hook input priority 0; }'
refused create chain ip t base
says "File exists"
"$NFT" create chain ip t regular
"$NFT" add chain ip t base '{ policy drop; }'
"$NFT" add rule ip t base jump regular
refused delete chain ip t regular
says "busy"
"$NFT" rename chain ip t regular renamed
holds "table ip t {
	chain base {
		type filter hook input priority filter; policy drop;
		jump renamed
	}

	chain renamed {
	}
}"
"$NFT" add chain ip t other
refused rename chain ip t other renamed
refused delete chain ip t nosuch
says "No such file or directory"

# a chain goes with its rules, once nobody jumps to it
"$NFT" add rule ip t renamed accept
"$NFT" flush chain ip t base
"$NFT" delete chain ip t renamed
"$NFT" delete chain ip t handle "$(handle_of 'chain other')"
"$NFT" 'add chain ip t base { policy accept; }'
holds "table ip t {
	chain base {
		type filter hook input priority filter; policy accept;
	}
}"

# a circle, and a jump to the own chain
"$NFT" 'add chain ip t a; add chain ip t b'
"$NFT" add rule ip t a jump b
"$NFT" add rule ip t base jump a
refused add rule ip t b goto a
refused add rule ip t b jump b
