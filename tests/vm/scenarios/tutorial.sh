# SPDX-License-Identifier: GPL-2.0-or-later
# doc/fast-fwd-tutorial.md: all its commands in turn, on a kernel with flowtables.
# programs: tcpdump iperf3
# files: doc/fast-fwd-tutorial.md tests/shell/transcript.sh
. /src/tests/shell/transcript.sh

ln -s /src/files files
said() { ok "$1"; }
differs() {
	cat "$2"
	not_ok "$1" "prints something else than the tutorial says"
}
transcript /src/doc/fast-fwd-tutorial.md '$#' any_number
expect "without the chain few of a hundred packets are marked" "$(tcpdump -r before.pcap 'ip[1] & 0xfc == 0x60' 2>/dev/null | wc -l) < 20"
