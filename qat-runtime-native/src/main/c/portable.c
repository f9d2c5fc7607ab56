/* All of it in plain C: what the other levels must equal, and what runs where there is none. */
#include "rescale.h"
#include "winograd.h"

static void widen(int16_t *to, const int8_t *from, int32_t count, int32_t zero_point) {
    for (int32_t i = 0; i < count; i++) {
        to[i] = (int16_t)(from[i] - zero_point);
    }
}

/* Adds the products of one run of pairs to a panel's sums. */
static void add_products(
        int32_t *sums, const int16_t *row, int32_t pairs, const void *weights, int32_t narrow) {
    for (int32_t p = 0; p < pairs; p++) {
        int32_t first = row[2 * p];
        int32_t second = row[2 * p + 1];
        for (int32_t lane = 0; lane < PANEL; lane++) {
            int32_t at = 2 * (p * PANEL + lane);
            int32_t a = narrow ? ((const int8_t *)weights)[at] : ((const int16_t *)weights)[at];
            int32_t b =
                    narrow ? ((const int8_t *)weights)[at + 1] : ((const int16_t *)weights)[at + 1];
            sums[lane] = qk_wrap_add(sums[lane], qk_wrap_add(first * a, second * b));
        }
    }
}

/* Likewise of a run of quads. */
static void add_quads(
        int32_t *sums, const int8_t *row, int32_t quads, const int8_t *weights, int32_t form) {
    for (int32_t q = 0; q < 4 * quads; q++) {
        int32_t code = form == QUADS_UNSIGNED ? (uint8_t)row[q] : row[q];
        for (int32_t lane = 0; lane < PANEL; lane++) {
            int32_t weight = weights[4 * (q / 4 * PANEL + lane) + q % 4];
            sums[lane] = qk_wrap_add(sums[lane], code * weight);
        }
    }
}

static void product(
        const qk_product *product,
        const void *const *rows,
        int32_t count,
        const void *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t step,
        int32_t channels) {
    int32_t form = product->form;
    size_t segment = (size_t)product->steps * PANEL * (form == PAIRS ? 2 : 4);
    for (int32_t r = 0; r < count; r++) {
        int32_t sums[PANEL];
        memcpy(sums, parameters + BIAS, sizeof sums);
        for (int32_t s = 0; s < product->segments; s++) {
            const char *from = (const char *)weights + (size_t)s * segment;
            if (qk_is_quads(form)) {
                add_quads(sums, (const int8_t *)rows[r] + product->offsets[s], product->steps,
                          (const int8_t *)from, form);
            } else {
                add_products(sums, (const int16_t *)rows[r] + product->offsets[s], product->steps,
                             from, form == PAIRS);
            }
        }
        qk_finish_each(sums, parameters, rescale, out + (int64_t)r * step, channels, 0);
    }
}

static void depthwise(
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
        int32_t channels) {
    for (int32_t x = 0; x < count; x++) {
        for (int32_t lane = 0; lane < channels; lane++) {
            int32_t sum = parameters[BIAS + lane];
            for (int32_t t = 0; t < taps; t++) {
                int32_t weight = weights[2 * (t / 2 * PANEL + lane) + t % 2];
                sum = qk_wrap_add(sum, weight * from[offsets[t] + x * step + lane]);
            }
            out[(int64_t)x * out_step + lane] = qk_rescaled(sum, parameters, lane, rescale);
        }
    }
}

static void depthwise3(
        const int8_t *const *rows,
        int32_t pixel,
        int32_t step,
        int32_t count,
        int32_t panels,
        const int16_t *weights,
        const int32_t *parameters,
        const qk_rescale *rescale,
        int8_t *out,
        int32_t out_step) {
    for (int32_t i = 0; i < count * panels * PANEL; i++) {
        int32_t x = i / PANEL / panels;
        int32_t panel = i / PANEL % panels;
        int32_t channel = qk_exchanged(i % PANEL);
        int32_t sum = parameters[panel * PARAMETERS + BIAS + i % PANEL];
        for (int32_t t = 0; t < 9; t++) {
            const int8_t *pixels = rows[t / 3] + (int64_t)x * step + panel * PANEL;
            sum = qk_wrap_add(
                    sum, pixels[t % 3 * pixel + channel] * weights[(9 * panel + t) * PANEL + channel]);
        }
        out[(int64_t)x * out_step + panel * PANEL + channel] =
                qk_rescaled(sum, parameters + panel * PARAMETERS, i % PANEL, rescale);
    }
}

static void add(
        const qatk_numbers *n,
        int32_t multiplier,
        int32_t shift,
        const int8_t *left,
        const int8_t *right,
        int8_t *out,
        int32_t count) {
    qk_rescale rescale = {n->output_zero_point, n->minimum, n->maximum, n->single, 0};
    for (int32_t i = 0; i < count; i++) {
        int32_t l = qk_multiply(
                qk_wrap_shift(left[i] - n->input_zero_point, n->left_shift), n->left_multiplier,
                n->left_exponent, n->single);
        int32_t r = qk_multiply(
                qk_wrap_shift(right[i] - n->right_zero_point, n->left_shift), n->right_multiplier,
                n->right_exponent, n->single);
        int32_t sum = n->subtract ? (int32_t)((uint32_t)l - (uint32_t)r) : qk_wrap_add(l, r);
        out[i] = qk_code(qk_multiply(sum, multiplier, shift, n->single), &rescale);
    }
}

static void maximum(int8_t *to, const int8_t *from, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        to[i] = to[i] > from[i] ? to[i] : from[i];
    }
}

static void accumulate(int32_t *to, const int8_t *from, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        to[i] = qk_wrap_add(to[i], from[i]);
    }
}

static void winograd_input(
        int32_t size,
        const int8_t *const *pixels,
        int32_t channels,
        int32_t zero_point,
        int16_t *to,
        int32_t step) {
    int32_t side = size + 2;
    for (int32_t c = 0; c < channels; c++) {
        int32_t columns[6][6];
        for (int32_t x = 0; x < side; x++) {
            int32_t d[6] = {0}, t[6];
            for (int32_t y = 0; y < side; y++) {
                d[y] = pixels[y * side + x][c] - zero_point;
            }
            qk_transform_input(size, d, t);
            for (int32_t y = 0; y < side; y++) {
                columns[y][x] = t[y];
            }
        }
        for (int32_t y = 0; y < side; y++) {
            int32_t t[6];
            qk_transform_input(size, columns[y], t);
            for (int32_t x = 0; x < side; x++) {
                to[(int64_t)(y * side + x) * step + c] = (int16_t)t[x];
            }
        }
    }
}

static void winograd_sums(
        const int16_t *inputs, int32_t tiles, int32_t pairs, const int16_t *weights, int32_t *sums) {
    memset(sums, 0, (size_t)tiles * PANEL * sizeof(int32_t));
    for (int32_t t = 0; t < tiles; t++) {
        add_products(sums + t * PANEL, inputs + (int64_t)t * 2 * pairs, pairs, weights, 0);
    }
}

static void winograd_output(
        int32_t size,
        const int32_t *sums,
        int32_t step,
        const int32_t *parameters,
        const qk_rescale *rescale,
        const qk_place *place) {
    int32_t side = size + 2;
    for (int32_t lane = 0; lane < place->channels; lane++) {
        int32_t columns[4][6];
        for (int32_t x = 0; x < side; x++) {
            int32_t m[6] = {0}, t[4];
            for (int32_t y = 0; y < side; y++) {
                m[y] = sums[(int64_t)(y * side + x) * step + lane];
            }
            qk_transform_output(size, m, t);
            for (int32_t y = 0; y < size; y++) {
                columns[y][x] = t[y];
            }
        }
        for (int32_t y = 0; y < place->rows; y++) {
            int32_t t[4];
            qk_transform_output(size, columns[y], t);
            for (int32_t x = 0; x < place->columns; x++) {
                int32_t sum = qk_wrap_add(qk_unscale(size, t[x]), parameters[BIAS + lane]);
                place->out[(int64_t)y * place->row_step + (int64_t)x * place->pixel_step + lane] =
                        qk_rescaled(sum, parameters, lane, rescale);
            }
        }
    }
}

const qk_level qk_portable = {
        .winograd = 1,
        .widen = widen,
        .product = product,
        .depthwise = depthwise,
        .depthwise3 = depthwise3,
        .add = add,
        .maximum = maximum,
        .accumulate = accumulate,
        .winograd_input = winograd_input,
        .winograd_sums = winograd_sums,
        .winograd_output = winograd_output};
