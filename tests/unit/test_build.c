/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <nftables/libnftables.h>

#include "test.h"

TEST(version_is_one_that_programs_parse)
{
	int major, minor, patch;

	CHECK_INT(sscanf(PACKAGE_VERSION, "%d.%d.%d", &major, &minor, &patch), 3);
}

TEST_MAIN()
