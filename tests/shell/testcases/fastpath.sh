# SPDX-License-Identifier: GPL-2.0-or-later
# what runs on the fast path, where nothing does; how fast_fwd chains run is tested in tests/vm
ours
"$NFT" list fastpath >shown || fail "it cannot be listed"
grep -q '^connections all 0 offload 0 hw-offload 0$' shown || fail "listed as: $(cat shown)"
"$NFT" -j list fastpath | grep -q '"connections": {"all": 0, "offload": 0, "hw_offload": 0}' || fail "JSON"
"$NFT" fastpath sync || fail "there is nothing to be brought up to date, which is no error"
"$NFT" fastpath stop 2>error && fail "fastpath stop is no command"
grep -q 'expecting sync' error || fail "said of it: $(cat error)"
"$NFT" --fast-fwd sometimes list ruleset 2>error && fail "--fast-fwd sometimes is no way"
grep -q 'auto, xdp, xdp-generic, tc, off' error || fail "said of it: $(cat error)"
# the words are names all the same
"$NFT" -f - <<'EOT'
table ip fastpath {
	chain fastpath {
		accept
	}
}
EOT
"$NFT" add rule ip fastpath fastpath drop
"$NFT" list chain ip fastpath fastpath | grep -q drop || fail "a table of that name"
