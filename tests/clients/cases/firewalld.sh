# SPDX-License-Identifier: GPL-2.0-or-later
# firewalld's nftables backend: zones, rich rules and removals by the handles of echoed replies, before and after a reload
mkdir state
python3 "$CASES/firewalld.py" "$ROOT" "$PWD/state" reload panic
