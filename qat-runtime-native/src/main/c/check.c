/*
 * The check at load. Small seeded cases through every function of a level, odd sizes and extreme
 * codes among them; a few hundred microseconds.
 */
#include "check.h"

#define CASES 24
#define ROWS 13
#define DEPTH 96

static uint32_t state;

static uint32_t next(void) {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static int32_t between(int32_t low, int32_t high) {
    return low + (int32_t)(next() % (uint32_t)(high - low + 1));
}

static void codes(int8_t *to, int32_t count, int extreme) {
    for (int32_t i = 0; i < count; i++) {
        to[i] = (int8_t)(extreme ? (next() & 1 ? 127 : -128) : between(-128, 127));
    }
}

static void draw_parameters(int32_t *parameters, qk_rescale *rescale, int32_t index) {
    rescale->zero_point = between(-128, 127);
    rescale->minimum = between(0, 1) ? -128 : between(-128, 0);
    if (index % 8 > 4) {
        rescale->minimum = rescale->zero_point = qk_min(rescale->zero_point, 0);
    }
    rescale->maximum = between(0, 1) ? 127 : between(0, 127);
    rescale->single = index & 1;
    rescale->plain = index % 3 != 0;
    for (int32_t i = 0; i < PANEL; i++) {
        int32_t right = rescale->plain ? between(1, 14) : between(-3, 31);
        parameters[BIAS + i] = between(-30000, 30000);
        parameters[MULTIPLIER + i] = (1 << 30) + between(0, (1 << 24) - 1) * 63;
        parameters[SHIFT + i] = -right;
        qk_shift_right(parameters, i, right, rescale->single);
    }
}

/* Memory of a check, in one place: 40 KB of stack. */
typedef struct {
    int8_t codes[ROWS * DEPTH], weights[2 * DEPTH * PANEL];
    int16_t wide[ROWS * DEPTH], other[ROWS * DEPTH], words[2 * DEPTH * PANEL], taps[2 * 9 * PANEL];
    int32_t parameters[2 * PARAMETERS], sums[2][36 * PANEL];
    int8_t out[2][ROWS * PANEL + 64];
} memory;

static int widens(const qk_level *level, memory *m) {
    int32_t count = between(1, ROWS * DEPTH);
    int32_t zero = between(-128, 127);
    memset(m->wide, 1, sizeof m->wide);
    memset(m->other, 1, sizeof m->other);
    qk_portable.widen(m->wide, m->codes, count, zero);
    level->widen(m->other, m->codes, count, zero);
    return memcmp(m->wide, m->other, sizeof m->wide) == 0;
}

static int multiplies(const qk_level *level, memory *m, const qk_rescale *rescale, int32_t index) {
    int32_t offsets[2] = {0, 2 * between(0, 3)};
    int32_t form = level->quads && index & 2 ? level->quads : index & 1 ? PAIRS : PAIRS_WIDE;
    int32_t quads = qk_is_quads(form);
    qk_product product = {
            between(1, 2), between(1, (DEPTH - 8) / (quads ? 4 : 2)), form, offsets};
    const void *rows[ROWS];
    for (int32_t i = 0; i < ROWS; i++) {
        int32_t at = between(0, ROWS - 1) * DEPTH;
        rows[i] = quads ? (const void *)(m->codes + at) : (const void *)(m->wide + at);
    }
    int32_t count = between(1, ROWS);
    int32_t channels = between(1, PANEL);
    const void *weights = form == PAIRS_WIDE ? (const void *)m->words : (const void *)m->weights;
    const qk_level *of[2] = {&qk_portable, level};
    for (int32_t i = 0; i < 2; i++) {
        memset(m->out[i], 1, sizeof m->out[i]);
        of[i]->product(&product, rows, count, weights, m->parameters, rescale, m->out[i], PANEL,
                       channels);
    }
    return memcmp(m->out[0], m->out[1], sizeof m->out[0]) == 0;
}

static int slides(const qk_level *level, memory *m, const qk_rescale *rescale) {
    int32_t taps = between(1, 12);
    int32_t offsets[13] = {0};
    for (int32_t t = 0; t < taps; t++) {
        offsets[t] = between(0, 400);
    }
    /* An odd last tap's partner has weights of 0. */
    for (int32_t i = 1; taps % 2 != 0 && i < 2 * PANEL; i += 2) {
        m->words[taps / 2 * 2 * PANEL + i] = 0;
    }
    int32_t count = between(1, ROWS);
    int32_t step = between(1, 50);
    int32_t channels = between(1, PANEL);
    const qk_level *of[2] = {&qk_portable, level};
    for (int32_t i = 0; i < 2; i++) {
        memset(m->out[i], 1, sizeof m->out[i]);
        of[i]->depthwise(m->wide, offsets, taps, step, count, m->words, m->parameters, rescale,
                         m->out[i], PANEL, channels);
    }
    return memcmp(m->out[0], m->out[1], sizeof m->out[0]) == 0;
}

static int slides3(const qk_level *level, memory *m, const qk_rescale *rescale) {
    const int8_t *rows[3];
    for (int32_t i = 0; i < 3; i++) {
        rows[i] = m->codes + between(0, 3 * DEPTH);
    }
    int32_t pixel = between(PANEL, 2 * PANEL);
    int32_t step = pixel * between(1, 2);
    int32_t count = between(1, ROWS / 2);
    int32_t panels = between(1, 2);
    const qk_level *of[2] = {&qk_portable, level};
    for (int32_t i = 0; i < 2 && level->depthwise3 != NULL; i++) {
        memset(m->out[i], 1, sizeof m->out[i]);
        of[i]->depthwise3(
                rows, pixel, step, count, panels, m->taps, m->parameters, rescale, m->out[i],
                2 * PANEL);
    }
    return memcmp(m->out[0], m->out[1], sizeof m->out[0]) == 0;
}

static int adds(const qk_level *level, memory *m, int32_t index) {
    qatk_numbers n;
    memset(&n, 0, sizeof n);
    n.single = index & 1;
    n.subtract = index / 2 & 1;
    n.left_shift = 20;
    n.input_zero_point = between(-128, 127);
    n.right_zero_point = between(-128, 127);
    n.left_multiplier = between(1 << 30, INT32_MAX - 1);
    n.right_multiplier = between(1 << 30, INT32_MAX - 1);
    n.left_exponent = between(-6, 0);
    n.right_exponent = between(-6, 0);
    n.output_zero_point = between(-128, 127);
    n.minimum = between(-128, 0);
    n.maximum = between(0, 127);
    int32_t multiplier = between(1 << 30, INT32_MAX - 1);
    int32_t shift = index % 5 == 4 ? between(-3, 1) : between(-20, -16);
    int32_t count = between(1, ROWS * PANEL);
    const qk_level *of[2] = {&qk_portable, level};
    for (int32_t i = 0; i < 2; i++) {
        memset(m->out[i], 1, sizeof m->out[i]);
        of[i]->add(&n, multiplier, shift, m->codes, m->weights, m->out[i], count);
    }
    return memcmp(m->out[0], m->out[1], sizeof m->out[0]) == 0;
}

static int collects(const qk_level *level, memory *m) {
    int32_t count = between(1, ROWS * PANEL);
    const qk_level *of[2] = {&qk_portable, level};
    for (int32_t i = 0; i < 2; i++) {
        memcpy(m->out[i], m->weights, sizeof m->out[i]);
        of[i]->maximum(m->out[i], m->codes, count);
        memcpy(m->sums[i], m->words, sizeof m->sums[i]);
        of[i]->accumulate(m->sums[i], m->codes, count);
    }
    return memcmp(m->out[0], m->out[1], sizeof m->out[0]) == 0
            && memcmp(m->sums[0], m->sums[1], sizeof m->sums[0]) == 0;
}

static int transforms(
        const qk_level *level, memory *m, const qk_rescale *rescale, int32_t index) {
    int32_t size = index & 2 ? 2 : 4;
    int32_t places = (size + 2) * (size + 2);
    const int8_t *pixels[36];
    for (int32_t i = 0; i < places; i++) {
        pixels[i] = m->codes + between(0, ROWS * DEPTH - 2 * PANEL);
    }
    int32_t channels = PANEL * between(1, 2);
    int32_t zero = between(-128, 127);
    const qk_level *of[2] = {&qk_portable, level};
    int16_t *to[2] = {m->wide, m->other};
    for (int32_t i = 0; i < 2; i++) {
        memset(to[i], 0, sizeof m->wide);
        of[i]->winograd_input(size, pixels, channels, zero, to[i], 2 * PANEL);
    }
    if (memcmp(m->wide, m->other, sizeof m->wide) != 0) {
        return 0;
    }
    int32_t tiles = between(1, ROWS);
    int32_t pairs = between(1, DEPTH / 2);
    for (int32_t i = 0; i < 2; i++) {
        memset(m->sums[i], 0, sizeof m->sums[i]);
        of[i]->winograd_sums(m->wide, tiles, pairs, m->words, m->sums[i]);
    }
    if (memcmp(m->sums[0], m->sums[1], sizeof m->sums[0]) != 0) {
        return 0;
    }
    /* Any sums: small enough that rescaling may be plain. */
    for (int32_t i = 0; i < places * PANEL; i++) {
        m->sums[0][i] = (int32_t)(next() << 8 | next() % 256);
    }
    for (int32_t i = 0; i < 2; i++) {
        memset(m->out[i], 1, sizeof m->out[i]);
        qk_place place = {m->out[i], 0, PANEL, 1, size, PANEL};
        place.row_step = size * PANEL;
        place.rows = size / 2;
        place.channels = index % 5 == 0 ? 7 : PANEL;
        of[i]->winograd_output(size, m->sums[0], PANEL, m->parameters, rescale, &place);
    }
    return memcmp(m->out[0], m->out[1], sizeof m->out[0]) == 0;
}

int qk_check(const qk_level *level) {
    memory m;
    state = 1;
    for (int32_t index = 0; index < CASES; index++) {
        qk_rescale rescale;
        codes(m.codes, (int32_t)sizeof m.codes, index % 4 == 3);
        codes(m.weights, (int32_t)sizeof m.weights, index % 6 == 5);
        for (int32_t i = 0; i < 2 * DEPTH * PANEL; i++) {
            m.words[i] = (int16_t)between(-255, 255);
        }
        for (int32_t i = 0; i < 2 * 9 * PANEL; i++) {
            m.taps[i] = (int16_t)between(-127, 127);
        }
        draw_parameters(m.parameters, &rescale, index);
        memcpy(m.parameters + PARAMETERS, m.parameters, PARAMETERS * sizeof(int32_t));
        if (!widens(level, &m) || !adds(level, &m, index) || !collects(level, &m)) {
            return 0;
        }
        /* Widened codes are the operands of what follows. */
        qk_portable.widen(m.wide, m.codes, ROWS * DEPTH, between(-128, 127));
        if (!multiplies(level, &m, &rescale, index) || !slides(level, &m, &rescale)
            || !slides3(level, &m, &rescale) || !transforms(level, &m, &rescale, index)) {
            return 0;
        }
    }
    return 1;
}
