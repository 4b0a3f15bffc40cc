# SPDX-License-Identifier: GPL-2.0-or-later
# each rule is echoed with its handle, by which it goes again
"$NFT" add table ip libvirt_network
"$NFT" add chain ip libvirt_network guest_output '{ type filter hook forward priority 0; policy accept; }'
echoed=$("$NFT" -ae insert rule ip libvirt_network guest_output ip saddr 192.168.122.0/24 iifname virbr0 counter accept)
handle=$(sed -nE 's/.*# handle ([0-9]+)$/\1/p' <<<"$echoed")
grep -q '^insert rule ip libvirt_network guest_output ip saddr 192.168.122.0/24 iifname "virbr0" counter packets 0 bytes 0 accept # handle' <<<"$echoed" ||
	fail "$echoed"
"$NFT" delete rule ip libvirt_network guest_output handle "$handle"
hides 'virbr0' list ruleset
