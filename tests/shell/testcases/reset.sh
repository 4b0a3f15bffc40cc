# SPDX-License-Identifier: GPL-2.0-or-later
# reset shows a counter or quota as it was, and starts it anew
ours
"$NFT" 'add table ip t; add counter ip t n { packets 5 bytes 50; }; add quota ip t q { over 10 mbytes used 5 bytes; }'
shows 'packets 5 bytes 50' reset counter ip t n
shows 'packets 0 bytes 0' list counter ip t n
shows 'used 5 bytes' reset quota ip t q
hides 'used' list quota ip t q
"$NFT" 'add chain ip t c; add rule ip t c counter packets 7 bytes 70'
shows 'counter packets 7 bytes 70' reset rules chain ip t c
shows 'counter packets 0 bytes 0' list chain ip t c
