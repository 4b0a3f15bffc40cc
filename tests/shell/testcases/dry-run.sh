# SPDX-License-Identifier: GPL-2.0-or-later
# -c says what is wrong and leaves nothing behind
"$NFT" -c 'add table ip t; add chain ip t c { type filter hook input priority 0; policy drop; }; add rule ip t c accept'
same "" "$("$NFT" list ruleset)"
"$NFT" add table ip keep
before=$("$NFT" list ruleset)
"$NFT" --check flush ruleset
"$NFT" --check delete table ip keep
same "$before" "$("$NFT" list ruleset)"
# what only the kernel knows is found
refused -c create table ip keep
says "File exists"
refused -c delete table ip nosuch
says "No such file or directory"
echo 'table ip t { chain c { tcp dport 70000 accept; }; }' >bad
refused -c -f bad
echo 'table ip t { chain c { tcp dport 22 accept; }; }' >good
"$NFT" -c -f good
"$NFT" -c -f - <good
same "$before" "$("$NFT" list ruleset)"
