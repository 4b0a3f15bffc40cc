/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFT_CLI_SIM_H
#define NFT_CLI_SIM_H

#include "cli/options.h"

/* `nft ... sim WORD...`: argv[0] is the word `sim`. Exit status: 0, 1 an error, 2 not as expected. */
int sim_command(struct cli *cli, int argc, char **argv);

#endif
