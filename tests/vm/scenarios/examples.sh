# SPDX-License-Identifier: GPL-2.0-or-later
# Every example that needs flowtables loads, lists, and loads again from its listing; what the kernel refuses is
# reported at its place and leaves nothing behind.

# devices_of FILE: the names in its 'devices' lists that could be devices, and what 'define' makes of a $name there
devices_of() {
	local word
	for word in $(tr '\n' ' ' <"$1" | grep -oE 'devices *= *\{[^}]*\}|device +"?[a-z0-9_.-]+' |
		sed -E 's/^devices *= *\{|^device |[},"]/ /g'); do
		case $word in
		\$*) sed -nE "s/^define +${word#?} *= *\"?([a-z0-9_.-]+)\"?.*/\1/p" "$1" ;;
		*) echo "$word" ;;
		esac
	done | sort -u
}

make_devices() {
	local device
	for device in $(devices_of "$1"); do
		in_router ip link show "$device" >/dev/null 2>&1 || in_router ip link add "$device" type dummy
	done
}

# refused NAME LINE FILE: loading fails, the message names this line and a column, and the ruleset stays as it was
refused() {
	if in_router nft -f "$3" >message 2>&1; then
		not_ok "$1" "it was accepted"
		in_router nft flush ruleset || true
	elif grep -q "syntax error" message; then
		not_ok "$1" "it never came to the kernel: $(head -n 1 message)"
	elif ! grep -qE "(^|/)$3:$2:[0-9]+" message; then
		not_ok "$1" "no $3:$2:COLUMN in: $(head -n 1 message)"
	elif [ -n "$(in_router nft list ruleset)" ]; then
		not_ok "$1" "something of the refused batch stays"
		in_router nft flush ruleset || true
	else
		echo "$(head -n 1 message)"
		ok "$1"
	fi
}

topology

for file in $(grep -rlE '^[^#]*\bflowtable\b' $EXAMPLES | sort); do
	name=${file#"$EXAMPLES/"}
	make_devices "$file"
	in_router nft flush ruleset || true
	check "$name loads" in_router nft -f "$file"
	identity "$name loads from its own listing"
done
in_router nft flush ruleset || true

cat >input.nft <<'EOF'
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { veth0, veth1 }
	}
	chain input {
		type filter hook input priority filter; policy accept;
		meta l4proto tcp flow add @f1
	}
}
EOF
refused "flow add in an input chain" 8 input.nft

cat >jump.nft <<'EOF'
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { veth0, veth1 }
	}
	chain fast {
		meta l4proto tcp flow add @f1
	}
	chain output {
		type filter hook output priority filter; policy accept;
		tcp dport 80 jump fast
	}
}
EOF
refused "flow add in a chain that output jumps to" "(7|11)" jump.nft

cat >device.nft <<'EOF'
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { veth0, nowhere9 }
	}
}
EOF
# from here on hooks go by name, and wait for their device
if kernel_from 6 16; then
	check "a flowtable on a device that is not there loads" in_router nft -f device.nft
	in_router nft flush ruleset || true
else
	refused "a flowtable on a device that is not there" "[2-4]" device.nft
fi

cat >twice.nft <<'EOF'
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { veth0, veth1 }
	}
	flowtable f2 {
		hook ingress priority filter
		devices = { veth1 }
	}
}
EOF
refused "a device in two flowtables of one table" "[6-8]" twice.nft

cat >offload.nft <<'EOF'
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { veth0, veth1 }
		flags offload
	}
}
EOF
refused "hardware offload on a device that has none" "[2-5]" offload.nft
