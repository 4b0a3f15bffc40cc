# SPDX-License-Identifier: GPL-2.0-or-later
# where a rule goes: add, insert, position, handle, index; replace and delete
"$NFT" 'add table ip t; add chain ip t c'

# marks of the rules in order
order() {
	"$NFT" list chain ip t c | sed -nE 's/.*mark 0x0*([0-9a-f]+) .*/\1/p' | tr '\n' ' '
}
rule() {
	handle_of "meta mark 0x0*$1 accept"
}

"$NFT" add rule ip t c meta mark 1 accept
"$NFT" add rule ip t c meta mark 2 accept
"$NFT" insert rule ip t c meta mark 3 accept
same "3 1 2 " "$(order)"
"$NFT" add rule ip t c handle "$(rule 1)" meta mark 4 accept
same "3 1 4 2 " "$(order)"
"$NFT" insert rule ip t c handle "$(rule 1)" meta mark 5 accept
same "3 5 1 4 2 " "$(order)"
"$NFT" add rule ip t c position "$(rule 4)" meta mark 6 accept
same "3 5 1 4 6 2 " "$(order)"
"$NFT" add rule ip t c index 0 meta mark 7 accept
same "3 7 5 1 4 6 2 " "$(order)"
"$NFT" insert rule ip t c index 1 meta mark 8 accept
same "3 8 7 5 1 4 6 2 " "$(order)"
"$NFT" replace rule ip t c handle "$(rule 5)" meta mark 9 accept
same "3 8 7 9 1 4 6 2 " "$(order)"
"$NFT" delete rule ip t c handle "$(rule 3)"
same "8 7 9 1 4 6 2 " "$(order)"

refused add rule ip t c handle 9999 accept
refused insert rule ip t c index 7 accept
refused delete rule ip t c handle 9999
refused replace rule ip t c handle 9999 accept
same "8 7 9 1 4 6 2 " "$(order)"

# an index that counts a rule of the same batch
"$NFT" flush chain ip t c
"$NFT" 'add rule ip t c meta mark 1 accept; add rule ip t c meta mark 2 accept; insert rule ip t c index 1 meta mark 3 accept; add rule ip t c index 0 meta mark 4 accept'
same "1 4 3 2 " "$(order)"
"$NFT" flush chain ip t c
same "" "$(order)"
