/*
 * Speed of the kernels on layers of ResNet-18, ResNet-20 and MobileNetV1, one thread, beside what
 * the processor gives at most: the best of many short turns, so that a busy machine matters less.
 *   cc -O3 -mavx2 bench_kernels.c OBJECTS -o bench && ./bench [LEVEL [TURNS]]
 */
#define _POSIX_C_SOURCE 199309L
#include "../../main/c/qatk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#ifdef __AVX2__
#define KEEP(x) __asm__ volatile("" : "+x"(x))
#define PAIRS(a) KEEP(x); p = _mm256_madd_epi16(x, y); KEEP(p); a = _mm256_add_epi32(a, p); KEEP(a);
#define BYTES(a) \
    KEEP(x); p = _mm256_maddubs_epi16(x, y); KEEP(p); p = _mm256_madd_epi16(p, y); KEEP(p); \
    a = _mm256_add_epi32(a, p); KEEP(a);
#define SIX(M) M(a0) M(a1) M(a2) M(a3) M(a4) M(a5)
#define PEAK(name, step)                                                              \
    static double name(int n) {                                                       \
        __m256i x = _mm256_set1_epi16(1), y = x, a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, p; \
        double start = now();                                                         \
        for (int i = 0; i < n; i++) {                                                 \
            SIX(step) SIX(step)                                                       \
        }                                                                             \
        return now() - start;                                                         \
    }
PEAK(pairs, PAIRS)
PEAK(bytes, BYTES)
#endif

typedef struct {
    const char *name;
    int32_t kind, size, in, out, window, stride;
    size_t bytes;
    void *kernel, *scratch;
    int8_t *from, *to;
    double macs, best;
} layer;

static layer layers[] = {
        {.name = "resnet18 7x7/2 224", .size = 224, .in = 3, .out = 64, .window = 7, .stride = 2},
        {.name = "resnet18 3x3 56x64", .size = 56, .in = 64, .out = 64, .window = 3, .stride = 1},
        {.name = "resnet18 3x3/2 56x64", .size = 56, .in = 64, .out = 128, .window = 3, .stride = 2},
        {.name = "resnet18 3x3 28x128", .size = 28, .in = 128, .out = 128, .window = 3, .stride = 1},
        {.name = "resnet18 3x3 14x256", .size = 14, .in = 256, .out = 256, .window = 3, .stride = 1},
        {.name = "resnet18 3x3 7x512", .size = 7, .in = 512, .out = 512, .window = 3, .stride = 1},
        {.name = "resnet20 3x3 32x16", .size = 32, .in = 16, .out = 16, .window = 3, .stride = 1},
        {.name = "resnet20 3x3 16x32", .size = 16, .in = 32, .out = 32, .window = 3, .stride = 1},
        {.name = "resnet20 3x3 8x64", .size = 8, .in = 64, .out = 64, .window = 3, .stride = 1},
        {.name = "mobilenet 3x3/2 224", .size = 224, .in = 3, .out = 32, .window = 3, .stride = 2},
        {.name = "mobilenet 1x1 112x32", .size = 112, .in = 32, .out = 64, .window = 1, .stride = 1},
        {.name = "mobilenet 1x1 56x128", .size = 56, .in = 128, .out = 128, .window = 1, .stride = 1},
        {.name = "mobilenet 1x1 28x256", .size = 28, .in = 256, .out = 256, .window = 1, .stride = 1},
        {.name = "mobilenet 1x1 14x512", .size = 14, .in = 512, .out = 512, .window = 1, .stride = 1},
        {.name = "mobilenet 1x1 7x1024", .size = 7, .in = 1024, .out = 1024, .window = 1, .stride = 1},
        {.name = "mobilenet dw 112x32", .kind = QATK_DEPTHWISE, .size = 112, .in = 32, .out = 32, .window = 3, .stride = 1},
        {.name = "mobilenet dw 56x128", .kind = QATK_DEPTHWISE, .size = 56, .in = 128, .out = 128, .window = 3, .stride = 1},
        {.name = "mobilenet dw 14x512", .kind = QATK_DEPTHWISE, .size = 14, .in = 512, .out = 512, .window = 3, .stride = 1},
        {.name = "mobilenet dw/2 56x128", .kind = QATK_DEPTHWISE, .size = 56, .in = 128, .out = 128, .window = 3, .stride = 2},
};
#define COUNT ((int)(sizeof layers / sizeof *layers))

static void prepare(layer *l) {
    qatk_spec s;
    memset(&s, 0, sizeof s);
    qatk_numbers *n = &s.n;
    n->kind = l->kind;
    n->batch = 1;
    n->in_height = n->in_width = l->size;
    n->in_channels = l->in;
    n->out_height = n->out_width = (l->size + l->stride - 1) / l->stride;
    n->out_channels = l->out;
    n->window_height = n->window_width = l->window;
    n->stride_height = n->stride_width = l->stride;
    n->dilation_height = n->dilation_width = 1;
    n->pad_top = n->pad_left = l->window / 2;
    /* As before and after a ReLU. */
    n->input_zero_point = n->output_zero_point = -128;
    n->minimum = -128;
    n->maximum = 127;
    int32_t depth = l->window * l->window * (l->kind == QATK_DEPTHWISE ? 1 : l->in);
    int8_t *filter = malloc((size_t)depth * (size_t)l->out);
    int32_t *numbers = calloc((size_t)l->out * 3, sizeof(int32_t));
    for (int32_t i = 0; i < depth * l->out; i++) {
        filter[i] = (int8_t)(rand() % 101 - 50);
    }
    for (int32_t i = 0; i < l->out; i++) {
        numbers[l->out + i] = 1 << 30;
        numbers[2 * l->out + i] = -8;
    }
    s.filter = filter;
    s.bias = numbers;
    s.multipliers = numbers + l->out;
    s.shifts = numbers + 2 * l->out;
    l->bytes = qatk_size(&s);
    l->kernel = aligned_alloc(64, (l->bytes + 63) / 64 * 64);
    qatk_prepare(&s, l->kernel);
    l->scratch = malloc((size_t)qatk_scratch(l->kernel));
    size_t in = (size_t)l->size * (size_t)l->size * (size_t)l->in;
    size_t out = (size_t)n->out_height * (size_t)n->out_width * (size_t)l->out;
    l->from = malloc(in);
    for (size_t i = 0; i < in; i++) {
        l->from[i] = (int8_t)rand();
    }
    l->to = malloc(out);
    l->macs = (double)out * depth;
    l->best = 1e9;
    free(filter);
    free(numbers);
}

int main(int count, char **arguments) {
    int32_t refused;
    int32_t level = qatk_start(count > 1 ? atoi(arguments[1]) : QATK_NEON_DOT, &refused);
    int turns = count > 2 ? atoi(arguments[2]) : 60;
    for (int i = 0; i < COUNT; i++) {
        prepare(&layers[i]);
    }
    double best_pairs = 1e9, best_bytes = 1e9;
    for (int t = 0; t < turns; t++) {
#ifdef __AVX2__
        double p = pairs(20000), b = bytes(20000);
        best_pairs = p < best_pairs ? p : best_pairs;
        best_bytes = b < best_bytes ? b : best_bytes;
#endif
        for (int i = 0; i < COUNT; i++) {
            layer *l = &layers[i];
            double start = now();
            qatk_run(l->kernel, l->from, l->from, l->to, 0, qatk_units(l->kernel), l->scratch);
            double took = now() - start;
            l->best = took < l->best ? took : l->best;
        }
    }
    double peak = 20000.0 * 12 * 16 / best_pairs / 1e9;
    printf("level %s\n", qatk_level_name(level));
#ifdef __AVX2__
    printf("peak of exact 16-bit pairs %.1f GMAC/s, of saturating bytes %.1f\n", peak,
           20000.0 * 12 * 32 / best_bytes / 1e9);
#endif
    for (int i = 0; i < COUNT; i++) {
        layer *l = &layers[i];
        printf("%-22s %8.1f us %7.1f GMAC/s %5.2f of peak, %zu bytes packed\n", l->name,
               l->best * 1e6, l->macs / l->best / 1e9, l->macs / l->best / 1e9 / peak, l->bytes);
    }
    return 0;
}
