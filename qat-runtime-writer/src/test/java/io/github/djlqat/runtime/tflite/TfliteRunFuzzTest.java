package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.TensorInfo;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged files that are still models: each loads within a bounded arena and runs, or is refused.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TfliteRunFuzzTest {

    private static final LoadOptions OPTIONS =
            LoadOptions.defaults().withKernels("reference").withMaximumArenaBytes(1 << 20);

    private int ran;
    private int refused;

    @BeforeEach
    void soundFileRuns() {
        attempt(TfliteWriter.write(SampleGraphs.small(1)), "sound");
        assertThat(ran).isEqualTo(1);
    }

    @Test
    void everyBitFlipped() {
        byte[] file = TfliteWriter.write(SampleGraphs.small(1));
        for (int i = 0; i < file.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = file.clone();
                bad[i] ^= (byte) (1 << bit);
                attempt(bad, "byte " + i + " bit " + bit);
            }
        }
        assertThat(ran).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(3000);
    }

    @Test
    void bytesReplaced() {
        byte[] file = TfliteWriter.write(SampleGraphs.everyOperator(2));
        Random random = new Random(6);
        for (int i = 0; i < file.length; i += 2) {
            byte[] bad = file.clone();
            bad[i + random.nextInt(2)] ^= (byte) (1 << random.nextInt(8));
            attempt(bad, "byte " + i);
        }
        assertThat(ran).isGreaterThan(500);
        assertThat(refused).isGreaterThan(500);
    }

    private void attempt(byte[] file, String what) {
        try (IntegerModel model = IntegerModel.load(file, OPTIONS)) {
            List<TensorInfo> inputs = model.inputs();
            byte[][] zeros = new byte[inputs.size()][];
            for (int i = 0; i < zeros.length; i++) {
                zeros[i] = new byte[inputs.get(i).bytes()];
            }
            byte[][] outputs = model.run(zeros);
            assertThat(outputs.length).isEqualTo(model.outputs().size());
            ran++;
        } catch (MalformedModelException | UnsupportedOperatorException e) {
            refused++;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + ": " + e, e);
        }
    }
}
