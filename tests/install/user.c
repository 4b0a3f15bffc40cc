/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <nftables/libnftables.h>

int main(void)
{
	return 0;
}
