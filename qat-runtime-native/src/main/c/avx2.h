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

/* The bits from 31 on of the products of 32-bit lanes, plus `round`. */
INLINE ints high_products(ints x, ints multiplier, ints odd_multiplier, ints round) {
    ints even = _mm256_mul_epi32(x, multiplier);
    ints odd = _mm256_mul_epi32(_mm256_srli_epi64(x, 32), odd_multiplier);
    even = _mm256_srli_epi64(_mm256_add_epi64(even, round), 31);
    odd = _mm256_slli_epi64(_mm256_add_epi64(odd, round), 1);
    return _mm256_blend_epi32(even, odd, 0xAA);
}

/* Eight sums rescaled once rounded; `less` is one bit less than to the right. */
INLINE ints rescale_single(ints x, ints multiplier, ints odd_multiplier, ints less) {
    x = high_products(x, multiplier, odd_multiplier, _mm256_setzero_si256());
    x = _mm256_add_epi32(_mm256_srav_epi32(x, less), _mm256_set1_epi32(1));
    return _mm256_srai_epi32(x, 1);
}

/* Twice rounded; `half` of what the bits to the right divide by. */
INLINE ints rescale_double(ints x, ints multiplier, ints odd_multiplier, ints half, ints right) {
    x = high_products(x, multiplier, odd_multiplier, _mm256_set1_epi64x((int64_t)1 << 30));
    /* One less where negative: ties away from zero. */
    x = _mm256_add_epi32(x, _mm256_add_epi32(half, _mm256_srai_epi32(x, 31)));
    return _mm256_srav_epi32(x, right);
}

/* Eight sums rescaled by eight lanes' parameters. */
INLINE ints rescale_lanes(ints x, const int32_t *lanes, int32_t single) {
    /* The odd multipliers, where even ones are read. */
    ints odd = load(lanes + MULTIPLIER + 1);
    return single
            ? rescale_single(x, load(lanes + MULTIPLIER), odd, load(lanes + LESS))
            : rescale_double(x, load(lanes + MULTIPLIER), odd, load(lanes + HALF), load(lanes + RIGHT));
}

/* Eight sums rescaled alike. */
INLINE ints rescale_all(ints x, int32_t multiplier, int32_t right, int32_t single) {
    ints m = _mm256_set1_epi32(multiplier);
    return single ? rescale_single(x, m, m, _mm256_set1_epi32(right - 1))
                  : rescale_double(x, m, m, _mm256_set1_epi32(1 << (right - 1)),
                                   _mm256_set1_epi32(right));
}

/* Channels 0 to 7 and 8 to 15, rescaled, to codes. */
INLINE __m128i to_codes(ints first, ints second, const qk_rescale *rescale) {
    /* Packing works within halves: 0-3, 8-11, 4-7, 12-15. */
    ints words = _mm256_packs_epi32(first, second);
    words = _mm256_adds_epi16(words, _mm256_set1_epi16((int16_t)rescale->zero_point));
    __m128i codes =
            _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    codes = _mm_max_epi8(codes, _mm_set1_epi8((char)rescale->minimum));
    codes = _mm_min_epi8(codes, _mm_set1_epi8((char)rescale->maximum));
    return _mm_shuffle_epi32(codes, 0xD8);
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
        first = rescale_lanes(first, parameters, rescale->single);
        second = rescale_lanes(second, parameters + 8, rescale->single);
        store_codes(out, to_codes(first, second, rescale), channels);
        return;
    }
    int32_t sums[PANEL];
    store(sums, first);
    store(sums + 8, second);
    for (int32_t lane = 0; lane < channels; lane++) {
        out[lane] = qk_rescaled(sums[lane], parameters, lane, rescale);
    }
}

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
