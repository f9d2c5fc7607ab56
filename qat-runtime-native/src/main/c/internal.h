/* What the files of the library share; not for its users. */
#ifndef QATK_INTERNAL_H
#define QATK_INTERNAL_H

#include "qatk.h"
#include <string.h>

/* Output channels of a panel of packed weights. */
#define PANEL 16
/* Of the parts of a prepared kernel and of its scratch, in bytes. */
#define ALIGNMENT 64

/* How sums become codes; what a run needs of qatk_numbers. */
typedef struct {
    int32_t zero_point, minimum, maximum;
    int32_t single;
    /*
     * Whether every channel shifts to the right, by 1 at least, and no sum reaches 2^30: vectors
     * may then round in the short way. Otherwise sums are rescaled one by one.
     */
    int32_t plain;
} qk_rescale;

/*
 * Whether plain rescaling is one floor, (sum * multiplier + round) >> (31 + right): where there is
 * one rounding, and with two where no code is below the zero point. The two are the same floor but
 * for ties below zero, which go away from it, and there every code is the least one.
 */
static inline int32_t qk_is_floor(const qk_rescale *rescale) {
    return rescale->single || rescale->minimum >= rescale->zero_point;
}

/*
 * Of each panel, in this order: bias, multiplier, shift (as given), and for plain rescaling the
 * bits to the right, half of what they divide by, one bit less, all int32[PANEL], and what to add
 * for one floor, int64[PANEL], of each eight lanes the even ones first.
 */
#define PARAMETERS (8 * PANEL)
#define BIAS 0
#define MULTIPLIER PANEL
#define SHIFT (2 * PANEL)
#define RIGHT (3 * PANEL)
#define HALF (4 * PANEL)
#define LESS (5 * PANEL)
#define ROUND (6 * PANEL)

/*
 * How operands and weights of a product lie. Pairs are two 16-bit operands, less the zero point,
 * and weights [pair][PANEL][2] of 16 bits (PAIRS_WIDE) or 8; quads are four codes as they are, or
 * plus 128 and unsigned, and weights [quad][PANEL][4] of 8 bits, the zero point being part of the
 * bias.
 */
enum { PAIRS_WIDE = 0, PAIRS = 1, QUADS_SIGNED = 2, QUADS_UNSIGNED = 3 };

static inline int32_t qk_is_quads(int32_t form) {
    return form >= QUADS_SIGNED;
}

static inline int64_t qk_operand_bytes(int32_t form) {
    return qk_is_quads(form) ? 1 : 2;
}

/*
 * A product of rows with a panel. Row r's operands are at rows[r] plus the offset of each segment
 * (in operands); a segment is `steps` pairs or quads.
 */
typedef struct {
    int32_t segments;
    int32_t steps;
    int32_t form;
    const int32_t *offsets;
} qk_product;

/* Where the codes of a tile go. */
typedef struct {
    int8_t *out;
    int32_t row_step, pixel_step;     /* in bytes */
    int32_t rows, columns, channels;  /* how many are wanted */
} qk_place;

/*
 * What a level of instructions provides; each is exactly equal to the portable one. Null stands for
 * the next lower level's.
 */
typedef struct {
    int32_t quads;    /* the form of products that is fastest, 0 where that is pairs */
    int32_t winograd; /* whether winograd.c pays */

    /* to[i] = from[i] - zero_point */
    void (*widen)(int16_t *to, const int8_t *from, int32_t count, int32_t zero_point);

    /* Codes of `count` rows and a panel's first `channels` channels, rows `step` bytes apart. */
    void (*product)(
            const qk_product *product,
            const void *const *rows,
            int32_t count,
            const void *weights,
            const int32_t *parameters,
            const qk_rescale *rescale,
            int8_t *out,
            int32_t step,
            int32_t channels);

    /*
     * One row of a depthwise convolution over a block of PANEL channels: tap t of pixel x at
     * from + offsets[t] + x * step. Weights [pair of taps][PANEL][2].
     */
    void (*depthwise)(
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

    /*
     * Neighbours of a 3x3 depthwise convolution over some panels of channels: rows are the three of
     * the input that the first output's window sees, its first column at their start; columns are
     * `pixel` bytes apart, and outputs `step` bytes. The zero point is part of the bias. Weights
     * [panel][tap][PANEL]; 128 times the sizes of the weights of rows 0 and 1 of a column, and of
     * columns 0 and 1 of row 2, are below 2^15 together. Parameters lie with lanes 4 to 7 and 8 to
     * 11 exchanged. Null where the level's `depthwise` is faster.
     */
    void (*depthwise3)(
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

    /*
     * A sum's `count` codes: each operand less its zero point, raised by left_shift and rescaled,
     * the sum or difference rescaled by `multiplier` and `shift`.
     */
    void (*add)(
            const qatk_numbers *n,
            int32_t multiplier,
            int32_t shift,
            const int8_t *left,
            const int8_t *right,
            int8_t *out,
            int32_t count);

    /* to[i] = max(to[i], from[i]) */
    void (*maximum)(int8_t *to, const int8_t *from, int32_t count);

    /* to[i] += from[i] */
    void (*accumulate)(int32_t *to, const int8_t *from, int32_t count);

    /*
     * See winograd.c, for outputs of `size` squared, 2 or 4. Transforms the (size + 2)^2 pixels of
     * a tile, `channels` (a multiple of PANEL) codes each; position p goes to to + p * step.
     */
    void (*winograd_input)(
            int32_t size,
            const int8_t *const *pixels,
            int32_t channels,
            int32_t zero_point,
            int16_t *to,
            int32_t step);

    /* sums[tile][PANEL] = inputs[tile][2 * pairs] times weights[pair][PANEL][2] */
    void (*winograd_sums)(
            const int16_t *inputs,
            int32_t tiles,
            int32_t pairs,
            const int16_t *weights,
            int32_t *sums);

    /* Codes of the first rows and columns of a tile; position p's sums are at sums + p * step. */
    void (*winograd_output)(
            int32_t size,
            const int32_t *sums,
            int32_t step,
            const int32_t *parameters,
            const qk_rescale *rescale,
            const qk_place *place);
} qk_level;

extern const qk_level qk_portable;
#if defined(QATK_WITH_AVX2)
extern const qk_level qk_avx2;
#endif
#if defined(QATK_WITH_AVX512VNNI)
extern const qk_level qk_avx512vnni;
#endif
#if defined(QATK_WITH_NEON_DOT)
extern const qk_level qk_neon_dot;
#endif

/* The level in use. */
const qk_level *qk_now(void);

/* The start of every prepared kernel; offsets are in bytes from it. */
typedef struct {
    qatk_numbers n;
    qk_rescale rescale;
    int32_t units, scratch;
    int32_t strips, panels; /* a unit is a panel of a strip, strips outermost */
    int32_t rows;           /* output rows, or rows of tiles, of a strip */
    int32_t winograd; /* outputs of a tile down and across, 0 where not in use */
    int32_t tiles;    /* of a strip, in use with winograd */
    int32_t segments, steps, form;
    int32_t block;  /* channels that a unit of a depthwise convolution takes */
    int32_t direct; /* whether it reads the input where it is */
    int32_t wide, high;             /* operands of a loaded row, loaded rows of a strip */
    int32_t row_step, column_step;  /* from output to output, in loaded rows and columns */
    int64_t panel_bytes;
    int64_t offsets, parameters, weights;
} qk_kernel;

static inline const void *qk_at(const qk_kernel *kernel, int64_t offset) {
    return (const char *)kernel + offset;
}

static inline int64_t qk_align(int64_t size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static inline void *qk_aligned(void *memory) {
    return (void *)(((uintptr_t)memory + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

/* Where a lane lies when lanes 4 to 7 and 8 to 11 are exchanged. */
static inline int32_t qk_exchanged(int32_t lane) {
    return lane < 4 || lane >= 12 ? lane : lane < 8 ? lane + 4 : lane - 4;
}

static inline int32_t qk_min(int32_t a, int32_t b) {
    return a < b ? a : b;
}

static inline int32_t qk_max(int32_t a, int32_t b) {
    return a > b ? a : b;
}

/* Sets what plain rescaling needs of a panel's lane; for the others any numbers will do. */
static inline void qk_shift_right(int32_t *panel, int32_t lane, int32_t right, int32_t single) {
    panel[RIGHT + lane] = right;
    panel[LESS + lane] = right - 1;
    panel[HALF + lane] = right > 0 ? (int32_t)(1u << (right - 1)) : 0;
    int64_t round = ((int64_t)1 << (30 + qk_max(right, 0))) + (single ? 0 : (int64_t)1 << 30);
    int32_t at = lane / 8 * 8 + lane % 2 * 4 + lane % 8 / 2;
    memcpy(panel + ROUND + 2 * at, &round, sizeof round);
}

/*
 * Fills the rescaling and the parameters of all panels. Channel c's `depth` weights are at
 * filter[c * channel_step + i * step].
 */
void qk_parameters(
        const qatk_spec *spec, qk_kernel *kernel, int32_t depth, int32_t channel_step, int32_t step);

/* The codes of a panel's first lanes, one by one; lane i's goes to out[i], or exchanged. */
void qk_finish_each(
        const int32_t *sums,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t channels,
        int32_t exchanged);

/* By kind: lay out a prepared kernel (returning its size, 0 if there is none), fill it, run it. */
int64_t qk_conv_layout(const qatk_spec *spec, qk_kernel *kernel);
void qk_conv_prepare(const qatk_spec *spec, qk_kernel *kernel);
void qk_conv_run(const qk_kernel *k, const int8_t *in, int8_t *out, int32_t begin, int32_t end, void *scratch);
int64_t qk_winograd_layout(const qatk_spec *spec, qk_kernel *kernel);
void qk_winograd_prepare(const qatk_spec *spec, qk_kernel *kernel);
void qk_winograd_run(const qk_kernel *k, const int8_t *in, int8_t *out, int32_t begin, int32_t end, void *scratch);
int64_t qk_depthwise_layout(const qatk_spec *spec, qk_kernel *kernel);
void qk_depthwise_prepare(const qatk_spec *spec, qk_kernel *kernel);
void qk_depthwise_run(const qk_kernel *k, const int8_t *in, int8_t *out, int32_t begin, int32_t end, void *scratch);
int64_t qk_simple_layout(const qatk_spec *spec, qk_kernel *kernel);
void qk_simple_prepare(const qatk_spec *spec, qk_kernel *kernel);
void qk_simple_run(const qk_kernel *k, const int8_t *left, const int8_t *right, int8_t *out, int32_t begin, int32_t end, void *scratch);

/* A part of an image: rows and columns from a first on, some apart, and some channels. */
typedef struct {
    int32_t row, row_step, rows;
    int32_t column, column_step, columns;
    int32_t channel, channels;
} qk_part;

/*
 * Loads the operands of a part of an image as `form` has them, the zero point for what lies
 * outside.
 */
void qk_load_part(
        const qatk_numbers *n, int32_t form, const int8_t *image, const qk_part *part, void *to);

/* Output rows of a strip: about `bytes` of widened input, but at least some units in all. */
int32_t qk_strip_rows(const qk_kernel *kernel, int32_t height, int64_t bytes);

#endif
