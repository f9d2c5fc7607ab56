package io.github.djlqat.examples.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.graph.Shape;
import org.junit.jupiter.api.Test;

class AgreementTest {

    @Test
    void countsCodesAndClasses() {
        Agreement agreement = new Agreement(false);
        agreement.addScores(new byte[] {1, 5, -128}, new byte[] {1, 4, -128}, 1);
        agreement.addScores(new byte[] {9, 5, 0}, new byte[] {9, 12, 0}, 0);
        assertThat(agreement.equalShare()).isEqualTo("66.67 %");
        assertThat(agreement.largest()).isEqualTo(7);
        assertThat(agreement.sameClass()).isEqualTo(1);
        assertThat(agreement.accuracy()).isEqualTo("50.00 %");
    }

    @Test
    void unsignedCodesAreBytesWithoutSign() {
        Agreement agreement = new Agreement(true);
        agreement.addScores(new byte[] {(byte) 200, 3}, new byte[] {(byte) 199, 3}, -1);
        assertThat(agreement.largest()).isEqualTo(1);
        assertThat(agreement.sameClassShare()).isEqualTo("100.00 %");
        assertThat(agreement.accuracy()).isEqualTo("-");
        assertThatThrownBy(() -> agreement.add(new byte[2], new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 2, found 3");
    }

    @Test
    void channelsComeFirstAndGoBack() {
        Shape shape = Shape.of(2, 1, 2, 3);
        byte[] last = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        byte[] first = ChannelOrder.first(shape, last);
        assertThat(first).containsExactly(1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12);
        assertThat(ChannelOrder.last(shape, first)).containsExactly(last);
    }
}
