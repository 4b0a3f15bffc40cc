# SPDX-License-Identifier: GPL-2.0-or-later
# programs that drive nft parse this line
"$NFT" --version | grep -Eq '^nftables v[0-9]+\.[0-9]+\.[0-9]+' || fail "no version that programs can parse"
"$NFT" --help | grep -q '^Usage: nft' || fail "no usage"
