# SPDX-License-Identifier: GPL-2.0-or-later
# every example told as JSON is read back as the same ruleset, without a kernel
ours

for example in "$SRCDIR"/files/examples/*.nft; do
	{ cat "$example"; echo; echo "list ruleset"; } >ruleset
	"$NFT" -c --offline --no-warn -j -f ruleset >first.json || fail "$example does not list"
	sed '$ s/]}$/, {"list": {"ruleset": null}}]}/' first.json >again.json
	"$NFT" -c --offline --no-warn -j -f again.json >second.json || fail "$example does not load as JSON"
	cmp first.json second.json || fail "$example changes on its way through JSON"
done
