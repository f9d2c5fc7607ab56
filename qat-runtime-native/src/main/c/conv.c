/*
 * Convolutions and fully connected layers. The rows of the input that a strip of output rows sees
 * are loaded in the form that products read, with the padding in place (int16 less the zero point,
 * or codes); the window of a pixel is then a few runs of neighbours ("segments"), and the product
 * with packed weights reads them where they are.
 */
#include "internal.h"

/* Bytes of widened input aimed at: within a core's second cache beside the weights. */
#define TARGET (96 * 1024)
/* More weights for one output than this are left to others. */
#define LARGEST_DEPTH ((int64_t)1 << 20)

int64_t qk_conv_layout(const qatk_spec *spec, qk_kernel *kernel) {
    qatk_numbers *n = &kernel->n;
    if (n->kind == QATK_DENSE) {
        n->in_height = n->out_height = n->batch;
        n->batch = n->in_width = n->out_width = 1;
        n->window_height = n->window_width = n->stride_height = n->stride_width = 1;
        n->dilation_height = n->dilation_width = 1;
        n->pad_top = n->pad_left = 0;
    }
    int64_t depth = (int64_t)n->window_height * n->window_width * n->in_channels;
    if (depth > LARGEST_DEPTH) {
        return 0;
    }
    int64_t winograd = qk_winograd_layout(spec, kernel);
    if (winograd > 0) {
        return winograd;
    }
    int together = n->dilation_width == 1 || n->window_width == 1;
    int32_t length = together ? n->window_width * n->in_channels : n->in_channels;
    kernel->segments = together ? n->window_height : n->window_height * n->window_width;
    kernel->form = n->filter_zero_point != 0 ? PAIRS_WIDE
            : qk_now()->quads                ? qk_now()->quads
                                             : PAIRS;
    int32_t step = qk_is_quads(kernel->form) ? 4 : 2;
    kernel->steps = (length + step - 1) / step;
    kernel->panels = (n->out_channels + PANEL - 1) / PANEL;
    /* A window of one row sees only the rows it stands on, and so for columns. */
    kernel->row_step = n->window_height == 1 ? 1 : n->stride_height;
    kernel->column_step = n->window_width == 1 ? 1 : n->stride_width;
    int64_t reach = (int64_t)(n->window_width - 1) * n->dilation_width;
    int64_t wide = ((int64_t)(n->out_width - 1) * kernel->column_step + reach + 1) * n->in_channels;
    reach = (int64_t)(n->window_height - 1) * n->dilation_height;
    if (wide > INT32_MAX / 64) {
        return 0;
    }
    kernel->wide = (int32_t)wide;
    kernel->rows = qk_strip_rows(kernel, n->out_height, TARGET);
    int64_t high = (int64_t)(kernel->rows - 1) * kernel->row_step + reach + 1;
    int64_t pixels = (int64_t)kernel->rows * n->out_width;
    int64_t scratch = 3 * ALIGNMENT + qk_align(pixels * (int64_t)sizeof(void *))
            + high * wide * qk_operand_bytes(kernel->form);
    int64_t strips = (int64_t)n->batch * ((n->out_height + kernel->rows - 1) / kernel->rows);
    if (scratch > INT32_MAX || strips * kernel->panels > INT32_MAX) {
        return 0;
    }
    kernel->high = (int32_t)high;
    kernel->scratch = (int32_t)scratch;
    kernel->strips = (int32_t)strips;
    kernel->units = (int32_t)strips * kernel->panels;
    kernel->offsets = qk_align((int64_t)sizeof(qk_kernel));
    kernel->parameters = kernel->offsets + qk_align(kernel->segments * (int64_t)sizeof(int32_t));
    kernel->weights =
            kernel->parameters + (int64_t)kernel->panels * PARAMETERS * (int64_t)sizeof(int32_t);
    kernel->panel_bytes = (int64_t)kernel->segments * kernel->steps * step * PANEL
            * (kernel->form == PAIRS_WIDE ? 2 : 1);
    return kernel->weights + kernel->panels * kernel->panel_bytes;
}

void qk_conv_prepare(const qatk_spec *spec, qk_kernel *kernel) {
    if (kernel->winograd) {
        qk_winograd_prepare(spec, kernel);
        return;
    }
    const qatk_numbers *n = &kernel->n;
    int32_t depth = n->window_height * n->window_width * n->in_channels;
    int32_t length = depth / kernel->segments;
    qk_parameters(spec, kernel, depth, depth, 1);
    int32_t *offsets = (int32_t *)(void *)((char *)kernel + kernel->offsets);
    int32_t across = kernel->segments / n->window_height;
    for (int32_t s = 0; s < kernel->segments; s++) {
        offsets[s] = s / across * n->dilation_height * kernel->wide
                + s % across * n->dilation_width * n->in_channels;
    }
    int8_t *narrow = (int8_t *)kernel + kernel->weights;
    int16_t *wide = (int16_t *)(void *)narrow;
    int64_t to = 0;
    int32_t step = qk_is_quads(kernel->form) ? 4 : 2;
    for (int32_t panel = 0; panel < kernel->panels; panel++) {
        for (int32_t s = 0; s < kernel->segments; s++) {
            for (int32_t i = 0; i < step * kernel->steps * PANEL; i++) {
                int32_t channel = panel * PANEL + i / step % PANEL;
                int32_t at = i / (step * PANEL) * step + i % step;
                int32_t weight = 0;
                if (channel < n->out_channels && at < length) {
                    weight = spec->filter[(int64_t)channel * depth + (int64_t)s * length + at]
                            - n->filter_zero_point;
                }
                if (kernel->form == PAIRS_WIDE) {
                    wide[to++] = (int16_t)weight;
                } else {
                    narrow[to++] = (int8_t)weight;
                }
            }
        }
    }
}

/* Loads what a strip sees, and finds its pixels in it. */
static void load(
        const qk_kernel *k, const int8_t *image, int32_t y, int32_t count, const void **rows, char *to) {
    const qatk_numbers *n = &k->n;
    qk_part part;
    part.row = y * n->stride_height - n->pad_top;
    part.row_step = n->stride_height / k->row_step;
    part.rows = (count - 1) * k->row_step + (n->window_height - 1) * n->dilation_height + 1;
    part.column = -n->pad_left;
    part.column_step = n->stride_width / k->column_step;
    part.columns = k->wide / n->in_channels;
    part.channel = 0;
    part.channels = n->in_channels;
    qk_load_part(n, k->form, image, &part, to);
    int64_t bytes = qk_operand_bytes(k->form);
    for (int32_t r = 0; r < count; r++) {
        for (int32_t x = 0; x < n->out_width; x++) {
            *rows++ = to
                    + bytes * ((int64_t)r * k->row_step * k->wide
                               + (int64_t)x * k->column_step * n->in_channels);
        }
    }
}

void qk_conv_run(
        const qk_kernel *k, const int8_t *in, int8_t *out, int32_t begin, int32_t end, void *scratch) {
    if (k->winograd) {
        qk_winograd_run(k, in, out, begin, end, scratch);
        return;
    }
    const qatk_numbers *n = &k->n;
    const qk_level *now = qk_now();
    qk_product product;
    product.segments = k->segments;
    product.steps = k->steps;
    product.form = k->form;
    product.offsets = qk_at(k, k->offsets);
    const void **rows = qk_aligned(scratch);
    int64_t pointers = qk_align((int64_t)k->rows * n->out_width * (int64_t)sizeof(void *));
    char *loaded = (char *)rows + pointers;
    int32_t of_image = k->strips / n->batch;
    for (int32_t unit = begin; unit < end;) {
        int32_t strip = unit / k->panels;
        int32_t last = qk_min(end, (strip + 1) * k->panels);
        int32_t batch = strip / of_image;
        int32_t y = strip % of_image * k->rows;
        int32_t count = qk_min(k->rows, n->out_height - y);
        load(k, in + (int64_t)batch * n->in_height * n->in_width * n->in_channels, y, count, rows,
             loaded);
        int64_t pixel = ((int64_t)batch * n->out_height + y) * n->out_width;
        for (; unit < last; unit++) {
            int32_t panel = unit % k->panels;
            now->product(
                    &product,
                    rows,
                    count * n->out_width,
                    qk_at(k, k->weights + panel * k->panel_bytes),
                    (const int32_t *)qk_at(k, k->parameters) + panel * PARAMETERS,
                    &k->rescale,
                    out + pixel * n->out_channels + panel * PANEL,
                    n->out_channels,
                    qk_min(PANEL, n->out_channels - panel * PANEL));
        }
    }
}
