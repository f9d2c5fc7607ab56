/* Fixed-point rescaling of one sum, as gemmlowp and TFLite define it. */
#ifndef QATK_RESCALE_H
#define QATK_RESCALE_H

#include "internal.h"

/* 32-bit numbers wrap as in Java; C leaves that undefined for signed ones. */
static inline int32_t qk_wrap_add(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

static inline int32_t qk_wrap_mul(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a * (uint32_t)b);
}

static inline int32_t qk_wrap_shift(int32_t a, int32_t left) {
    return (int32_t)((uint32_t)a << left);
}

/* x * multiplier * 2^(shift - 31), rounded; multiplier at least 0, shift in [-31, 30]. */
static inline int32_t qk_multiply(int32_t x, int32_t multiplier, int32_t shift, int32_t single) {
    if (single) {
        int32_t total = 31 - shift;
        return (int32_t)(((int64_t)x * multiplier + ((int64_t)1 << (total - 1))) >> total);
    }
    int32_t left = shift > 0 ? shift : 0;
    int32_t right = shift > 0 ? 0 : -shift;
    int32_t high =
            (int32_t)(((int64_t)qk_wrap_shift(x, left) * multiplier + ((int64_t)1 << 30)) >> 31);
    int32_t mask = (int32_t)(((int64_t)1 << right) - 1);
    int32_t threshold = (mask >> 1) + (high < 0);
    return (high >> right) + ((high & mask) > threshold);
}

static inline int8_t qk_code(int32_t scaled, const qk_rescale *rescale) {
    int32_t code = qk_wrap_add(scaled, rescale->zero_point);
    code = code < rescale->minimum ? rescale->minimum : code;
    return (int8_t)(code > rescale->maximum ? rescale->maximum : code);
}

/* The code of lane `lane` of a panel. */
static inline int8_t qk_rescaled(
        int32_t sum, const int32_t *parameters, int32_t lane, const qk_rescale *rescale) {
    return qk_code(
            qk_multiply(
                    sum, parameters[MULTIPLIER + lane], parameters[SHIFT + lane], rescale->single),
            rescale);
}

#endif
