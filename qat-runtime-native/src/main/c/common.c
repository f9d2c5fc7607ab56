/* What several kinds of kernels share: parameters of rescaling, widening. */
#include "rescale.h"

/* The largest size of channel c's sum, its bias included. */
static int64_t bound(const qatk_spec *spec, int32_t c, int32_t depth, int32_t channel_step, int32_t step) {
    int32_t zero = spec->n.input_zero_point;
    int64_t largest = qk_max(127 - zero, zero + 128);
    int64_t sum = 0;
    for (int32_t i = 0; i < depth; i++) {
        int32_t weight = spec->filter[(int64_t)c * channel_step + (int64_t)i * step]
                - spec->n.filter_zero_point;
        sum += weight < 0 ? -weight : weight;
    }
    int64_t bias = spec->bias[c];
    return sum * largest + (bias < 0 ? -bias : bias);
}

/* The bias less what the zero point would take from each product: a filter lies [O][depth]. */
static int32_t less_zero_points(const qatk_spec *spec, int32_t form, int32_t c, int32_t depth) {
    int32_t zero = spec->n.input_zero_point + (form == QUADS_UNSIGNED ? 128 : 0);
    uint32_t bias = (uint32_t)spec->bias[c];
    for (int32_t i = 0; i < depth; i++) {
        bias -= (uint32_t)(zero * spec->filter[(int64_t)c * depth + i]);
    }
    return (int32_t)bias;
}

void qk_parameters(
        const qatk_spec *spec, qk_kernel *kernel, int32_t depth, int32_t channel_step, int32_t step) {
    const qatk_numbers *n = &spec->n;
    int32_t plain = 1;
    int32_t *parameters = (int32_t *)(void *)((char *)kernel + kernel->parameters);
    for (int32_t c = 0; c < (n->out_channels + PANEL - 1) / PANEL * PANEL; c++) {
        int32_t *panel = parameters + c / PANEL * PARAMETERS;
        int32_t *lane = panel + c % PANEL;
        lane[BIAS] = lane[MULTIPLIER] = lane[SHIFT] = 0;
        qk_shift_right(panel, c % PANEL, 1, n->single);
        if (c < n->out_channels) {
            lane[BIAS] = spec->bias[c];
            if (qk_is_quads(kernel->form)) {
                lane[BIAS] = less_zero_points(spec, kernel->form, c, depth);
            }
            lane[MULTIPLIER] = spec->multipliers[c];
            lane[SHIFT] = spec->shifts[c];
            if (spec->multipliers[c] != 0) {
                qk_shift_right(panel, c % PANEL, -spec->shifts[c], n->single);
            }
            plain = plain && lane[RIGHT] >= 1
                    && bound(spec, c, depth, channel_step, step) < (int64_t)1 << 30;
        }
    }
    kernel->rescale.zero_point = n->output_zero_point;
    kernel->rescale.minimum = n->minimum;
    kernel->rescale.maximum = n->maximum;
    kernel->rescale.single = n->single;
    kernel->rescale.plain = plain;
}

int32_t qk_strip_rows(const qk_kernel *kernel, int32_t height, int64_t bytes) {
    int64_t of_row = (int64_t)kernel->wide * qk_operand_bytes(kernel->form) * kernel->row_step;
    int64_t rows = of_row > 0 ? bytes / of_row : height;
    /* Eight units at least, for threads to share. */
    int64_t most = ((int64_t)height * kernel->panels * kernel->n.batch + 7) / 8;
    rows = rows < most ? rows : most;
    rows = rows < 1 ? 1 : rows < height ? rows : height;
    int64_t strips = (height + rows - 1) / rows;
    return (int32_t)((height + strips - 1) / strips);
}

/* Loads neighbours; returns the end of what it wrote. */
static char *load(
        const qatk_numbers *n, int32_t form, const int8_t *from, int32_t count, char *to) {
    if (!qk_is_quads(form)) {
        qk_now()->widen((int16_t *)(void *)to, from, count, n->input_zero_point);
        return to + (size_t)count * sizeof(int16_t);
    }
    memcpy(to, from, (size_t)count);
    if (form == QUADS_UNSIGNED) {
        for (int32_t i = 0; i < count; i++) {
            to[i] = (char)(to[i] ^ -128);
        }
    }
    return to + count;
}

/* As many operands that are the zero point. */
static char *pad(const qatk_numbers *n, int32_t form, int32_t count, char *to) {
    size_t bytes = (size_t)count * (qk_is_quads(form) ? 1 : sizeof(int16_t));
    int32_t code = n->input_zero_point;
    int32_t value = form == QUADS_SIGNED ? code : form == QUADS_UNSIGNED ? code + 128 : 0;
    memset(to, value, bytes);
    return to + bytes;
}

void qk_load_part(
        const qatk_numbers *n, int32_t form, const int8_t *image, const qk_part *part, void *memory) {
    char *to = memory;
    int whole = part->column_step == 1 && part->channels == n->in_channels;
    for (int32_t r = 0; r < part->rows; r++) {
        int32_t y = part->row + r * part->row_step;
        if (y < 0 || y >= n->in_height) {
            to = pad(n, form, part->columns * part->channels, to);
            continue;
        }
        const int8_t *row = image + (int64_t)y * n->in_width * n->in_channels + part->channel;
        for (int32_t c = 0; c < part->columns;) {
            int32_t x = part->column + c * part->column_step;
            int32_t count = 1;
            if (x < 0 || x >= n->in_width) {
                to = pad(n, form, part->channels, to);
            } else {
                count = whole ? qk_min(part->columns - c, n->in_width - x) : 1;
                to = load(n, form, row + (int64_t)x * n->in_channels, count * part->channels, to);
            }
            c += count;
        }
    }
}

void qk_finish_each(
        const int32_t *sums,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t channels,
        int32_t exchanged) {
    for (int32_t lane = 0; lane < channels; lane++) {
        out[exchanged ? qk_exchanged(lane) : lane] =
                qk_rescaled(sums[lane], parameters, lane, rescale);
    }
}
