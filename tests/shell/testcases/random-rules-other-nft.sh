# SPDX-License-Identifier: GPL-2.0-or-later
# random rules beside another nft: the same are taken, and the kernel holds the same
ours
other_nft
[ -x "$BUILDDIR/tests/prop/words" ] || skip "tests/prop/words is not built"
"$OTHER" --version | grep -q ' v1\.0\.6 ' || skip "what differs is known of 1.0.6 only"
NFT_TEST_NAMESPACE=1 python3 "$SRCDIR/tests/prop/run.py" --rules 200 --batch 20 --other "$OTHER"
