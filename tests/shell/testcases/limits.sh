# SPDX-License-Identifier: GPL-2.0-or-later
# What is too much for the kernel is refused with a word, and nothing of it is loaded.
"$NFT" 'add table ip t; add chain ip t c'
"$NFT" list ruleset >before

many() {
	printf 'add chain ip t d\nadd rule ip t c'
	for i in $(seq "$1"); do printf ' counter'; done
	echo
}

many 129 >expressions.nft
refused -f expressions.nft
says 'expressions.nft:2:1-'
many 4000 >message.nft
refused -f message.nft
says 'message.nft:2:1-'
says 'longer than a message'

{
	for i in $(seq 500); do echo "add chain ip t c$i"; done
	for i in $(seq 500); do echo "delete set ip t nosuch$i"; done
} >errors.nft
refused -f errors.nft
says 'errors.nft:501:'
says 'Too many errors'
holds "$(<before)"
