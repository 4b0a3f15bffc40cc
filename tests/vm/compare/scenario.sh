# SPDX-License-Identifier: GPL-2.0-or-later
# The guest's part of tests/vm/compare/run.
CASES=/vm/cases
. /vm/ends.sh
. /vm/cases/guest.sh
nets >nets
ends_and_router nets
sleep 3 # the kernel's own packets of devices that have just come up
play_all
ok "all cases were played"
