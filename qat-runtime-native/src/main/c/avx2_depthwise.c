/*
 * AVX2: depthwise convolutions, 16 channels at a time, taps multiplied in pairs (vpmaddwd).
 */
#include "avx2.h"

/* Interleaved taps keep 0-3 and 8-11 in the first register of sums, 4-7 and 12-15 in the second. */
INLINE ints low_lanes(const int32_t *of) {
    return _mm256_permute2x128_si256(load(of), load(of + 8), 0x20);
}

INLINE ints high_lanes(const int32_t *of) {
    return _mm256_permute2x128_si256(load(of), load(of + 8), 0x31);
}

INLINE void finish_interleaved(
        ints low,
        ints high,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t channels) {
    finish(_mm256_permute2x128_si256(low, high, 0x20), _mm256_permute2x128_si256(low, high, 0x31),
           parameters, rescale, out, channels);
}

#define TAPS(x)                                                                \
    {                                                                          \
        ints a = load(at + (x) * step + here), b = load(at + (x) * step + there); \
        low##x = _mm256_add_epi32(                                             \
                low##x, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), w0));   \
        high##x = _mm256_add_epi32(                                            \
                high##x, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), w1));  \
    }

void qk_avx2_depthwise(
        const int16_t *from,
        const int32_t *offsets,
        int32_t taps,
        int32_t step32,
        int32_t count,
        const int16_t *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t out_step,
        int32_t channels) {
    intptr_t step = step32;
    ints bias0 = low_lanes(parameters + BIAS), bias1 = high_lanes(parameters + BIAS);
    int32_t x = 0;
    for (; x + 4 <= count; x += 4) {
        const int16_t *at = from + x * step;
        ints low0 = bias0, low1 = bias0, low2 = bias0, low3 = bias0;
        ints high0 = bias1, high1 = bias1, high2 = bias1, high3 = bias1;
        const int16_t *w = weights;
        for (int32_t t = 0; t < taps; t += 2, w += 2 * PANEL) {
            intptr_t here = offsets[t], there = offsets[t + 1];
            ints w0 = low_lanes((const int32_t *)(const void *)w);
            ints w1 = high_lanes((const int32_t *)(const void *)w);
            TAPS(0) TAPS(1) TAPS(2) TAPS(3)
        }
        int8_t *to = out + (intptr_t)x * out_step;
        finish_interleaved(low0, high0, parameters, rescale, to, channels);
        finish_interleaved(low1, high1, parameters, rescale, to + out_step, channels);
        finish_interleaved(low2, high2, parameters, rescale, to + 2 * (intptr_t)out_step, channels);
        finish_interleaved(low3, high3, parameters, rescale, to + 3 * (intptr_t)out_step, channels);
    }
    for (; x < count; x++) {
        const int16_t *at = from + x * step;
        ints low0 = bias0, high0 = bias1;
        const int16_t *w = weights;
        for (int32_t t = 0; t < taps; t += 2, w += 2 * PANEL) {
            intptr_t here = offsets[t], there = offsets[t + 1];
            ints w0 = low_lanes((const int32_t *)(const void *)w);
            ints w1 = high_lanes((const int32_t *)(const void *)w);
            TAPS(0)
        }
        finish_interleaved(
                low0, high0, parameters, rescale, out + (intptr_t)x * out_step, channels);
    }
}

/*
 * 3x3. Products of codes and weights fit in 16 bits, and so do sums of two (the layout asks for
 * that): q of rows 0 and 1 of a column, s of row 2 of columns 0 and 1. Those are widened and added
 * in 32 bits, which leaves channels 0-3 and 8-11 in the first register of sums, 4-7 and 12-15 in the
 * second, as the parameters lie.
 */
typedef struct {
    ints row0, row1, row2;
} column;

INLINE ints codes_at(const int8_t *from) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)from));
}

INLINE column column_at(const int8_t *const *rows, intptr_t at) {
    column all = {codes_at(rows[0] + at), codes_at(rows[1] + at), codes_at(rows[2] + at)};
    return all;
}

#define WEIGHT(row, column) load(weights + (3 * (row) + (column)) * PANEL)

INLINE ints upper_rows(column c, const int16_t *weights, int place) {
    return _mm256_add_epi16(_mm256_mullo_epi16(c.row0, WEIGHT(0, place)),
                            _mm256_mullo_epi16(c.row1, WEIGHT(1, place)));
}

INLINE ints lower_row(column c, const int16_t *weights, int place) {
    return _mm256_mullo_epi16(c.row2, WEIGHT(2, place));
}

/* Adds two vectors of 16-bit sums to those of 32 bits. */
#define WIDEN(x, a, b)                                                                     \
    low##x = _mm256_add_epi32(low##x, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), ones)); \
    high##x = _mm256_add_epi32(high##x, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), ones));

#define OUTPUT(x) ints low##x = bias0, high##x = bias1, q##x, s##x, t##x;
#define COLUMN(i) c = column_at(rows, (i) * pixel);
#define FIRST(x) q##x = upper_rows(c, weights, 0); s##x = lower_row(c, weights, 0);
#define SECOND(x)                                               \
    t##x = upper_rows(c, weights, 1);                           \
    s##x = _mm256_add_epi16(s##x, lower_row(c, weights, 1));    \
    WIDEN(x, q##x, t##x)
#define THIRD(x)                                                                             \
    q##x = upper_rows(c, weights, 2);                                                        \
    WIDEN(x, q##x, s##x)                                                                     \
    t##x = lower_row(c, weights, 2);                                                         \
    low##x = _mm256_add_epi32(                                                               \
            low##x, _mm256_srai_epi32(_mm256_unpacklo_epi16(t##x, t##x), 16));               \
    high##x = _mm256_add_epi32(                                                              \
            high##x, _mm256_srai_epi32(_mm256_unpackhi_epi16(t##x, t##x), 16));              \
    finish_exchanged(low##x, high##x, parameters, rescale, to + (x) * out_step);

/* A panel's sums to codes, lanes 4-7 and 8-11 exchanged. */
INLINE void finish_exchanged(
        ints low, ints high, const int32_t *parameters, const qk_rescale *rescale, int8_t *out) {
    if (rescale->plain) {
        int32_t is_floor = qk_is_floor(rescale);
        low = rescale_lanes(low, parameters, 0, is_floor);
        high = rescale_lanes(high, parameters, 1, is_floor);
        _mm_storeu_si128((__m128i *)(void *)out, narrow_codes(low, high, rescale));
        return;
    }
    int32_t sums[PANEL];
    store(sums, low);
    store(sums + 8, high);
    qk_finish_each(sums, parameters, rescale, out, PANEL, 1);
}

INLINE void one(
        const int8_t *const *rows,
        intptr_t pixel,
        const int16_t *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *to) {
    ints bias0 = load(parameters + BIAS), bias1 = load(parameters + BIAS + 8);
    ints ones = _mm256_set1_epi16(1);
    intptr_t out_step = 0;
    column c;
    OUTPUT(0)
    COLUMN(0) FIRST(0)
    COLUMN(1) SECOND(0)
    COLUMN(2) THIRD(0)
}

INLINE void four(
        const int8_t *const *rows,
        intptr_t pixel,
        const int16_t *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *to,
        intptr_t out_step) {
    ints bias0 = load(parameters + BIAS), bias1 = load(parameters + BIAS + 8);
    ints ones = _mm256_set1_epi16(1);
    column c;
    OUTPUT(0) OUTPUT(1) OUTPUT(2) OUTPUT(3)
    COLUMN(0) FIRST(0)
    COLUMN(1) SECOND(0) FIRST(1)
    COLUMN(2) THIRD(0) SECOND(1) FIRST(2)
    COLUMN(3) THIRD(1) SECOND(2) FIRST(3)
    COLUMN(4) THIRD(2) SECOND(3)
    COLUMN(5) THIRD(3)
}

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
        int32_t out_step) {
    for (int32_t x = 0, some; x < count; x += some) {
        some = step == pixel && count - x >= 4 ? 4 : 1;
        for (int32_t p = 0; p < panels; p++) {
            intptr_t at = x * (intptr_t)step + p * PANEL;
            const int8_t *from[3] = {rows[0] + at, rows[1] + at, rows[2] + at};
            const int16_t *w = weights + p * 9 * PANEL;
            const int32_t *of_panel = parameters + p * PARAMETERS;
            int8_t *to = out + x * (intptr_t)out_step + p * PANEL;
            if (some == 4) {
                four(from, pixel, w, of_panel, rescale, to, out_step);
            } else {
                one(from, pixel, w, of_panel, rescale, to);
            }
        }
    }
}
