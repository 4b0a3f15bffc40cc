# SPDX-License-Identifier: GPL-2.0-or-later
# rulesets mean the same with --optimize
ours
python3 "$SRCDIR/tests/shell/optimize.py"
