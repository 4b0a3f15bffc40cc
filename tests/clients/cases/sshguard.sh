# SPDX-License-Identifier: GPL-2.0-or-later
# sshguard's backend, fed as its blocker feeds it
{
	echo 'block 192.0.2.1 4 32'
	echo 'block 198.51.100.0 4 24'
	echo 'block 2001:db8::1 6 128'
	echo 'release 192.0.2.1 4 32'
	sleep 0.5
	nft list ruleset >&3
} 3>during | sh "$ROOT/usr/libexec/sshguard/sshg-fw-nft-sets"
grep -q 198.51.100.0/24 during && grep -q 2001:db8::1 during && ! grep -q 192.0.2.1 during
cat during
