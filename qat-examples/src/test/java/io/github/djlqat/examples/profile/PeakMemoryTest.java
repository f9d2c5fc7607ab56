package io.github.djlqat.examples.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PeakMemoryTest {

    @Test
    void readsTheLineOfTheStatus() {
        assertThat(PeakMemory.bytes("VmPeak:\t  9 kB\nVmHWM:\t    1500 kB\nVmRSS:\t 7 kB\n"))
                .hasValue(1500 * 1024);
        assertThat(PeakMemory.bytes("VmRSS:\t 7 kB\n")).isEmpty();
        assertThat(PeakMemory.bytes("VmHWM:\t many kB\n")).isEmpty();
    }

    @Test
    void growsWithWhatIsTouched() {
        assumeTrue(PeakMemory.bytes().isPresent(), "this system tells no peak");
        PeakMemory.reset();
        long before = PeakMemory.bytes().getAsLong();
        // outside the heap, whose pages may be there already; it is zeroed, so its pages are
        // touched
        ByteBuffer block = ByteBuffer.allocateDirect(1 << 27);
        assertThat(PeakMemory.bytes().getAsLong() - before).isGreaterThan(block.capacity() / 2);
    }
}
