/*
 * Depthwise convolutions with one output for each input channel, by blocks of channels. Windows of
 * 3x3 read the input where it lies, codes as they are (the zero point is part of the bias) and
 * windows over the edge from a copy; the rows that other windows see are widened first.
 */
#include "internal.h"

#define TARGET (48 * 1024)
#define BLOCK 64
#define DIRECT_BLOCK 256
#define LARGEST_TAPS 1024

/* Codes of a window over the edge: three rows of three columns of a block. */
#define EDGE (9 * DIRECT_BLOCK)

static int32_t weight_of(const qatk_spec *spec, int32_t tap, int32_t channel) {
    const qatk_numbers *n = &spec->n;
    return channel < n->out_channels
            ? spec->filter[(int64_t)tap * n->out_channels + channel] - n->filter_zero_point
            : 0;
}

static int32_t size_of(const qatk_spec *spec, int32_t tap, int32_t channel) {
    int32_t weight = weight_of(spec, tap, channel);
    return weight < 0 ? -weight : weight;
}

/* Whether depthwise3 serves: it adds two products in 16 bits. */
static int is_direct(const qatk_spec *spec) {
    static const int32_t together[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
    const qatk_numbers *n = &spec->n;
    int fits = qk_now()->depthwise3 != NULL && n->window_height == 3 && n->window_width == 3
            && n->dilation_height == 1 && n->dilation_width == 1 && n->in_channels % PANEL == 0;
    for (int32_t c = 0; fits && c < n->out_channels; c++) {
        for (int32_t i = 0; i < 4; i++) {
            int32_t both = size_of(spec, together[i][0], c) + size_of(spec, together[i][1], c);
            fits = fits && both < 256;
        }
        fits = fits && size_of(spec, 8, c) < 256;
    }
    return fits;
}

int64_t qk_depthwise_layout(const qatk_spec *spec, qk_kernel *kernel) {
    const qatk_numbers *n = &kernel->n;
    int64_t taps = (int64_t)n->window_height * n->window_width;
    if (n->in_channels != n->out_channels || taps > LARGEST_TAPS) {
        return 0;
    }
    kernel->direct = is_direct(spec);
    kernel->block = qk_min(n->in_channels, kernel->direct ? DIRECT_BLOCK : BLOCK);
    kernel->panels = (n->in_channels + kernel->block - 1) / kernel->block;
    kernel->segments = (int32_t)taps;
    kernel->steps = (int32_t)(taps + 1) / 2;
    kernel->row_step = n->window_height == 1 ? 1 : n->stride_height;
    kernel->column_step = n->window_width == 1 ? 1 : n->stride_width;
    int64_t reach = (int64_t)(n->window_width - 1) * n->dilation_width;
    int64_t wide = ((int64_t)(n->out_width - 1) * kernel->column_step + reach + 1) * kernel->block;
    if (wide > INT32_MAX / 64) {
        return 0;
    }
    kernel->wide = (int32_t)wide;
    kernel->rows = qk_strip_rows(kernel, n->out_height, TARGET);
    reach = (int64_t)(n->window_height - 1) * n->dilation_height;
    int64_t high = (int64_t)(kernel->rows - 1) * kernel->row_step + reach + 1;
    /* A last panel reads lanes beyond its channels. */
    int64_t scratch = kernel->direct
            ? ALIGNMENT + EDGE + (int64_t)n->in_width * n->in_channels
            : 3 * ALIGNMENT + high * wide * (int64_t)sizeof(int16_t);
    int64_t strips = (int64_t)n->batch * ((n->out_height + kernel->rows - 1) / kernel->rows);
    if (scratch > INT32_MAX || strips * kernel->panels > INT32_MAX) {
        return 0;
    }
    kernel->high = (int32_t)high;
    kernel->scratch = (int32_t)scratch;
    kernel->strips = (int32_t)strips;
    kernel->units = (int32_t)strips * kernel->panels;
    int64_t panels = (n->in_channels + PANEL - 1) / PANEL;
    kernel->offsets = qk_align((int64_t)sizeof(qk_kernel));
    kernel->parameters = kernel->offsets + qk_align((taps + 1) * (int64_t)sizeof(int32_t)) * 2;
    kernel->weights = kernel->parameters + panels * PARAMETERS * (int64_t)sizeof(int32_t);
    int64_t rows = kernel->direct ? taps : 2 * kernel->steps;
    kernel->panel_bytes = rows * PANEL * (int64_t)sizeof(int16_t);
    return kernel->weights + panels * kernel->panel_bytes;
}

/* A block of fewer channels, the last one, has offsets of its own. */
static int32_t *offsets_of(const qk_kernel *kernel, int32_t last) {
    int64_t step = qk_align((kernel->segments + 1) * (int64_t)sizeof(int32_t));
    return (int32_t *)(void *)((char *)kernel + kernel->offsets + last * step);
}

static int32_t channels_of(const qk_kernel *kernel, int32_t block) {
    return qk_min(kernel->block, kernel->n.in_channels - block * kernel->block);
}

/* Panels as depthwise3 reads them; the zero point of the input goes into the biases. */
static void prepare_direct(const qatk_spec *spec, qk_kernel *kernel) {
    const qatk_numbers *n = &kernel->n;
    for (int32_t first = 0; first < n->out_channels; first += PANEL) {
        int32_t panel = first / PANEL;
        int16_t *weights = (int16_t *)(void *)((char *)kernel + kernel->weights
                                               + panel * kernel->panel_bytes);
        int32_t *parameters = (int32_t *)(void *)((char *)kernel + kernel->parameters)
                + panel * PARAMETERS;
        int32_t given[PARAMETERS];
        memcpy(given, parameters, sizeof given);
        for (int32_t c = 0; c < PANEL; c++) {
            int32_t lane = qk_exchanged(c);
            uint32_t bias = (uint32_t)given[BIAS + c];
            for (int32_t t = 0; t < 9; t++) {
                int32_t weight = weight_of(spec, t, first + c);
                weights[t * PANEL + c] = (int16_t)weight;
                bias -= (uint32_t)(n->input_zero_point * weight);
            }
            parameters[BIAS + lane] = (int32_t)bias;
            parameters[MULTIPLIER + lane] = given[MULTIPLIER + c];
            parameters[SHIFT + lane] = given[SHIFT + c];
            qk_shift_right(parameters, lane, given[RIGHT + c], n->single);
        }
    }
}

void qk_depthwise_prepare(const qatk_spec *spec, qk_kernel *kernel) {
    const qatk_numbers *n = &kernel->n;
    qk_parameters(spec, kernel, kernel->segments, 1, n->out_channels);
    if (kernel->direct) {
        prepare_direct(spec, kernel);
        return;
    }
    int32_t columns = kernel->wide / kernel->block;
    for (int32_t last = 0; last < 2; last++) {
        int32_t *offsets = offsets_of(kernel, last);
        int32_t channels = channels_of(kernel, last ? kernel->panels - 1 : 0);
        for (int32_t t = 0; t < kernel->segments; t++) {
            offsets[t] = (t / n->window_width * n->dilation_height * columns
                          + t % n->window_width * n->dilation_width)
                    * channels;
        }
        /* The partner of an odd last tap: any place, its weights are 0. */
        offsets[kernel->segments] = 0;
    }
    int16_t *to = (int16_t *)(void *)((char *)kernel + kernel->weights);
    for (int32_t panel = 0; panel * PANEL < n->out_channels; panel++) {
        for (int32_t i = 0; i < 2 * kernel->steps * PANEL; i++) {
            int32_t channel = panel * PANEL + i / 2 % PANEL;
            int32_t tap = i / (2 * PANEL) * 2 + i % 2;
            *to++ = (int16_t)(tap < kernel->segments ? weight_of(spec, tap, channel) : 0);
        }
    }
}

/* Copies a window of some channels, `outside` where it leaves the image. */
static void copy_window(
        const qatk_numbers *n,
        const int8_t *const *rows,
        int32_t left,
        int32_t channels,
        const int8_t *outside,
        int8_t *to) {
    for (int32_t i = 0; i < 9; i++) {
        int32_t x = left + i % 3;
        int inside = x >= 0 && x < n->in_width;
        const int8_t *from = inside ? rows[i / 3] + (int64_t)x * n->in_channels : outside;
        memcpy(to + i * channels, from, (size_t)channels);
    }
}

/* One row of outputs of a block of channels. */
static void run_row(
        const qk_kernel *k, const int8_t *image, int8_t *out, int32_t y, int32_t block, int8_t *scratch) {
    const qatk_numbers *n = &k->n;
    const int8_t *outside = scratch + EDGE;
    int32_t first = block * k->block;
    int32_t channels = channels_of(k, block);
    const void *weights = qk_at(k, k->weights + first / PANEL * k->panel_bytes);
    const int32_t *parameters = (const int32_t *)qk_at(k, k->parameters) + first / PANEL * PARAMETERS;
    const int8_t *rows[3];
    for (int32_t i = 0; i < 3; i++) {
        int32_t at = y * n->stride_height - n->pad_top + i;
        int inside = at >= 0 && at < n->in_height;
        rows[i] = first + (inside ? image + (int64_t)at * n->in_width * n->in_channels : outside);
    }
    int32_t last = n->in_width - 3 + n->pad_left;
    for (int32_t x = 0, count; x < n->out_width; x += count) {
        int32_t left = x * n->stride_width - n->pad_left;
        int8_t *to = out + ((int64_t)y * n->out_width + x) * n->out_channels + first;
        const int8_t *from[3];
        int32_t pixel = n->in_channels;
        count = left < 0 || last < 0 ? 0 : last / n->stride_width + 1 - x;
        count = qk_min(count, n->out_width - x);
        if (count > 0) {
            for (int32_t i = 0; i < 3; i++) {
                from[i] = rows[i] + (int64_t)left * pixel;
            }
        } else {
            count = 1;
            pixel = channels;
            copy_window(n, rows, left, channels, outside, scratch);
            for (int32_t i = 0; i < 3; i++) {
                from[i] = scratch + 3 * i * channels;
            }
        }
        qk_now()->depthwise3(
                from, pixel, n->stride_width * pixel, count, channels / PANEL, weights, parameters,
                &k->rescale, to, n->out_channels);
    }
}

static void run_direct(
        const qk_kernel *k, const int8_t *in, int8_t *out, int32_t begin, int32_t end, void *memory) {
    const qatk_numbers *n = &k->n;
    int8_t *scratch = qk_aligned(memory);
    memset(scratch + EDGE, n->input_zero_point, (size_t)n->in_width * (size_t)n->in_channels);
    int32_t of_image = k->strips / n->batch;
    for (int32_t unit = begin; unit < end; unit++) {
        int32_t strip = unit / k->panels;
        int32_t batch = strip / of_image;
        int32_t y = strip % of_image * k->rows;
        int32_t bottom = qk_min(y + k->rows, n->out_height);
        const int8_t *image = in + (int64_t)batch * n->in_height * n->in_width * n->in_channels;
        int8_t *to = out + (int64_t)batch * n->out_height * n->out_width * n->out_channels;
        for (; y < bottom; y++) {
            run_row(k, image, to, y, unit % k->panels, scratch);
        }
    }
}

void qk_depthwise_run(
        const qk_kernel *k, const int8_t *in, int8_t *out, int32_t begin, int32_t end, void *scratch) {
    if (k->direct) {
        run_direct(k, in, out, begin, end, scratch);
        return;
    }
    const qatk_numbers *n = &k->n;
    const qk_level *now = qk_now();
    int16_t *widened = qk_aligned(scratch);
    int32_t columns = k->wide / k->block;
    int32_t of_image = k->strips / n->batch;
    for (int32_t unit = begin; unit < end; unit++) {
        int32_t strip = unit / k->panels;
        int32_t block = unit % k->panels;
        int32_t batch = strip / of_image;
        int32_t y = strip % of_image * k->rows;
        int32_t count = qk_min(k->rows, n->out_height - y);
        qk_part part;
        part.row = y * n->stride_height - n->pad_top;
        part.row_step = n->stride_height / k->row_step;
        part.rows = (count - 1) * k->row_step + (n->window_height - 1) * n->dilation_height + 1;
        part.column = -n->pad_left;
        part.column_step = n->stride_width / k->column_step;
        part.columns = columns;
        part.channel = block * k->block;
        part.channels = channels_of(k, block);
        qk_load_part(
                n, PAIRS, in + (int64_t)batch * n->in_height * n->in_width * n->in_channels, &part,
                widened);
        for (int32_t r = 0; r < count; r++) {
            int64_t pixel = ((int64_t)batch * n->out_height + y + r) * n->out_width;
            for (int32_t c = 0; c < part.channels; c += PANEL) {
                int32_t panel = (part.channel + c) / PANEL;
                now->depthwise(
                        widened + (int64_t)r * k->row_step * columns * part.channels + c,
                        offsets_of(k, part.channels < k->block),
                        k->segments,
                        k->column_step * part.channels,
                        n->out_width,
                        qk_at(k, k->weights + panel * k->panel_bytes),
                        (const int32_t *)qk_at(k, k->parameters) + panel * PARAMETERS,
                        &k->rescale,
                        out + pixel * n->out_channels + part.channel + c,
                        n->out_channels,
                        qk_min(PANEL, part.channels - c));
            }
        }
    }
}
