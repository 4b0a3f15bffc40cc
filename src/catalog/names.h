/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that this machine's files give to numbers. */
#ifndef NFT_CATALOG_NAMES_H
#define NFT_CATALOG_NAMES_H

#include "catalog/catalog.h"

enum names_file { NAMES_GROUP, NAMES_REALM, NAMES_MARK, NAMES_LABEL, N_NAMES };
bool names_find(enum names_file f, const char *name, uint64_t *value);
const char *names_name(enum names_file f, uint64_t value);	/* lives on; NULL: none */

/* The file that was read, or would be; its @i-th name, NULL behind the last. */
const char *names_path(enum names_file f);
const char *names_entry(enum names_file f, unsigned i, uint64_t *value);

/* Numbers for names that nothing here knows, offline: from MADE_UP on. */
#define MADE_UP 0x7fff0000u
uint32_t made_up_number(struct value_env *env, const char *name);
const char *made_up_name(const struct value_env *env, uint64_t value);	/* NULL: not a made-up number */

/* Inode of a control group below the cgroup2 mount, and the path of an inode. */
bool cgroup_find(const char *path, uint64_t *inode);
bool cgroup_path(uint64_t inode, char *path, size_t size);

#endif
