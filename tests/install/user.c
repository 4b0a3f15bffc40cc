/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <nftables/libnftables.h>

int main(void)
{
	return (void)nft_ctx_new, 0;
}
