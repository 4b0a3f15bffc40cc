# SPDX-License-Identifier: GPL-2.0-or-later
"""Parts of documents that a command writes: between '<!-- WHO -->' and the next '<!-- end -->'."""
import re


def replace(path, who, lines):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    part = re.compile(r"(<!-- %s[^\n]*-->\n).*?(<!-- end -->)" % re.escape(who), re.S)
    if not part.search(text):
        raise SystemExit("%s has no part of %s" % (path, who))
    body = "".join(line + "\n" for line in lines)
    with open(path, "w", encoding="utf-8") as file:
        file.write(part.sub(lambda found: found.group(1) + body + found.group(2), text))
