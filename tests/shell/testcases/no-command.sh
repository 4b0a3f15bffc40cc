# SPDX-License-Identifier: GPL-2.0-or-later
# an option that does not exist is an error, not a crash
refused --no-such-option
