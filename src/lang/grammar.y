/* SPDX-License-Identifier: GPL-2.0-or-later */
%code requires {
#include <stddef.h>
}

%define api.pure full
%define api.prefix {nft_}
%define parse.error detailed
%define parse.lac full

%code {
int nft_lex(NFT_STYPE *value);
static void nft_error(const char *message);
}

%token NEWLINE

%%

input:
	%empty
	| input NEWLINE
	;

%%

static void nft_error(const char *message)
{
	(void)message;
}
