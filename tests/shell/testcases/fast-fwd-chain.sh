# SPDX-License-Identifier: GPL-2.0-or-later
# a fast_fwd chain: forms, refusals, and its canonical listing
ours
check() {
	"$NFT" --check --offline --no-warn -f "$1"
}
cat >canonical <<'EOF'
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { veth0, veth1 }
	}

	chain fast_fwd {
		type filter hook fast_fwd flowtable @f1 priority filter; policy accept;
		ip dscp set cs3
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		meta l4proto { tcp, udp } flow add @f1
		ct state established,related accept
	}
}
EOF
check canonical
sed -e 's/type filter hook fast_fwd.*/hook flowtable @f1 prio 0/' canonical >proposal
check proposal

bad() { # bad SED-EXPRESSION LINE TEXT
	sed -e "$1" canonical >bad.nft
	refused --check --offline --no-warn -f bad.nft
	says "bad.nft:$2"
	says "$3"
}
bad 's/fast_fwd flowtable @f1/fast_fwd flowtable @f2/' 8 f2
bad '8s/policy accept/policy drop/' '' policy
bad 's/type filter hook fast_fwd/type nat hook fast_fwd/' '' 'type filter'
bad 's/ flowtable @f1 priority/ priority/' '' flowtable
