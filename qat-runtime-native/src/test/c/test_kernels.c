/*
 * Every kind of kernel against sums written out as the definitions say, at every level that this
 * machine has, over seeded sizes; units in two halves, guarded memory around the output.
 */
#include "../../main/c/qatk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 64

static uint32_t state;

static uint32_t next(void) {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static int32_t between(int32_t low, int32_t high) {
    return low + (int32_t)(next() % (uint32_t)(high - low + 1));
}

static int8_t draw(int extreme) {
    return (int8_t)(extreme ? (next() & 1 ? 127 : -128) : between(-128, 127));
}

/* Rescaling, by the definition, in 128 bits so that nothing can overflow unseen. */
static int32_t scaled(int32_t x, int32_t multiplier, int32_t shift, int32_t single) {
    if (single) {
        __int128 p = (__int128)x * multiplier;
        int32_t total = 31 - shift;
        return (int32_t)(int64_t)((p + ((__int128)1 << (total - 1))) >> total);
    }
    int32_t raised = shift > 0 ? (int32_t)((uint32_t)x << shift) : x;
    __int128 high = ((__int128)raised * multiplier + (1 << 30)) >> 31;
    int32_t right = shift > 0 ? 0 : -shift;
    __int128 half = right > 0 ? (__int128)1 << (right - 1) : 0;
    __int128 magnitude = high < 0 ? -high : high;
    magnitude = (magnitude + half) >> right;
    return (int32_t)(high < 0 ? -magnitude : magnitude);
}

static int8_t code(const qatk_numbers *n, int32_t x) {
    int64_t c = (int64_t)(int32_t)((uint32_t)x + (uint32_t)n->output_zero_point);
    return (int8_t)(c < n->minimum ? n->minimum : c > n->maximum ? n->maximum : c);
}

static int32_t sum_of(const qatk_spec *s, const int8_t *in, int32_t b, int32_t y, int32_t x, int32_t c) {
    const qatk_numbers *n = &s->n;
    int32_t deep = n->kind == QATK_DEPTHWISE;
    uint32_t sum = (uint32_t)s->bias[c];
    for (int32_t ky = 0; ky < n->window_height; ky++) {
        for (int32_t kx = 0; kx < n->window_width; kx++) {
            int32_t iy = y * n->stride_height - n->pad_top + ky * n->dilation_height;
            int32_t ix = x * n->stride_width - n->pad_left + kx * n->dilation_width;
            if (iy < 0 || iy >= n->in_height || ix < 0 || ix >= n->in_width) {
                continue;
            }
            const int8_t *pixel = in + ((b * n->in_height + iy) * n->in_width + ix) * n->in_channels;
            int32_t tap = ky * n->window_width + kx;
            for (int32_t i = deep ? c : 0; i < (deep ? c + 1 : n->in_channels); i++) {
                int32_t at = deep ? tap * n->out_channels + c
                                  : (c * n->window_height * n->window_width + tap) * n->in_channels + i;
                sum += (uint32_t)((pixel[i] - n->input_zero_point)
                                  * (s->filter[at] - n->filter_zero_point));
            }
        }
    }
    return (int32_t)sum;
}

static void expect(const qatk_spec *s, const int8_t *left, const int8_t *right, int8_t *out) {
    const qatk_numbers *n = &s->n;
    if (n->kind == QATK_ADD) {
        for (int32_t i = 0; i < n->batch; i++) {
            int32_t l = scaled((left[i] - n->input_zero_point) * (1 << n->left_shift),
                               n->left_multiplier, n->left_exponent, n->single);
            int32_t r = scaled((right[i] - n->right_zero_point) * (1 << n->left_shift),
                               n->right_multiplier, n->right_exponent, n->single);
            int32_t sum = n->subtract ? l - r : l + r;
            out[i] = code(n, scaled(sum, s->multipliers[0], s->shifts[0], n->single));
        }
        return;
    }
    if (n->kind == QATK_MEAN) {
        for (int32_t i = 0; i < n->batch * n->in_channels; i++) {
            int32_t sum = 0;
            for (int32_t p = 0; p < n->in_height * n->in_width; p++) {
                sum += left[(i / n->in_channels * n->in_height * n->in_width + p) * n->in_channels
                            + i % n->in_channels]
                        - n->input_zero_point;
            }
            out[i] = code(n, scaled(sum, s->multipliers[0], s->shifts[0], n->single));
        }
        return;
    }
    for (int32_t i = 0; i < n->batch * n->out_height * n->out_width * n->out_channels; i++) {
        int32_t c = i % n->out_channels;
        int32_t x = i / n->out_channels % n->out_width;
        int32_t y = i / n->out_channels / n->out_width % n->out_height;
        int32_t b = i / n->out_channels / n->out_width / n->out_height;
        if (n->kind != QATK_MAX_POOL) {
            int32_t sum = sum_of(s, left, b, y, x, c);
            out[i] = code(n, scaled(sum, s->multipliers[c], s->shifts[c], n->single));
            continue;
        }
        int32_t most = -128;
        for (int32_t ky = 0; ky < n->window_height; ky++) {
            for (int32_t kx = 0; kx < n->window_width; kx++) {
                int32_t iy = y * n->stride_height - n->pad_top + ky;
                int32_t ix = x * n->stride_width - n->pad_left + kx;
                if (iy >= 0 && iy < n->in_height && ix >= 0 && ix < n->in_width) {
                    int32_t q = left[((b * n->in_height + iy) * n->in_width + ix) * n->in_channels + c];
                    most = q > most ? q : most;
                }
            }
        }
        out[i] = (int8_t)(most < n->minimum ? n->minimum : most > n->maximum ? n->maximum : most);
    }
}

static int32_t outputs(int32_t in, int32_t reach, int32_t stride, int same) {
    return same ? (in + stride - 1) / stride : (in - reach) / stride + 1;
}

static int32_t padding(int32_t in, int32_t reach, int32_t stride) {
    int32_t out = (in + stride - 1) / stride;
    int32_t all = (out - 1) * stride + reach - in;
    return all > 0 ? all / 2 : 0;
}

static void draw_window(qatk_numbers *n) {
    int winograd = n->kind == QATK_CONV && between(0, 2) == 0;
    int direct = n->kind == QATK_DEPTHWISE && between(0, 1);
    int plain = winograd || direct || between(0, 2) > 0;
    n->window_height = winograd || direct ? 3 : between(1, 4);
    n->window_width = winograd || direct ? 3 : between(1, 4);
    n->stride_height = winograd ? 1 : between(1, 3);
    n->stride_width = winograd ? 1 : between(1, 3);
    int dilates = n->kind != QATK_MAX_POOL && !plain;
    n->dilation_height = dilates ? between(1, 3) : 1;
    n->dilation_width = dilates ? between(1, 3) : 1;
    if (winograd) {
        n->in_channels = 16 * between(1, 3);
        n->out_channels = between(16, 40);
        n->in_height = between(3, 14);
        n->in_width = between(3, 14);
        n->filter_zero_point = 0;
    }
    if (direct) {
        n->in_channels = n->out_channels = 16 * between(1, 20);
        n->filter_zero_point = between(0, 3) ? 0 : between(-128, 127);
    }
    int32_t down = (n->window_height - 1) * n->dilation_height + 1;
    int32_t across = (n->window_width - 1) * n->dilation_width + 1;
    int same = down > n->in_height || across > n->in_width || between(0, 1);
    n->out_height = outputs(n->in_height, down, n->stride_height, same);
    n->out_width = outputs(n->in_width, across, n->stride_width, same);
    n->pad_top = same ? padding(n->in_height, down, n->stride_height) : 0;
    n->pad_left = same ? padding(n->in_width, across, n->stride_width) : 0;
}

static void draw_numbers(qatk_numbers *n, int32_t kind) {
    memset(n, 0, sizeof *n);
    n->kind = kind;
    n->batch = kind == QATK_ADD ? between(1, 9000) : between(1, kind == QATK_DENSE ? 30 : 2);
    n->in_height = between(1, 12);
    n->in_width = between(1, 12);
    n->in_channels = between(1, kind == QATK_CONV ? 40 : 150);
    n->out_channels = kind == QATK_CONV || kind == QATK_DENSE ? between(1, 50) : n->in_channels;
    n->input_zero_point = between(0, 2) ? between(-128, 127) : between(0, 1) ? -128 : 127;
    n->filter_zero_point = between(0, 3) ? 0 : between(-128, 127);
    n->single = between(0, 1);
    n->output_zero_point = between(-128, 127);
    n->minimum = between(0, 1) ? -128 : between(-128, 0);
    n->maximum = between(0, 1) ? 127 : between(0, 127);
    n->subtract = between(0, 1);
    n->left_shift = 20;
    n->left_multiplier = between(1 << 30, INT32_MAX - 1);
    n->right_multiplier = between(1 << 30, INT32_MAX - 1);
    n->left_exponent = between(-4, 0);
    n->right_exponent = between(-4, 0);
    n->right_zero_point = between(-128, 127);
    n->window_height = n->window_width = n->stride_height = n->stride_width = 1;
    n->dilation_height = n->dilation_width = n->out_height = n->out_width = 1;
    if (kind == QATK_CONV || kind == QATK_DEPTHWISE || kind == QATK_MAX_POOL) {
        draw_window(n);
    } else if (kind == QATK_DENSE) {
        n->in_height = n->in_width = 1;
    }
}

static int run(const qatk_spec *spec, const int8_t *left, const int8_t *right, int32_t size,
               const int8_t *wanted, uint32_t seed) {
    size_t bytes = qatk_size(spec);
    if (bytes == 0) {
        printf("seed %u, kind %d: no kernel\n", seed, spec->n.kind);
        return 1;
    }
    void *kernel = aligned_alloc(64, (bytes + 63) / 64 * 64);
    qatk_prepare(spec, kernel);
    char *scratch = malloc((size_t)qatk_scratch(kernel) + GUARD);
    memset(scratch, 0x5A, (size_t)qatk_scratch(kernel) + GUARD);
    int8_t *out = malloc((size_t)size + 2 * GUARD);
    memset(out, 0x33, (size_t)size + 2 * GUARD);
    int32_t units = qatk_units(kernel);
    int32_t cut = units / 2;
    qatk_run(kernel, left, right, out + GUARD, cut, units, scratch);
    qatk_run(kernel, left, right, out + GUARD, 0, cut, scratch);
    int wrong = memcmp(out + GUARD, wanted, (size_t)size) != 0;
    for (int32_t i = 0; i < GUARD; i++) {
        wrong |= out[i] != 0x33 || out[GUARD + size + i] != 0x33;
        wrong |= scratch[qatk_scratch(kernel) + i] != 0x5A;
    }
    free(out);
    free(scratch);
    free(kernel);
    return wrong;
}

static int test(int32_t kind, uint32_t seed) {
    qatk_spec spec;
    state = seed * 7919u + (uint32_t)kind;
    draw_numbers(&spec.n, kind);
    const qatk_numbers *n = &spec.n;
    int32_t size = kind == QATK_ADD ? n->batch
                                    : n->batch * n->out_height * n->out_width * n->out_channels;
    int32_t in_size = kind == QATK_ADD ? n->batch
                                       : n->batch * n->in_height * n->in_width * n->in_channels;
    int32_t depth = n->window_height * n->window_width * (kind == QATK_DEPTHWISE ? 1 : n->in_channels);
    int8_t *filter = malloc((size_t)(depth * n->out_channels));
    int32_t *numbers = malloc((size_t)n->out_channels * 3 * sizeof(int32_t));
    int extreme = between(0, 4) == 0;
    for (int32_t i = 0; i < depth * n->out_channels; i++) {
        filter[i] = draw(extreme);
    }
    int32_t usual = kind == QATK_ADD ? -18 : -10;
    int odd = between(0, 5) == 0;
    for (int32_t c = 0; c < n->out_channels; c++) {
        numbers[c] = odd && between(0, 1) ? (int32_t)(next() << 8) : between(-20000, 20000);
        numbers[n->out_channels + c] = between(0, 20) ? between(1 << 30, INT32_MAX - 1) : 0;
        numbers[2 * n->out_channels + c] = odd ? between(-31, 30) : usual + between(-3, 3);
    }
    spec.filter = filter;
    spec.bias = numbers;
    spec.multipliers = numbers + n->out_channels;
    spec.shifts = numbers + 2 * n->out_channels;
    int8_t *left = malloc((size_t)in_size * 2);
    for (int32_t i = 0; i < 2 * in_size; i++) {
        left[i] = draw(extreme);
    }
    int8_t *wanted = malloc((size_t)size);
    expect(&spec, left, left + in_size, wanted);
    int wrong = run(&spec, left, left + in_size, size, wanted, seed);
    if (wrong) {
        printf("%s, kind %d, seed %u: wrong\n", qatk_level_name(qatk_level()), kind, seed);
    }
    free(wanted);
    free(left);
    free(numbers);
    free(filter);
    return wrong;
}

int main(int count, char **arguments) {
    uint32_t seeds = count > 1 ? (uint32_t)atoi(arguments[1]) : 200;
    int wrong = 0;
    for (int32_t level = QATK_PORTABLE; level <= QATK_NEON_DOT; level++) {
        int32_t refused;
        int32_t got = qatk_start(level, &refused);
        if (got != level) {
            printf("%s: %s\n", qatk_level_name(level),
                   refused >> level & 1 ? "differs from portable" : "not here");
            wrong |= refused >> level & 1;
            continue;
        }
        int failed = 0;
        for (int32_t kind = QATK_CONV; kind <= QATK_MEAN; kind++) {
            for (uint32_t seed = 0; seed < seeds; seed++) {
                failed += test(kind, seed);
            }
        }
        printf("%s: %d of %u differ\n", qatk_level_name(level), failed, 6 * seeds);
        wrong |= failed;
    }
    return wrong != 0;
}
