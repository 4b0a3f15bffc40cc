# SPDX-License-Identifier: GPL-2.0-or-later
# the Python module drives the library
library=$BUILDDIR/.libs/libnftables.so.1
if grep -q __asan_init "$library"; then
	skip "a sanitized library needs a sanitized python"
fi
PYTHONPATH=$SRCDIR/py PYTHONDONTWRITEBYTECODE=1 python3 - "$library" <<'PY'
import sys
import nftables

nft = nftables.Nftables(sofile=sys.argv[1])
status, output, error = nft.cmd("add table ip t; add chain ip t c; add rule ip t c tcp dport 22 accept")
assert (status, output, error) == (0, "", ""), (status, output, error)

status, output, error = nft.cmd("list ruleset")
assert status == 0 and "tcp dport 22 accept" in output, (status, output, error)

assert nft.set_handle_output(True) is False
assert nft.get_handle_output() is True
assert "# handle" in nft.cmd("list ruleset")[1]

status, output, error = nft.cmd("add rule ip t c no_such_word")
assert status != 0 and output == "" and "no_such_word" in error, (status, output, error)

nft.set_dry_run(True)
assert nft.cmd("flush ruleset")[0] == 0
nft.set_dry_run(False)
assert "table ip t" in nft.cmd("list ruleset")[1]

assert nft.set_debug(["netlink", "eval"]) == []
assert nft.get_debug() == ["eval", "netlink"]
PY
