# SPDX-License-Identifier: GPL-2.0-or-later
# rules of another nft list back as they list there: every statement its grammar and ours share
ours
other_nft
sed -n '/^cat >rules/,/^EOF/p' "$SRCDIR/tests/shell/testcases/rules.sh" | sed -e '/^cat >rules/d' -e '/^EOF/,$d' >rules
[ -s rules ] || fail "no rules"
"$OTHER" -f rules
"$OTHER" -s list ruleset >other.txt
"$NFT" -s list ruleset >ours.txt
diff -u other.txt ours.txt || fail "we list something else"
"$NFT" flush ruleset
"$NFT" -f rules
"$OTHER" -s list ruleset >again.txt
diff -u other.txt again.txt || fail "the other nft lists something else of what we load"
