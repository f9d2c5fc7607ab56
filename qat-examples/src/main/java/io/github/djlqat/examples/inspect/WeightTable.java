package io.github.djlqat.examples.inspect;

import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** How a model's weights are stored, read from its tensors. */
public final class WeightTable {

    private WeightTable() {}

    /**
     * The weights of one operator, without bias.
     *
     * @param operator its index
     * @param name TFLite's
     * @param count how many weights
     * @param bits of a stored weight
     * @param coding what the bits mean
     * @param bytes of the stored weights
     * @param tableBytes of the values that indices stand for; 0 where there are none
     * @param scales how many
     */
    public record Row(
            int operator,
            String name,
            long count,
            int bits,
            String coding,
            long bytes,
            long tableBytes,
            int scales) {

        /** Returns how many times more bytes float weights take. */
        public double timesSmaller() {
            return 4.0 * count / bytes;
        }
    }

    /** Returns a row for each operator with weights. */
    public static List<Row> rows(IntegerGraph graph) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < graph.operators().size(); i++) {
            Operator op = graph.operators().get(i);
            if (op instanceof Operator.LceBconv2d c) {
                Tensor filter = graph.tensor(c.filter());
                Shape s = filter.shape();
                int groups = graph.tensor(c.input()).shape().get(3) / s.get(3);
                long taps = (long) s.get(1) * s.get(2) * (c.channelsIn() / groups);
                rows.add(
                        new Row(
                                i,
                                op.opName(),
                                s.get(0) * taps,
                                1,
                                "signs",
                                filter.byteSize(),
                                0,
                                s.get(0)));
                continue;
            }
            int filter = filter(op);
            if (filter >= 0 && graph.tensor(filter).isConstant()) {
                rows.add(row(i, op, graph.tensor(filter)));
            }
        }
        return rows;
    }

    private static int filter(Operator op) {
        if (op instanceof Operator.Conv2D c) {
            return c.filter();
        } else if (op instanceof Operator.DepthwiseConv2D c) {
            return c.filter();
        }
        return op instanceof Operator.FullyConnected f ? f.filter() : -1;
    }

    private static Row row(int index, Operator op, Tensor filter) {
        Coding coding = filter.coding();
        Quantization q = filter.quantization();
        boolean table = coding != null && !coding.equals(Coding.INT4);
        return new Row(
                index,
                op.opName(),
                filter.shape().elements(),
                coding == null ? 8 * filter.type().bytes() : coding.bits(),
                coding == null ? name(filter.type()) : describe(coding, filter),
                filter.byteSize(),
                table ? coding.table().size() : 0,
                q == null ? 0 : q.scales().size());
    }

    private static String name(ElementType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String describe(Coding coding, Tensor filter) {
        if (coding.equals(Coding.INT4)) {
            return "int4";
        }
        Set<Integer> used = new TreeSet<>();
        long count = filter.shape().elements();
        for (long i = 0; i < count; i++) {
            used.add((int) coding.value(filter.requireData(), i));
        }
        return used.size() <= 4 ? "values " + used : used.size() + " values";
    }

    /** Returns the rows as a table, with a line of sums. */
    public static TextTable of(List<Row> rows) {
        TextTable table =
                new TextTable(
                        "#",
                        "<operator",
                        "weights",
                        "bits",
                        "<coding",
                        "bytes",
                        "of float",
                        "table bytes",
                        "scales");
        for (Row row : rows) {
            table.row(
                    row.operator(),
                    row.name(),
                    GraphTable.number(row.count()),
                    row.bits(),
                    row.coding(),
                    GraphTable.number(row.bytes()),
                    share(row.timesSmaller()),
                    GraphTable.number(row.tableBytes()),
                    GraphTable.number(row.scales()));
        }
        long count = rows.stream().mapToLong(Row::count).sum();
        long bytes = rows.stream().mapToLong(Row::bytes).sum();
        return table.row(
                "all",
                "",
                GraphTable.number(count),
                "",
                "",
                GraphTable.number(bytes),
                bytes == 0 ? "-" : share(4.0 * count / bytes),
                GraphTable.number(rows.stream().mapToLong(Row::tableBytes).sum()),
                GraphTable.number(rows.stream().mapToLong(Row::scales).sum()));
    }

    private static String share(double times) {
        return String.format(Locale.ROOT, "1/%.2f", times);
    }
}
