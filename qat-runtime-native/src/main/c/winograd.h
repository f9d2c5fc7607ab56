/*
 * The transforms of winograd.c in one dimension, in 32 bits that wrap. `size` outputs, 2 or 4, of
 * a filter of 3 taps from size + 2 inputs.
 */
#ifndef QATK_WINOGRAD_H
#define QATK_WINOGRAD_H

#include "rescale.h"

/* 1/9 in numbers modulo 2^32. */
#define QK_NINTH ((int32_t)954437177)

static inline void qk_transform_input(int32_t size, const int32_t *d, int32_t *t) {
    if (size == 2) {
        t[0] = d[0] - d[2];
        t[1] = d[1] + d[2];
        t[2] = d[2] - d[1];
        t[3] = d[1] - d[3];
        return;
    }
    t[0] = 4 * d[0] - 5 * d[2] + d[4];
    t[1] = d[4] + d[3] - 4 * (d[1] + d[2]);
    t[2] = d[4] - d[3] + 4 * (d[1] - d[2]);
    t[3] = d[4] - d[2] + 2 * (d[3] - d[1]);
    t[4] = d[4] - d[2] - 2 * (d[3] - d[1]);
    t[5] = 4 * d[1] - 5 * d[3] + d[5];
}

/* Twice (size 2) or 24 times (size 4, the last one 8 times) the filter's transform. */
static inline void qk_transform_filter(int32_t size, const int32_t *g, int32_t *t) {
    if (size == 2) {
        t[0] = 2 * g[0];
        t[1] = g[0] + g[1] + g[2];
        t[2] = g[0] - g[1] + g[2];
        t[3] = 2 * g[2];
        return;
    }
    t[0] = 6 * g[0];
    t[1] = -4 * (g[0] + g[1] + g[2]);
    t[2] = -4 * (g[0] - g[1] + g[2]);
    t[3] = g[0] + 2 * g[1] + 4 * g[2];
    t[4] = g[0] - 2 * g[1] + 4 * g[2];
    t[5] = 8 * g[2];
}

static inline void qk_transform_output(int32_t size, const int32_t *m, int32_t *t) {
    int32_t plus = qk_wrap_add(m[1], m[2]);
    int32_t minus = qk_wrap_add(m[1], qk_wrap_mul(m[2], -1));
    if (size == 2) {
        t[0] = qk_wrap_add(m[0], plus);
        t[1] = qk_wrap_add(minus, qk_wrap_mul(m[3], -1));
        return;
    }
    int32_t plus2 = qk_wrap_add(m[3], m[4]);
    int32_t minus2 = qk_wrap_add(m[3], qk_wrap_mul(m[4], -1));
    t[0] = qk_wrap_add(m[0], qk_wrap_add(plus, plus2));
    t[1] = qk_wrap_add(minus, qk_wrap_mul(minus2, 2));
    t[2] = qk_wrap_add(plus, qk_wrap_mul(plus2, 4));
    t[3] = qk_wrap_add(qk_wrap_mul(m[5], 3), qk_wrap_add(minus, qk_wrap_mul(minus2, 8)));
}

/* From 4 or 576 times a sum, modulo 2^32, to the sum, if that is small enough. */
static inline int32_t qk_unscale(int32_t size, int32_t x) {
    return size == 2 ? x >> 2 : qk_wrap_mul(x, QK_NINTH) >> 6;
}

#endif
