/*
 * 3x3 convolutions by Winograd's minimal filtering (Lavin and Gray, "Fast Algorithms for
 * Convolutional Neural Networks", CVPR 2016), in integers and exact: F(4x4, 3x3) takes 36 products
 * for 16 outputs where the plain way takes 144, F(2x2, 3x3) 16 for 4 outputs, of 36.
 *
 * Filters are transformed at load with the denominators multiplied out (by 2, or by 24 but for the
 * last row, by 8, whose missing 3 the output's transform brings), so that everything is an integer.
 * Operands fit in 16 bits whatever the codes are: a transformed input is at most 100 * 255, a
 * transformed weight 144 * 128. Sums wrap modulo 2^32, in which all these steps are exact: the
 * result is 4 or 576 = 64 * 9 times the sum wanted, modulo 2^32. Multiplied by 1/9 modulo 2^32 and
 * shifted, that is the sum itself if it lies in 30 or 26 bits, which the weights prove at load;
 * where they do not, the plain way is taken.
 */
#include "winograd.h"

/* Bytes of transformed inputs of a strip aimed at. */
#define TARGET (160 * 1024)
#define MOST_TILES 24
/* Larger transformed weights of one layer come from memory no faster than the plain way computes. */
#define MOST_WEIGHTS ((int64_t)2400 * 1024)

static int32_t positions(int32_t size) {
    return (size + 2) * (size + 2);
}

/* Whether every sum without its bias lies in `bits` bits. */
static int fits(const qatk_spec *spec, int32_t bits) {
    const qatk_numbers *n = &spec->n;
    int64_t low = -128 - n->input_zero_point;
    int64_t high = 127 - n->input_zero_point;
    int64_t limit = (int64_t)1 << (bits - 1);
    int32_t depth = 9 * n->in_channels;
    for (int32_t c = 0; c < n->out_channels; c++) {
        int64_t positive = 0;
        int64_t negative = 0;
        for (int32_t i = 0; i < depth; i++) {
            int32_t weight = spec->filter[(int64_t)c * depth + i];
            positive += weight > 0 ? weight : 0;
            negative += weight < 0 ? weight : 0;
        }
        /* A tap outside the image is 0, which lies in [low, high] too. */
        if (positive * high + negative * low >= limit || positive * low + negative * high < -limit) {
            return 0;
        }
    }
    return 1;
}

static int64_t weight_bytes(const qatk_numbers *n, int32_t size) {
    int64_t panels = (n->out_channels + PANEL - 1) / PANEL;
    return panels * PANEL * n->in_channels * positions(size) * (int64_t)sizeof(int16_t);
}

/* Chooses the size of tiles, 0 for none. */
static int32_t choose(const qatk_spec *spec) {
    const qatk_numbers *n = &spec->n;
    if (spec->n.kind != QATK_CONV || n->window_height != 3 || n->window_width != 3
        || n->stride_height != 1 || n->stride_width != 1 || n->dilation_height != 1
        || n->dilation_width != 1 || n->filter_zero_point != 0 || n->in_channels % PANEL != 0
        || n->out_channels < PANEL || !qk_now()->winograd) {
        return 0;
    }
    if (n->out_height >= 4 && n->out_width >= 4 && weight_bytes(n, 4) <= MOST_WEIGHTS
        && fits(spec, 26)) {
        return 4;
    }
    return n->out_height >= 2 && n->out_width >= 2 && weight_bytes(n, 2) <= MOST_WEIGHTS
                    && fits(spec, 30)
            ? 2
            : 0;
}

static int32_t tiles_down(const qk_kernel *k) {
    return (k->n.out_height + k->winograd - 1) / k->winograd;
}

static int32_t tiles_across(const qk_kernel *k) {
    return (k->n.out_width + k->winograd - 1) / k->winograd;
}

int64_t qk_winograd_layout(const qatk_spec *spec, qk_kernel *kernel) {
    const qatk_numbers *n = &kernel->n;
    kernel->winograd = choose(spec);
    if (kernel->winograd == 0) {
        return 0;
    }
    int64_t places = positions(kernel->winograd);
    int64_t tiles = (int64_t)n->batch * tiles_down(kernel) * tiles_across(kernel);
    int64_t of_tile = places * n->in_channels * (int64_t)sizeof(int16_t);
    int64_t most = TARGET / of_tile / 6 * 6;
    most = most < 6 ? 6 : most > MOST_TILES ? MOST_TILES : most;
    kernel->tiles = (int32_t)(tiles < most ? tiles : most);
    kernel->panels = (n->out_channels + PANEL - 1) / PANEL;
    kernel->strips = (int32_t)((tiles + kernel->tiles - 1) / kernel->tiles);
    if (tiles * kernel->panels > INT32_MAX) {
        kernel->winograd = 0;
        return 0;
    }
    kernel->units = kernel->strips * kernel->panels;
    int64_t scratch = ALIGNMENT + qk_align(n->in_channels) + qk_align(kernel->tiles * of_tile)
            + places * kernel->tiles * PANEL * (int64_t)sizeof(int32_t);
    kernel->scratch = (int32_t)scratch;
    kernel->offsets = qk_align((int64_t)sizeof(qk_kernel));
    kernel->parameters = kernel->offsets;
    kernel->weights =
            kernel->parameters + (int64_t)kernel->panels * PARAMETERS * (int64_t)sizeof(int32_t);
    kernel->panel_bytes = places * PANEL * n->in_channels * (int64_t)sizeof(int16_t);
    return kernel->weights + kernel->panels * kernel->panel_bytes;
}

/* The transform of a filter's 3x3 taps of one input channel, `step` apart. */
static void transform(int32_t size, const int8_t *taps, int32_t step, int32_t *to) {
    int32_t side = size + 2;
    int32_t rows[6][3];
    for (int32_t x = 0; x < 3; x++) {
        int32_t g[3], t[6];
        for (int32_t y = 0; y < 3; y++) {
            g[y] = taps[(int64_t)(3 * y + x) * step];
        }
        qk_transform_filter(size, g, t);
        for (int32_t y = 0; y < side; y++) {
            rows[y][x] = t[y];
        }
    }
    for (int32_t y = 0; y < side; y++) {
        qk_transform_filter(size, rows[y], to + y * side);
    }
}

void qk_winograd_prepare(const qatk_spec *spec, qk_kernel *kernel) {
    const qatk_numbers *n = &kernel->n;
    int32_t size = kernel->winograd;
    int32_t depth = 9 * n->in_channels;
    qk_parameters(spec, kernel, depth, depth, 1);
    for (int32_t c = 0; c < kernel->panels * PANEL; c++) {
        int16_t *panel = (int16_t *)(void *)((char *)kernel + kernel->weights
                                             + c / PANEL * kernel->panel_bytes);
        for (int32_t i = 0; i < n->in_channels; i++) {
            int32_t t[36] = {0};
            if (c < n->out_channels) {
                transform(size, spec->filter + (int64_t)c * depth + i, n->in_channels, t);
            }
            for (int32_t p = 0; p < positions(size); p++) {
                int64_t pair = (int64_t)p * n->in_channels / 2 + i / 2;
                panel[(pair * PANEL + c % PANEL) * 2 + i % 2] = (int16_t)t[p];
            }
        }
    }
}

/* Transforms the inputs of a strip's tiles. */
static void load(
        const qk_kernel *k, const int8_t *in, int32_t first, int32_t count, int8_t *outside, int16_t *to) {
    const qatk_numbers *n = &k->n;
    int32_t side = k->winograd + 2;
    int32_t down = tiles_down(k);
    int32_t across = tiles_across(k);
    memset(outside, n->input_zero_point, (size_t)n->in_channels);
    for (int32_t t = first; t < first + count; t++) {
        const int8_t *pixels[36];
        int64_t image = (int64_t)(t / (down * across)) * n->in_height * n->in_width;
        int32_t top = t / across % down * k->winograd - n->pad_top;
        int32_t left = t % across * k->winograd - n->pad_left;
        for (int32_t i = 0; i < side * side; i++) {
            int32_t y = top + i / side;
            int32_t x = left + i % side;
            int inside = y >= 0 && y < n->in_height && x >= 0 && x < n->in_width;
            pixels[i] = inside ? in + (image + (int64_t)y * n->in_width + x) * n->in_channels
                               : outside;
        }
        qk_now()->winograd_input(
                k->winograd, pixels, n->in_channels, n->input_zero_point,
                to + (int64_t)(t - first) * n->in_channels, k->tiles * n->in_channels);
    }
}

/* Writes the codes of a strip's tiles for one panel. */
static void store(
        const qk_kernel *k, int8_t *out, int32_t first, int32_t count, int32_t panel, const int32_t *sums) {
    const qatk_numbers *n = &k->n;
    int32_t down = tiles_down(k);
    int32_t across = tiles_across(k);
    const int32_t *parameters =
            (const int32_t *)qk_at(k, k->parameters) + (int64_t)panel * PARAMETERS;
    qk_place place;
    place.row_step = n->out_width * n->out_channels;
    place.pixel_step = n->out_channels;
    place.channels = qk_min(PANEL, n->out_channels - panel * PANEL);
    for (int32_t t = first; t < first + count; t++) {
        int32_t y = t / across % down * k->winograd;
        int32_t x = t % across * k->winograd;
        int64_t row = (int64_t)(t / (down * across)) * n->out_height + y;
        place.out = out + (row * n->out_width + x) * n->out_channels + panel * PANEL;
        place.rows = qk_min(k->winograd, n->out_height - y);
        place.columns = qk_min(k->winograd, n->out_width - x);
        qk_now()->winograd_output(
                k->winograd, sums + (int64_t)(t - first) * PANEL, k->tiles * PANEL, parameters,
                &k->rescale, &place);
    }
}

void qk_winograd_run(
        const qk_kernel *k, const int8_t *in, int8_t *out, int32_t begin, int32_t end, void *scratch) {
    const qatk_numbers *n = &k->n;
    int32_t places = positions(k->winograd);
    int32_t tiles = n->batch * tiles_down(k) * tiles_across(k);
    int8_t *outside = qk_aligned(scratch);
    int16_t *inputs = (int16_t *)(void *)(outside + qk_align(n->in_channels));
    int64_t of_place = (int64_t)k->tiles * n->in_channels;
    int32_t *sums = (int32_t *)(void *)((char *)inputs
                                        + qk_align(places * of_place * (int64_t)sizeof(int16_t)));
    for (int32_t unit = begin; unit < end;) {
        int32_t strip = unit / k->panels;
        int32_t last = qk_min(end, (strip + 1) * k->panels);
        int32_t first = strip * k->tiles;
        int32_t count = qk_min(k->tiles, tiles - first);
        load(k, in, first, count, outside, inputs);
        for (; unit < last; unit++) {
            int32_t panel = unit % k->panels;
            const int16_t *weights = qk_at(k, k->weights + panel * k->panel_bytes);
            for (int32_t p = 0; p < places; p++) {
                qk_now()->winograd_sums(
                        inputs + p * of_place, count, n->in_channels / 2,
                        weights + (int64_t)p * PANEL * n->in_channels,
                        sums + (int64_t)p * k->tiles * PANEL);
            }
            store(k, out, first, count, panel, sums);
        }
    }
}
