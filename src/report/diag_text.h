/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Diagnostics as text: nft's own form for plain errors, which programs match on. */
#ifndef NFT_REPORT_DIAG_TEXT_H
#define NFT_REPORT_DIAG_TEXT_H

#include "base/diag.h"
#include "base/strbuf.h"

/* FILE:LINE:FIRST-LAST: Error: MESSAGE, the source line, and carets under the place; columns are 1-based bytes, the last inclusive. */
void diag_text(struct strbuf *out, const struct diag *d);

/* The pieces, for reports that show places in the same way. */
void place_header(struct strbuf *out, struct loc loc);			/* "FILE:3:5-9: ", with its include chain before */
void place_line(struct strbuf *out, struct loc loc, char mark, const struct loc *more, unsigned n_more);	/* source line and marks */

#endif
