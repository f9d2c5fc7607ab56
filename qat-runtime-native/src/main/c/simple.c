/* Sums, maximum pooling and means. */
#include "rescale.h"

/* Elements of a unit of a sum. */
#define RUN 4096
/* Channels of a unit of a mean. */
#define BLOCK 64

int64_t qk_simple_layout(const qatk_spec *spec, qk_kernel *kernel) {
    (void)spec;
    const qatk_numbers *n = &kernel->n;
    kernel->parameters = qk_align((int64_t)sizeof(qk_kernel));
    kernel->panels = 1;
    int64_t units;
    int64_t scratch = 0;
    if (n->kind == QATK_ADD) {
        units = ((int64_t)n->batch + RUN - 1) / RUN;
    } else if (n->kind == QATK_MEAN) {
        kernel->panels = (n->in_channels + BLOCK - 1) / BLOCK;
        units = (int64_t)n->batch * kernel->panels;
    } else {
        units = (int64_t)n->batch * n->out_height;
        scratch = (int64_t)n->in_width * n->in_channels;
    }
    if (units > INT32_MAX || scratch > INT32_MAX) {
        return 0;
    }
    kernel->units = (int32_t)units;
    kernel->scratch = (int32_t)scratch;
    return kernel->parameters + ALIGNMENT;
}

void qk_simple_prepare(const qatk_spec *spec, qk_kernel *kernel) {
    if (kernel->n.kind != QATK_MAX_POOL) {
        int32_t *parameters = (int32_t *)(void *)((char *)kernel + kernel->parameters);
        parameters[0] = spec->multipliers[0];
        parameters[1] = spec->shifts[0];
    }
}

static void mean(const qk_kernel *k, const int8_t *in, int8_t *out, int32_t unit) {
    const qatk_numbers *n = &k->n;
    const int32_t *parameters = qk_at(k, k->parameters);
    qk_rescale rescale = {n->output_zero_point, n->minimum, n->maximum, n->single, 0};
    int32_t positions = n->in_height * n->in_width;
    int32_t first = unit % k->panels * BLOCK;
    int32_t channels = qk_min(BLOCK, n->in_channels - first);
    int64_t batch = unit / k->panels;
    int32_t sums[BLOCK] = {0};
    for (int32_t p = 0; p < positions; p++) {
        qk_now()->accumulate(
                sums, in + (batch * positions + p) * n->in_channels + first, channels);
    }
    int32_t zero = qk_wrap_mul(positions, -n->input_zero_point);
    for (int32_t c = 0; c < channels; c++) {
        int32_t scaled = qk_multiply(
                qk_wrap_add(sums[c], zero), parameters[0], parameters[1], n->single);
        out[batch * n->in_channels + first + c] = qk_code(scaled, &rescale);
    }
}

/* One output row: first down each column of the rows that the window sees, then across. */
static void max_pool(const qk_kernel *k, const int8_t *in, int8_t *out, int32_t unit, int8_t *row) {
    const qatk_numbers *n = &k->n;
    int32_t channels = n->in_channels;
    int32_t size = n->in_width * channels;
    int32_t top = unit % n->out_height * n->stride_height - n->pad_top;
    int32_t y0 = qk_max(top, 0);
    int32_t y1 = qk_min(top + n->window_height, n->in_height);
    const int8_t *image = in + (int64_t)(unit / n->out_height) * n->in_height * size;
    memcpy(row, image + (int64_t)y0 * size, (size_t)size);
    for (int32_t y = y0 + 1; y < y1; y++) {
        qk_now()->maximum(row, image + (int64_t)y * size, size);
    }
    out += (int64_t)unit * n->out_width * channels;
    for (int32_t x = 0; x < n->out_width; x++) {
        int32_t left = x * n->stride_width - n->pad_left;
        int32_t x0 = qk_max(left, 0);
        int32_t x1 = qk_min(left + n->window_width, n->in_width);
        int8_t *to = out + (int64_t)x * channels;
        memcpy(to, row + (int64_t)x0 * channels, (size_t)channels);
        for (int32_t i = x0 + 1; i < x1; i++) {
            qk_now()->maximum(to, row + (int64_t)i * channels, channels);
        }
        if (n->minimum > -128 || n->maximum < 127) {
            for (int32_t c = 0; c < channels; c++) {
                to[c] = (int8_t)qk_max(n->minimum, qk_min(n->maximum, to[c]));
            }
        }
    }
}

void qk_simple_run(
        const qk_kernel *k,
        const int8_t *left,
        const int8_t *right,
        int8_t *out,
        int32_t begin,
        int32_t end,
        void *scratch) {
    const int32_t *parameters = qk_at(k, k->parameters);
    if (k->n.kind == QATK_ADD) {
        int32_t from = begin * RUN;
        int32_t to = end == k->units ? k->n.batch : end * RUN;
        qk_now()->add(
                &k->n, parameters[0], parameters[1], left + from, right + from, out + from,
                to - from);
        return;
    }
    for (int32_t unit = begin; unit < end; unit++) {
        if (k->n.kind == QATK_MEAN) {
            mean(k, left, out, unit);
        } else {
            max_pool(k, left, out, unit, scratch);
        }
    }
}
