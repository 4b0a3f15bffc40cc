# SPDX-License-Identifier: GPL-2.0-or-later
# the README shows what the demo really prints, and its commands end as it says
ours
readme=$SRCDIR/README.md
sed -n '/<!-- the output of make demo -->/,/<!-- end -->/p' "$readme" | sed -e '1d;$d' -e 's/^    //' >want
(cd "$SRCDIR" && "$NFT" --check --offline -f files/examples/thread.nft) >got 2>&1
diff -u want got || fail "README.md shows another output than 'make demo' prints"

# the block of commands: each runs on a ruleset that loses something, with 0 or, where a finding is asked to fail it, 2
cp "$SRCDIR/files/examples/thread.nft" fw.nft
grep -oE '^    nft --check --offline [^#]*-f fw.nft' "$readme" | while read -r nft arguments; do
	status=0
	"$NFT" $arguments >output 2>&1 || status=$?
	case "$arguments" in
	*"--error-on warning"*) [ $status -eq 2 ] ;;
	*) [ $status -eq 0 ] ;;
	esac || fail "nft $arguments: exit status $status: $(cat output)"
done

# and stays silent on one that loses nothing
same "" "$("$NFT" --check --offline -f "$SRCDIR/files/examples/ordinary-router.nft" 2>&1)"
