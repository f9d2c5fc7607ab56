/*
 * AVX2. Products of 16-bit operands (vpmaddwd), two of them added in 32 bits, which are exact for
 * all codes; the shorter way over unsigned bytes (vpmaddubsw) saturates. A tile is up to six rows
 * by a panel of 16 channels: 12 registers of sums, two of weights, one of operands, one of products.
 */
#include "avx2.h"

static void widen(int16_t *to, const int8_t *from, int32_t count, int32_t zero_point) {
    ints zero = _mm256_set1_epi16((int16_t)zero_point);
    int32_t i = 0;
    for (; i + 16 <= count; i += 16) {
        ints x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(from + i)));
        store(to + i, _mm256_sub_epi16(x, zero));
    }
    for (; i < count; i++) {
        to[i] = (int16_t)(from[i] - zero_point);
    }
}

INLINE ints pair(const int16_t *from) {
    int32_t both;
    memcpy(&both, from, sizeof both);
    return _mm256_set1_epi32(both);
}

INLINE ints narrow(const int8_t *from) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)from));
}

/* One of each for every row of a tile; compilers keep arrays of registers in memory. */
#define START(r) ints first##r = bias0, second##r = bias1;
#define POINT(r) const int16_t *at##r = (const int16_t *)rows[r] + offset;
#define STEP(r)                                                              \
    {                                                                        \
        ints operands = pair(at##r + 2 * p);                                 \
        first##r = _mm256_add_epi32(first##r, _mm256_madd_epi16(operands, w0));    \
        second##r = _mm256_add_epi32(second##r, _mm256_madd_epi16(operands, w1));  \
    }
#define FINISH(r) finish(first##r, second##r, parameters, rescale, out + (int64_t)r * step, channels);
#define ROWS1(M) M(0)
#define ROWS2(M) ROWS1(M) M(1)
#define ROWS3(M) ROWS2(M) M(2)
#define ROWS4(M) ROWS3(M) M(3)
#define ROWS5(M) ROWS4(M) M(4)
#define ROWS6(M) ROWS5(M) M(5)

#define TILE(n)                                                                              \
    static void tile##n(                                                                     \
            const qk_product *product, const void *const *rows, const void *weights,         \
            const int32_t *parameters, const qk_rescale *rescale, int8_t *out, int32_t step, \
            int32_t channels) {                                                              \
        ints bias0 = load(parameters + BIAS), bias1 = load(parameters + BIAS + 8);           \
        intptr_t pairs = product->steps;                                                     \
        ROWS##n(START)                                                                       \
        if (product->form == PAIRS) {                                                           \
            const int8_t *w = weights;                                                       \
            for (int32_t s = 0; s < product->segments; s++) {                                \
                int32_t offset = product->offsets[s];                                        \
                ROWS##n(POINT)                                                               \
                for (intptr_t p = 0; p < pairs; p++, w += 2 * PANEL) {                       \
                    ints w0 = narrow(w), w1 = narrow(w + PANEL);                             \
                    ROWS##n(STEP)                                                            \
                }                                                                            \
            }                                                                                \
        } else {                                                                             \
            const int16_t *w = weights;                                                      \
            for (int32_t s = 0; s < product->segments; s++) {                                \
                int32_t offset = product->offsets[s];                                        \
                ROWS##n(POINT)                                                               \
                for (intptr_t p = 0; p < pairs; p++, w += 2 * PANEL) {                       \
                    ints w0 = load(w), w1 = load(w + PANEL);                                 \
                    ROWS##n(STEP)                                                            \
                }                                                                            \
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
            const qk_product *, const void *const *, const void *, const int32_t *,
            const qk_rescale *, int8_t *, int32_t, int32_t) = {tile1, tile2, tile3,
                                                               tile4, tile5, tile6};
    for (int32_t r = 0; r < count; r += 6) {
        int32_t some = qk_min(6, count - r);
        tiles[some - 1](product, rows + r, weights, parameters, rescale, out + (int64_t)r * step,
                        step, channels);
    }
}

#define SUM_START(r) ints first##r = zero, second##r = zero;
#define SUM_POINT(r) const int16_t *at##r = inputs + (intptr_t)r * 2 * pairs;
#define SUM_STORE(r) store(sums + r * PANEL, first##r); store(sums + r * PANEL + 8, second##r);
#define SUMS(n)                                                                         \
    static void sums##n(                                                                \
            const int16_t *inputs, intptr_t pairs, const int16_t *w, int32_t *sums) {   \
        ints zero = _mm256_setzero_si256();                                             \
        ROWS##n(SUM_START) ROWS##n(SUM_POINT)                                           \
        for (intptr_t p = 0; p < pairs; p++, w += 2 * PANEL) {                          \
            ints w0 = load(w), w1 = load(w + PANEL);                                    \
            ROWS##n(STEP)                                                               \
        }                                                                               \
        ROWS##n(SUM_STORE)                                                              \
    }

SUMS(1)
SUMS(2)
SUMS(3)
SUMS(4)
SUMS(5)
SUMS(6)

static void winograd_sums(
        const int16_t *inputs, int32_t tiles, int32_t pairs, const int16_t *weights, int32_t *sums) {
    static void (*const some[])(const int16_t *, intptr_t, const int16_t *, int32_t *) = {
            sums1, sums2, sums3, sums4, sums5, sums6};
    for (int32_t t = 0; t < tiles; t += 6) {
        some[qk_min(6, tiles - t) - 1](
                inputs + (intptr_t)t * 2 * pairs, pairs, weights, sums + t * PANEL);
    }
}

/* An operand's eight codes, raised and rescaled; right is -exponent. */
INLINE ints operand(
        const int8_t *from,
        int32_t zero,
        int32_t raise,
        int32_t multiplier,
        int32_t right,
        int32_t single) {
    ints x = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)from));
    x = _mm256_slli_epi32(_mm256_sub_epi32(x, _mm256_set1_epi32(zero)), raise);
    if (right == 0) {
        ints m = _mm256_set1_epi32(multiplier);
        return high_products(x, m, m, _mm256_set1_epi64x((int64_t)1 << 30));
    }
    return rescale_all(x, multiplier, right, single);
}

static void add(
        const qatk_numbers *n,
        int32_t multiplier,
        int32_t shift,
        const int8_t *left,
        const int8_t *right,
        int8_t *out,
        int32_t count) {
    int32_t i = 0;
    if (n->left_exponent <= 0 && n->right_exponent <= 0 && shift < 0 && n->left_shift <= 20) {
        qk_rescale rescale = {n->output_zero_point, n->minimum, n->maximum, n->single, 1};
        for (; i + 16 <= count; i += 16) {
            ints halves[2];
            for (int32_t h = 0; h < 2; h++) {
                ints a = operand(left + i + 8 * h, n->input_zero_point, n->left_shift, n->left_multiplier,
                                 -n->left_exponent, n->single);
                ints b = operand(right + i + 8 * h, n->right_zero_point, n->left_shift,
                                 n->right_multiplier,
                                 -n->right_exponent, n->single);
                ints sum = n->subtract ? _mm256_sub_epi32(a, b) : _mm256_add_epi32(a, b);
                halves[h] = rescale_all(sum, multiplier, -shift, n->single);
            }
            __m128i codes = to_codes(halves[0], halves[1], &rescale);
            _mm_storeu_si128((__m128i *)(void *)(out + i), codes);
        }
    }
    qk_portable.add(n, multiplier, shift, left + i, right + i, out + i, count - i);
}

static void maximum(int8_t *to, const int8_t *from, int32_t count) {
    int32_t i = 0;
    for (; i + 32 <= count; i += 32) {
        store(to + i, _mm256_max_epi8(load(to + i), load(from + i)));
    }
    for (; i < count; i++) {
        to[i] = to[i] > from[i] ? to[i] : from[i];
    }
}

static void accumulate(int32_t *to, const int8_t *from, int32_t count) {
    int32_t i = 0;
    for (; i + 8 <= count; i += 8) {
        ints x = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)(from + i)));
        store(to + i, _mm256_add_epi32(load(to + i), x));
    }
    for (; i < count; i++) {
        to[i] = qk_wrap_add(to[i], from[i]);
    }
}

const qk_level qk_avx2 = {
        .winograd = 1,
        .widen = widen,
        .product = product,
        .depthwise = qk_avx2_depthwise,
        .depthwise3 = qk_avx2_depthwise3,
        .add = add,
        .maximum = maximum,
        .accumulate = accumulate,
        .winograd_input = qk_avx2_winograd_input,
        .winograd_sums = winograd_sums,
        .winograd_output = qk_avx2_winograd_output};
