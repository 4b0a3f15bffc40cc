# SPDX-License-Identifier: GPL-2.0-or-later
# include: absolute, relative, from the include path, by pattern and in order; missing files and circles are errors
mkdir -p etc/parts other
cat >etc/parts/10-b.nft <<'EOF'
add rule ip t c meta mark 2 accept
EOF
cat >etc/parts/01-a.nft <<'EOF'
add rule ip t c meta mark 1 accept
EOF
cat >etc/parts/20-c.txt <<'EOF'
add rule ip t c meta mark 3 accept
EOF
cat >etc/table.nft <<'EOF'
add table ip t
add chain ip t c
EOF
cat >main.nft <<'EOF'
include "etc/table.nft"
include "etc/parts/*.nft"
include "etc/nothing/*.nft"
EOF
want="table ip t {
	chain c {
		meta mark 0x00000001 accept
		meta mark 0x00000002 accept
	}
}"
# relative names count from the include path, which holds what -I says; "./" from where nft runs
"$NFT" -I . -f main.nft
holds "$want"

"$NFT" flush ruleset
sed "s|etc/|$PWD/etc/|" main.nft >absolute.nft
"$NFT" -f absolute.nft
holds "$want"

"$NFT" flush ruleset
sed 's|"etc/|"./etc/|' main.nft >dot.nft
"$NFT" -f dot.nft
holds "$want"

"$NFT" flush ruleset
(cd other && "$NFT" --includepath .. -f ../main.nft)
holds "$want"

# in the middle of a block, with a define of the includer
"$NFT" flush ruleset
cat >block.nft <<'EOF'
define number = 7
table ip t {
	chain c {
		include "./body.nft"
	}
}
EOF
echo 'meta mark $number accept' >body.nft
"$NFT" -f block.nft
shows 'meta mark 0x00000007 accept' list ruleset

# a directory includes nothing below a pattern it does not match; a name without a file is an error
"$NFT" flush ruleset
echo 'include "./nosuch.nft"' >bad.nft
refused -f bad.nft
says "nosuch.nft"
echo 'include "./circle.nft"' >circle.nft
refused -f circle.nft

# errors tell the place in the included file, and who included it
echo 'add rule ip t c tcp dport 70000' >etc/parts/10-b.nft
refused -I . -f main.nft
says "etc/parts/10-b.nft:1:"
says "main.nft:2:"
holds ""
