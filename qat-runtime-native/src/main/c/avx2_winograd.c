/* AVX2: the transforms of winograd.h, 16 channels of inputs or 8 of sums at a time. */
#include "avx2.h"

#define ADD16 _mm256_add_epi16
#define SUB16 _mm256_sub_epi16
#define ADD32 _mm256_add_epi32
#define SUB32 _mm256_sub_epi32

/* t[i * to] of d[i * from]; 16-bit lanes, in which the results fit. */
INLINE void input4(const ints *d, intptr_t from, ints *t, intptr_t to) {
    ints d0 = d[0], d1 = d[from], d2 = d[2 * from], d3 = d[3 * from], d4 = d[4 * from],
         d5 = d[5 * from];
    ints inner = SUB16(d4, _mm256_slli_epi16(d2, 2));
    ints outer = SUB16(d3, _mm256_slli_epi16(d1, 2));
    t[0] = SUB16(ADD16(_mm256_slli_epi16(SUB16(d0, d2), 2), d4), d2);
    t[to] = ADD16(inner, outer);
    t[2 * to] = SUB16(inner, outer);
    inner = SUB16(d4, d2);
    outer = _mm256_slli_epi16(SUB16(d3, d1), 1);
    t[3 * to] = ADD16(inner, outer);
    t[4 * to] = SUB16(inner, outer);
    t[5 * to] = SUB16(ADD16(_mm256_slli_epi16(SUB16(d1, d3), 2), d5), d3);
}

INLINE void input2(const ints *d, intptr_t from, ints *t, intptr_t to) {
    ints d0 = d[0], d1 = d[from], d2 = d[2 * from], d3 = d[3 * from];
    t[0] = SUB16(d0, d2);
    t[to] = ADD16(d1, d2);
    t[2 * to] = SUB16(d2, d1);
    t[3 * to] = SUB16(d1, d3);
}

INLINE void input(int32_t size, const ints *d, intptr_t from, ints *t, intptr_t to) {
    if (size == 4) {
        input4(d, from, t, to);
    } else {
        input2(d, from, t, to);
    }
}

INLINE void input_tile(
        int32_t size,
        const int8_t *const *pixels,
        int32_t channels,
        int32_t zero_point,
        int16_t *to,
        intptr_t step) {
    int32_t side = size + 2;
    ints zero = _mm256_set1_epi16((int16_t)zero_point);
    for (int32_t c = 0; c < channels; c += PANEL) {
        ints columns[36];
        for (int32_t x = 0; x < side; x++) {
            ints d[6];
            for (int32_t y = 0; y < side; y++) {
                const __m128i *codes = (const __m128i *)(const void *)(pixels[y * side + x] + c);
                d[y] = SUB16(_mm256_cvtepi8_epi16(_mm_loadu_si128(codes)), zero);
            }
            input(size, d, 1, columns + x, side);
        }
        for (int32_t y = 0; y < side; y++) {
            ints t[6];
            input(size, columns + y * side, 1, t, 1);
            for (int32_t x = 0; x < side; x++) {
                store(to + (y * side + x) * step + c, t[x]);
            }
        }
    }
}

void qk_avx2_winograd_input(
        int32_t size,
        const int8_t *const *pixels,
        int32_t channels,
        int32_t zero_point,
        int16_t *to,
        int32_t step) {
    if (size == 4) {
        input_tile(4, pixels, channels, zero_point, to, step);
    } else {
        input_tile(2, pixels, channels, zero_point, to, step);
    }
}

INLINE void output4(const ints *m, ints *t) {
    ints plus = ADD32(m[1], m[2]), minus = SUB32(m[1], m[2]);
    ints plus2 = ADD32(m[3], m[4]), minus2 = SUB32(m[3], m[4]);
    ints last = ADD32(m[5], _mm256_slli_epi32(m[5], 1));
    t[0] = ADD32(m[0], ADD32(plus, plus2));
    t[1] = ADD32(minus, _mm256_slli_epi32(minus2, 1));
    t[2] = ADD32(plus, _mm256_slli_epi32(plus2, 2));
    t[3] = ADD32(ADD32(minus, _mm256_slli_epi32(minus2, 3)), last);
}

INLINE void output2(const ints *m, ints *t) {
    t[0] = ADD32(m[0], ADD32(m[1], m[2]));
    t[1] = SUB32(SUB32(m[1], m[2]), m[3]);
}

INLINE void output(int32_t size, const ints *m, ints *t) {
    if (size == 4) {
        output4(m, t);
    } else {
        output2(m, t);
    }
}

/* Eight channels' outputs, their biases added, [y][x]. */
INLINE void output_half(
        int32_t size, const int32_t *sums, intptr_t step, ints bias, ints *outputs) {
    int32_t side = size + 2;
    ints ninth = _mm256_set1_epi32(QK_NINTH);
    ints columns[4][6];
    for (int32_t x = 0; x < side; x++) {
        ints m[6], t[4];
        for (int32_t y = 0; y < side; y++) {
            m[y] = load(sums + (y * side + x) * step);
        }
        output(size, m, t);
        for (int32_t y = 0; y < size; y++) {
            columns[y][x] = t[y];
        }
    }
    for (int32_t y = 0; y < size; y++) {
        ints t[4];
        output(size, columns[y], t);
        for (int32_t x = 0; x < size; x++) {
            ints sum = size == 4 ? _mm256_srai_epi32(_mm256_mullo_epi32(t[x], ninth), 6)
                                 : _mm256_srai_epi32(t[x], 2);
            outputs[y * size + x] = ADD32(sum, bias);
        }
    }
}

INLINE void output_tile(
        int32_t size,
        const int32_t *sums,
        intptr_t step,
        const int32_t *parameters,
        const qk_rescale *rescale,
        const qk_place *place) {
    ints first[16], second[16];
    output_half(size, sums, step, load(parameters + BIAS), first);
    output_half(size, sums + 8, step, load(parameters + BIAS + 8), second);
    for (int32_t y = 0; y < place->rows; y++) {
        int8_t *out = place->out + (intptr_t)y * place->row_step;
        for (int32_t x = 0; x < place->columns; x++) {
            finish(first[y * size + x], second[y * size + x], parameters, rescale,
                   out + (intptr_t)x * place->pixel_step, place->channels);
        }
    }
}

void qk_avx2_winograd_output(
        int32_t size,
        const int32_t *sums,
        int32_t step,
        const int32_t *parameters,
        const qk_rescale *rescale,
        const qk_place *place) {
    if (size == 4) {
        output_tile(4, sums, step, parameters, rescale, place);
    } else {
        output_tile(2, sums, step, parameters, rescale, place);
    }
}
