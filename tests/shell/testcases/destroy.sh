# SPDX-License-Identifier: GPL-2.0-or-later
# destroy is delete that does not mind if there is nothing
ours
"$NFT" destroy table ip t
"$NFT" 'destroy table ip t; add table ip t'
"$NFT" 'destroy chain ip t c; add chain ip t c; destroy set ip t s; add set ip t s { type mark; }'
"$NFT" 'add counter ip t n; destroy counter ip t n; destroy counter ip t n'
"$NFT" 'destroy element ip t s { 1 }; add element ip t s { 1, 2 }; destroy element ip t s { 1 }'
"$NFT" 'destroy map ip t m'
holds "table ip t {
	set s {
		type mark
		elements = { 0x00000002 }
	}

	chain c {
	}
}"
"$NFT" 'destroy set ip t s; destroy chain ip t c'
"$NFT" destroy table ip t
holds ""
