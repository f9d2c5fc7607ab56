/* Rescaling and stores that the AVX2 files share. */
#ifndef QATK_AVX2_H
#define QATK_AVX2_H

#include "rescale.h"
#include "winograd.h"
#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))

typedef __m256i ints;

INLINE ints load(const void *from) {
    return _mm256_loadu_si256((const __m256i *)from);
}

INLINE void store(void *to, ints x) {
    _mm256_storeu_si256((__m256i *)to, x);
}

/* The products of even and of odd 32-bit lanes. */
INLINE ints even_products(ints x, ints multiplier) {
    return _mm256_mul_epi32(x, multiplier);
}

INLINE ints odd_products(ints x, ints odd_multiplier) {
    return _mm256_mul_epi32(_mm256_srli_epi64(x, 32), odd_multiplier);
}

/* The bits from 31 on of the products of 32-bit lanes, plus `round`. */
INLINE ints high_products(ints x, ints multiplier, ints odd_multiplier, ints round) {
    ints even = _mm256_add_epi64(even_products(x, multiplier), round);
    ints odd = _mm256_add_epi64(odd_products(x, odd_multiplier), round);
    return _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xAA);
}

/* Eight sums rescaled by one floor (qk_is_floor); `less` is one bit less than to the right. */
INLINE ints rescale_floor(
        ints x, ints multiplier, ints odd_multiplier, ints round, ints odd_round, ints less) {
    ints even = _mm256_add_epi64(even_products(x, multiplier), round);
    ints odd = _mm256_add_epi64(odd_products(x, odd_multiplier), odd_round);
    return _mm256_srav_epi32(_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA), less);
}

/* Twice rounded; `half` of what the bits to the right divide by. */
INLINE ints rescale_double(ints x, ints multiplier, ints odd_multiplier, ints half, ints right) {
    x = high_products(x, multiplier, odd_multiplier, _mm256_set1_epi64x((int64_t)1 << 30));
    /* One less where negative: ties away from zero. */
    x = _mm256_add_epi32(x, _mm256_add_epi32(half, _mm256_srai_epi32(x, 31)));
    return _mm256_srav_epi32(x, right);
}

/* Eight sums rescaled by eight lanes' parameters, the first or second eight of a panel's. */
INLINE ints rescale_lanes(ints x, const int32_t *panel, int32_t second, int32_t is_floor) {
    const int32_t *lanes = panel + 8 * second;
    /* The odd multipliers, where even ones are read. */
    ints m = load(lanes + MULTIPLIER), odd = load(lanes + MULTIPLIER + 1);
    if (is_floor) {
        const int32_t *rounds = panel + ROUND + 16 * second;
        return rescale_floor(x, m, odd, load(rounds), load(rounds + 8), load(lanes + LESS));
    }
    return rescale_double(x, m, odd, load(lanes + HALF), load(lanes + RIGHT));
}

/* Eight sums rescaled alike. */
INLINE ints rescale_all(ints x, int32_t multiplier, int32_t right, int32_t single) {
    ints m = _mm256_set1_epi32(multiplier);
    ints round = _mm256_set1_epi64x((int64_t)1 << (30 + right));
    return single ? rescale_floor(x, m, m, round, round, _mm256_set1_epi32(right - 1))
                  : rescale_double(x, m, m, _mm256_set1_epi32(1 << (right - 1)),
                                   _mm256_set1_epi32(right));
}

/* Sixteen rescaled sums to codes: four lanes of the first, four of the second, and so again. */
INLINE __m128i narrow_codes(ints first, ints second, const qk_rescale *rescale) {
    ints words = _mm256_packs_epi32(first, second);
    words = _mm256_adds_epi16(words, _mm256_set1_epi16((int16_t)rescale->zero_point));
    __m128i codes =
            _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    codes = _mm_max_epi8(codes, _mm_set1_epi8((char)rescale->minimum));
    return _mm_min_epi8(codes, _mm_set1_epi8((char)rescale->maximum));
}

/* Channels 0 to 7 and 8 to 15, rescaled, to codes. */
INLINE __m128i to_codes(ints first, ints second, const qk_rescale *rescale) {
    return _mm_shuffle_epi32(narrow_codes(first, second, rescale), 0xD8);
}

INLINE void store_codes(int8_t *out, __m128i codes, int32_t channels) {
    if (channels == PANEL) {
        _mm_storeu_si128((__m128i *)(void *)out, codes);
    } else {
        int8_t all[PANEL];
        _mm_storeu_si128((__m128i *)(void *)all, codes);
        memcpy(out, all, (size_t)channels);
    }
}

/* A panel's sums, channels 0 to 7 and 8 to 15, to codes. */
INLINE void finish(
        ints first,
        ints second,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t channels) {
    if (rescale->plain) {
        int32_t is_floor = qk_is_floor(rescale);
        first = rescale_lanes(first, parameters, 0, is_floor);
        second = rescale_lanes(second, parameters, 1, is_floor);
        store_codes(out, to_codes(first, second, rescale), channels);
        return;
    }
    int32_t sums[PANEL];
    store(sums, first);
    store(sums + 8, second);
    qk_finish_each(sums, parameters, rescale, out, channels, 0);
}

void qk_avx2_depthwise(
        const int16_t *from,
        const int32_t *offsets,
        int32_t taps,
        int32_t step,
        int32_t count,
        const int16_t *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t out_step,
        int32_t channels);
void qk_avx2_depthwise3(
        const int8_t *const *rows,
        int32_t pixel,
        int32_t step,
        int32_t count,
        int32_t panels,
        const int16_t *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t out_step);
void qk_avx2_winograd_input(
        int32_t size,
        const int8_t *const *pixels,
        int32_t channels,
        int32_t zero_point,
        int16_t *to,
        int32_t step);
void qk_avx2_winograd_output(
        int32_t size,
        const int32_t *sums,
        int32_t step,
        const int32_t *parameters,
        const qk_rescale *rescale,
        const qk_place *place);

#endif
