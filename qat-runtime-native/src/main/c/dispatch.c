/* Which instructions to use: what was compiled, what the processor has, what proves equal. */
#include "check.h"
#include "internal.h"

#if defined(QATK_WITH_NEON_DOT) && defined(__linux__)
#include <sys/auxv.h>
#endif

static const qk_level *now = &qk_portable;
static qk_level chosen;
static int32_t level = QATK_PORTABLE;

const qk_level *qk_now(void) {
    return now;
}

int32_t qatk_level(void) {
    return level;
}

const char *qatk_level_name(int32_t of) {
    static const char *const names[] = {"portable", "avx2", "avx512vnni", "neon-dot"};
    return of >= 0 && of < (int32_t)(sizeof names / sizeof *names) ? names[of] : "unknown";
}

/* Returns a level's functions, null if they were not compiled or the processor lacks them. */
static const qk_level *available(int32_t of) {
    switch (of) {
        case QATK_PORTABLE:
            return &qk_portable;
#if defined(QATK_WITH_AVX2)
        case QATK_AVX2:
            return __builtin_cpu_supports("avx2") ? &qk_avx2 : NULL;
#endif
#if defined(QATK_WITH_AVX512VNNI)
        case QATK_AVX512VNNI:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
                            && __builtin_cpu_supports("avx512vl")
                            && __builtin_cpu_supports("avx512vnni")
                    ? &qk_avx512vnni
                    : NULL;
#endif
#if defined(QATK_WITH_NEON_DOT)
        case QATK_NEON_DOT:
#if defined(__linux__)
            /* HWCAP_ASIMDDP */
            return (getauxval(AT_HWCAP) & (1UL << 20)) != 0 ? &qk_neon_dot : NULL;
#elif defined(__APPLE__)
            /* Every processor of Apple's since the M1 has it. */
            return &qk_neon_dot;
#else
            return NULL;
#endif
#endif
        default:
            return NULL;
    }
}

/* Fills `chosen` with a level's functions, and with lower ones where it has none. */
static void choose(const qk_level *of) {
    const qk_level *base = &qk_portable;
#if defined(QATK_WITH_AVX2)
    base = &qk_avx2;
#endif
    chosen = *of;
    if (chosen.depthwise3 == NULL && chosen.depthwise == NULL) {
        chosen.depthwise3 = base->depthwise3;
    }
    chosen.widen = chosen.widen ? chosen.widen : base->widen;
    chosen.product = chosen.product ? chosen.product : base->product;
    chosen.depthwise = chosen.depthwise ? chosen.depthwise : base->depthwise;
    chosen.add = chosen.add ? chosen.add : base->add;
    chosen.maximum = chosen.maximum ? chosen.maximum : base->maximum;
    chosen.accumulate = chosen.accumulate ? chosen.accumulate : base->accumulate;
    chosen.winograd_input = chosen.winograd_input ? chosen.winograd_input : base->winograd_input;
    chosen.winograd_sums = chosen.winograd_sums ? chosen.winograd_sums : base->winograd_sums;
    chosen.winograd_output =
            chosen.winograd_output ? chosen.winograd_output : base->winograd_output;
}

int32_t qatk_start(int32_t most, int32_t *refused) {
#if defined(QATK_WITH_AVX2)
    __builtin_cpu_init();
#endif
    *refused = 0;
    for (level = QATK_NEON_DOT; level > QATK_PORTABLE; level--) {
        const qk_level *candidate = level <= most ? available(level) : NULL;
        if (candidate == NULL) {
            continue;
        }
        choose(candidate);
        if (qk_check(&chosen)) {
            now = &chosen;
            return level;
        }
        *refused |= 1 << level;
    }
    now = &qk_portable;
    return level;
}
