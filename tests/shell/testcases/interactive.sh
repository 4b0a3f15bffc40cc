# SPDX-License-Identifier: GPL-2.0-or-later
# the prompt takes one command after another, and goes on after an error
printf 'add table ip a\nadd table nosuchfamily x y\nadd table ip b\nlist tables\nquit\n' | "$NFT" -i >out 2>&1 || fail "$(cat out)"
same "table ip a
table ip b" "$("$NFT" list tables)"
grep -q 'Error: ' out || fail "no error: $(cat out)"
