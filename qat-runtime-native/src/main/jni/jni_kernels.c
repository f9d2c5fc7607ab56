/* The library as io.github.djlqat.runtime.kernel.natives.NativeLibrary sees it. */
#include "qatk.h"
#include <jni.h>
#include <string.h>

#define NAME(method) Java_io_github_djlqat_runtime_kernel_natives_NativeLibrary_##method

JNIEXPORT jint JNICALL NAME(version)(JNIEnv *env, jclass self) {
    (void)env;
    (void)self;
    return qatk_version();
}

/* The level in use, and in bits from 8 on those that were refused. */
JNIEXPORT jint JNICALL NAME(start)(JNIEnv *env, jclass self, jint most) {
    (void)env;
    (void)self;
    int32_t refused = 0;
    int32_t level = qatk_start(most, &refused);
    return level | refused << 8;
}

JNIEXPORT jstring JNICALL NAME(levelName)(JNIEnv *env, jclass self, jint level) {
    (void)self;
    return (*env)->NewStringUTF(env, qatk_level_name(level));
}

/*
 * Prepares a kernel in a direct buffer aligned to 64, or returns the bytes it must have if the
 * buffer is null, 0 if there is no kernel. Arrays that a kind has no use for may be null.
 */
JNIEXPORT jlong JNICALL NAME(prepare)(
        JNIEnv *env,
        jclass self,
        jintArray numbers,
        jbyteArray filter,
        jintArray bias,
        jintArray multipliers,
        jintArray shifts,
        jobject memory) {
    (void)self;
    qatk_spec spec;
    memset(&spec, 0, sizeof spec);
    if ((*env)->GetArrayLength(env, numbers) != QATK_NUMBERS) {
        return 0;
    }
    (*env)->GetIntArrayRegion(env, numbers, 0, QATK_NUMBERS, (jint *)&spec.n);
    jbyte *codes = filter ? (*env)->GetByteArrayElements(env, filter, NULL) : NULL;
    jint *biases = bias ? (*env)->GetIntArrayElements(env, bias, NULL) : NULL;
    jint *factors = multipliers ? (*env)->GetIntArrayElements(env, multipliers, NULL) : NULL;
    jint *bits = shifts ? (*env)->GetIntArrayElements(env, shifts, NULL) : NULL;
    jlong result = 0;
    if ((codes || !filter) && (biases || !bias) && (factors || !multipliers) && (bits || !shifts)) {
        spec.filter = (const int8_t *)codes;
        spec.bias = (const int32_t *)biases;
        spec.multipliers = (const int32_t *)factors;
        spec.shifts = (const int32_t *)bits;
        if (memory) {
            void *kernel = (*env)->GetDirectBufferAddress(env, memory);
            qatk_prepare(&spec, kernel);
            result = (jlong)(intptr_t)kernel;
        } else {
            result = (jlong)qatk_size(&spec);
        }
    }
    if (codes) {
        (*env)->ReleaseByteArrayElements(env, filter, codes, JNI_ABORT);
    }
    if (biases) {
        (*env)->ReleaseIntArrayElements(env, bias, biases, JNI_ABORT);
    }
    if (factors) {
        (*env)->ReleaseIntArrayElements(env, multipliers, factors, JNI_ABORT);
    }
    if (bits) {
        (*env)->ReleaseIntArrayElements(env, shifts, bits, JNI_ABORT);
    }
    return result;
}

JNIEXPORT jint JNICALL NAME(units)(JNIEnv *env, jclass self, jlong kernel) {
    (void)env;
    (void)self;
    return qatk_units((const void *)(intptr_t)kernel);
}

JNIEXPORT jint JNICALL NAME(scratchBytes)(JNIEnv *env, jclass self, jlong kernel) {
    (void)env;
    (void)self;
    return qatk_scratch((const void *)(intptr_t)kernel);
}

JNIEXPORT void JNICALL NAME(run)(
        JNIEnv *env,
        jclass self,
        jlong kernel,
        jbyteArray arena,
        jint left,
        jint right,
        jint output,
        jint begin,
        jint end,
        jbyteArray scratch) {
    (void)self;
    int8_t *places = (*env)->GetPrimitiveArrayCritical(env, arena, NULL);
    if (!places) {
        return;
    }
    void *working = (*env)->GetPrimitiveArrayCritical(env, scratch, NULL);
    if (working) {
        qatk_run(
                (const void *)(intptr_t)kernel, places + left, places + right, places + output,
                begin, end, working);
        (*env)->ReleasePrimitiveArrayCritical(env, scratch, working, 0);
    }
    (*env)->ReleasePrimitiveArrayCritical(env, arena, places, 0);
}
