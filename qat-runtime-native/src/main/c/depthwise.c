/* Depthwise convolutions with one output for each input channel, by blocks of channels. */
#include "internal.h"

#define TARGET (48 * 1024)
#define BLOCK 64
#define LARGEST_TAPS 1024

int64_t qk_depthwise_layout(const qatk_spec *spec, qk_kernel *kernel) {
    (void)spec;
    const qatk_numbers *n = &kernel->n;
    int64_t taps = (int64_t)n->window_height * n->window_width;
    if (n->in_channels != n->out_channels || taps > LARGEST_TAPS) {
        return 0;
    }
    kernel->block = qk_min(n->in_channels, BLOCK);
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
    int64_t scratch = 3 * ALIGNMENT + high * wide * (int64_t)sizeof(int16_t);
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
    kernel->panel_bytes = (int64_t)kernel->steps * 2 * PANEL * (int64_t)sizeof(int16_t);
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

void qk_depthwise_prepare(const qatk_spec *spec, qk_kernel *kernel) {
    const qatk_numbers *n = &kernel->n;
    qk_parameters(spec, kernel, kernel->segments, 1, n->out_channels);
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
            int32_t weight = 0;
            if (channel < n->out_channels && tap < kernel->segments) {
                weight = spec->filter[(int64_t)tap * n->out_channels + channel]
                        - n->filter_zero_point;
            }
            *to++ = (int16_t)weight;
        }
    }
}

void qk_depthwise_run(
        const qk_kernel *k, const int8_t *in, int8_t *out, int32_t begin, int32_t end, void *scratch) {
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
