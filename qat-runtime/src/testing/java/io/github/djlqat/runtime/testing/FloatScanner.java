package io.github.djlqat.runtime.testing;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a class file and lists what is floating point in it: constants, types of fields and of
 * methods declared or called, instructions.
 */
public final class FloatScanner {

    /** Length of each instruction up to 201, by opcode; 0 for those of varying length. */
    private static final String LENGTHS =
            "1111111111111111"
                    + "2323322222111111"
                    + "1111111111111111"
                    + "1111112222211111"
                    + "1111111111111111"
                    + "1111111111111111"
                    + "1111111111111111"
                    + "1111111111111111"
                    + "1111311111111111"
                    + "1111111113333333"
                    + "3333333332001111"
                    + "1133333335532311"
                    + "33110433";

    private final List<String> found = new ArrayList<>();
    private String[] strings = {};
    private String name = "";

    private FloatScanner() {}

    /** Returns a line for each finding. */
    public static List<String> scan(byte[] classFile) throws IOException {
        FloatScanner scanner = new FloatScanner();
        scanner.read(new DataInputStream(new ByteArrayInputStream(classFile)));
        return scanner.found;
    }

    private void read(DataInputStream in) throws IOException {
        in.readInt();
        in.readInt();
        constants(in);
        in.readUnsignedShort();
        in.readUnsignedShort();
        in.readUnsignedShort();
        in.skipBytes(2 * in.readUnsignedShort());
        members(in);
        members(in);
    }

    private void constants(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        strings = new String[count];
        List<Integer> descriptors = new ArrayList<>();
        boolean floats = false;
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> strings[i] = in.readUTF();
                case 3, 9, 10, 11, 17, 18 -> in.readInt();
                case 4 -> {
                    in.readInt();
                    floats = true;
                }
                case 5 -> {
                    in.readLong();
                    i++;
                }
                case 6 -> {
                    in.readLong();
                    i++;
                    floats = true;
                }
                case 12 -> {
                    in.readUnsignedShort();
                    descriptors.add(in.readUnsignedShort());
                }
                case 15 -> in.skipBytes(3);
                case 16 -> descriptors.add(in.readUnsignedShort());
                case 7, 8, 19, 20 -> in.readUnsignedShort();
                default -> throw new IOException("constant tag " + tag);
            }
        }
        for (String string : strings) {
            if (name.isEmpty()
                    && string != null
                    && string.startsWith("io/github/djlqat/runtime/")) {
                name = string;
            }
        }
        if (floats) {
            found.add(name + ": a float or double constant");
        }
        for (int index : descriptors) {
            descriptor("a reference", strings[index]);
        }
    }

    private void descriptor(String what, String descriptor) {
        for (int i = 0; i < descriptor.length(); i++) {
            char c = descriptor.charAt(i);
            if (c == 'L') {
                i = descriptor.indexOf(';', i);
            } else if (c == 'F' || c == 'D') {
                found.add(name + ": descriptor of " + what + ": " + descriptor);
                return;
            }
        }
    }

    private void members(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            in.readUnsignedShort();
            String member = strings[in.readUnsignedShort()];
            descriptor(member, strings[in.readUnsignedShort()]);
            int attributes = in.readUnsignedShort();
            for (int k = 0; k < attributes; k++) {
                String attribute = strings[in.readUnsignedShort()];
                byte[] body = in.readNBytes(in.readInt());
                if (attribute.equals("Code")) {
                    code(member, body);
                }
            }
        }
    }

    private void code(String member, byte[] body) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
        in.readInt();
        byte[] code = in.readNBytes(in.readInt());
        for (int at = 0; at < code.length; ) {
            int opcode = code[at] & 0xff;
            int operand = at + 1 < code.length ? code[at + 1] & 0xff : 0;
            boolean floatArray = opcode == 0xbc && (operand == 6 || operand == 7);
            if (isFloating(opcode == 0xc4 ? operand : opcode) || floatArray) {
                found.add(name + "." + member + ": instruction 0x" + Integer.toHexString(opcode));
            }
            at += length(code, at);
        }
    }

    private static boolean isFloating(int opcode) {
        boolean constantOrLocal =
                opcode >= 0x0b && opcode <= 0x0f
                        || opcode == 0x17
                        || opcode == 0x18
                        || opcode >= 0x22 && opcode <= 0x29
                        || opcode == 0x38
                        || opcode == 0x39
                        || opcode >= 0x43 && opcode <= 0x4a;
        boolean array = opcode == 0x30 || opcode == 0x31 || opcode == 0x51 || opcode == 0x52;
        // add to neg: int, long, float, double in turn
        boolean arithmetic = opcode >= 0x60 && opcode <= 0x77 && opcode % 4 >= 2;
        boolean conversion = opcode == 0x86 || opcode == 0x87 || opcode >= 0x89 && opcode <= 0x90;
        boolean comparison = opcode >= 0x95 && opcode <= 0x98;
        return constantOrLocal
                || array
                || arithmetic
                || conversion
                || comparison
                || opcode == 0xae
                || opcode == 0xaf;
    }

    private static int length(byte[] code, int at) throws IOException {
        int opcode = code[at] & 0xff;
        if (opcode == 0xaa || opcode == 0xab) {
            int start = (at + 4) & ~3;
            int size =
                    opcode == 0xaa
                            ? 12 + 4 * (integer(code, start + 8) - integer(code, start + 4) + 1)
                            : 8 + 8 * integer(code, start + 4);
            return start + size - at;
        }
        if (opcode == 0xc4) {
            return (code[at + 1] & 0xff) == 0x84 ? 6 : 4;
        }
        if (opcode == 0xc8 || opcode == 0xc9) {
            return 5;
        }
        int length = opcode < LENGTHS.length() ? LENGTHS.charAt(opcode) - '0' : 0;
        if (length == 0) {
            throw new IOException("opcode 0x" + Integer.toHexString(opcode));
        }
        return length;
    }

    private static int integer(byte[] code, int at) {
        return (code[at] & 0xff) << 24
                | (code[at + 1] & 0xff) << 16
                | (code[at + 2] & 0xff) << 8
                | code[at + 3] & 0xff;
    }
}
