/*
 * AVX-512 VNNI. Products of unsigned and signed bytes, four of them added in 32 bits (vpdpbusd), and
 * of 16-bit pairs (vpdpwssd); neither saturates. A tile is up to 12 rows by a panel of 16 channels,
 * one register of sums for each row; everything else is AVX2's.
 */
#include "avx2.h"

typedef __m512i wide;

INLINE wide four_bytes(const void *from) {
    int32_t all;
    memcpy(&all, from, sizeof all);
    return _mm512_set1_epi32(all);
}

INLINE wide weights_of(const void *from, int32_t form) {
    return form == PAIRS
            ? _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)from))
            : _mm512_loadu_si512(from);
}

INLINE wide multiply(wide sums, wide operands, wide w, int32_t form) {
    return form == QUADS_UNSIGNED ? _mm512_dpbusd_epi32(sums, operands, w)
                                  : _mm512_dpwssd_epi32(sums, operands, w);
}

#define START(r) wide sums##r = bias;
#define POINT(r) const char *at##r = (const char *)rows[r] + offset;
#define STEP(r) sums##r = multiply(sums##r, four_bytes(at##r + 4 * i), w, form);
#define FINISH(r)                                                                            \
    finish(_mm512_castsi512_si256(sums##r), _mm512_extracti64x4_epi64(sums##r, 1), parameters, \
           rescale, out + (int64_t)r * step, channels);
#define ROWS1(M) M(0)
#define ROWS2(M) ROWS1(M) M(1)
#define ROWS3(M) ROWS2(M) M(2)
#define ROWS4(M) ROWS3(M) M(3)
#define ROWS6(M) ROWS4(M) M(4) M(5)
#define ROWS8(M) ROWS6(M) M(6) M(7)
#define ROWS12(M) ROWS8(M) M(8) M(9) M(10) M(11)

#define TILE(n)                                                                              \
    INLINE void tile##n(                                                                     \
            int32_t form, const qk_product *product, const void *const *rows,                \
            const char *weights, const int32_t *parameters, const qk_rescale *rescale,       \
            int8_t *out, int32_t step, int32_t channels) {                                   \
        wide bias = _mm512_loadu_si512(parameters + BIAS);                                   \
        intptr_t steps = product->steps;                                                     \
        ROWS##n(START)                                                                       \
        for (int32_t s = 0; s < product->segments; s++) {                                    \
            intptr_t offset = product->offsets[s] * (intptr_t)(form == QUADS_UNSIGNED ? 1 : 2); \
            ROWS##n(POINT)                                                                   \
            for (intptr_t i = 0; i < steps; i++, weights += form == PAIRS ? 32 : 64) {       \
                wide w = weights_of(weights, form);                                          \
                ROWS##n(STEP)                                                                \
            }                                                                                \
        }                                                                                    \
        ROWS##n(FINISH)                                                                      \
    }

TILE(1)
TILE(2)
TILE(4)
TILE(8)
TILE(12)

INLINE void rows_of(
        int32_t form,
        const qk_product *product,
        const void *const *rows,
        int32_t count,
        const char *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t step,
        int32_t channels) {
    for (int32_t r = 0, some; r < count; r += some) {
        int8_t *to = out + (int64_t)r * step;
        int32_t left = count - r;
        some = left >= 12 ? 12 : left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
        switch (some) {
            case 12:
                tile12(form, product, rows + r, weights, parameters, rescale, to, step, channels);
                break;
            case 8:
                tile8(form, product, rows + r, weights, parameters, rescale, to, step, channels);
                break;
            case 4:
                tile4(form, product, rows + r, weights, parameters, rescale, to, step, channels);
                break;
            case 2:
                tile2(form, product, rows + r, weights, parameters, rescale, to, step, channels);
                break;
            default:
                tile1(form, product, rows + r, weights, parameters, rescale, to, step, channels);
                break;
        }
    }
}

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
    if (product->form == QUADS_UNSIGNED) {
        rows_of(QUADS_UNSIGNED, product, rows, count, weights, parameters, rescale, out, step,
                channels);
    } else if (product->form == PAIRS) {
        rows_of(PAIRS, product, rows, count, weights, parameters, rescale, out, step, channels);
    } else {
        rows_of(PAIRS_WIDE, product, rows, count, weights, parameters, rescale, out, step, channels);
    }
}

#define SUM_START(r) wide sums##r = _mm512_setzero_si512();
#define SUM_POINT(r) const char *at##r = (const char *)(inputs + (intptr_t)r * 2 * pairs);
#define SUM_STORE(r) _mm512_storeu_si512(to + r * PANEL, sums##r);
#define SUMS(n)                                                                           \
    static void sums_of##n(                                                               \
            const int16_t *inputs, intptr_t pairs, const int16_t *weights, int32_t *to) { \
        const int32_t form = PAIRS_WIDE;                                                  \
        ROWS##n(SUM_START) ROWS##n(SUM_POINT)                                             \
        for (intptr_t i = 0; i < pairs; i++, weights += 2 * PANEL) {                      \
            wide w = weights_of(weights, form);                                           \
            ROWS##n(STEP)                                                                 \
        }                                                                                 \
        ROWS##n(SUM_STORE)                                                                \
    }

SUMS(1)
SUMS(2)
SUMS(4)
SUMS(8)
SUMS(12)

static void winograd_sums(
        const int16_t *inputs, int32_t tiles, int32_t pairs, const int16_t *weights, int32_t *sums) {
    for (int32_t t = 0, some; t < tiles; t += some) {
        const int16_t *from = inputs + (intptr_t)t * 2 * pairs;
        int32_t *to = sums + t * PANEL;
        int32_t left = tiles - t;
        some = left >= 12 ? 12 : left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
        switch (some) {
            case 12:
                sums_of12(from, pairs, weights, to);
                break;
            case 8:
                sums_of8(from, pairs, weights, to);
                break;
            case 4:
                sums_of4(from, pairs, weights, to);
                break;
            case 2:
                sums_of2(from, pairs, weights, to);
                break;
            default:
                sums_of1(from, pairs, weights, to);
                break;
        }
    }
}

const qk_level qk_avx512vnni = {
        .quads = QUADS_UNSIGNED, .winograd = 1, .product = product, .winograd_sums = winograd_sums};
