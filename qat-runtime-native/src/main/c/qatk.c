/* The library's entry: kernels by kind. */
#include "internal.h"

int32_t qatk_version(void) {
    return QATK_VERSION;
}

static int64_t layout(const qatk_spec *spec, qk_kernel *kernel) {
    memset(kernel, 0, sizeof *kernel);
    kernel->n = spec->n;
    switch (spec->n.kind) {
        case QATK_CONV:
        case QATK_DENSE:
            return qk_conv_layout(spec, kernel);
        case QATK_DEPTHWISE:
            return qk_depthwise_layout(spec, kernel);
        case QATK_ADD:
        case QATK_MAX_POOL:
        case QATK_MEAN:
            return qk_simple_layout(spec, kernel);
        default:
            return 0;
    }
}

size_t qatk_size(const qatk_spec *spec) {
    qk_kernel kernel;
    return (size_t)layout(spec, &kernel);
}

void qatk_prepare(const qatk_spec *spec, void *kernel) {
    layout(spec, kernel);
    switch (spec->n.kind) {
        case QATK_CONV:
        case QATK_DENSE:
            qk_conv_prepare(spec, kernel);
            break;
        case QATK_DEPTHWISE:
            qk_depthwise_prepare(spec, kernel);
            break;
        default:
            qk_simple_prepare(spec, kernel);
            break;
    }
}

int32_t qatk_units(const void *kernel) {
    return ((const qk_kernel *)kernel)->units;
}

int32_t qatk_scratch(const void *kernel) {
    return ((const qk_kernel *)kernel)->scratch;
}

void qatk_run(
        const void *kernel,
        const int8_t *left,
        const int8_t *right,
        int8_t *output,
        int32_t begin,
        int32_t end,
        void *scratch) {
    const qk_kernel *k = kernel;
    switch (k->n.kind) {
        case QATK_CONV:
        case QATK_DENSE:
            qk_conv_run(k, left, output, begin, end, scratch);
            break;
        case QATK_DEPTHWISE:
            qk_depthwise_run(k, left, output, begin, end, scratch);
            break;
        default:
            qk_simple_run(k, left, right, output, begin, end, scratch);
            break;
    }
}
