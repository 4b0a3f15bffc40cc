# SPDX-License-Identifier: GPL-2.0-or-later
# doc/fast-fwd-tutorial.md: what its commands that need no kernel print is what it says
ours
. "$SRCDIR/tests/shell/transcript.sh"
ln -s "$SRCDIR/files" files
nft() { "$NFT" "$@"; }
ran=0
said() { ran=$((ran + 1)); }
differs() {
	cat "$2"
	fail "doc/fast-fwd-tutorial.md: $1"
}
transcript "$SRCDIR/doc/fast-fwd-tutorial.md" '$'
[ $ran -gt 8 ] || fail "only $ran commands were found"
