package io.github.djlqat.kernel;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module made of source text, loaded through DJL's public API from an archive that is
 * written in memory.
 *
 * <p>The archive is a zip of stored entries: the object as a protocol 2 pickle (an instance of
 * {@code __torch__.M} with the one attribute {@code training}), its code, no constants, and the
 * format's version. One module is kept for each text until the JVM ends; it holds no tensors and
 * may be called from several threads.
 */
final class TorchScript {

    private static final Map<String, TorchScript> LOADED = new ConcurrentHashMap<>();
    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    private final PtSymbolBlock module;

    private TorchScript(PtSymbolBlock module) {
        this.module = module;
    }

    /**
     * Returns the module of a text, loaded when first asked for.
     *
     * @param functions one {@code def} for each method, indented by two blanks
     */
    static TorchScript of(String functions) {
        return LOADED.computeIfAbsent(functions, TorchScript::load);
    }

    private static TorchScript load(String functions) {
        // never closed: it owns nothing but the module, which lives as long as this class
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        byte[] archive = archive(functions);
        try {
            return new TorchScript(
                    JniUtils.loadModule(
                            (PtNDManager) manager,
                            new ByteArrayInputStream(archive),
                            false,
                            false));
        } catch (IOException | EngineException e) {
            throw new IllegalStateException(
                    "expected PyTorch to load the kernels, found: "
                            + e.getMessage()
                            + "\n"
                            + functions,
                    e);
        }
    }

    /**
     * Calls a method.
     *
     * @param method its name
     * @param arguments the arrays, in order; the first one's manager gets the results
     * @return the results
     */
    NDList call(String method, NDArray... arguments) {
        NDManager manager = arguments[0].getManager();
        try (NDArray name = manager.create(0f)) {
            name.setName("module_method:" + method);
            NDList inputs = new NDList(arguments.length + 1);
            for (NDArray argument : arguments) {
                inputs.add(argument);
            }
            inputs.add(name);
            return IValueUtils.forward(module, inputs, true);
        }
    }

    private static byte[] archive(String functions) {
        String code =
                "class M(Module):\n"
                        + "  __parameters__ = []\n"
                        + "  __buffers__ = []\n"
                        + "  training : bool\n"
                        + functions;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "m/data.pkl", pickle());
            store(zip, "m/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            store(zip, "m/constants.pkl", NO_CONSTANTS);
            store(zip, "m/version", "3\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] pickle() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] name = "c__torch__\nM\n".getBytes(StandardCharsets.US_ASCII);
        byte[] key = "training".getBytes(StandardCharsets.US_ASCII);
        out.write(0x80); // PROTO
        out.write(2);
        out.write(name, 0, name.length); // GLOBAL
        out.write(')'); // EMPTY_TUPLE
        out.write(0x81); // NEWOBJ
        out.write('}'); // EMPTY_DICT
        out.write('('); // MARK
        out.write('X'); // BINUNICODE, 4 bytes of length, little endian
        out.write(key.length);
        out.write(0);
        out.write(0);
        out.write(0);
        out.write(key, 0, key.length);
        out.write(0x88); // NEWTRUE
        out.write('u'); // SETITEMS
        out.write('b'); // BUILD
        out.write('.'); // STOP
        return out.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
