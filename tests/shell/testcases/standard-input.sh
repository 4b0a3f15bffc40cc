# SPDX-License-Identifier: GPL-2.0-or-later
# -f - reads standard input; so does a pipe that the shell names
"$NFT" -f - <<<"add table ip a"
echo "add table ip b" | "$NFT" --file -
"$NFT" -f <(printf 'add table ip c\nadd table ip d\n')
"$NFT" -f /dev/stdin <<<"add table ip e"
same "table ip a
table ip b
table ip c
table ip d
table ip e" "$("$NFT" list tables)"
: | "$NFT" -f -
# a script with nft as its interpreter
printf '#!%s -f\nflush ruleset\nadd table ip script\n' "$NFT" >script
chmod +x script
./script
same "table ip script" "$("$NFT" list tables)"
