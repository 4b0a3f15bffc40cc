# SPDX-License-Identifier: GPL-2.0-or-later
# programs that drive nft parse this line
shows '^nftables v[0-9]+\.[0-9]+\.[0-9]+' --version
shows '^Usage: .*nft' --help
