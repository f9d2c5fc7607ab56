/* Compares a level's functions with the portable ones; not for the library's users. */
#ifndef QATK_CHECK_H
#define QATK_CHECK_H

#include "internal.h"

/* Returns whether every function gives the same as the portable one on seeded samples. */
int qk_check(const qk_level *level);

#endif
