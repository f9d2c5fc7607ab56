/*
 * AArch64 with the dot product: four products of signed bytes added in 32 bits (sdot). A tile is up
 * to six rows by a panel of 16 channels: 24 registers of sums, four of weights, one of operands.
 */
#include "rescale.h"
#include <arm_neon.h>

#define INLINE static inline __attribute__((always_inline))

/* Four sums rescaled twice rounded, each by its own bits to the right, at least 1. */
INLINE int32x4_t rescale_plain(int32x4_t x, const int32_t *multiplier, const int32_t *right) {
    int32x4_t left = vnegq_s32(vld1q_s32(right));
    x = vqrdmulhq_s32(x, vld1q_s32(multiplier));
    /* One less where negative, so that ties go away from zero. */
    x = vqaddq_s32(x, vshrq_n_s32(vandq_s32(x, left), 31));
    return vrshlq_s32(x, left);
}

INLINE void finish(
        int32x4_t s0,
        int32x4_t s1,
        int32x4_t s2,
        int32x4_t s3,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t channels) {
    int32_t sums[PANEL];
    if (!rescale->plain || rescale->single) {
        vst1q_s32(sums, s0);
        vst1q_s32(sums + 4, s1);
        vst1q_s32(sums + 8, s2);
        vst1q_s32(sums + 12, s3);
        qk_finish_each(sums, parameters, rescale, out, channels, 0);
        return;
    }
    const int32_t *m = parameters + MULTIPLIER;
    const int32_t *r = parameters + RIGHT;
    int16x8_t low = vcombine_s16(
            vqmovn_s32(rescale_plain(s0, m, r)), vqmovn_s32(rescale_plain(s1, m + 4, r + 4)));
    int16x8_t high = vcombine_s16(
            vqmovn_s32(rescale_plain(s2, m + 8, r + 8)),
            vqmovn_s32(rescale_plain(s3, m + 12, r + 12)));
    int16x8_t zero = vdupq_n_s16((int16_t)rescale->zero_point);
    int8x16_t codes =
            vcombine_s8(vqmovn_s16(vqaddq_s16(low, zero)), vqmovn_s16(vqaddq_s16(high, zero)));
    codes = vmaxq_s8(codes, vdupq_n_s8((int8_t)rescale->minimum));
    codes = vminq_s8(codes, vdupq_n_s8((int8_t)rescale->maximum));
    if (channels == PANEL) {
        vst1q_s8(out, codes);
    } else {
        int8_t all[PANEL];
        vst1q_s8(all, codes);
        memcpy(out, all, (size_t)channels);
    }
}

#define START(r) int32x4_t a##r = b0, e##r = b1, c##r = b2, d##r = b3;
#define POINT(r) const int8_t *at##r = (const int8_t *)rows[r] + offset;
#define STEP(r)                                            \
    {                                                      \
        int32_t quad;                                      \
        memcpy(&quad, at##r + 4 * i, sizeof quad);         \
        int8x16_t x = vreinterpretq_s8_s32(vdupq_n_s32(quad)); \
        a##r = vdotq_s32(a##r, w0, x);                     \
        e##r = vdotq_s32(e##r, w1, x);               \
        c##r = vdotq_s32(c##r, w2, x);                     \
        d##r = vdotq_s32(d##r, w3, x);                     \
    }
#define FINISH(r) \
    finish(a##r, e##r, c##r, d##r, parameters, rescale, out + (int64_t)r * step, channels);
#define ROWS1(M) M(0)
#define ROWS2(M) ROWS1(M) M(1)
#define ROWS3(M) ROWS2(M) M(2)
#define ROWS4(M) ROWS3(M) M(3)
#define ROWS5(M) ROWS4(M) M(4)
#define ROWS6(M) ROWS5(M) M(5)

#define TILE(n)                                                                              \
    static void tile##n(                                                                     \
            const qk_product *product, const void *const *rows, const int8_t *w,             \
            const int32_t *parameters, const qk_rescale *rescale, int8_t *out, int32_t step, \
            int32_t channels) {                                                              \
        int32x4_t b0 = vld1q_s32(parameters + BIAS), b1 = vld1q_s32(parameters + BIAS + 4);  \
        int32x4_t b2 = vld1q_s32(parameters + BIAS + 8);                                     \
        int32x4_t b3 = vld1q_s32(parameters + BIAS + 12);                                    \
        intptr_t steps = product->steps;                                                     \
        ROWS##n(START)                                                                       \
        for (int32_t s = 0; s < product->segments; s++) {                                    \
            intptr_t offset = product->offsets[s];                                           \
            ROWS##n(POINT)                                                                   \
            for (intptr_t i = 0; i < steps; i++, w += 4 * PANEL) {                           \
                int8x16_t w0 = vld1q_s8(w), w1 = vld1q_s8(w + 16);                           \
                int8x16_t w2 = vld1q_s8(w + 32), w3 = vld1q_s8(w + 48);                      \
                ROWS##n(STEP)                                                                \
            }                                                                                \
        }                                                                                    \
        ROWS##n(FINISH)                                                                      \
    }

TILE(1)
TILE(2)
TILE(3)
TILE(4)
TILE(5)
TILE(6)

static void product(
        const qk_product *product,
        const void *const *rows,
        int32_t count,
        const void *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t step,
        int32_t channels) {
    static void (*const tiles[])(
            const qk_product *, const void *const *, const int8_t *, const int32_t *,
            const qk_rescale *, int8_t *, int32_t, int32_t) = {tile1, tile2, tile3,
                                                               tile4, tile5, tile6};
    if (!qk_is_quads(product->form)) {
        qk_portable.product(
                product, rows, count, weights, parameters, rescale, out, step, channels);
        return;
    }
    for (int32_t r = 0; r < count; r += 6) {
        int32_t some = qk_min(6, count - r);
        tiles[some - 1](product, rows + r, weights, parameters, rescale, out + (int64_t)r * step,
                        step, channels);
    }
}

const qk_level qk_neon_dot = {
        .quads = QUADS_SIGNED, .product = product};
