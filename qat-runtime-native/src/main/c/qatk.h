/*
 * Integer kernels of an 8-bit network: convolution, depthwise convolution, fully connected layer,
 * sum, pooling and mean, in the arithmetic of TFLite's 8-bit specification with either rounding.
 *
 * C99 without allocation, floating point, threads, or any dependency but the compiler's own
 * headers and memcpy/memset. The caller gives all memory: a kernel is prepared once, into
 * `qatk_size` bytes aligned to 64, and may then be run by any number of threads at once, each with
 * `scratch` bytes of its own. A prepared kernel holds no pointers: it may be copied or written to a
 * file, and used again by the same build at the same level of instructions.
 *
 * Codes are signed bytes, images NHWC, filters OHWI (depthwise [H,W,C]; dense [O,I]).
 */
#ifndef QATK_H
#define QATK_H

#include <stddef.h>
#include <stdint.h>

/* Changes with anything below, and with what a number or a layout means. */
#ifndef QATK_VERSION
#define QATK_VERSION 1
#endif

/* Instructions, from those that every machine has to the widest. */
enum {
    QATK_PORTABLE = 0, /* C99 */
    QATK_AVX2 = 1,
    QATK_AVX512VNNI = 2, /* AVX-512 F, BW, VL and VNNI */
    QATK_NEON_DOT = 3    /* AArch64 with the dot product */
};

enum {
    QATK_CONV = 0,
    QATK_DEPTHWISE = 1, /* one output channel for each input channel */
    QATK_DENSE = 2,     /* in_channels inputs, out_channels outputs, batch rows */
    QATK_ADD = 3,       /* batch elements */
    QATK_MAX_POOL = 4,
    QATK_MEAN = 5 /* [batch, in_height * in_width, in_channels] over the middle one */
};

/* One operator. All numbers first, so that callers of other languages fill them as one array. */
typedef struct {
    int32_t kind;
    int32_t batch, in_height, in_width, in_channels;
    int32_t out_height, out_width, out_channels;
    int32_t window_height, window_width, stride_height, stride_width;
    int32_t dilation_height, dilation_width, pad_top, pad_left;
    int32_t input_zero_point;  /* of the left operand of a sum */
    int32_t filter_zero_point; /* 0 but for models that were unsigned */
    int32_t single;            /* whether rescaling rounds once; else twice, as gemmlowp does */
    int32_t output_zero_point, minimum, maximum;
    /* Of sums: (q - zero point) << left_shift, times multiplier, shift at most 0; then added. */
    int32_t subtract, left_shift, left_multiplier, left_exponent;
    int32_t right_zero_point, right_multiplier, right_exponent;
} qatk_numbers;

#define QATK_NUMBERS ((int32_t)(sizeof(qatk_numbers) / sizeof(int32_t)))

typedef struct {
    qatk_numbers n;
    const int8_t *filter;       /* of convolutions and dense layers */
    const int32_t *bias;        /* one for each output channel */
    const int32_t *multipliers; /* one for each output channel; a single one for sum and mean */
    const int32_t *shifts;      /* above 0 to the left, in [-31, 30] */
} qatk_spec;

int32_t qatk_version(void);

/*
 * Chooses the widest instructions, at most `most`, that this processor has and that give the same
 * bytes as portable C on seeded samples. Call once, before all else; QATK_PORTABLE until then.
 * Returns the level; `refused` gets a bit (1 << level) for each that the processor has but that
 * gave other bytes.
 */
int32_t qatk_start(int32_t most, int32_t *refused);

/* Returns the level in use. */
int32_t qatk_level(void);

/* Returns a level's name, such as "avx2". */
const char *qatk_level_name(int32_t level);

/* Returns the bytes of a prepared kernel, or 0 if there is none for this spec. */
size_t qatk_size(const qatk_spec *spec);

/* Prepares a kernel in `qatk_size` bytes, aligned to 64. */
void qatk_prepare(const qatk_spec *spec, void *kernel);

/* Returns the independent parts of the output. */
int32_t qatk_units(const void *kernel);

/* Returns the bytes of working memory that each run needs. */
int32_t qatk_scratch(const void *kernel);

/*
 * Computes units begin (inclusive) to end (exclusive). `right` is the second operand of a sum,
 * else unused. The scratch need not be aligned, and may hold anything.
 */
void qatk_run(
        const void *kernel,
        const int8_t *left,
        const int8_t *right,
        int8_t *output,
        int32_t begin,
        int32_t end,
        void *scratch);

#endif
